"""What was expected, seen and read: silence is told from not looking."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from coalition.models import Feed, Page
from coalition.published import CoverageRecord, FeedWeek, list_coverage, list_feed_weeks
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)  # a Wednesday
MONDAY, BEFORE = date(2026, 3, 9), date(2026, 3, 2)


def make_feed(domain: str, country: str, **values: Any) -> Feed:
    """An active feed of a source of a country."""
    source = factories.make_source(domain, country=country, language="no")
    return Feed.objects.create(
        **{"source": source, "url": f"https://{domain}/rss", "active": True} | values
    )


def add_pages(feed: Feed, day: date, count: int, state: str = "found", **values: Any) -> None:
    """So many pages that a feed led to on a day."""
    for _ in range(count):
        number = Page.objects.count()
        Page.objects.create(
            url=f"https://{feed.source_id}/{number}",
            source=feed.source,
            feed=feed,
            state=state,
            found_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            **values,
        )


def test_each_week_of_a_group_says_what_was_expected_seen_and_read() -> None:
    feed = make_feed("a.example", "NO", expected_weekly=10)
    make_feed("b.example", "NO", expected_weekly=5)
    kept = {"raw": b"x", "sha256": "0" * 64}
    add_pages(feed, BEFORE, 2, "stored", **kept)
    add_pages(feed, TODAY, 1, "unreadable", failure="A wall.", **kept)
    add_pages(feed, TODAY, 1, "failed", failure="Down.")
    add_pages(feed, TODAY, 1)
    group = "NO", "no", "quality"
    assert list_coverage(TODAY, 2) == [
        CoverageRecord(*group, BEFORE, feeds=2, expected=15, seen=2, read=2, unreadable=0),
        CoverageRecord(*group, MONDAY, feeds=2, expected=15, seen=3, read=0, unreadable=2),
    ]


def test_a_paused_group_is_not_looked_at() -> None:
    make_feed("a.example", "SE", active=False, expected_weekly=10)
    [row] = list_coverage(TODAY, 1)
    assert (row.country, row.feeds, row.expected, row.seen) == ("SE", 0, None, 0)


def test_what_is_usual_is_the_mean_of_the_weeks_since_a_feed_began() -> None:
    feed = make_feed("a.example", "NO")
    assert list_coverage(TODAY, 1)[0].expected is None
    for back in (1, 2, 3):
        add_pages(feed, MONDAY - timedelta(weeks=back), 4 * back)
    add_pages(feed, TODAY, 7)
    assert list_coverage(TODAY, 1)[0].expected == 8
    now = datetime(2026, 3, 11, 18, tzinfo=UTC)
    assert list_feed_weeks([feed], now) == {feed.pk: FeedWeek(found=7, expected=8.0)}


def test_a_page_that_leads_to_another_one_counts_once() -> None:
    feed = make_feed("a.example", "NO")
    add_pages(feed, TODAY, 1)
    add_pages(feed, TODAY, 1, "alias", same_as=Page.objects.get())
    assert list_coverage(TODAY, 1)[0].seen == 1
