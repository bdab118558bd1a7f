"""The timetable: what is due becomes a job once, whoever ticks, and whatever our clock says."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from coalition.errors import BadInput
from coalition.ingestion import timetable
from coalition.ingestion.jobs import Lane, add_job, claim_job, in_lane, postpone_job
from coalition.ingestion.timetable import (
    LONGEST,
    SHORTEST,
    adapt_interval,
    clean,
    find_feed,
    pause_feed,
    plan_after_failure,
    sweep,
    tick,
)
from coalition.models import Feed, Job
from coalition.vocabulary import FeedForm, JobKind
from tests import factories

HOUR = timedelta(hours=1)


def make_feed(number: int = 1, **values: Any) -> Feed:
    """An active feed that was never read."""
    url = f"https://paper.example/{number}"
    return Feed.objects.create(
        **{"source": factories.make_source(), "url": url, "active": True} | values
    )


@pytest.mark.django_db
def test_active_feeds_that_are_due_are_asked_for_once() -> None:
    now = timezone.now()
    due = [make_feed(1), make_feed(2, due_at=now - HOUR)]
    make_feed(3, due_at=now + HOUR)
    make_feed(4, active=False)
    assert (tick(), tick()) == (2, 0)
    assert set(Job.objects.values_list("kind", "target")) == {("read-feed", f.pk) for f in due}
    assert all(feed.due_at and feed.due_at > now for feed in Feed.objects.filter(active=True))


@pytest.mark.django_db
def test_a_feed_whose_job_was_set_aside_is_asked_for_again_after_its_interval() -> None:
    feed = make_feed()
    tick()
    Job.objects.update(state="quarantined", error="KeyError: a bug")
    assert tick() == 0
    Feed.objects.update(due_at=timezone.now() - HOUR)
    assert tick() == 1
    assert Job.objects.filter(target=feed.pk, state="waiting").count() == 1


@pytest.mark.django_db(transaction=True)
def test_C01_two_ticks_at_once_ask_for_each_feed_once() -> None:
    feeds = [make_feed(number) for number in range(40)]
    asked: list[int] = []

    def beat() -> None:
        asked.append(tick())
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(4)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert sum(asked) == len(feeds)
    assert Job.objects.count() == len(feeds)


@pytest.mark.django_db
def test_C02_an_hour_without_beat_is_made_up_for_by_one_tick() -> None:
    make_feed(due_at=timezone.now() - HOUR, interval=timedelta(minutes=10))
    assert [tick() for _ in range(5)] == [1, 0, 0, 0, 0]


@pytest.mark.django_db
def test_C04_no_feed_is_asked_for_while_too_many_fetches_wait() -> None:
    make_feed()
    waiting = [Job(kind=JobKind.FETCH_PAGE, target=n) for n in range(timetable.MOST_DUE + 1)]
    Job.objects.bulk_create(waiting)
    assert tick() == 0
    Job.objects.filter(target=0).delete()
    assert tick() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [-HOUR, HOUR, timedelta(days=400)])
def test_F09_a_clock_that_jumps_moves_no_feed_and_no_job(jump: timedelta) -> None:
    now = timezone.now()
    feed = make_feed(1, due_at=now + timedelta(minutes=30))
    make_feed(2, due_at=now - timedelta(minutes=30))
    with time_machine.travel(now + jump, tick=True):
        assert (tick(), tick()) == (1, 0)
        job = claim_job()
        assert job is not None
        assert job.target != feed.pk
        assert job.lease_until is not None
        assert timedelta(seconds=170) < job.lease_until - now < timedelta(seconds=240)
        assert (claim_job(), sweep()) == (None, 0)
        postpone_job(job, now + timedelta(minutes=3))
        assert claim_job() is None
    assert timedelta(minutes=2) < Job.objects.get().due_at - now < timedelta(minutes=4)


@pytest.mark.django_db
def test_a_paused_feed_is_neither_asked_for_nor_read() -> None:
    feed = make_feed()
    tick()
    pause_feed(feed)
    assert (tick(), claim_job()) == (0, None)


@pytest.mark.django_db
def test_those_who_wait_for_the_web_and_those_who_read_do_each_their_own() -> None:
    for kind in JobKind:
        Job.objects.create(kind=kind, target=1)
    lanes = {lane: set() for lane in Lane}  # type: dict[Lane, set[str]]
    for lane in Lane:
        while job := claim_job(in_lane(lane)):
            lanes[lane].add(job.kind)
    assert lanes == {
        Lane.FETCH: {"read-feed", "fetch-page"},
        Lane.READ: {"store-article", "read-stances"},
    }


@pytest.mark.django_db
def test_work_that_is_asked_for_at_once_need_not_wait_for_its_later_time() -> None:
    add_job(JobKind.FETCH_PAGE, 1, HOUR)
    assert claim_job() is None
    add_job(JobKind.FETCH_PAGE, 1)
    assert claim_job() is not None
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_what_was_done_long_ago_is_cleaned_away_and_what_failed_stays() -> None:
    long_ago = timezone.now() - timedelta(days=8)
    Job.objects.create(kind=JobKind.READ_FEED, target=1, state="done", ended_at=long_ago)
    Job.objects.create(kind=JobKind.READ_FEED, target=2, state="done", ended_at=timezone.now())
    Job.objects.create(
        kind=JobKind.READ_FEED, target=3, state="quarantined", ended_at=long_ago, error="x"
    )
    assert clean() == 1
    assert set(Job.objects.values_list("target", flat=True)) == {2, 3}


def test_an_interval_stays_within_its_bounds() -> None:
    busy = quiet = HOUR
    for _ in range(50):
        busy = adapt_interval(busy, new=True)
        quiet = adapt_interval(quiet, new=False)
    assert (busy, quiet) == (SHORTEST, LONGEST)
    assert adapt_interval(LONGEST, new=True, all_new=True) == SHORTEST


def test_H14_the_waits_of_a_failing_feed_grow_to_days_with_some_spread() -> None:
    waits = {plan_after_failure(3, HOUR, None) for _ in range(20)}
    assert len(waits) > 1
    assert all(3 * HOUR <= wait <= 3.3 * HOUR for wait in waits)
    assert plan_after_failure(31, HOUR, None) >= timedelta(days=3)
    assert plan_after_failure(1, HOUR, timedelta(hours=9)) >= timedelta(hours=9)


@pytest.mark.django_db
def test_a_feed_is_named_by_its_number_or_its_address() -> None:
    factories.make_source("unknown.invalid", tier="unknown")
    feed = make_feed()
    assert find_feed(str(feed.pk), FeedForm.GDELT) == feed
    assert find_feed(feed.url, FeedForm.GDELT) == feed
    new = find_feed("https://sub.paper.example/rss", FeedForm.SITEMAP)
    assert (new.source_id, new.form, new.active) == ("paper.example", "sitemap", False)
    assert find_feed("https://elsewhere.example/rss", FeedForm.GDELT).source_id == "unknown.invalid"
    for name in ("999999", "9" * 40, "file:///etc/passwd", "/etc/passwd", "\\\\host\\share"):
        with pytest.raises(BadInput):
            find_feed(name, FeedForm.SYNDICATION)
