"""Feeds, pages and coverage in the admin: health in words, and the deeds of an editor."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from coalition.admin.feeds import describe_health
from coalition.models import Feed, Job, Page
from coalition.published import FeedWeek
from coalition.vocabulary import JobKind
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn, read_form

pytestmark = pytest.mark.django_db
FEEDS = f"{ADMIN}/coalition/feed/"


@pytest.fixture
def senior(log_in: LogIn) -> Client:
    return log_in("senior-editor")


def make_feed(**values: Any) -> Feed:
    """An active feed that was read a moment ago."""
    now = timezone.now()
    defaults = {"active": True, "last_success_at": now, "last_new_at": now}
    return Feed.objects.create(
        **{"source": factories.make_source(), "url": "https://paper.example/rss"}
        | defaults
        | values
    )


@pytest.mark.parametrize(
    ("values", "found", "expected", "words"),
    [
        ({}, 9, 10.0, "well"),
        ({"active": False, "failures": 3}, 0, None, "paused"),
        ({"failures": 1}, 9, 10.0, "failed 1 time"),
        ({"failures": 31}, 9, 10.0, "failed 31 times in a row"),
        ({"last_success_at": None, "last_new_at": None}, 0, None, "not read yet"),
        ({}, 1, 10.0, "far fewer than expected"),
        ({}, 0, 4.0, "well"),
        ({"notes": "It lists 1 entries, usually 100."}, 9, 10.0, "well, but see its notes"),
    ],
)
def test_the_health_of_a_feed_is_said_in_words(
    values: dict[str, Any], found: int, expected: float | None, words: str
) -> None:
    with override("en"):
        assert str(describe_health(make_feed(**values), FeedWeek(found, expected))) == words


def test_H08_nothing_new_for_a_month_is_told_though_every_answer_is_a_success() -> None:
    feed = make_feed(last_new_at=timezone.now() - timedelta(days=31, hours=1))
    with override("en"):
        assert str(describe_health(feed, FeedWeek(0, None))) == "nothing new for 31 days"
    with override("it"):
        assert str(describe_health(feed, FeedWeek(0, None))) == "niente di nuovo da 31 giorni"


def test_the_list_shows_how_feeds_fare_in_few_queries(
    senior: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        feed = make_feed(url=f"https://paper.example/{number}", expected_weekly=12)
    Page.objects.create(url="https://paper.example/a", source=feed.source, feed=feed)
    with django_assert_max_num_queries(12):
        page = senior.get(FEEDS).content.decode()
    assert "1 / 12" in page
    assert "0 / 12" in page
    assert "far fewer than expected" in page


def test_T03_what_a_feed_says_is_shown_as_text(senior: Client) -> None:
    feed = make_feed(
        last_error="Not a feed: this is a page “<script>alert(1)</script>”.", failures=1
    )
    for address in (FEEDS, f"{FEEDS}{feed.pk}/change/"):
        page = senior.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_feed_is_read_now_paused_and_resumed(senior: Client) -> None:
    feed = make_feed(failures=3, gone_times=2, due_at=timezone.now() + timedelta(days=3))

    def do(action: str) -> tuple[bool, int, list[str]]:
        senior.post(FEEDS, {"action": action, "_selected_action": feed.pk})
        feed.refresh_from_db()
        states = Job.objects.filter(kind=JobKind.READ_FEED, target=feed.pk).values_list("state")
        return feed.active, feed.failures, [state for (state,) in states]

    assert do("read_now") == (True, 3, ["waiting"])
    assert do("pause") == (False, 3, ["done"])
    assert do("resume") == (True, 0, ["done"])
    assert feed.due_at is None


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_viewers_and_editors_change_no_feed(log_in: LogIn, role: str) -> None:
    feed = make_feed()
    log_in(role).post(FEEDS, {"action": "pause", "_selected_action": feed.pk})
    feed.refresh_from_db()
    assert feed.active


def test_the_timetable_of_a_feed_is_edited_and_a_new_address_is_read_afresh(senior: Client) -> None:
    feed = make_feed(etag='"1"', body_sha256="a" * 64)
    sent = read_form(senior.get(f"{FEEDS}{feed.pk}/change/")) | {
        "url": "https://paper.example/new",
        "interval": "02:00:00",
        "expected_weekly": "20",
    }
    # A reading meanwhile: what workers write is no editor's, and stays.
    due = timezone.now() + timedelta(days=1)
    Feed.objects.filter(pk=feed.pk).update(due_at=due)
    refused = senior.post(f"{FEEDS}{feed.pk}/change/", sent | {"interval": "00:00:01"})
    assert b"The interval lies between five minutes and seven days." in refused.content
    assert senior.post(f"{FEEDS}{feed.pk}/change/", sent).status_code == 302
    feed.refresh_from_db()
    assert (feed.url, feed.interval, feed.expected_weekly, feed.etag, feed.body_sha256) == (
        "https://paper.example/new",
        timedelta(hours=2),
        20,
        "",
        "",
    )
    assert feed.due_at == due


def test_failed_pages_are_asked_for_again_and_files_are_left(senior: Client) -> None:
    source = factories.make_source()
    failed = Page.objects.create(
        url="https://paper.example/a", source=source, state="failed", failure="x", tries=6
    )
    file = Page.objects.create(url="urn:sha256:00", source=source)
    sent = {"action": "fetch_again", "_selected_action": [failed.pk, file.pk]}
    page = senior.post(f"{ADMIN}/coalition/page/", sent, follow=True).content.decode()
    assert "1 page will be fetched." in page
    assert list(Job.objects.values_list("kind", "target", "state")) == [
        ("fetch-page", failed.pk, "waiting")
    ]


def test_a_job_of_a_feed_names_it(senior: Client) -> None:
    job = Job.objects.create(kind=JobKind.READ_FEED, target=7)
    page = senior.get(f"{ADMIN}/coalition/job/{job.pk}/change/").content.decode()
    assert f"{ADMIN}/coalition/feed/7/change/" in page


def test_the_coverage_shows_gaps(senior: Client, log_in: LogIn) -> None:
    source = factories.make_source("a.example", country="NO", language="no")
    make_feed(source=source, expected_weekly=10)
    make_feed(
        source=factories.make_source("b.example", country="SE", language="sv"),
        url="https://b.example/rss",
        active=False,
    )
    Page.objects.create(url="https://a.example/1", source=source)
    page = senior.get(f"{FEEDS}coverage/").content.decode()
    assert "1: 0 + 0" in page
    assert "not watched" in page
    assert f"{FEEDS}coverage/" in senior.get(FEEDS).content.decode()
    assert log_in("viewer").get(f"{FEEDS}coverage/").status_code == 200
    assert Client().get(f"{FEEDS}coverage/").status_code == 302
