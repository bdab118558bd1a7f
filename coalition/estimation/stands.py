"""What a line says on a day, and where two lines say different things."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from coalition.estimation.records import Span
from coalition.vocabulary import LineState, Position


class Stand(NamedTuple):
    """What a line says on a day."""

    state: LineState
    position: Position | None

    @property
    def word(self) -> str:
        """The position, or the state that says why there is none."""
        return self.position.value if self.position else self.state.value


NOTHING = Stand(LineState.NO_EVIDENCE, None)


class Stretch(NamedTuple):
    """Days [first, until) on which one line says `before` and another `after`; `until` None is from
    then on."""

    first: date
    until: date | None
    before: Stand
    after: Stand

    def covers(self, day: date) -> bool:
        """Whether the two lines differ on a day."""
        return self.first <= day and (self.until is None or day < self.until)


def find_stand(spans: Sequence[Span], day: date) -> Stand:
    """What a line says on a day."""
    return stand_on(find_span(spans, day))


def stand_on(span: Span | None) -> Stand:
    """What a span says; no span is no evidence."""
    return Stand(span.state, span.position) if span else NOTHING


def find_span(spans: Sequence[Span], day: date) -> Span | None:
    """The span of a line that holds a day, or None."""
    begun = bisect_right(spans, day, key=lambda span: span.first)
    if begun == 0:
        return None
    span = spans[begun - 1]
    return span if span.until is None or day < span.until else None


def compare_lines(before: Sequence[Span], after: Sequence[Span]) -> list[Stretch]:
    """The stretches on which two lines say different things, in order, neighbours that agree joined;
    bands and counts are left aside."""
    edges = {edge for span in (*before, *after) for edge in (span.first, span.until) if edge}
    days = sorted(edges)
    stretches: list[Stretch] = []
    told = zip(pairwise([*days, None]), tell_on(before, days), tell_on(after, days), strict=True)
    for (first, until), old, new in told:
        assert first is not None
        if old == new:
            continue
        if stretches and stretches[-1][1:] == (first, old, new):
            stretches[-1] = stretches[-1]._replace(until=until)
        else:
            stretches.append(Stretch(first, until, old, new))
    return stretches


def tell_on(spans: Sequence[Span], days: Sequence[date]) -> Iterator[Stand]:
    """What a line says on each of these days, which are in order."""
    at = 0
    for day in days:
        while at < len(spans) and (until := spans[at].until) is not None and until <= day:
            at += 1
        yield stand_on(spans[at] if at < len(spans) and spans[at].first <= day else None)
