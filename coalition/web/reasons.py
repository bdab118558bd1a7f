"""Why a line says what it says on a day, as a reader sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_percent
from django.utils.functional import Promise

from coalition.analysis import Explanation
from coalition.estimation import Fate, Rule
from coalition.vocabulary import LineState, Position
from coalition.web.dates import locale, say_day
from coalition.web.evidence import Evidence, describe_evidence
from coalition.web.labels import FATES, POSITION_MARKS, RULES, Mark, mark_of

MOST_STATEMENTS = 60  # of the newest, told in words; the explanation as JSON holds all
MOST_SPANS = 60
TENTHS = "#,##0.0%"  # how a share is written: with one digit after the point
USED = frozenset({Fate.WORD, Fate.REPORT, Fate.COPY})


@dataclass(frozen=True, slots=True)
class Considered:
    """A statement with what became of it. No `evidence` where its words are not public any more."""

    number: int
    day: str
    mark: Mark
    fate: str | Promise
    used: bool
    points: int
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Weight:
    """A step of the scale: its votes, the pull away from it, and its share of the belief in percent.

    `inside` says that it lies in the band, `middle` that it is the position.
    """

    mark: Mark
    votes: int
    pull: str
    share: str
    width: str
    inside: bool
    middle: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A span of the line, and the step of the rule that began it."""

    first: str
    until: str
    mark: Mark
    low: Mark | None
    high: Mark | None
    rule: str | Promise
    cause: int | None
    now: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What one voice said last while a line is contested."""

    mark: Mark
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Pinned:
    """A position that an editor set, or that a government would not say, with the words that tell so."""

    mark: Mark
    first: str
    last: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """An explanation ready to be shown. `result` is the span of the day, None where there is none.

    `sides` are the newest statements of each position that differ, where the line is contested.
    `later` counts the statements made after the day, `older` those left out for their number.
    """

    result: Step | None
    considered: tuple[Considered, ...]
    total: int
    used: int
    later: int
    older: int
    set_aside: tuple[Evidence, ...]
    sides: tuple[Side, ...]
    weights: tuple[Weight, ...]
    steps: tuple[Step, ...]
    pins: tuple[Pinned, ...]
    horizon_days: int
    method: str
    version: str


def explain(found: Explanation) -> Reasons:
    """An explanation ready to be shown; the newest statements and steps come first."""
    line = found.line
    known = [one for one in line["statements"] if one["first"] <= found.at.isoformat()]
    newest = known[: -MOST_STATEMENTS - 1 : -1]
    spans = [one for one in line["spans"] if one["first"] <= found.at.isoformat()]
    return Reasons(
        result=describe_step(found.result, found) if found.result else None,
        considered=tuple(describe_statement(one, found) for one in newest),
        total=len(known),
        used=sum(Fate(one["fate"]) in USED for one in known),
        later=len(line["statements"]) - len(known),
        older=len(known) - len(newest),
        set_aside=tuple(describe_evidence(one) for one in found.set_aside),
        sides=tuple(find_sides(found, known)),
        weights=tuple(weigh_steps(found.result)) if found.result else (),
        steps=tuple(describe_step(one, found) for one in reversed(spans[-MOST_SPANS:])),
        pins=tuple(describe_pin(one) for one in [*line["pins"], *line["declined"]]),
        horizon_days=line["horizon_days"],
        method=line["method"],
        version=line["version"],
    )


def find_sides(found: Explanation, known: Sequence[Mapping[str, Any]]) -> Iterable[Side]:
    """The newest used statement of each position between the ends of a contested line, highest first."""
    result = found.result
    if result is None or result["state"] != LineState.CONTESTED:
        return
    low, high = (Position(result[end]).step for end in ("low", "high"))
    newest = {
        row["position"]: found.words[row["id"]]  # the last one stays
        for row in known
        if Fate(row["fate"]) in USED and row["id"] in found.words
    }
    for step in range(high, low - 1, -1):
        if said := newest.get(Position.from_step(step).value):
            yield Side(POSITION_MARKS[Position(said.position)], describe_evidence(said))


def describe_statement(row: Mapping[str, Any], found: Explanation) -> Considered:
    """A statement of the explanation with its words, where they are public."""
    stance, fate = found.words.get(row["id"]), Fate(row["fate"])
    evidence = describe_evidence(stance) if stance else None
    return Considered(
        number=row["id"],
        day=evidence.day if evidence else say_day(date.fromisoformat(row["first"])),
        mark=POSITION_MARKS[Position(row["position"])],
        fate=FATES[fate],
        used=fate in USED,
        points=row["points"],
        evidence=evidence,
    )


def weigh_steps(span: Mapping[str, Any]) -> list[Weight]:
    """The steps of the scale, committed first; none where the span has no weights."""
    if not span["belief"]:
        return []
    low, high = (Position(span[end]).step for end in ("low", "high"))
    steps = range(len(Position))
    return [
        Weight(
            mark=POSITION_MARKS[Position.from_step(step)],
            votes=span["votes"][step],
            pull=f"{span['pull'][step]:.0f}",
            share=format_percent(span["belief"][step], TENTHS, locale=locale()),
            width=f"{span['belief'][step] * 100:.3g}%",
            inside=low <= step <= high,
            middle=span["position"] == Position.from_step(step),
        )
        for step in reversed(steps)
    ]


def describe_step(span: Mapping[str, Any], found: Explanation) -> Step:
    """A span of the explanation."""
    ends = [POSITION_MARKS[Position(span[end])] if span[end] else None for end in ("low", "high")]
    return Step(
        first=say_day(date.fromisoformat(span["first"])),
        until=say_day(date.fromisoformat(span["until"])) if span["until"] else "",
        mark=mark_of(span["state"], span["position"]),
        low=ends[0],
        high=ends[1],
        rule=RULES[Rule(span["rule"])],
        cause=span["cause"] if span["cause"] in found.words else None,
        now=span == found.result,
    )


def describe_pin(row: Mapping[str, Any]) -> Pinned:
    """An editor's pin; without a position it is that of a government that would not say."""
    position = row.get("position")
    return Pinned(
        mark=mark_of(LineState.HELD if position else LineState.DECLINED, position),
        first=say_day(date.fromisoformat(row["first"])),
        last=say_day(date.fromisoformat(row["last"])) if row["last"] else "",
        words=row["words"],
        url=row["url"],
    )
