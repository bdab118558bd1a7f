"""The codebook's words as an editor reads them."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    JobKind,
    JobState,
    LineState,
    Outcome,
    PageState,
    Position,
    Reason,
    ReviewState,
    Scope,
    StanceKind,
    Tier,
    Time,
    Verdict,
    Voice,
)

if TYPE_CHECKING:
    from coalition.models import Stance

register = template.Library()

# A vocabulary each: two of them may use the same word, and mean another thing by it.
WORDS: dict[type[StrEnum], dict[StrEnum, Promise]] = {
    Position: {
        Position.COMMITTED: _("committed"),
        Position.SUPPORTIVE: _("supportive"),
        Position.CONDITIONAL: _("conditional"),
        Position.UNDECIDED: _("undecided"),
        Position.SCEPTICAL: _("sceptical"),
        Position.OPPOSED: _("opposed"),
    },
    Voice: {
        Voice.GOVERNMENT: _("government"),
        Voice.CLAIM: _("claim of somebody else"),
        Voice.OTHER: _("other voice of the country"),
    },
    Time: {
        Time.CURRENT: _("current line"),
        Time.PAST: _("earlier line"),
    },
    Attribution: {
        Attribution.ON_RECORD: _("on the record"),
        Attribution.ANONYMOUS: _("anonymous"),
        Attribution.NARRATIVE: _("narrative, no source given"),
    },
    Scope: {
        Scope.OWN: _("own part"),
        Scope.TOTAL: _("the whole"),
    },
    Flag: {
        Flag.WITHHELD: _("withheld"),
        Flag.IMPLAUSIBLE: _("implausible as written"),
    },
    Condition: {
        Condition.US_BACKSTOP: _("US backstop"),
        Condition.CEASEFIRE: _("ceasefire"),
        Condition.PEACE_DEAL: _("peace deal"),
        Condition.MANDATE: _("mandate"),
        Condition.UN_MANDATE: _("UN mandate"),
        Condition.PARLIAMENT: _("parliament"),
        Condition.TROOP_PROTECTION: _("protection of the troops"),
        Condition.ROLE_LIMIT: _("limit of the role"),
        Condition.PLACE_LIMIT: _("limit of the place"),
        Condition.ALLIES_JOIN: _("allies join"),
        Condition.RESOURCES: _("resources"),
        Condition.OTHER: _("other"),
    },
    ReviewState: {
        ReviewState.WAITING: _("waiting"),
        ReviewState.ACCEPTED: _("accepted"),
        ReviewState.CORRECTED: _("corrected"),
        ReviewState.REJECTED: _("rejected"),
    },
    Verdict: {
        Verdict.ACCEPT: _("accept"),
        Verdict.CORRECT: _("correct"),
        Verdict.REJECT: _("reject"),
        Verdict.UNDO: _("undo"),
    },
    LineState: {
        LineState.HELD: _("held"),
        LineState.NO_EVIDENCE: _("no evidence"),
        LineState.STALE: _("stale"),
        LineState.DECLINED: _("declined to answer"),
        LineState.CONTESTED: _("contested"),
    },
    Outcome: {
        Outcome.OPEN: _("open"),
        Outcome.ACCEPTED: _("accepted"),
        Outcome.DECLINED: _("declined"),
        Outcome.OUTDATED: _("outdated"),
    },
    Reason: {
        Reason.WRONG_COUNTRY: _("wrong country"),
        Reason.WRONG_PROPOSAL: _("wrong proposal"),
        Reason.WRONG_POSITION: _("wrong position"),
        Reason.WRONG_VOICE: _("wrong voice"),
        Reason.WRONG_SPEAKER: _("wrong speaker"),
        Reason.WRONG_DATE: _("wrong date"),
        Reason.WRONG_QUOTE: _("wrong quote"),
        Reason.NEGATION: _("negation overlooked"),
        Reason.IRONY: _("irony"),
        Reason.DUPLICATE: _("duplicate"),
        Reason.NOT_A_STANCE: _("not a stance"),
    },
    Tier: {
        Tier.OFFICIAL: _("official site"),
        Tier.AGENCY: _("news agency"),
        Tier.PUBLIC_BROADCASTER: _("public broadcaster"),
        Tier.QUALITY: _("newspaper or magazine of record"),
        Tier.REGIONAL: _("regional outlet"),
        Tier.AGGREGATOR: _("aggregator"),
        Tier.UNKNOWN: _("not yet classified"),
        Tier.STATE_ALIGNED: _("state-aligned outlet"),
        Tier.MACHINE_WRITTEN: _("machine-written site"),
        Tier.MIRROR: _("mirror of another site"),
    },
    PageState: {
        PageState.FOUND: _("found, not yet fetched"),
        PageState.FETCHED: _("fetched"),
        PageState.STORED: _("an article"),
        PageState.UNREADABLE: _("unreadable"),
        PageState.FAILED: _("failed"),
        PageState.GONE: _("gone from the web"),
        PageState.ALIAS: _("another address of a page"),
    },
    JobState: {
        JobState.WAITING: _("waiting"),
        JobState.RUNNING: _("being done"),
        JobState.DONE: _("done"),
        JobState.QUARANTINED: _("set aside"),
    },
    JobKind: {
        JobKind.READ_FEED: _("read a feed"),
        JobKind.FETCH_PAGE: _("fetch a page"),
        JobKind.STORE_ARTICLE: _("store an article"),
        JobKind.READ_STANCES: _("read its stances"),
    },
    StanceKind: {
        StanceKind.QUOTED: _("quoted"),
        StanceKind.CODED: _("coded by hand"),
    },
}

# The vocabulary of each column that the desk shows, by the column's name.
VOCABULARY: dict[str, type[StrEnum]] = {
    "position": Position,
    "voice": Voice,
    "time": Time,
    "attribution": Attribution,
    "quantity_scope": Scope,
    "quantity_flag": Flag,
    "review_state": ReviewState,
    "verdict": Verdict,
    "reason": Reason,
    "tier": Tier,
    "kind": StanceKind,
}

# The fields of a stance, as a person calls them.
LABELS = {
    "country": _("Country"),
    "proposal": _("Proposal"),
    "position": _("Position"),
    "voice": _("Voice"),
    "time": _("Time"),
    "attribution": _("Attribution"),
    "speaker": _("Speaker"),
    "reported_by": _("Reported by"),
    "quote": _("Quote"),
    "quote_start": _("Begins at character"),
    "quantity_low": _("Quantity from"),
    "quantity_high": _("Quantity to"),
    "quantity_unit": _("Unit"),
    "quantity_scope": _("Scope"),
    "quantity_raw": _("Quantity as written"),
    "quantity_flag": _("Quantity is"),
    "first_day": _("Day of the words"),
    "precision": _("Known to the"),
    "quote_end": _("Ends at character"),
    "review_state": _("Review"),
    "conditions": _("Conditions"),
    "tier": _("Tier"),
    "state": _("State"),
    "kind": _("Kind"),
}


def say(word: StrEnum) -> Promise:
    """A word of a vocabulary as a person reads it."""
    return WORDS[type(word)][word]


@register.filter
def label(column: str) -> str:
    """`{{ name|label }}`: what a person calls a field of a stance; another name stays as it is."""
    found = LABELS.get(column.removesuffix("_id"))
    return column if found is None else str(found)


@register.filter
def word(value: object, column: str) -> object:
    """`{{ stance.position|word:"position" }}`: a column's value in the reader's language; a value that
    is no word of the column's vocabulary stays as it is."""
    vocabulary = VOCABULARY.get(column)
    if vocabulary is None or not isinstance(value, str) or value not in set(vocabulary):
        return value
    return str(say(vocabulary(value)))


@register.filter
def name_stance(stance: "Stance") -> str:
    """Who holds which position on what."""
    return f"{stance.country} · {word(stance.position, 'position')} · {stance.proposal}"


def list_choices(words: Iterable[StrEnum]) -> list[tuple[str, Promise]]:
    """Words of one vocabulary as the choices of a form field."""
    return [(word.value, say(word)) for word in words]
