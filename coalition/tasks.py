"""What the workers run. What is to be done stands in the database; these only say when.

Each is safe to run twice, late, or at the same time as another.
"""

from celery import shared_task
from django.utils import timezone

from coalition import access, waiting
from coalition.desk import requests, samples
from coalition.exports import build_export
from coalition.ingestion import timetable
from coalition.ingestion.jobs import Lane
from coalition.ingestion.pipeline import work_a_turn
from coalition.positions import weigh_lines
from coalition.retention import let_go
from coalition.webhooks import open_sender, send_due, write_news

WEIGH_SECONDS = 20.0  # then other tasks have their turn again; the clock rings for the rest


@shared_task(name="coalition.tasks.fetch")  # type: ignore[untyped-decorator]
def fetch() -> int:
    """Reads feeds and fetches pages that are due."""
    return work_a_turn(Lane.FETCH)


@shared_task(name="coalition.tasks.read")  # type: ignore[untyped-decorator]
def read() -> int:
    """Makes articles of pages, and reads their stances."""
    return work_a_turn(Lane.READ)


@shared_task(name="coalition.tasks.tick")  # type: ignore[untyped-decorator]
def tick() -> int:
    """Turns the feeds that are due into jobs."""
    return timetable.tick()


@shared_task(name="coalition.tasks.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Gives back what dead workers held, and rings for work that waits."""
    return timetable.sweep()


@shared_task(name="coalition.tasks.clean")  # type: ignore[untyped-decorator]
def clean() -> int:
    """Deletes what was done long ago, and lets go of what need not be kept."""
    access.fold_marks()
    return let_go()


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


@shared_task(name="coalition.tasks.weigh")  # type: ignore[untyped-decorator]
def weigh() -> int:
    """Says of waiting stances what a verdict on them would flip, where that was left to the workers."""
    return weigh_lines(WEIGH_SECONDS)


@shared_task(name="coalition.tasks.weigh_again")  # type: ignore[untyped-decorator]
def weigh_again() -> int:
    """Leaves to `weigh` what a new day may change of the queue's order."""
    return waiting.weigh_again()


@shared_task(name="coalition.tasks.sample")  # type: ignore[untyped-decorator]
def sample() -> int:
    """Draws the sample of the week that has ended, for blind second coding; forgets old senders."""
    requests.forget_senders()
    return samples.draw_sample(samples.find_week(timezone.localdate()))
