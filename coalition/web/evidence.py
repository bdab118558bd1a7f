"""A stance as a reader sees it: every word of the codebook in the language of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.analysis import Neighbour
from coalition.published import ChangeRecord, QuantityRecord, StanceRecord
from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    Position,
    Precision,
    ReviewState,
    Scope,
    StanceKind,
    Tier,
    Voice,
)
from coalition.web.dates import say_day
from coalition.web.labels import (
    ATTRIBUTIONS,
    CONDITIONS,
    POSITION_MARKS,
    REVIEW_STATES,
    TIERS,
    VOICES,
    WHY_NOT,
    Mark,
    language_name,
    mark_of,
    page_language,
    reader_name,
)

SUMMARY_LANGUAGE = "en"  # of our own summaries of public reporting
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stance with its words, ready to be shown.

    `country` and `proposal` are their names, where the caller gave them; `foreign` says that the words
    are in another language than the page. `reader` is empty where none read it. `coded` says that there is no quote: the words are our
    summary of public reporting. `address` is where it was published, None where that is not known.
    """

    stance: StanceRecord
    country: str
    proposal: str
    mark: Mark
    words: str
    words_language: str
    coded: bool
    address: str | None
    day: str
    who: str
    attribution: str
    voice: str
    review: str
    tier: str
    why_not: str
    language: str
    foreign: bool
    reader: str
    conditions: tuple[tuple[str, str], ...]
    quantity: str


def describe_evidence(stance: StanceRecord, names: Mapping[str, str] = NO_NAMES) -> Evidence:
    """A stance ready to be shown; `names` are the countries' and proposals' by code and slug."""
    coded = stance.kind == StanceKind.CODED
    return Evidence(
        stance=stance,
        country=names.get(stance.country, stance.country),
        proposal=names.get(stance.proposal, stance.proposal),
        mark=POSITION_MARKS[Position(stance.position)],
        words=stance.quote or stance.summary or "",
        words_language=SUMMARY_LANGUAGE if coded else stance.language,
        coded=coded,
        address=stance.url,
        day=say_day(stance.day, stance.precision) if stance.day else _("day not known"),
        who=stance.speaker,
        attribution=str(ATTRIBUTIONS[Attribution(stance.attribution)]),
        voice=str(VOICES[Voice(stance.voice)]),
        review=(
            _("coded by hand")
            if coded and stance.review_state == ReviewState.WAITING
            else str(REVIEW_STATES[ReviewState(stance.review_state)])
        ),
        tier=str(TIERS[Tier(stance.tier)]),
        why_not=str(WHY_NOT[stance.why_not]) if stance.why_not else "",
        language=language_name(stance.language),
        foreign=stance.language != page_language(),
        reader="" if coded else reader_name(stance.reader),
        conditions=tuple(
            (str(CONDITIONS[Condition(condition.kind)]), condition.words)
            for condition in stance.conditions
        ),
        quantity=describe_quantity(stance.quantity),
    )


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another country, how alike the two are in percent, and on how many proposals they compare.

    `similarity` is empty where they share too few to tell.
    """

    code: str
    name: str
    similarity: str
    common: int


def describe_neighbours(found: Iterable[Neighbour], names: Mapping[str, str]) -> list[Likeness]:
    """Neighbours ready to be shown, in their order."""
    return [
        Likeness(
            code=one.country,
            name=names.get(one.country, one.country),
            similarity=(
                "" if one.agreement.similarity is None else f"{one.agreement.similarity:.0%}"
            ),
            common=len(one.agreement.common),
        )
        for one in found
    ]


def describe_quantity(quantity: QuantityRecord | None) -> str:
    """A number as written, with what is odd about it; empty where there is none."""
    if quantity is None:
        return ""
    parts = [quantity.raw]
    if quantity.scope == Scope.TOTAL:
        parts.append(_("of all together"))
    if quantity.flag == Flag.WITHHELD:
        parts.append(_("withheld"))
    if quantity.flag == Flag.IMPLAUSIBLE:
        parts.append(_("as written; it can hardly be right"))
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Move:
    """A change ready to be shown: where and when, from which mark to which, and the words.

    `spoken` says that words of that day caused it; else time alone did.
    """

    change: ChangeRecord
    country: str
    proposal: str
    day: str
    before: Mark
    after: Mark
    evidence: Evidence | None
    spoken: bool


def describe_move(change: ChangeRecord, names: Mapping[str, str]) -> Move:
    """A change ready to be shown; `names` holds the countries' and the proposals' by their keys."""
    return Move(
        change=change,
        country=names[change.country],
        proposal=names[change.proposal],
        day=say_first(change.day, change.cause),
        before=mark_of(change.state_before, change.position_before),
        after=mark_of(change.state_after, change.position_after),
        evidence=describe_evidence(change.cause) if change.cause else None,
        spoken=change.cause is not None and change.cause.day == change.day,
    )


def say_first(day: date, cause: StanceRecord | None) -> str:
    """A day in words, no more exact than that of the statement which made it matter."""
    same = cause is not None and cause.day == day
    return say_day(day, cause.precision if cause and same else Precision.DAY)


def count_statements(statements: int, origins: int) -> str:
    """ "4 statements of 3 origins", with both plurals."""
    said = ngettext("%(n)s statement", "%(n)s statements", statements) % {"n": statements}
    told = ngettext("%(n)s origin", "%(n)s origins", origins) % {"n": origins}
    return pgettext("counts of evidence", "%(said)s of %(told)s") % {"said": said, "told": told}
