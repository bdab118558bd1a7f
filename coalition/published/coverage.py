"""How well we look: what was to be expected, seen and read, by country, language, tier and week.

Without it silence could not be told from not looking.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncWeek

from coalition import vintages
from coalition.models import Feed, Page, Source
from coalition.vintages import Instant
from coalition.vocabulary import PageState

USUAL_WEEKS = 8  # over which what is usual for a feed is reckoned; long enough for a holiday
READ = frozenset({PageState.STORED, PageState.GONE})
UNREADABLE = frozenset({PageState.UNREADABLE, PageState.FAILED})

Group = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CoverageRecord:
    """One week, from `week`, a Monday, of the sources of one country, language and tier.

    `feeds` are active now; `expected` is what they should bring in a week, None where there is no
    telling. `seen` pages were found; of them `read` gave an article and `unreadable` none. What is
    neither is still under way.
    """

    country: str
    language: str
    tier: str
    week: date
    feeds: int
    expected: float | None
    seen: int
    read: int
    unreadable: int


def list_coverage(
    today: date, weeks: int = USUAL_WEEKS, *, as_of: Instant | None = None
) -> list[CoverageRecord]:
    """The last so many ISO weeks, that of `today` last, of every group of sources with a feed or a
    page; by group, then week. A group without an active feed is not looked at."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
    groups_of = list_groups(as_of)
    feeds: Iterable[Feed] = Feed.objects.all()
    if as_of:
        feeds = vintages.recall(Feed, vintages.rows_at(Feed, as_of))
    watched = [(groups_of[feed.source_id], feed) for feed in feeds]
    active = [(group, feed) for group, feed in watched if feed.active]
    usual = find_usual([feed.pk for _, feed in active], monday, as_of=as_of)
    watching = Counter(group for group, _ in active)
    expected: dict[Group, float] = {}
    for group, feed in active:
        weekly = usual.get(feed.pk) if feed.expected_weekly is None else feed.expected_weekly
        if weekly is not None:
            expected[group] = expected.get(group, 0) + weekly
    counts = count_pages(mondays[0], groups_of, as_of)
    groups = sorted({group for group, _ in watched} | {group for group, _ in counts})
    return [
        describe_week(group, week, watching[group], expected.get(group), counts)
        for group in groups
        for week in mondays
    ]


def describe_week(
    group: Group,
    week: date,
    feeds: int,
    expected: float | None,
    counts: dict[tuple[Group, date], Counter[str]],
) -> CoverageRecord:
    """The record of one group and week."""
    states = counts.get((group, week), Counter())
    return CoverageRecord(
        *group,
        week=week,
        feeds=feeds,
        expected=expected,
        seen=states.total(),
        read=sum(states[state] for state in READ),
        unreadable=sum(states[state] for state in UNREADABLE),
    )


def list_groups(as_of: Instant | None) -> dict[str, Group]:
    """The country, language and tier of each source, by its domain."""
    rows: Iterable[Source] = Source.objects.all()
    if as_of:
        rows = vintages.recall(Source, vintages.rows_at(Source, as_of))
    return {row.domain: (row.country, row.language, row.tier) for row in rows}


def known_pages(as_of: Instant | None) -> QuerySet[Any]:
    """Pages as they are, or their snapshots of an instant."""
    return vintages.rows_at(Page, as_of) if as_of else Page.objects.all()


def count_pages(
    first: date, groups_of: Mapping[str, Group], as_of: Instant | None
) -> dict[tuple[Group, date], Counter[str]]:
    """Pages found since a day by group, week and state. What only leads to another page is not one."""
    rows = (
        known_pages(as_of)
        .filter(found_at__gte=start_of(first))
        .exclude(state=PageState.ALIAS)
        .annotate(week=TruncWeek("found_at", tzinfo=UTC))
        .order_by()
        .values_list("source", "week", "state")
        .annotate(Count("pk"))
    )
    counts: dict[tuple[Group, date], Counter[str]] = {}
    for source, week, state, number in rows:
        counts.setdefault((groups_of[source], week.date()), Counter())[state] += number
    return counts


@dataclass(frozen=True, slots=True)
class FeedWeek:
    """How many pages a feed was the first to find in the last seven days, and how many it should;
    None where there is no telling."""

    found: int
    expected: float | None


def list_feed_weeks(feeds: Iterable[Feed], now: datetime) -> dict[int, FeedWeek]:
    """The last seven days of feeds, by their number. What an editor expects goes before what is usual."""
    rows = {feed.pk: feed.expected_weekly for feed in feeds}
    recent = Page.objects.filter(feed__in=rows, found_at__gte=now - timedelta(days=7))
    found = dict(recent.order_by().values_list("feed").annotate(Count("pk")))
    usual = find_usual(rows, now.date() - timedelta(days=now.weekday()))
    return {
        key: FeedWeek(found.get(key, 0), usual.get(key) if expected is None else expected)
        for key, expected in rows.items()
    }


def find_usual(
    feeds: Iterable[int], monday: date, *, as_of: Instant | None = None
) -> dict[int, float]:
    """How many pages each feed brought in a week, the mean of the eight before `monday` or of those
    since its first; feeds that brought none before are left out."""
    recent = Q(found_at__gte=start_of(monday - timedelta(weeks=USUAL_WEEKS)))
    rows = (
        known_pages(as_of)
        .filter(feed__in=feeds, found_at__lt=start_of(monday))
        .order_by()
        .values_list("feed")
        .annotate(first=Min("found_at"), number=Count("pk", filter=recent))
    )
    usual = {}
    for feed, first, number in rows:
        weeks = -(-(start_of(monday) - first).days // 7) or 1
        usual[feed] = number / min(weeks, USUAL_WEEKS)
    return usual


def start_of(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), UTC)
