"""Spans of a line as spells in which one thing held, and where a day lies on a chart's axis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from coalition.published import PositionRecord
from coalition.vocabulary import LineState
from coalition.web.dates import say_month

MOST_TICKS = 8  # more words than that touch each other on a chart 700 px wide
TICK_MONTHS = (1, 2, 3, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of days [first, until) in which a line said one thing: spans that differ only in
    their band are one spell. `spans` keeps them; `until` None is open."""

    first: date
    until: date | None
    state: str
    position: str | None
    spans: tuple[PositionRecord, ...]

    @property
    def newest(self) -> PositionRecord:
        """The last of its spans."""
        return self.spans[-1]


def join_spans(line: Iterable[PositionRecord]) -> list[Spell]:
    """The spells of a line, in the order of their days."""
    spans = [span for span in line if span.first is not None]
    # Cut where another thing begins, rather than grown span by span: a line may have thousands.
    cuts = [n for n, pair in enumerate(pairwise(spans), start=1) if not is_continued(*pair)]
    return [
        make_spell(tuple(spans[start:end]))
        for start, end in pairwise([0, *cuts, len(spans)])
        if start < end
    ]


def is_continued(before: PositionRecord, after: PositionRecord) -> bool:
    """Whether a span goes on saying what the one before it said, from the day on which that one ends."""
    said, says = (before.state, before.position), (after.state, after.position)
    return said == says and before.until == after.first


def make_spell(spans: tuple[PositionRecord, ...]) -> Spell:
    """Dated spans that follow each other, as one spell."""
    start, end = spans[0], spans[-1]
    if start.first is None:
        raise ValueError("A spell begins on a day.")
    return Spell(start.first, end.until, start.state, start.position, spans)


def merge_looks(spans: Iterable[PositionRecord]) -> list[PositionRecord]:
    """Spans with those joined that look alike on a chart: a new one begins at every day with evidence,
    and a drawing of each would be as long as the evidence."""
    looks: list[list[PositionRecord]] = []
    for span in spans:
        last = looks[-1][-1] if looks else None
        if last and last.until == span.first and look_of(last) == look_of(span):
            looks[-1].append(span)
        else:
            looks.append([span])
    return [replace(same[0], until=same[-1].until) for same in looks]


def look_of(span: PositionRecord) -> tuple[str, str | None, str | None, str | None, bool]:
    """What a chart shows of a span."""
    return span.state, span.position, span.low, span.high, span.reviewed


def find_spell(spells: Sequence[Spell], at: date) -> Spell | None:
    """The spell of a day; None where the line says nothing then."""
    for spell in spells:
        if spell.first <= at and (spell.until is None or at < spell.until):
            return spell
    return None


def keep_spells(spells: Sequence[Spell], at: date, days: Iterable[date]) -> list[Spell]:
    """What a page that shows many lines needs of each: its first spell, those of `at` and of these days,
    and the last one held up to `at`; each with one span in place of all."""
    found = [find_spell(spells, at), find_last_held(spells, at)]
    found += [find_spell(spells, day) for day in days]
    wanted = {spells[0].first, *(spell.first for spell in found if spell)}
    return [shorten(spell) for spell in spells if spell.first in wanted]


def shorten(spell: Spell) -> Spell:
    """A spell with one span: as its last one is, from its first day, of what began it; reviewed where
    any was."""
    whole = replace(
        spell.newest,
        first=spell.first,
        cause=spell.spans[0].cause,
        reviewed=any(span.reviewed for span in spell.spans),
    )
    return replace(spell, spans=(whole,))


def find_span(spell: Spell, at: date) -> PositionRecord:
    """The span of a spell that holds on a day within it."""
    return next(
        span for span in reversed(spell.spans) if span.first is not None and span.first <= at
    )


def find_last_held(spells: Sequence[Spell], at: date) -> Spell | None:
    """The newest spell up to a day in which a position was held."""
    held = [spell for spell in spells if spell.state == LineState.HELD and spell.first <= at]
    return held[-1] if held else None


@dataclass(frozen=True, slots=True)
class Axis:
    """The days that a chart shows, from `first` to `last`."""

    first: date
    last: date

    def place(self, day: date | None) -> float:
        """Where a day lies, in percent from the left; an open end is the right edge."""
        if day is None or day >= self.last:
            return 100.0
        share = (day - self.first).days / (self.last - self.first).days
        return round(max(0.0, share * 100), 2)

    def marks(self, at: date) -> bool:
        """Whether a day lies inside, so that a chart draws a line at it."""
        return self.first < at < self.last - timedelta(days=1)

    def ticks(self) -> list[tuple[date, str]]:
        """First days of months to name below the axis, never more than MOST_TICKS."""
        start = self.first.replace(day=1)
        months = (self.last.year - start.year) * 12 + self.last.month - start.month
        every = next((n for n in TICK_MONTHS if months / n < MOST_TICKS), TICK_MONTHS[-1])
        days = [start + relativedelta(months=n) for n in range(months + 1)]
        return [
            (day, say_month(day))
            for day in days
            if (day.year * 12 + day.month - 1) % every == 0 and self.first <= day <= self.last
        ]


def span_axis(days: Iterable[date], last: date) -> Axis:
    """An axis that shows all of these days up to `last`, from two weeks before the first of them."""
    first = min(days, default=last) - timedelta(days=14)
    return Axis(min(first, last - timedelta(days=90)), last + timedelta(days=1))
