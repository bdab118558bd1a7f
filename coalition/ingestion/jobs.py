"""What is to be done, as rows: written with their cause, claimed under a lease, ended once.

The broker only rings. A message lost, doubled or late changes nothing: whoever looks, finds the due
rows; a worker that dies leaves a lease that runs out.
"""

import logging
import random
import threading
import uuid
from datetime import timedelta
from types import TracebackType
from typing import Self

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from coalition.models import Job
from coalition.vocabulary import JobKind, JobState

log = logging.getLogger(__name__)

WORK_TASK = "coalition.tasks.work"
FIRST_RETRY = timedelta(seconds=60)
LAST_RETRY = timedelta(hours=6)
DEATHS = 3  # a job that killed this many workers is poison
BEATS_PER_LEASE = 3  # a lease is extended this often before it would run out


class LeaseLost(Exception):
    """The lease ran out and somebody else holds the job: what was done for it is dropped."""


def add_job(kind: JobKind, target: int) -> None:
    """Writes what is to be done in the caller's transaction and rings once that is committed.

    A job that already waits for the same target is left as it is.
    """
    Job.objects.bulk_create([Job(kind=kind, target=target)], ignore_conflicts=True)
    transaction.on_commit(ring)


def ring() -> None:
    """Tells the workers to look. A broker that is down costs a log line: the sweep finds the row."""
    try:
        current_app.send_task(WORK_TASK, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("the broker did not take the bell: %s", error)


def claim_job(only: Q | None = None) -> Job | None:
    """The next due job, held under a lease of its own, or None where nothing is due.

    `only` narrows what is looked at. Jobs whose worker died are given back first.
    """
    free_dead_jobs()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(only or Q(), state=JobState.WAITING, due_at__lte=Now())
            .order_by("due_at", "id")
            .first()
        )
        if job is None:
            return None
        job.state, job.lease_token = JobState.RUNNING, uuid.uuid4()
        job.lease_until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        job.attempts += 1
        job.save(update_fields=["state", "lease_token", "lease_until", "attempts"])
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
    """Puts a held job into a state without a lease; saves `error` and `deaths` with it."""
    if state is JobState.WAITING and waits_already(job):
        state = JobState.DONE
    job.state, job.lease_until, job.lease_token = state, None, None
    job.due_at = timezone.now() + due_in
    job.ended_at = None if state is JobState.WAITING else timezone.now()
    job.save()


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


def retry_job(job: Job) -> None:
    """Makes a quarantined job due again, with its count of attempts begun anew."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.state != JobState.QUARANTINED:
            return
        row.attempts, row.deaths = 0, 0
        release(row, JobState.WAITING)
        transaction.on_commit(ring)


class hold_job:  # noqa: N801 - reads as a verb where it is used
    """Holds a claimed job while it is worked on: extends its lease, and writes a failure on its row.

    The exception goes on: a bug is loud in the log, and its words stand on the row.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stop = threading.Event()
        self.heart = threading.Thread(target=self.beat, daemon=True)

    def beat(self) -> None:
        """Extends the lease until the work is over."""
        lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
        while not self.stop.wait(settings.JOB_LEASE_SECONDS / BEATS_PER_LEASE):
            held = Job.objects.filter(pk=self.job.pk, lease_token=self.job.lease_token)
            held.update(lease_until=Now() + lease)
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


def fail_job(job: Job, error: BaseException) -> None:
    """Writes a failure on the row: due again later, or quarantined after too many attempts."""
    with transaction.atomic():
        held = Job.objects.select_for_update().filter(pk=job.pk, lease_token=job.lease_token)
        if (row := held.first()) is None:
            return
        row.error = f"{type(error).__name__}: {error}"[:2000]
        spent = row.attempts >= settings.JOB_ATTEMPTS
        wait = min(LAST_RETRY, FIRST_RETRY * 2 ** (row.attempts - 1)) * random.uniform(0.5, 1.5)  # noqa: S311
        release(row, JobState.QUARANTINED if spent else JobState.WAITING, wait)
