"""Coalition arithmetic: who is in, once conditions are met or fail.

A condition stands while a statement that stands behind the position names it. A limit of place or
role is no gate (codebook, rule 6): it never decides.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coalition.estimation.evidence import refuse_statement
from coalition.estimation.line import contradict
from coalition.estimation.records import Statement
from coalition.vocabulary import Condition, Position

LIMITS = frozenset({Condition.ROLE_LIMIT, Condition.PLACE_LIMIT})


@dataclass(frozen=True, slots=True)
class Member:
    """A country: the position that it holds (None where it holds none) and the conditions that stand.

    `population` and `forces` are None where nobody counted.
    """

    country: str
    position: Position | None
    conditions: frozenset[Condition]
    population: int | None
    forces: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a country is once the switches are set.

    `position` is None where it holds none, and where a failed condition takes it out. `blocked_by`
    are the conditions that failed, or, of a conditional country, those that are still open.
    `pivot`: one step short of being counted.
    """

    country: str
    position: Position | None
    counted: bool
    pivot: bool
    blocked_by: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Countries with their people and forces, where known, and those of whom either is not."""

    countries: int
    population: int
    forces: int
    unknown: tuple[str, ...]


def find_backing(
    statements: Iterable[Statement], horizon_days: int, position: Position, at: date
) -> list[int]:
    """The statements that stand behind a position on a day, the newest first, by their ids.

    As a span counts them: within one step of it, in the horizon up to the day, copies included.
    """
    oldest = at - timedelta(days=horizon_days)
    backing = [
        one
        for one in statements
        if refuse_statement(one) is None
        and oldest <= one.first <= at
        and not contradict(one.position.step, position.step)
    ]
    return [one.id for one in sorted(backing, key=lambda one: (one.first, one.id), reverse=True)]


def play(
    member: Member,
    met: Collection[Condition],
    failed: Collection[Condition],
    threshold: Position,
) -> Outcome:
    """Where a country is if some conditions are met and others fail.

    Whoever names a failed condition is out, however strong its support. A conditional country becomes
    supportive once all its named conditions are met; one that names none stays as it is.
    """
    gates = member.conditions - LIMITS
    position = member.position
    if position is None or position.step < Position.CONDITIONAL.step:
        blocked: frozenset[Condition] = frozenset()
    elif blocked := gates.intersection(failed):
        position = None
    elif position is Position.CONDITIONAL:
        blocked = gates.difference(met)
        if gates and not blocked:
            position = Position.SUPPORTIVE
    step = -1 if position is None else position.step
    return Outcome(
        country=member.country,
        position=position,
        counted=step >= threshold.step,
        pivot=position is not None and step == threshold.step - 1,
        blocked_by=tuple(condition for condition in Condition if condition in blocked),
    )


def add_up(members: Sequence[Member]) -> Sum:
    """How many they are, and what they have together."""
    return Sum(
        countries=len(members),
        population=sum(one.population or 0 for one in members),
        forces=sum(one.forces or 0 for one in members),
        unknown=tuple(one.country for one in members if None in (one.population, one.forces)),
    )


def share_of(part: int, whole: int) -> float | None:
    """A share with four digits; None of nothing."""
    return round(part / whole, 4) if whole else None
