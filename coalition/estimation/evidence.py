"""Which statements count, each origin once, and how many points each is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from coalition.estimation.records import Fate, Statement
from coalition.vocabulary import (
    QUARANTINED_TIERS,
    Attribution,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)

# Points of a statement, by how it is sourced. A lone report weighs half a word on record at most.
ATTRIBUTION_POINTS = {
    Attribution.ON_RECORD: 100,
    Attribution.ANONYMOUS: 50,  # somebody spoke, and may have floated a balloon
    Attribution.NARRATIVE: 40,  # the author's summary: nobody can be asked what was said
}
# Official sites, agencies and papers of record quote alike; these two cut and retell more.
TIER_SHARE = {Tier.REGIONAL: 0.8, Tier.AGGREGATOR: 0.6}
# Of a reader's statements about seven in ten hold, on articles that it has not seen before.
UNREVIEWED_SHARE = 0.7
# Below even odds the reader itself does not believe that it read a word on record.
LOW_CONFIDENCE = 0.5
# Copies of one story carry the same words; beyond a week the story tells of another occasion.
COPY_DAYS = 7

STEPS = range(6)
STEP = {position: position.step for position in Position}
# Words under names of our own: a long line asks for each a thousand times, and an enumeration takes
# three times as long to find it.
REJECTED, CODED = ReviewState.REJECTED, StanceKind.CODED
CONFIRMED = (ReviewState.ACCEPTED, ReviewState.CORRECTED)
GOVERNMENT, ON_RECORD = Voice.GOVERNMENT, Attribution.ON_RECORD


# No tuple: a line asks each piece for its fields dozens of times, and slots answer twice as fast. Not frozen,
# as statements: nobody changes it.
@dataclass(slots=True, unsafe_hash=True)
class Evidence:
    """A statement that counts. Days are numbers, as in date.toordinal.

    `firm` is a word on record, all else is a weak report; `copies` is how many statements it stands
    for, itself included; `alone` says that nothing else is chosen of its origin.
    """

    id: int
    first: int
    last: int
    step: int
    points: int
    firm: bool
    reviewed: bool
    copies: int
    alone: bool
    origin: str
    speaker: str | None


def choose_evidence(statements: Iterable[Statement]) -> list[Evidence]:
    """What counts, each origin once, in the order of its days."""
    origins: dict[str, list[Statement]] = {}
    for statement in statements:
        if refuse_statement(statement) is None:
            origins.setdefault(statement.origin, []).append(statement)
    chosen = [
        weigh_statement(group[0], copies=len(group), alone=len(groups) == 1)
        for groups in map(group_copies, origins.values())
        for group in groups
    ]
    return sorted(chosen, key=order_evidence)


def tell_fates(statements: Iterable[Statement], evidence: Iterable[Evidence]) -> dict[int, Fate]:
    """The fate of every statement by its id, given what was chosen of them."""
    fates = {one.id: Fate.WORD if one.firm else Fate.REPORT for one in evidence}
    return {one.id: refuse_statement(one) or fates.get(one.id, Fate.COPY) for one in statements}


def refuse_statement(statement: Statement) -> Fate | None:
    """Why a statement may never count, or None where it may."""
    if statement.review is REJECTED:
        return Fate.REJECTED
    if statement.voice is not GOVERNMENT:
        return Fate.NOT_GOVERNMENT
    if statement.tier in QUARANTINED_TIERS:
        return Fate.QUARANTINED
    return None


def order_evidence(evidence: Evidence) -> tuple[int, int, int]:
    """Sorts by the first possible day; on the same day the less precise comes before."""
    return evidence.first, -evidence.last, evidence.id


def group_copies(statements: list[Statement]) -> list[list[Statement]]:
    """The statements of one origin, those that tell of the same word together, the best first."""
    if len(statements) == 1:
        return [statements]
    groups: list[list[Statement]] = []
    for statement in sorted(statements, key=rank_copy):
        for group in groups:
            if are_copies(group[0], statement):
                group.append(statement)
                break
        else:
            groups.append([statement])
    return groups


def rank_copy(statement: Statement) -> tuple[bool, int, float, float, date, int]:
    """Sorts best first: reviewed, well sourced, a good outlet, a sure reader, early."""
    return (
        not is_reviewed(statement),
        -ATTRIBUTION_POINTS[statement.attribution],
        -TIER_SHARE.get(statement.tier, 1.0),
        -statement.confidence,
        statement.first,
        statement.id,
    )


def are_copies(one: Statement, other: Statement) -> bool:
    """Whether two statements of one origin tell of one word: the same time, no other speaker."""
    apart = max(one.first, other.first) - min(one.last, other.last)
    if apart.days > COPY_DAYS:
        return False
    return one.speaker is None or other.speaker is None or one.speaker == other.speaker


def is_reviewed(statement: Statement) -> bool:
    """Whether a person confirmed the reading; what was coded by hand was read by a person."""
    return statement.kind is CODED or statement.review in CONFIRMED


def weigh_statement(statement: Statement, *, copies: int, alone: bool) -> Evidence:
    """A statement with its points, 1 to 100.

    A confirmed reading no longer needs the reader's confidence. Review says nothing of the source,
    so a report of an unnamed one stays a weak report.
    """
    reviewed = is_reviewed(statement)
    share = TIER_SHARE.get(statement.tier, 1.0)
    if not reviewed:
        share *= UNREVIEWED_SHARE * statement.confidence
    on_record = statement.attribution is ON_RECORD
    return Evidence(
        id=statement.id,
        first=statement.first.toordinal(),
        last=statement.last.toordinal(),
        step=STEP[statement.position],
        points=max(1, round(ATTRIBUTION_POINTS[statement.attribution] * share)),
        firm=on_record and (reviewed or statement.confidence >= LOW_CONFIDENCE),
        reviewed=reviewed,
        copies=copies,
        alone=alone,
        origin=statement.origin,
        speaker=statement.speaker,
    )
