"""The database owns the work: what happens to jobs that fail, die, or are rung for twice."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery, current_app
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coalition.ingestion import jobs
from coalition.models import Job
from coalition.vocabulary import JobKind, JobState

pytestmark = pytest.mark.django_db


def make_job(**values: object) -> Job:
    """A job that is due."""
    return Job.objects.create(**({"kind": JobKind.READ_STANCES, "target": 1} | values))


def test_the_same_work_asked_for_twice_waits_once() -> None:
    jobs.add_job(JobKind.READ_STANCES, 7)
    jobs.add_job(JobKind.READ_STANCES, 7)
    assert list(Job.objects.values_list("kind", "target", "state")) == [
        ("read-stances", 7, "waiting")
    ]


def test_a_claimed_job_is_held_and_not_claimed_again() -> None:
    make_job()
    job = jobs.claim_job()
    assert job is not None
    assert (job.state, job.attempts, job.lease_until is not None) == ("running", 1, True)
    assert jobs.claim_job() is None


def test_a_job_that_is_not_due_is_left() -> None:
    make_job(due_at=timezone.now() + timedelta(minutes=1))
    assert jobs.claim_job() is None


def test_work_asked_for_while_it_runs_waits_for_its_own_turn() -> None:
    make_job()
    first = jobs.claim_job()
    jobs.add_job(JobKind.READ_STANCES, 1)
    second = jobs.claim_job()
    assert first is not None
    assert second is not None
    assert first.pk != second.pk


def test_W05_a_job_is_ended_by_its_holder_only() -> None:
    make_job()
    job = jobs.claim_job()
    assert job is not None
    Job.objects.filter(pk=job.pk).update(lease_token=uuid4())
    with pytest.raises(jobs.LeaseLost):
        jobs.finish_job(job)
    assert Job.objects.get().state == JobState.RUNNING


def test_the_job_of_a_dead_worker_comes_back_and_the_third_death_sets_it_aside() -> None:
    make_job()
    for death in (1, 2, 3):
        assert jobs.claim_job() is not None
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert jobs.free_dead_jobs() == 1
        assert Job.objects.get().deaths == death
    job = Job.objects.get()
    assert (job.state, job.error) == ("quarantined", "the worker that held this job died")


def test_a_dead_job_is_dropped_where_the_same_work_waits_anew() -> None:
    make_job()
    jobs.claim_job()
    jobs.add_job(JobKind.READ_STANCES, 1)
    Job.objects.filter(state="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.free_dead_jobs()
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "waiting"]


def test_a_failure_stands_on_its_row_in_words_and_is_tried_later() -> None:
    make_job()
    job = jobs.claim_job()
    assert job is not None
    with pytest.raises(ZeroDivisionError), jobs.hold_job(job):
        _ = 1 / 0
    row = Job.objects.get()
    assert (row.state, row.error) == ("waiting", "ZeroDivisionError: division by zero")
    assert row.due_at > timezone.now() + timedelta(seconds=20)


def test_a_job_that_keeps_failing_is_set_aside_until_an_editor_retries(settings: Any) -> None:
    settings.JOB_ATTEMPTS = 2
    make_job()
    for _ in range(2):
        Job.objects.update(due_at=timezone.now())
        job = jobs.claim_job()
        assert job is not None
        jobs.fail_job(job, ValueError("no"))
    assert Job.objects.get().state == JobState.QUARANTINED
    jobs.retry_job(Job.objects.get())
    row = Job.objects.get()
    assert (row.state, row.attempts, row.deaths) == ("waiting", 0, 0)
    assert jobs.claim_job() is not None


def break_off(settings: Any, *, attempts: int, statement: str) -> Job:
    """The row of a job that was tried so often, and that failed on a statement of the database."""
    settings.JOB_ATTEMPTS = attempts
    make_job(attempts=attempts - 1)
    job = jobs.claim_job()
    assert job is not None
    with (
        pytest.raises(DatabaseError),
        jobs.hold_job(job),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return Job.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL transaction_read_only = on; DELETE FROM coalition_job",
        "DO $$ BEGIN RAISE disk_full; END $$",
        "DO $$ BEGIN RAISE lock_not_available; END $$",
    ],
)
def test_an_outage_of_the_database_counts_against_no_job(settings: Any, statement: str) -> None:
    row = break_off(settings, attempts=1, statement=statement)
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "Error" in row.error


def test_a_job_that_takes_the_database_too_long_is_set_aside_in_the_end(settings: Any) -> None:
    statement = "SET LOCAL statement_timeout = 20; SELECT pg_sleep(10)"
    row = break_off(settings, attempts=1, statement=statement)
    assert (row.state, row.attempts) == ("quarantined", 1)


def test_a_broker_that_is_down_costs_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    ours = current_app._get_current_object()
    # An application of its own: the pool of ours may hold connections to the broker that is up.
    other = Celery("other", set_as_current=False)
    other.config_from_object("django.conf:settings", namespace="CELERY")
    other.conf.broker_url = "redis://127.0.0.1:1/0"
    other.set_current()
    try:
        jobs.ring(jobs.Lane.READ)
    finally:
        ours.set_current()
    assert "did not take the bell" in caplog.text
