"""What a line rests on: the same line from less evidence, and where the two differ."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from coalition.estimation.evidence import is_reviewed
from coalition.estimation.records import Span, Statement
from coalition.vocabulary import LineState, Position, Tier


class Only(StrEnum):
    """A kind of evidence that a line may be drawn from alone."""

    REVIEWED = "reviewed"
    OFFICIAL = "official"


class Stand(NamedTuple):
    """What a line says on a day."""

    state: LineState
    position: Position | None


NOTHING = Stand(LineState.NO_EVIDENCE, None)


@dataclass(frozen=True, slots=True)
class Difference:
    """The days from `first` until the day before `until` (None: no end) on which two lines differ."""

    first: date
    until: date | None
    before: Stand
    after: Stand


def fits(statement: Statement, only: Only) -> bool:
    """Whether a statement is evidence of this kind."""
    if only is Only.REVIEWED:
        return is_reviewed(statement)
    return statement.tier is Tier.OFFICIAL


def find_stand(spans: Sequence[Span], day: date) -> Stand:
    """What a line says on a day."""
    span = find_span(spans, day)
    return Stand(span.state, span.position) if span else NOTHING


def find_span(spans: Sequence[Span], day: date) -> Span | None:
    """The span of a line that holds a day, or None."""
    begun = bisect_right(spans, day, key=lambda span: span.first)
    if begun == 0:
        return None
    span = spans[begun - 1]
    return span if span.until is None or day < span.until else None


def compare_lines(before: Sequence[Span], after: Sequence[Span]) -> list[Difference]:
    """Where two lines say different things, from first to last; bands and counts are left aside."""
    edges = sorted(
        {edge for span in (*before, *after) for edge in (span.first, span.until) if edge}
    )
    found: list[Difference] = []
    for first, until in pairwise([*edges, None]):
        assert first is not None
        difference = Difference(first, until, find_stand(before, first), find_stand(after, first))
        if difference.before == difference.after:
            continue
        last = found[-1] if found else None
        if last and (last.until, last.before, last.after) == (
            first,
            difference.before,
            difference.after,
        ):
            found[-1] = Difference(last.first, until, last.before, last.after)
        else:
            found.append(difference)
    return found
