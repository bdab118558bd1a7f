"""What the public may ask of the lines: why, what if, what without, and who agrees with whom.

Like `published`, plain records come out, and what takes `as_of` gives what was known at that instant.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from coalition import statements, vintages
from coalition.estimation import Statement, estimate_line, explain
from coalition.estimation.agreement import Agreement, measure_agreement
from coalition.estimation.arithmetic import (
    Member,
    Outcome,
    Sum,
    add_up,
    find_backing,
    play,
)
from coalition.estimation.evidence import refuse_statement
from coalition.estimation.line import contradict
from coalition.estimation.sensitivity import Only, fits
from coalition.estimation.stands import Stand, Stretch, compare_lines, find_stand
from coalition.models import Country, Stance
from coalition.published import (
    MOST_ROWS,
    StanceRecord,
    list_causes,
    list_codes,
    list_members,
    list_positions,
    list_slugs,
    list_stances,
)
from coalition.statements import Line, LineEvidence
from coalition.vintages import Instant
from coalition.vocabulary import Condition, LineState, Position

# Whom the arithmetic asks where no group is named.
IN_COALITION = "member"
# The least position that counts as being in: conditional ones are in once their conditions are met.
THRESHOLD = Position.SUPPORTIVE
# Why a stance of a line is not among its statements at all (StanceRecord.why_not).
SET_ASIDE = frozenset({"undated", "earlier"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line says what it says on a day.

    `line` is what `coalition.estimation.explain` gives; `result` is its span of the day, None where
    nothing is known. `words` holds the stance behind each statement by its id, but not of those that
    an editor rejected; `set_aside` are the stances that are no statements, for want of a day.
    """

    country: str
    proposal: str
    at: date
    line: Mapping[str, Any]
    result: Mapping[str, Any] | None
    words: Mapping[int, StanceRecord]
    set_aside: tuple[StanceRecord, ...]


@dataclass(frozen=True, slots=True)
class StandingCondition:
    """A condition that stands, and the newest stance that names it."""

    kind: Condition
    words: str
    stance: StanceRecord


@dataclass(frozen=True, slots=True)
class Ally:
    """A country in the arithmetic: where it stands, on what, and where it would be."""

    member: Member
    state: LineState
    conditions: tuple[StandingCondition, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Coalition:
    """All countries asked, by code; those that are counted together, and all of them together."""

    allies: tuple[Ally, ...]
    counted: Sum
    asked: Sum


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A line from less evidence: how many statements are left of how many, what both lines say on the
    day, and on which days they differ."""

    country: str
    proposal: str
    kept: int
    given: int
    before: Stand
    after: Stand
    differences: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another country, and its agreement with the one asked for."""

    country: str
    agreement: Agreement


def explain_line(
    country: str, proposal: str, at: date, *, as_of: Instant | None = None
) -> Explanation:
    """Why a line says what it says on a day: everything considered, used or not, with its reason.

    The proposal must be one that is known, or was known at that instant.
    """
    evidence = read_line(country, proposal, as_of)
    line: dict[str, Any] = explain(evidence.statements, evidence.horizon_days, evidence.pins)
    held = [
        span
        for span in line["spans"]
        if span["first"] <= at.isoformat() and (span["until"] or "9999") > at.isoformat()
    ]
    seen = list_stances(country=country, proposal=proposal, limit=MOST_ROWS, as_of=as_of)
    return Explanation(
        country=country,
        proposal=proposal,
        at=at,
        line=line,
        result=held[0] if held else None,
        words=list_causes((one.id for one in evidence.statements), as_of=as_of),
        set_aside=tuple(one for one in reversed(seen) if one.why_not in SET_ASIDE),
    )


def read_line(country: str, proposal: str, as_of: Instant | None = None) -> LineEvidence:
    """What a line rests on, or rested on."""
    if as_of is None:
        return statements.read_line(country, proposal)
    known = dict(vintages.recall_lines(as_of, country, proposal))
    nothing = LineEvidence([], vintages.list_horizons(as_of)[proposal], [])
    return known.get((country, proposal), nothing)


def read_lines(
    country: str | None, proposal: str | None, as_of: Instant | None
) -> dict[Line, LineEvidence]:
    """What the lines of a country, on a proposal, or both rest on, or rested on; in order."""
    if as_of is not None:
        return dict(vintages.recall_lines(as_of, country, proposal))
    codes = [country] if country else list_codes()
    slugs = [proposal] if proposal else list_slugs()
    found = [line for slug in slugs for line in statements.read_lines(slug, codes).items()]
    return dict(sorted(found, key=lambda line: line[0]))


def play_coalition(
    proposal: str,
    at: date,
    *,
    met: Collection[Condition] = (),
    failed: Collection[Condition] = (),
    threshold: Position = THRESHOLD,
    group: str | None = None,
    as_of: Instant | None = None,
) -> Coalition:
    """Who is in for a proposal on a day once these conditions are met and those have failed.

    Asked are the members of a group on that day; without one, the members of the coalition.
    """
    sizes = read_sizes(as_of)
    codes = list_members(group, at, as_of=as_of) if group else find_coalition(as_of)
    held = {row.country: row for row in list_positions(at, proposal=proposal, as_of=as_of)}
    positions = {
        code: Position(found)
        for code in codes
        if code in held and (found := held[code].position) is not None
    }
    backing = find_naming(proposal, positions, at, as_of)
    words = list_causes((one for ids in backing.values() for one in ids), as_of=as_of)
    allies = []
    for code in sorted(held.keys() & set(codes)):
        standing = list_conditions(words[one] for one in backing.get(code, []) if one in words)
        position = held[code].position
        member = Member(
            country=code,
            position=Position(position) if position else None,
            conditions=frozenset(one.kind for one in standing),
            population=sizes[code][0],
            forces=sizes[code][1],
        )
        outcome = play(member, met, failed, threshold)
        allies.append(Ally(member, LineState(held[code].state), standing, outcome))
    counted = [ally.member for ally in allies if ally.outcome.counted]
    return Coalition(tuple(allies), add_up(counted), add_up([ally.member for ally in allies]))


def find_naming(
    proposal: str, positions: Mapping[str, Position], at: date, as_of: Instant | None
) -> dict[str, list[int]]:
    """The statements behind these countries' positions on a day that may name a condition, the newest
    first, by country. Of what is known now those that name one alone are read: a line may have thousands."""
    if not positions:
        return {}
    if as_of is not None:
        known = vintages.recall_lines(as_of, None, proposal)
        lines = {code: line.statements for (code, _), line in known}
        horizon_days = vintages.list_horizons(as_of)[proposal]
    else:
        horizon_days = statements.read_horizon(proposal)
        oldest = at - timedelta(days=horizon_days)
        lines = dict(statements.read_naming(proposal, positions, oldest, at))
    return {
        code: find_backing(lines[code], horizon_days, position, at)
        for code, position in positions.items()
        if code in lines
    }


def find_conditions(
    stances: Iterable[StanceRecord], horizon_days: int, position: Position, at: date
) -> tuple[StandingCondition, ...]:
    """The conditions that stand for a position on a day, of all stances of its line.

    The same as `play_coalition` finds from the line's statements: those that stand behind it name them.
    """
    oldest = at - timedelta(days=horizon_days)
    behind = [
        (one.day, one.id, one)
        for one in stances
        if one.counts
        and one.day
        and oldest <= one.day <= at
        and not contradict(Position(one.position).step, position.step)
    ]
    return list_conditions(one for _, _, one in sorted(behind, key=by_day, reverse=True))


def by_day(one: tuple[date, int, StanceRecord]) -> tuple[date, int]:
    """The order of statements."""
    return one[0], one[1]


def list_conditions(stances: Iterable[StanceRecord]) -> tuple[StandingCondition, ...]:
    """Each condition once, with the first of these stances that names it, in the codebook's order."""
    found: dict[str, StandingCondition] = {}
    for stance in stances:
        for condition in stance.conditions:
            kind = Condition(condition.kind)
            found.setdefault(kind, StandingCondition(kind, condition.words, stance))
    return tuple(found[kind] for kind in Condition if kind in found)


def read_sizes(as_of: Instant | None) -> dict[str, tuple[int | None, int | None]]:
    """The population and the forces of each country by code, as we know or knew them."""
    rows: Any = vintages.rows_at(Country, as_of) if as_of else Country.objects.all()
    return {row[0]: row[1:] for row in rows.values_list("code", "population", "forces")}


def find_coalition(as_of: Instant | None) -> list[str]:
    """The codes of the members of the coalition, as we know or knew them."""
    rows: Any = vintages.rows_at(Country, as_of) if as_of else Country.objects.all()
    return sorted(rows.filter(coalition_status=IN_COALITION).values_list("code", flat=True))


def weaken_lines(
    at: date,
    *,
    country: str | None = None,
    proposal: str | None = None,
    only: Collection[Only] = (),
    without: str | None = None,
    last_days: int | None = None,
    as_of: Instant | None = None,
) -> list[Sensitivity]:
    """The lines asked for, drawn again from less: only evidence of these kinds, none of one source,
    none older than so many days before the day."""
    oldest = at - timedelta(days=last_days) if last_days is not None else date.min
    found = []
    for (code, slug), line in read_lines(country, proposal, as_of).items():
        dropped = find_stances_of(without, line.statements, as_of) if without else set()
        kept = [
            one
            for one in line.statements
            if all(fits(one, kind) for kind in only)
            and one.id not in dropped
            and one.first >= oldest
        ]
        found.append(compare(code, slug, at, line, kept))
    return found


def compare(
    country: str, proposal: str, at: date, line: LineEvidence, kept: Sequence[Statement]
) -> Sensitivity:
    """A line and the same line from what is kept."""
    before = after = line.draw()
    if count_used(kept) < count_used(line.statements):  # what never counts is missed by no line
        after = estimate_line(kept, line.horizon_days, line.pins)
    return Sensitivity(
        country=country,
        proposal=proposal,
        kept=len(kept),
        given=len(line.statements),
        before=find_stand(before, at),
        after=find_stand(after, at),
        differences=tuple(compare_lines(before, after)),
    )


def count_used(statements: Iterable[Statement]) -> int:
    """How many of the statements may count."""
    return sum(refuse_statement(one) is None for one in statements)


def find_stances_of(
    source: str, statements: Iterable[Statement], as_of: Instant | None
) -> set[int]:
    """The ids of the statements that one source carries."""
    ids = [one.id for one in statements]
    if as_of:
        rows = vintages.rows_at(Stance, as_of).filter(pgh_obj__in=ids, source=source)
        return set(rows.values_list("pgh_obj", flat=True))
    return set(Stance.objects.filter(pk__in=ids, source=source).values_list("pk", flat=True))


def list_neighbours(country: str, at: date, *, as_of: Instant | None = None) -> list[Neighbour]:
    """The agreement of each other country with one on a day: the most alike first, then those that
    share too few proposals to tell."""
    held: dict[str, dict[str, Position]] = {}
    for row in list_positions(at, as_of=as_of):
        if row.position:
            held.setdefault(row.country, {})[row.proposal] = Position(row.position)
    own = held.pop(country, {})
    found = [Neighbour(code, measure_agreement(own, other)) for code, other in held.items()]
    return sorted((one for one in found if one.agreement.common), key=by_likeness)


def by_likeness(one: Neighbour) -> tuple[bool, float, int, str]:
    """The order of neighbours."""
    similarity = one.agreement.similarity
    return similarity is None, -(similarity or 0), -len(one.agreement.common), one.country
