"""The rule of the line once more, as plainly as it can be written, to hold the package against.

It shares only the records: it walks the calendar day by day, sums everything up anew on each, and
has the numbers of the rule written out. Slow, and meant to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp

from coalition.estimation import Statement
from coalition.vocabulary import LineState, Position, StanceKind, Tier

POINTS = {"on-record": 100, "anonymous": 50, "narrative": 40}
SHARES = {Tier.REGIONAL: 0.8, Tier.AGGREGATOR: 0.6}

# state, position, low, high, statements, origins, reviewed
Look = tuple[LineState, Position | None, Position | None, Position | None, int, int, bool]


@dataclass
class Heard:
    """A statement that counts, with the number of its copies."""

    said: Statement
    copies: int = 1

    @property
    def step(self) -> int:
        return self.said.position.step

    @property
    def reviewed(self) -> bool:
        return is_reviewed(self.said)

    @property
    def firm(self) -> bool:
        return self.said.attribution == "on-record" and (
            self.reviewed or self.said.confidence >= 0.5
        )

    @property
    def points(self) -> int:
        share = 1 if self.reviewed else 0.7 * self.said.confidence
        share *= SHARES.get(self.said.tier, 1)
        return max(1, round(POINTS[self.said.attribution] * share))

    @property
    def moment(self) -> tuple[date, int]:
        return self.said.first, -self.said.last.toordinal()


@dataclass
class Memory:
    """What is carried from one day to the next."""

    standing: int | None = None
    support: date = date.min
    words: list[Heard] = field(default_factory=list)
    reports: list[Heard] = field(default_factory=list)
    rivals: list[int] = field(default_factory=list)
    blur: tuple[int, date] | None = None


def write_slowly(
    statements: Sequence[Statement], horizon: int, start: date, end: date
) -> Iterator[tuple[date, Look]]:
    """Each day from the first evidence with what the line says on it."""
    heard = choose_slowly(statements)
    memory = Memory()
    for number in range((end - start).days):
        day = start + timedelta(days=number)
        if (day - memory.support).days > horizon:
            memory = Memory(support=memory.support, words=memory.words)
        today = [one for one in heard if one.said.first == day]
        for moment in sorted({one.moment for one in today}):
            before = memory.standing
            hear_slowly(memory, [one for one in today if one.moment == moment], day, horizon)
            last = date.fromordinal(-moment[1])
            said = any(one.firm for one in today if one.moment == moment)
            if last > day and before is not None and before != memory.standing:
                memory.blur = (before, last)
            if last == day and (said or before != memory.standing):
                memory.blur = None
        so_far = [one for one in heard if one.said.first <= day]
        if so_far:
            yield day, look_slowly(memory, so_far, day, horizon)


def hear_slowly(memory: Memory, moment: Sequence[Heard], day: date, horizon: int) -> None:
    """What one moment does to the line."""
    firm = [one for one in moment if one.firm]
    weak = [one for one in moment if not one.firm]
    if firm:
        best = [one for one in firm if one.reviewed] or firm
        leader = min(best, key=lambda one: one.step)
        memory.words += firm
        memory.standing, memory.support, memory.reports = leader.step, day, []
        steps = {one.step for one in best} | other_voices(memory.words, leader)
        memory.rivals = [step for step in steps if abs(step - leader.step) > 1]
    if not weak:
        return
    before = memory.standing
    memory.reports = [one for one in memory.reports if (day - one.said.first).days <= horizon]
    for one in weak:
        origin = one.said.origin
        memory.reports = [old for old in memory.reports if old.said.origin != origin] + [one]
    memory.standing = vote_slowly(memory.reports, before)
    moved = memory.standing != before
    for one in memory.reports if moved else weak:
        if abs(one.step - memory.standing) < 2:
            memory.support = one.said.first


def other_voices(words: Sequence[Heard], leader: Heard) -> set[int]:
    """The newest step of each other known speaker within the week."""
    known = [one for one in words if (leader.said.last - one.said.first).days <= 7]
    return {
        [one.step for one in known if one.said.speaker == speaker][-1]
        for speaker in {one.said.speaker for one in known}
        if speaker and leader.said.speaker and speaker != leader.said.speaker
    }


def vote_slowly(reports: Sequence[Heard], standing: int | None) -> int:
    """The middle of the ballots, one a point; the standing position has a hundred."""
    ballots = [one.step for one in reports for _ in range(one.points)]
    ballots += [] if standing is None else [standing] * 100
    ballots.sort()
    lower, upper = ballots[(len(ballots) - 1) // 2], ballots[len(ballots) // 2]
    return lower if standing is None else sorted([lower, standing, upper])[1]


def look_slowly(memory: Memory, heard: Sequence[Heard], day: date, horizon: int) -> Look:
    """What the line says on one day."""
    standing = memory.standing
    if standing is None:
        return LineState.STALE, None, None, None, 0, 0, False
    against = doubt_slowly(memory.reports, standing, day)
    shares = believe_slowly(heard, day, horizon)
    inside = [standing, *memory.rivals, *against]
    if memory.blur and day <= memory.blur[1]:
        inside.append(memory.blur[0])
    inside.append(next(step for step in range(6) if sum(shares[: step + 1]) >= 0.1 - 1e-9))
    inside.append(next(step for step in range(5, -1, -1) if sum(shares[step:]) >= 0.1 - 1e-9))
    contested = bool(memory.rivals or against)
    newest = max(one.said.first for one in heard)
    behind = [
        one
        for one in heard
        if (newest - one.said.first).days <= horizon
        and (contested or abs(one.step - standing) <= 1)
    ]
    return (
        LineState.CONTESTED if contested else LineState.HELD,
        None if contested else Position.from_step(standing),
        Position.from_step(min(inside)),
        Position.from_step(max(inside)),
        sum(one.copies for one in behind),
        len({one.said.origin for one in behind}),
        any(one.reviewed for one in behind),
    )


def doubt_slowly(reports: Sequence[Heard], standing: int, day: date) -> list[int]:
    """The steps of the reports of two months that contradict the line and are not outweighed."""
    fresh = [one for one in reports if (day - one.said.first).days <= 60]
    against = [one for one in fresh if abs(one.step - standing) >= 2]
    since = fresh.index(against[0]) if against else 0
    agreeing = [one for one in fresh[since:] if abs(one.step - standing) < 2]
    if sum(one.points for one in agreeing) > sum(one.points for one in against):
        return []
    return [one.step for one in against]


def believe_slowly(heard: Sequence[Heard], day: date, horizon: int) -> list[float]:
    """The share of each step: every piece of evidence pulls with what age and new words left."""
    resets = {one.moment for one in heard if one.firm}
    weights = []
    for step in range(6):
        pull = 0.0
        for one in heard:
            newer = sum(reset > one.moment for reset in resets)
            age = (day - one.said.first).days / (horizon / 2)
            pull += one.points * abs(step - one.step) * 0.25**newer * 0.5**age
        weights.append(exp(-1.74 * pull / 100))
    return [weight / sum(weights) for weight in weights]


def choose_slowly(statements: Sequence[Statement]) -> list[Heard]:
    """The evidence in order: for each origin the best statement, and those that are no copies."""
    counted = [
        one
        for one in statements
        if one.voice == "government" and one.tier.counts and one.review != "rejected"
    ]
    counted.sort(key=lambda one: (one.first, one.id))
    counted.sort(key=lambda one: one.confidence, reverse=True)
    counted.sort(key=lambda one: SHARES.get(one.tier, 1), reverse=True)
    counted.sort(key=lambda one: POINTS[one.attribution], reverse=True)
    counted.sort(key=is_reviewed, reverse=True)
    chosen: list[Heard] = []
    for one in counted:
        better = next((other for other in chosen if are_copies_slowly(one, other.said)), None)
        if better:
            better.copies += 1
        else:
            chosen.append(Heard(one))
    return sorted(chosen, key=lambda one: (*one.moment, one.said.id))


def are_copies_slowly(one: Statement, other: Statement) -> bool:
    """One origin, within a week, and not known to be two people."""
    days_apart = max((one.first - other.last).days, (other.first - one.last).days)
    people = {one.speaker, other.speaker} - {None}
    return one.origin == other.origin and days_apart <= 7 and len(people) < 2


def is_reviewed(one: Statement) -> bool:
    """Read by a person."""
    return one.kind is StanceKind.CODED or one.review in ("accepted", "corrected")
