"""Where two lines differ, and what a verdict on one statement would move."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from coalition.estimation import estimate_line
from coalition.estimation.evidence import refuse_statement
from coalition.estimation.records import Pin, Span, Statement
from coalition.vocabulary import LineState, ReviewState, Verdict


class Stretch(NamedTuple):
    """Days [first, until) on which one line says `before` and another `after`; `until` None is from
    then on. Both are a position, or the state that says why there is none."""

    first: date
    until: date | None
    before: str
    after: str

    def covers(self, day: date) -> bool:
        """Whether the two lines differ on a day."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a verdict would move: the stretch that matters most, and whether it holds today."""

    deed: Verdict
    stretch: Stretch
    today: bool


# What a verdict makes of a statement; a correction can make anything of it.
STATE_AFTER = {Verdict.REJECT: ReviewState.REJECTED, Verdict.ACCEPT: ReviewState.ACCEPTED}


def compare_spans(before: Sequence[Span], after: Sequence[Span]) -> list[Stretch]:
    """The stretches on which two lines differ, in order, neighbours that agree joined."""
    edges = {edge for span in (*before, *after) for edge in (span.first, span.until) if edge}
    days = sorted(edges)
    stretches: list[Stretch] = []
    told = zip(pairwise([*days, None]), name_on(before, days), name_on(after, days), strict=True)
    for (first, until), old, new in told:
        assert first is not None
        if stretches and stretches[-1][1:] == (first, old, new):
            stretches[-1] = stretches[-1]._replace(until=until)
        elif old != new:
            stretches.append(Stretch(first, until, old, new))
    return stretches


def name_on(spans: Sequence[Span], days: Sequence[date]) -> Iterator[str]:
    """What a line says on each of these days, which are in order: its position, or why there is none."""
    at = 0
    for day in days:
        while at < len(spans) and (until := spans[at].until) is not None and until <= day:
            at += 1
        yield name_span(spans[at] if at < len(spans) and spans[at].first <= day else None)


def name_span(span: Span | None) -> str:
    """What a span says; no span is no evidence."""
    if span is None:
        return LineState.NO_EVIDENCE.value
    return span.position.value if span.position else span.state.value


def find_effects(
    statements: Sequence[Statement],
    horizon_days: int,
    pins: Sequence[Pin],
    wanted: Collection[int],
    today: date,
) -> dict[int, Effect]:
    """What accepting or rejecting each of these statements would move, by its id.

    Those whose verdict moves nothing are left out. A flip of today's position is told before one of
    the past, a rejection's before an acceptance's. The line is estimated twice a statement.
    """
    line = estimate_line(statements, horizon_days, pins)
    effects: dict[int, Effect] = {}
    for place, statement in enumerate(statements):
        if statement.id not in wanted or refuse_statement(statement) is not None:
            continue
        found = []
        for deed, state in STATE_AFTER.items():
            judged = [*statements]
            judged[place] = replace(statement, review=state)
            found += [
                Effect(deed, stretch, stretch.covers(today))
                for stretch in reversed(
                    compare_spans(line, estimate_line(judged, horizon_days, pins))
                )
            ]
        if found:
            effects[statement.id] = min(found, key=lambda effect: not effect.today)
    return effects
