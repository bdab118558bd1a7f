"""What the workers run. What is to be done stands in the database; these only say when."""

from celery import shared_task

from coalition.exports import build_export
from coalition.ingestion.pipeline import work_a_turn
from coalition.webhooks import open_sender, send_due, write_news


@shared_task(name="coalition.tasks.work")  # type: ignore[untyped-decorator]
def work() -> int:
    """Does what is due. Safe to run twice, late, or at the same time as another."""
    return work_a_turn()


@shared_task(  # type: ignore[untyped-decorator]
    name="coalition.tasks.export", soft_time_limit=3500, time_limit=3600
)
def export() -> str:
    """Builds the bulk files; returns the name of the edition. One that is refused fails loudly."""
    return str(build_export()["edition"])


@shared_task(name="coalition.tasks.tell")  # type: ignore[untyped-decorator]
def tell() -> int:
    """Writes down what is new for webhooks and sends what is due; returns how much was taken."""
    write_news()
    return send_due(open_sender())
