"""What a verdict on one statement would move: a line held against what it would say then."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from coalition.estimation.evidence import (
    Evidence,
    group_copies,
    order_evidence,
    refuse_statement,
    weigh_statement,
)
from coalition.estimation.line import VOICES_DAYS
from coalition.estimation.records import Pin, Span, Statement
from coalition.estimation.spans import draw_pieces
from coalition.estimation.stands import Stretch, compare_lines
from coalition.vocabulary import ReviewState, Verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """What a verdict would move: the stretch that matters most, and whether it holds today."""

    deed: Verdict
    stretch: Stretch
    today: bool


# What a verdict makes of a statement; a correction can make anything of it.
STATE_AFTER = {Verdict.REJECT: ReviewState.REJECTED, Verdict.ACCEPT: ReviewState.ACCEPTED}


class Rehearsal:
    """A line, to be held against what it would say if some of its statements were others.

    Only the days that may differ are drawn, so that it costs the same on a line of thousands. A word
    on record of a known day settles what a line says from then on: of what came before, only the
    voices of VOICES_DAYS still count. So before the first difference the last such word is enough,
    and beyond one that comes VOICES_DAYS after the last difference, both lines say the same.
    """

    def __init__(
        self, statements: Iterable[Statement], horizon_days: int, pins: Sequence[Pin]
    ) -> None:
        self.horizon_days, self.pins = horizon_days, pins
        self.statements: dict[str, list[Statement]] = {}
        self.origin_of: dict[int, str] = {}
        for statement in statements:
            self.statements.setdefault(statement.origin, []).append(statement)
            self.origin_of[statement.id] = statement.origin
        self.chosen = {
            origin: choose_copies(copies, alone=len(copies) == 1)
            for origin, copies in self.statements.items()
        }
        self.evidence = sorted(chain.from_iterable(self.chosen.values()), key=order_evidence)
        self.firsts = [one.first for one in self.evidence]
        self.settled = [one.first for one in self.evidence if one.firm and one.first == one.last]

    def compare(self, going: Collection[int], coming: Sequence[Statement]) -> list[Stretch]:
        """Where the line would say something else without the statements of these ids, and with
        these others; exactly as both lines drawn whole would tell."""
        touched = {statement.origin for statement in coming}
        touched.update(self.origin_of[key] for key in going if key in self.origin_of)
        now = {one for origin in touched for one in self.chosen.get(origin, ())}
        then: set[Evidence] = set()
        for origin in touched:
            known = self.statements.get(origin, [])
            copies = [one for one in known if one.id not in going]
            copies += [one for one in coming if one.origin == origin]
            alone = len({one.id for one in (*known, *copies)}) == 1
            then.update(choose_copies(copies, alone=alone))
        if not (changed := now ^ then):
            return []
        days = [one.first for one in changed]
        window = self.cut_window(min(days), max(days))
        kept_of_it = (one for one in window if one not in changed)
        after = sorted([*kept_of_it, *(then - now)], key=order_evidence)
        return compare_lines(self.draw(window), self.draw(after))

    def cut_window(self, first: int, last: int) -> Sequence[Evidence]:
        """The evidence that tells what the line says while that of these days, first to last, differs."""
        begin, end = 0, len(self.evidence)
        if before := bisect_left(self.settled, first):
            begin = bisect_left(self.firsts, self.settled[before - 1] - VOICES_DAYS)
        if (after := bisect_right(self.settled, last + VOICES_DAYS)) < len(self.settled):
            end = bisect_right(self.firsts, self.settled[after])
        return self.evidence[begin:end]

    def draw(self, evidence: Sequence[Evidence]) -> list[Span]:
        """The spans of a part of the line."""
        return [piece.span for piece in draw_pieces(evidence, self.horizon_days, self.pins)]


def choose_copies(copies: Iterable[Statement], *, alone: bool) -> list[Evidence]:
    """What counts of the statements of one origin; `alone` where it has no other, counting or not:
    the evidence of the others then stays the same whatever becomes of one."""
    groups = group_copies([one for one in copies if refuse_statement(one) is None])
    return [weigh_statement(group[0], copies=len(group), alone=alone) for group in groups]


def find_effects(
    statements: Sequence[Statement],
    horizon_days: int,
    pins: Sequence[Pin],
    wanted: Collection[int],
    today: date,
) -> dict[int, Effect]:
    """What accepting or rejecting each of these statements would move, by its id.

    Those whose verdict moves nothing are left out. A flip of today's position is told before one of
    the past, a rejection's before an acceptance's.
    """
    line = Rehearsal(statements, horizon_days, pins)
    effects: dict[int, Effect] = {}
    for statement in statements:
        if statement.id not in wanted or refuse_statement(statement) is not None:
            continue
        found = [
            Effect(deed, stretch, stretch.covers(today))
            for deed, state in STATE_AFTER.items()
            for stretch in reversed(
                line.compare({statement.id}, [replace(statement, review=state)])
            )
        ]
        if found:
            effects[statement.id] = min(found, key=lambda effect: not effect.today)
    return effects
