"""What the workers run. What is to be done stands in the database; these only say when."""

from celery import shared_task
from django.utils import timezone

from coalition.desk import requests, samples
from coalition.ingestion.pipeline import work_a_turn
from coalition.positions import weigh_lines

WEIGH_SECONDS = 20.0  # then reading has its turn again; the clock rings for the rest


@shared_task(name="coalition.tasks.work")  # type: ignore[untyped-decorator]
def work() -> int:
    """Does what is due. Safe to run twice, late, or at the same time as another."""
    return work_a_turn()


@shared_task(name="coalition.tasks.weigh")  # type: ignore[untyped-decorator]
def weigh() -> int:
    """Says of waiting stances what a verdict on them would flip, where that was left to the workers."""
    return weigh_lines(WEIGH_SECONDS)


@shared_task(name="coalition.tasks.sample")  # type: ignore[untyped-decorator]
def sample() -> int:
    """Draws the sample of the week that has ended, for blind second coding; forgets old senders."""
    requests.forget_senders()
    return samples.draw_sample(samples.find_week(timezone.localdate()))
