"""Lines day by day, for whoever draws or joins them: many countries at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coalition.published.lines import list_lines
from coalition.published.records import PositionRecord
from coalition.vintages import Instant
from coalition.vocabulary import LineState


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """A line on each of some days: the position held, or None with the state that says why."""

    country: str
    proposal: str
    positions: tuple[str | None, ...]
    states: tuple[str, ...]


def list_days(since: date, until: date, every: int) -> list[date]:
    """Each `every`-th day from the first to the last."""
    return [since + timedelta(days=n) for n in range(0, (until - since).days + 1, every)]


def list_series(
    countries: Sequence[str],
    proposals: Sequence[str],
    days: Sequence[date],
    *,
    as_of: Instant | None = None,
) -> list[SeriesRecord]:
    """What each line asked for says on each day, by country and proposal. Days must rise."""
    country = countries[0] if len(countries) == 1 else None
    proposal = proposals[0] if len(proposals) == 1 else None
    lines = list_lines(country, proposal, as_of=as_of)
    return [
        describe_series(code, slug, lines.get((code, slug), []), days)
        for code in countries
        for slug in proposals
    ]


def describe_series(
    code: str, slug: str, spans: Sequence[PositionRecord], days: Sequence[date]
) -> SeriesRecord:
    """A line's spans, each from its first day to before its last, as one value a day."""
    positions: list[str | None] = []
    states: list[str] = []
    place = 0
    for day in days:
        while place < len(spans) and ends_before(spans[place], day):
            place += 1
        span = spans[place] if place < len(spans) else None
        known = span is not None and span.first is not None and span.first <= day
        positions.append(span.position if span and known else None)
        states.append(span.state if span and known else LineState.NO_EVIDENCE.value)
    return SeriesRecord(code, slug, tuple(positions), tuple(states))


def ends_before(span: PositionRecord, day: date) -> bool:
    """Whether a span is over on a day."""
    return span.until is not None and span.until <= day
