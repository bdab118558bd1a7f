"""Who would be in, as a reader sees it: the arithmetic of a coalition with its switches."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.functional import Promise

from coalition.analysis import Ally, Coalition
from coalition.estimation.arithmetic import LIMITS, Sum, share_of
from coalition.vocabulary import Condition
from coalition.web.dates import locale
from coalition.web.evidence import Evidence, describe_evidence
from coalition.web.labels import CONDITIONS, Mark, mark_of

NOTHING_SWITCHED: Mapping[Condition, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """A condition that stands for a country: its kind, its words, the stance that names it, and
    how its switch is set."""

    kind: str | Promise
    words: str
    evidence: Evidence
    state: str


@dataclass(frozen=True, slots=True)
class Part:
    """A country in the arithmetic: what it holds, and what it would hold; `moved` where they differ.

    `blocks` are the conditions that hold it back: failed ones, or those still open.
    """

    code: str
    name: str
    mark: Mark
    would: Mark | None
    moved: bool
    counted: bool
    pivot: bool
    blocks: tuple[str | Promise, ...]
    conditions: tuple[Standing, ...]
    population: str
    forces: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A condition that may be met or fail, how it is set, and how many countries name it."""

    key: str
    kind: str | Promise
    state: str
    countries: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many countries are in, of how many, and their share of the people and of the forces."""

    countries: int
    asked: int
    population: str
    population_share: str
    population_width: str
    forces: str
    forces_share: str
    forces_width: str
    countries_width: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The arithmetic: those who are in, those one step short, those who are not, and the silent."""

    total: Total
    counted: tuple[Part, ...]
    pivots: tuple[Part, ...]
    out: tuple[Part, ...]
    silent: tuple[Part, ...]
    switches: tuple[Switch, ...]


def describe_coalition(
    found: Coalition,
    names: Mapping[str, str],
    switches: Mapping[Condition, str] = NOTHING_SWITCHED,
) -> Parts:
    """The arithmetic ready to be shown, countries by their names."""
    parts = sorted(
        (describe_ally(ally, names, switches) for ally in found.allies), key=lambda one: one.name
    )
    open_parts = [one for one in parts if not one.counted and not one.pivot]
    return Parts(
        total=describe_total(found.counted, found.asked, names),
        counted=tuple(one for one in parts if one.counted),
        pivots=tuple(one for one in parts if one.pivot),
        out=tuple(one for one in open_parts if one.mark.is_position),
        silent=tuple(one for one in open_parts if not one.mark.is_position),
        switches=tuple(list_switches(found, switches)),
    )


def describe_ally(ally: Ally, names: Mapping[str, str], switches: Mapping[Condition, str]) -> Part:
    """A country in the arithmetic."""
    member, outcome = ally.member, ally.outcome
    return Part(
        code=member.country,
        name=names.get(member.country, member.country),
        mark=mark_of(ally.state, member.position),
        would=mark_of("held", outcome.position) if outcome.position else None,
        moved=outcome.position != member.position,
        counted=outcome.counted,
        pivot=outcome.pivot,
        blocks=tuple(CONDITIONS[one] for one in outcome.blocked_by),
        conditions=tuple(
            Standing(
                CONDITIONS[one.kind],
                one.words,
                describe_evidence(one.stance),
                switches.get(one.kind, ""),
            )
            for one in ally.conditions
        ),
        population=say_amount(member.population),
        forces=say_amount(member.forces),
    )


def list_switches(found: Coalition, switches: Mapping[Condition, str]) -> list[Switch]:
    """A switch for each condition that a country asked names, or that the address sets.

    A limit of place or role is no gate: it has no switch.
    """
    counts = {
        one: sum(1 for ally in found.allies if one in ally.member.conditions) for one in Condition
    }
    return [
        Switch(one.value, CONDITIONS[one], switches.get(one, ""), counts[one])
        for one in Condition
        if one not in LIMITS and (counts[one] or switches.get(one))
    ]


def describe_total(counted: Sum, asked: Sum, names: Mapping[str, str]) -> Total:
    """The sums with their shares."""
    people = share_of(counted.population, asked.population)
    forces = share_of(counted.forces, asked.forces)
    return Total(
        countries=counted.countries,
        asked=asked.countries,
        population=say_large(counted.population),
        population_share=say_share(people),
        population_width=draw_share(people),
        forces=say_large(counted.forces),
        forces_share=say_share(forces),
        forces_width=draw_share(forces),
        countries_width=draw_share(share_of(counted.countries, asked.countries)),
        unknown=tuple(names.get(code, code) for code in asked.unknown),
    )


def say_amount(amount: int | None) -> str:
    """A number as written in the language of the page; a dash where nobody counted."""
    return "–" if amount is None else str(format_decimal(amount, locale=locale()))


def say_large(amount: int) -> str:
    """A large number with three digits: "412 million"."""
    digits = 0 if amount < 10**6 else 1
    return str(
        format_compact_decimal(amount, format_type="long", fraction_digits=digits, locale=locale())
    )


def say_share(share: float | None) -> str:
    """A share in whole percent; a dash of nothing."""
    return "–" if share is None else f"{share:.0%}"


def draw_share(share: float | None) -> str:
    """A share as a width."""
    return f"{(share or 0) * 100:.3g}%"
