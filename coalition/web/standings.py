"""Where all countries stand at a moment, and which of it is told differently now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coalition import published
from coalition.published import PositionRecord
from coalition.vocabulary import LineState
from coalition.web.moment import Moment

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Revision:
    """A position that we told differently: what we knew then, and what we know now, of one day.

    None where nothing was, or is, known.
    """

    country: str
    proposal: str
    then: PositionRecord | None
    now: PositionRecord | None


@dataclass(frozen=True, slots=True)
class Standings:
    """The spans of a day of which anything is known; what each line held last; what was revised."""

    positions: Sequence[PositionRecord]
    last_held: Mapping[Pair, PositionRecord]
    revisions: Sequence[Revision]

    def count_revised(self, code: str | None = None) -> int:
        """How many positions are told differently now: of a country, or of all."""
        return sum(1 for one in self.revisions if code in (None, one.country))


def read_standings(
    moment: Moment, country: str | None = None, proposal: str | None = None
) -> Standings:
    """The standings of a country, on a proposal, or all."""
    now = published.list_positions(moment.at, country, proposal)
    if moment.as_of is None:
        return Standings(now, published.list_last_held(moment.at, country, proposal), ())
    lines = published.list_lines(country, proposal, as_of=moment.as_of)
    begun = {
        pair: [span for span in line if span.first and span.first <= moment.at]
        for pair, line in lines.items()
    }
    then = {
        pair: line[-1]
        for pair, line in begun.items()
        if line and (line[-1].until is None or moment.at < line[-1].until)
    }
    held = {
        pair: [span for span in line if span.state == LineState.HELD]
        for pair, line in begun.items()
    }
    return Standings(
        positions=list(then.values()),
        last_held={pair: line[-1] for pair, line in held.items() if line},
        revisions=find_revisions(then, {pair_of(span): span for span in now if span.first}),
    )


def pair_of(span: PositionRecord) -> Pair:
    """The line of a span."""
    return span.country, span.proposal


def find_revisions(
    then: Mapping[Pair, PositionRecord], now: Mapping[Pair, PositionRecord]
) -> list[Revision]:
    """The lines whose state or position of the day is told differently; in the order of their keys."""
    return [
        Revision(*pair, then.get(pair), now.get(pair))
        for pair in sorted(then.keys() | now.keys())
        if said(then.get(pair)) != said(now.get(pair))
    ]


def said(span: PositionRecord | None) -> tuple[str, str | None]:
    """What a span says, bands and counts left aside."""
    return (span.state, span.position) if span else (LineState.NO_EVIDENCE, None)
