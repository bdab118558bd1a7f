"""From what stands to spans of days: where time alone changes what a line says."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, zip_longest
from operator import attrgetter

from coalition.estimation.backing import EVERYWHERE
from coalition.estimation.belief import Belief
from coalition.estimation.evidence import STEPS, Evidence
from coalition.estimation.line import Line
from coalition.estimation.records import Piece, Pin, Rule, Span
from coalition.vocabulary import LineState, Position

POSITIONS = [Position.from_step(step) for step in STEPS]
# Under names of our own, as in evidence.py.
HELD, CONTESTED = LineState.HELD, LineState.CONTESTED
AGED, CONTESTED_BY = Rule.AGED, Rule.CONTESTED
# A span of no evidence of its own, to be dated: nothing is said, or an editor says it.
STALE = Span(
    first=date.min,
    until=None,
    state=LineState.STALE,
    position=None,
    low=None,
    high=None,
    statements=0,
    origins=0,
    reviewed=False,
    cause=None,
)
PINNED = replace(STALE, state=LineState.HELD, reviewed=True)
DECLINED = replace(STALE, state=LineState.DECLINED, reviewed=True)

# How a line looks on a day: contested or held, and its band.
Look = tuple[bool, int, int]


def draw_pieces(
    evidence: Sequence[Evidence], horizon_days: int, pins: Iterable[Pin]
) -> list[Piece]:
    """The pieces of a line, in order and without overlap; the editors' pins go over all else."""
    line = Line(horizon_days)
    pieces: list[Piece] = []
    days = [(day, list(heard)) for day, heard in groupby(evidence, key=attrgetter("first"))]
    for (day, heard), end in zip_longest(days, [day for day, _ in days[1:]]):
        rule, cause = line.hear_day(day, heard)
        pieces += tell_days(line, day, end, rule, cause)
    for pin in sorted(pins, key=order_pin):
        pieces = lay_over(pieces, pin)
    return pieces


def order_pin(pin: Pin) -> tuple[date, date, int]:
    """Sorts pins so that the later one goes over the earlier, and a position over none."""
    return pin.first, pin.last or date.max, pin.position.step if pin.position else -1


def tell_days(line: Line, day: int, end: int | None, rule: Rule, cause: int) -> list[Piece]:
    """The pieces from a day on which something was said until the next such day."""
    until = line.expiry if end is None or line.expiry < end else end
    pieces, votes = [], line.count_votes()
    looks = find_looks(line, day, until)
    if looks[0][1][0] and not line.rivals:
        rule = CONTESTED_BY
    for number, (first, look) in enumerate(looks, 1):
        after = looks[number][0] if number < len(looks) else until
        span = describe_look(line, look, first, after, cause)
        pieces.append(Piece(span, rule, votes, line.belief.pull_on(first)))
        rule, cause = AGED, line.setter
    if until != end:
        ended = None if end is None else date.fromordinal(end)
        span = replace(STALE, first=date.fromordinal(until), until=ended)
        pieces.append(Piece(span, Rule.STALE))
    return pieces


def describe_look(line: Line, look: Look, first: int, until: int, cause: int) -> Span:
    """The span of a look, with the evidence behind it."""
    contested, low, high = look
    step = line.standing
    statements, origins, reviewed = line.backing.within(EVERYWHERE if contested else step)
    return Span(
        date.fromordinal(first),
        date.fromordinal(until),
        CONTESTED if contested else HELD,
        None if contested else POSITIONS[step],
        POSITIONS[low],
        POSITIONS[high],
        statements,
        origins,
        reviewed,
        cause,
    )


def find_looks(line: Line, day: int, until: int) -> list[tuple[int, Look]]:
    """The looks of a line until a day, with no new statement, each with the day it begins."""
    looks: list[tuple[int, Look]] = []
    look: Look | None = None
    first = day
    while first < until:
        doubt, lapse = line.find_doubt(first)
        after = lapse if lapse and lapse < until else until
        against = line.rivals | doubt
        inside = against.union((line.standing,))
        if line.blur and first <= line.blur[1]:
            inside = inside.union(line.blur[:1])
            after = min(after, line.blur[1] + 1)
        least, most = min(inside), max(inside)
        for start, (low, high) in find_bands(line.belief, first, after):
            seen = (bool(against), low if low < least else least, high if high > most else most)
            if seen != look:
                looks.append((start, look := seen))
        first = after
    return looks


def find_bands(belief: Belief, first: int, until: int) -> list[tuple[int, tuple[int, int]]]:
    """Each day from which the band of the belief is another, from one day until another.

    With age alone a band only ever widens, so the day is found by halving.
    """
    band = belief.band_on(first)
    bands = [(first, band)]
    final = band if first + 1 == until else belief.band_on(until - 1)
    while band != final:
        days = range(first, until)
        first = days[bisect_left(days, 1, key=lambda day: int(belief.band_on(day) != band))]
        band = belief.band_on(first)
        bands.append((first, band))
    return bands


def lay_over(pieces: Sequence[Piece], pin: Pin) -> list[Piece]:
    """The pieces with a pin over them: cut where it begins and ends, as they were elsewhere."""
    until = pin.last + timedelta(days=1) if pin.last else None
    span, rule = replace(DECLINED, first=pin.first, until=until), Rule.DECLINED
    if step := pin.position:
        rule = Rule.PINNED
        span = replace(PINNED, first=pin.first, until=until, position=step, low=step, high=step)
    before = [cut(piece, until=pin.first) for piece in pieces if piece.span.first < pin.first]
    after = [
        cut(piece, first=until)
        for piece in pieces
        if until is not None and (piece.span.until is None or piece.span.until > until)
    ]
    return [*before, Piece(span, rule), *after]


def cut(piece: Piece, *, first: date | None = None, until: date | None = None) -> Piece:
    """The part of a piece from `first` and until `until`, where these lie inside it."""
    span = piece.span
    if first is not None and first > span.first:
        span = replace(span, first=first)
    if until is not None and (span.until is None or until < span.until):
        span = replace(span, until=until)
    return piece._replace(span=span)
