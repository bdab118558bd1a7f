"""Jobs where several see to them at once: deadlocks, transactions that are not over, other code."""

import os
import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from coalition.ingestion import jobs
from coalition.ingestion.jobs import Lane, hold_job
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import work_a_turn
from coalition.models import Article, Country, Job
from coalition.vocabulary import JobKind
from tests import factories
from tests.at_once import run_at_once
from tests.processes import read_database_url
from tests.site import make_text, make_world, use_database

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = make_text(1).encode()


def fail_on(met: threading.Barrier, first: Callable[[], None], then: Callable[[], None]) -> None:
    """Claims a job and does it in two steps, between which the other one's first is done too."""
    job = jobs.claim_job()
    assert job is not None
    try:
        with hold_job(job), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '50ms'")
            first()
            met.wait(600)
            then()
            jobs.finish_job(job)
    except OperationalError:
        pass  # its words stand on the row


def test_D07_of_two_jobs_that_lock_each_other_one_is_done_and_the_other_waits_uncounted() -> None:
    for code in ("NO", "SE"):
        factories.make_country(code, code)
    for target in (1, 2):
        Job.objects.create(kind=JobKind.READ_STANCES, target=target)
    met = threading.Barrier(2)

    def lock(code: str) -> Callable[[], None]:
        return lambda: list(Country.objects.select_for_update().filter(pk=code)).clear()

    run_at_once(
        lambda: fail_on(met, lock("NO"), lock("SE")), lambda: fail_on(met, lock("SE"), lock("NO"))
    )
    rows = sorted(Job.objects.values_list("state", "attempts"))
    assert rows == [("done", 1), ("waiting", 0)]
    error = Job.objects.get(state="waiting").error
    assert error.startswith("OperationalError: deadlock detected")


def test_D07_a_job_whose_transaction_was_overtaken_waits_uncounted() -> None:
    factories.make_country("NO", "Norway")
    Job.objects.create(kind=JobKind.READ_STANCES, target=1)
    job = jobs.claim_job()
    assert job is not None

    def write(words: str) -> None:
        Country.objects.update(notes=words)

    def write_late() -> None:
        with hold_job(job), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            assert Country.objects.count() == 1
            run_at_once(partial(write, "first"))
            Country.objects.update(notes="second")

    with pytest.raises(OperationalError):
        write_late()
    row = Job.objects.get()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "could not serialize" in row.error


def test_W06_each_of_a_hundred_jobs_is_claimed_by_one_of_four() -> None:
    for target in range(100):
        Job.objects.create(kind=JobKind.READ_STANCES, target=target)
    claimed: list[int] = []

    def claim_all() -> None:
        while job := jobs.claim_job():
            claimed.append(job.target)

    run_at_once(*[claim_all] * 4)
    assert sorted(claimed) == list(range(100))


def test_W07_work_is_seen_once_its_cause_is_stored_and_never_where_it_was_not(
    settings: Settings,
) -> None:
    settings.READER = "rules"
    seen: list[int] = []

    def work() -> None:
        seen.append(work_a_turn(Lane.READ))

    make_world()
    given = Given(language="en")
    with transaction.atomic():
        store_page(TEXT, given, content_type="text/plain")
        run_at_once(work)
        transaction.set_rollback(True)
    run_at_once(work)
    assert (seen, Job.objects.count()) == ([0, 0], 0)
    with transaction.atomic():
        store_page(TEXT, given, content_type="text/plain")
    run_at_once(work)
    assert seen[2] == 2  # its article and the stances
    assert Article.objects.get().text == TEXT.decode()


def test_W08_what_a_process_stored_and_never_rang_for_stays_due(settings: Settings) -> None:
    settings.READER = "rules"
    make_world()
    url = read_database_url()
    if (child := os.fork()) == 0:
        with use_database(url), transaction.atomic():
            transaction.on_commit(lambda: os._exit(7))  # before the bell, which is rung next
            store_page(TEXT, Given(language="en"), content_type="text/plain")
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert Job.objects.get().state == "waiting"
    assert work_a_turn(Lane.READ) == 2


def test_W11_a_job_of_a_kind_that_only_newer_code_knows_is_left_to_newer_workers() -> None:
    Job.objects.create(kind=JobKind.READ_STANCES, target=1)
    with connection.cursor() as cursor:  # as a newer schema, whose constraint knows it
        cursor.execute("ALTER TABLE coalition_job DROP CONSTRAINT job_kind_is_known")
        cursor.execute("UPDATE coalition_job SET kind = 'weigh-the-moon'")
        try:
            claims = [jobs.claim_job(), jobs.claim_job(jobs.in_lane(Lane.READ))]
            row = Job.objects.get()
        finally:
            Job.objects.all().delete()
            cursor.execute(
                "ALTER TABLE coalition_job ADD CONSTRAINT job_kind_is_known CHECK (kind IN"
                f" ({', '.join(repr(str(kind)) for kind in JobKind)}))"
            )
    assert claims == [None, None]
    assert (row.state, row.attempts, row.error) == ("waiting", 0, "")


def test_B05_a_bell_without_work_asks_three_short_questions_and_ends(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many wait, they are gone at once. What 100,000 take is no test of a shared machine."""
    with django_assert_num_queries(6):  # two transactions of one question each
        assert work_a_turn(Lane.READ) == 0
