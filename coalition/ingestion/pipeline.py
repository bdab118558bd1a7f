"""The workers' loop: claims a due job, asks the hop behind it, stores the answer, ends the job."""

from collections.abc import Callable, Iterator
from time import monotonic

from django.db import transaction
from django.db.models import Q

from coalition.ingestion.articles import prepare_article
from coalition.ingestion.jobs import claim_job, finish_job, hold_job, ring
from coalition.ingestion.stances import prepare_stances
from coalition.models import Job
from coalition.vocabulary import JobKind

# Each hop reads and thinks first, outside any transaction, and returns what stores the answer.
HOPS: dict[JobKind, Callable[[int], Callable[[], None]]] = {
    JobKind.STORE_ARTICLE: prepare_article,
    JobKind.READ_STANCES: prepare_stances,
}
TURN_SECONDS = (
    60.0  # a turn ends well before the task's time limit; then the bell rings for the next
)


def do_job(job: Job) -> None:
    """Does a claimed job: its effect and its end are one transaction, so neither is there alone."""
    with hold_job(job):
        store = HOPS[JobKind(job.kind)](job.target)
        with transaction.atomic():
            finish_job(job)
            store()


def do_jobs(only: Q | None = None) -> Iterator[Job]:
    """Does due jobs one by one and yields each once it is done; ends when nothing is due.

    A job that fails keeps its error on its row, and the exception goes on.
    """
    while job := claim_job(only):
        do_job(job)
        yield job


def work_a_turn() -> int:
    """Does due jobs for up to a minute; returns how many. Rings when work may be left."""
    end, done = monotonic() + TURN_SECONDS, 0
    for _ in do_jobs():
        done += 1
        if monotonic() > end:
            ring()
            break
    return done
