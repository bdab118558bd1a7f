"""The workers' loop: claims a due job, asks the hop behind it, stores the answer, ends the job."""

import logging
from collections.abc import Callable, Iterator
from time import monotonic, perf_counter

from django.db import transaction
from django.db.models import Q

from coalition.errors import FetchPostponed
from coalition.ingestion.articles import prepare_article
from coalition.ingestion.feeds import read_feed
from coalition.ingestion.fetching import fetch_page
from coalition.ingestion.jobs import (
    Lane,
    claim_job,
    describe_job,
    finish_job,
    hold_job,
    in_lane,
    postpone_job,
    ring,
)
from coalition.ingestion.stances import prepare_stances
from coalition.models import Job
from coalition.runs import working_for
from coalition.vocabulary import JobKind

log = logging.getLogger(__name__)

# Each hop reads and thinks first, outside any transaction, and returns what stores the answer.
# What the web refuses or fails to give is such an answer too; only "not our turn yet" is none.
HOPS: dict[JobKind, Callable[[int], Callable[[], None]]] = {
    JobKind.READ_FEED: read_feed,
    JobKind.FETCH_PAGE: fetch_page,
    JobKind.STORE_ARTICLE: prepare_article,
    JobKind.READ_STANCES: prepare_stances,
}
# A turn ends well before the task's time limit, since its last job may begin at its end: a fetch
# takes 30 s at most and the parsing of what came 30 more. Then the bell rings for the next.
TURN_SECONDS = 40.0


def do_job(job: Job) -> None:
    """Does a claimed job: its effect and its end are one transaction, so neither is there alone.

    Where it is not our turn at a host, the job goes back until it is. What it causes is of its run.
    """
    began = perf_counter()
    with working_for(job.run), hold_job(job):
        try:
            store = HOPS[JobKind(job.kind)](job.target)
        except FetchPostponed as error:
            postpone_job(job, error.until)
            return
        with transaction.atomic():
            finish_job(job)
            store()
        seconds = round(perf_counter() - began, 4)
        log.info("done", extra={"told": describe_job(job) | {"seconds": seconds}})


def do_jobs(only: Q | None = None) -> Iterator[Job]:
    """Does due jobs one by one and yields each once it is done or postponed; ends when none is due.

    A job that fails keeps its error on its row, and the exception goes on.
    """
    while job := claim_job(only):
        do_job(job)
        yield job


def work_a_turn(lane: Lane) -> int:
    """Does due jobs of a lane for up to a minute; returns how many. Rings when work may be left."""
    end, done = monotonic() + TURN_SECONDS, 0
    for _ in do_jobs(in_lane(lane)):
        done += 1
        if monotonic() > end:
            ring(lane)
            break
    return done
