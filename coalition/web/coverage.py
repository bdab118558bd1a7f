"""How well we look, as a reader sees it: by language, what was to be expected, seen and read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from coalition.published import CoverageRecord
from coalition.web.labels import language_name

QUIET = 0.5  # of what is usual: below it a language is called quieter than usual
BAR_HEIGHT, BAR_STEP = 22, 9  # pixels; each bar is seven wide


@dataclass(frozen=True, slots=True)
class Bar:
    """A week's pages as a bar."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sources of one language: their active feeds, what these should bring in a week, and what the
    last whole week brought; `health` says in words how that compares, `quiet` that it is too little.
    `bars` are the weeks, the one under way last, and `sentence` says the same."""

    language: str
    feeds: int
    expected: str
    seen: int
    read: int
    unreadable: int
    health: str
    quiet: bool
    bars: tuple[Bar, ...]
    sentence: str


def sum_coverage(
    records: Sequence[CoverageRecord], monday: date
) -> tuple[list[Coverage], list[str]]:
    """The records by language, the best covered first, and the names of the languages in which nobody
    listens and nothing came; `monday` begins the week under way."""
    codes = {one.language for one in records}
    heard = {one.language for one in records if one.feeds or one.seen}
    found = [sum_language(code, records, monday) for code in heard]
    ordered = sorted(found, key=lambda one: (-one.feeds, -one.seen, one.language))
    return ordered, sorted(language_name(code) for code in codes - heard)


def sum_language(code: str, records: Iterable[CoverageRecord], monday: date) -> Coverage:
    """One language. Its feeds and what is expected of them are the same in each of its weeks."""
    weeks: dict[date, list[CoverageRecord]] = {}
    for one in records:
        if one.language == code:
            weeks.setdefault(one.week, []).append(one)
    whole = [week for week in sorted(weeks) if week < monday]
    last = weeks[whole[-1]] if whole else []
    seen = sum(one.seen for one in last)
    expected = [one.expected for one in last if one.expected is not None]
    feeds = sum(one.feeds for one in last)
    quiet = bool(expected) and seen < sum(expected) * QUIET
    counts = [sum(one.seen for one in weeks[week]) for week in sorted(weeks)]
    return Coverage(
        language=language_name(code),
        feeds=feeds,
        expected=f"{sum(expected):.0f}" if expected else "–",
        seen=seen,
        read=sum(one.read for one in last),
        unreadable=sum(one.unreadable for one in last),
        health=say_health(feeds, quiet=quiet, known=bool(expected)),
        quiet=quiet,
        bars=tuple(draw_weeks(counts)),
        sentence=_("Pages a week, oldest first: %(counts)s")
        % {"counts": ", ".join(map(str, counts))},
    )


def say_health(feeds: int, *, quiet: bool, known: bool) -> str:
    """How a language fares, in words."""
    if not feeds:
        return _("not looked at by itself: articles are given by hand")
    if not known:
        return _("too new to tell")
    return _("quieter than usual") if quiet else _("as usual")


def draw_weeks(counts: Sequence[int]) -> Iterable[Bar]:
    """Counts as bars, a week each; none where nothing was seen."""
    most = max(counts, default=0)
    for n, count in enumerate(counts):
        if count:
            height = max(2, round(BAR_HEIGHT * count / most))
            yield Bar(n * BAR_STEP, BAR_HEIGHT - height, height)
