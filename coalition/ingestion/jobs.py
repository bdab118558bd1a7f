"""What is to be done, as rows: written with their cause, claimed under a lease, ended once.

The broker only rings. A message lost, doubled or late changes nothing: whoever looks, finds the due
rows; a worker that dies leaves a lease that runs out.
"""

import logging
import random
import threading
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from types import TracebackType
from typing import Any, Self

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from kombu.exceptions import OperationalError

from coalition.models import Job
from coalition.outages import Outage, find_outage
from coalition.runs import current_run, name_run
from coalition.vocabulary import JobKind, JobState

log = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=60)
LAST_RETRY = timedelta(hours=6)
DEATHS = 3  # a job that killed this many workers is poison
BEATS_PER_LEASE = 3  # a lease is extended this often before it would run out
BELL_SECONDS = 60  # an older bell says nothing that the sweep has not said since
SPREAD = 10.0  # seconds over which those that wait for one host come back


class Lane(StrEnum):
    """Which workers do a job: those that wait for the web, or those that read what came. Neither
    can starve the other. The name is that of the task and of its queue."""

    FETCH = "fetch"
    READ = "read"


LANES = {
    JobKind.READ_FEED: Lane.FETCH,
    JobKind.FETCH_PAGE: Lane.FETCH,
    JobKind.STORE_ARTICLE: Lane.READ,
    JobKind.READ_STANCES: Lane.READ,
}


class LeaseLost(Exception):
    """The lease ran out and somebody else holds the job: what was done for it is dropped."""


def in_lane(lane: Lane) -> Q:
    """The jobs of a lane."""
    return Q(kind__in=[kind for kind in LANES if LANES[kind] is lane])


def add_job(kind: JobKind, target: int, due_in: timedelta = timedelta(0)) -> None:
    """Writes what is to be done in the caller's transaction and rings once that is committed.

    A job that already waits for the same target is left as it is, but for being due no later.
    """
    add_jobs(kind, {target: due_in})


def add_jobs(kind: JobKind, due_in: Mapping[int, timedelta]) -> None:
    """The same for many targets, each with its time to wait; rings once.

    They belong to the run that causes them; without one, each begins its own.
    """
    now = timedelta(0)
    Job.objects.bulk_create(
        [
            Job(kind=kind, target=target, due_at=Now() + wait, run=current_run() or name_run())
            for target, wait in due_in.items()
        ],
        ignore_conflicts=True,
    )
    hasten_jobs(kind, [target for target, wait in due_in.items() if wait == now])
    if now in due_in.values():
        transaction.on_commit(partial(ring, LANES[kind]))


def hasten_jobs(kind: JobKind, targets: Iterable[int]) -> None:
    """Makes those of the targets' jobs that wait for a later time due now."""
    waiting = Job.objects.filter(kind=kind, target__in=targets, state=JobState.WAITING)
    waiting.filter(due_at__gt=Now()).update(due_at=Now())


def ring(lane: Lane) -> None:
    """Tells the workers of a lane to look. A broker that is down costs a log line: the sweep finds
    the row."""
    try:
        current_app.send_task(f"coalition.tasks.{lane}", expires=BELL_SECONDS)
    except (OperationalError, OSError) as error:
        log.warning("the broker did not take the bell: %s", error)


def claim_job(only: Q | None = None) -> Job | None:
    """The next due job, held under a lease of its own, or None where nothing is due.

    `only` narrows what is looked at. Jobs whose worker died are given back first; those of a kind that
    newer code asks for are left to newer workers. All times are those of the database, so that a
    worker's clock that is wrong or is set moves nothing.
    """
    free_dead_jobs()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(only or Q(), kind__in=LANES, state=JobState.WAITING, due_at__lte=Now())
            .order_by("due_at", "id")
            .first()
        )
        if job is None:
            return None
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING,
            lease_token=uuid.uuid4(),
            lease_until=Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            attempts=F("attempts") + 1,
        )
        job.refresh_from_db()
    return job


def free_dead_jobs() -> int:
    """Gives back the jobs whose lease ran out, and sets aside those that keep killing workers.

    Returns how many there were. A dead job is dropped where the same work already waits anew.
    """
    with transaction.atomic():
        dead = list(
            Job.objects.select_for_update(skip_locked=True).filter(
                state=JobState.RUNNING, lease_until__lt=Now()
            )
        )
        for job in dead:
            job.deaths += 1
            job.error = "the worker that held this job died"
            poison = job.deaths >= DEATHS
            release(job, JobState.QUARANTINED if poison else JobState.WAITING)
    return len(dead)


def release(job: Job, state: JobState, due_in: timedelta = timedelta(0)) -> None:
    """Puts a held job into a state without a lease; saves `error` and its counts with it."""
    if state is JobState.WAITING and waits_already(job):
        state = JobState.DONE
    Job.objects.filter(pk=job.pk).update(
        state=state,
        lease_until=None,
        lease_token=None,
        due_at=Now() + due_in,
        ended_at=None if state is JobState.WAITING else Now(),
        error=job.error,
        attempts=job.attempts,
        deaths=job.deaths,
    )
    job.refresh_from_db()


def waits_already(job: Job) -> bool:
    """Whether another row already waits for the same work."""
    return Job.objects.filter(kind=job.kind, target=job.target, state=JobState.WAITING).exists()


def finish_job(job: Job) -> None:
    """Ends a job inside the transaction that stored its effect. Raises LeaseLost where it is not ours."""
    ended = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING)
    if not ended.update(
        state=JobState.DONE, lease_until=None, lease_token=None, ended_at=Now(), error=""
    ):
        raise LeaseLost(f"{job} was taken over by another worker")
    job.state = JobState.DONE


def postpone_job(job: Job, until: datetime) -> None:
    """Gives a held job back until a moment, a little spread out; it counts as no attempt."""
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=job.pk, lease_token=job.lease_token)
        if (row := held.first()) is None:
            return
        row.attempts -= 1
        release(row, JobState.WAITING)
        spread = timedelta(seconds=random.uniform(0, SPREAD))  # noqa: S311 - no secret
        Job.objects.filter(pk=row.pk, state=JobState.WAITING).update(
            due_at=Greatest(Now(), until) + spread
        )
    job.state = row.state


def retry_job(job: Job) -> None:
    """Makes a quarantined job due again, with its count of attempts begun anew."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.state != JobState.QUARANTINED:
            return
        row.attempts, row.deaths = 0, 0
        release(row, JobState.WAITING)
        transaction.on_commit(partial(ring, LANES[JobKind(row.kind)]))


class hold_job:  # noqa: N801 - reads as a verb where it is used
    """Holds a claimed job while it is worked on: extends its lease, and writes a failure on its row.

    The exception goes on: a bug is loud in the log, and its words stand on the row.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stop = threading.Event()
        self.heart = threading.Thread(target=self.beat, daemon=True)

    def beat(self) -> None:
        """Extends the lease until the work is over; a database that is away is asked again later."""
        lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
        while not self.stop.wait(settings.JOB_LEASE_SECONDS / BEATS_PER_LEASE):
            held = Job.objects.filter(pk=self.job.pk, lease_token=self.job.lease_token)
            try:
                held.update(lease_until=Now() + lease)
            except (DatabaseError, InterfaceError) as error:
                log.warning("a lease was not extended: %s", error)
            finally:
                connection.close()

    def __enter__(self) -> Self:
        self.heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop.set()
        self.heart.join()
        if error is not None and not isinstance(error, LeaseLost):
            fail_job(self.job, error)
            log.warning("failed: %s", type(error).__name__, extra={"told": describe_job(self.job)})


def fail_job(job: Job, error: BaseException) -> None:
    """Writes a failure on the row: due again later, or quarantined after too many attempts.

    That the database was away or took no writing, or that others held it up, is no fault of the job,
    and counts as no attempt.
    """
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=job.pk, lease_token=job.lease_token)
        if (row := held.first()) is None:
            return
        row.error = f"{type(error).__name__}: {error}"[:2000]
        blameless = find_outage(error) not in {None, Outage.SLOW}
        spent = row.attempts >= settings.JOB_ATTEMPTS and not blameless
        wait = min(LAST_RETRY, FIRST_RETRY * 2 ** (row.attempts - 1)) * random.uniform(0.5, 1.5)  # noqa: S311
        row.attempts -= blameless
        release(row, JobState.QUARANTINED if spent else JobState.WAITING, wait)


def describe_job(job: Job) -> dict[str, Any]:
    """What the log tells of a job."""
    return {"job": job.pk, "kind": str(job.kind), "target": job.target, "attempts": job.attempts}


def clean_jobs(age: timedelta) -> int:
    """Deletes jobs that were done longer ago than `age`; returns how many. What failed stays."""
    old = Job.objects.filter(state=JobState.DONE, ended_at__lt=Now() - age)
    return old.delete()[0]
