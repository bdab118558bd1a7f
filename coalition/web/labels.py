"""The field's words as a reader sees them: a name in each language, a glyph, a class for the style."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coalition.estimation import Fate, Rule
from coalition.estimation.sensitivity import Only
from coalition.vocabulary import (
    Attribution,
    Condition,
    LineState,
    Position,
    Reason,
    ReviewState,
    Role,
    Tier,
    Verdict,
    Voice,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a position, or the lack of one, looks: always a fill, a glyph and a word together."""

    key: str
    word: str | Promise
    glyph: str
    meaning: str | Promise

    @property
    def is_position(self) -> bool:
        """Whether it is a step of the scale, and no state outside it."""
        return self.key in set(Position)

    def __reduce__(self) -> tuple[Callable[[str], "Mark"], tuple[str]]:
        """Kept by its key (drawn.py): its words are those of whatever language it is shown in."""
        return find_mark, (self.key,)


def find_mark(key: str) -> Mark:
    """The mark of a position or a state by its key."""
    return POSITION_MARKS[Position(key)] if key in set(Position) else STATE_MARKS[LineState(key)]


POSITION_MARKS = {
    Position.COMMITTED: Mark(
        "committed",
        pgettext_lazy("position", "Committed"),
        "★",
        _("has decided, pledged, signed or is already doing it"),
    ),
    Position.SUPPORTIVE: Mark(
        "supportive",
        pgettext_lazy("position", "Supportive"),
        "▲",
        _("in favour or ready, with no stated condition"),
    ),
    Position.CONDITIONAL: Mark(
        "conditional",
        pgettext_lazy("position", "Conditional"),
        "△",
        _("would, if a stated condition is met"),
    ),
    Position.UNDECIDED: Mark(
        "undecided",
        pgettext_lazy("position", "Undecided"),
        "○",
        _("says that nothing is decided"),
    ),
    Position.SCEPTICAL: Mark(
        "sceptical",
        pgettext_lazy("position", "Sceptical"),
        "▽",
        _("reservations or doubts, without a refusal"),
    ),
    Position.OPPOSED: Mark(
        "opposed",
        pgettext_lazy("position", "Opposed"),
        "▼",
        _("refuses, rules out or blocks"),
    ),
}
STATE_MARKS = {
    LineState.CONTESTED: Mark(
        "contested",
        pgettext_lazy("state", "Contested"),
        "≠",
        _("current words of one government differ"),
    ),
    LineState.STALE: Mark(
        "stale",
        pgettext_lazy("state", "Stale"),
        "…",
        _("the evidence is older than the proposal's horizon"),
    ),
    LineState.DECLINED: Mark(
        "declined",
        pgettext_lazy("state", "Declined"),
        "/",
        _("was asked and would not say"),
    ),
    LineState.NO_EVIDENCE: Mark(
        "no-evidence",
        pgettext_lazy("state", "No evidence"),
        "–",
        _("nothing was found"),
    ),
}
VOICES = {
    Voice.GOVERNMENT: _("the government's own word"),
    Voice.CLAIM: _("claimed by another state"),
    Voice.OTHER: _("said by somebody who is not the government"),
}
ATTRIBUTIONS = {
    Attribution.ON_RECORD: _("on record"),
    Attribution.ANONYMOUS: _("unnamed source"),
    Attribution.NARRATIVE: _("stated by the article"),
}
REVIEW_STATES = {
    ReviewState.WAITING: _("not yet reviewed"),
    ReviewState.ACCEPTED: _("confirmed by an editor"),
    ReviewState.CORRECTED: _("corrected by an editor"),
    ReviewState.REJECTED: _("rejected by an editor"),
}
WHY_NOT = {
    "voice": _("does not set the position: not the government's own word"),
    "tier": _("does not set the position: the source is not one that counts"),
    "origin": _("does not set the position: a copy of what a source that does not count reported"),
    "undated": _("does not set the position yet: its date is not known"),
    "earlier": _("does not set the position: an earlier line, of unknown date"),
}
FATES = {
    Fate.WORD: _("used: a word on record"),
    Fate.REPORT: _("used: a report, weighed with others"),
    Fate.COPY: _("counted with the best copy of the same story"),
    Fate.NOT_GOVERNMENT: _("not used: not the government's own word"),
    Fate.QUARANTINED: _("not used: its source is not one that counts"),
    Fate.REJECTED: _("not used: rejected by an editor"),
}
RULES = {
    Rule.DRAWN: _("A report drew the line: nothing stood before it."),
    Rule.WORD: _("A word on record sets the position, at once."),
    Rule.VOICES: _("Two voices of the government differ within a week, so that it is contested."),
    Rule.MOVED: _("Reports since the last word on record outweigh it together and move the line."),
    Rule.REPORT: _("A weaker report was heard; it leaves the line where it is."),
    Rule.CONTESTED: _("A report two or more steps away contradicts what stands."),
    Rule.AGED: _("Nothing new was said; with time the evidence allows more, or a doubt lapses."),
    Rule.STALE: _("The last statement that supports it is older than the proposal's horizon."),
    Rule.PINNED: _("An editor set the position by hand, for a stated reason and time."),
    Rule.DECLINED: _(
        "The government was asked and would not say; an editor noted it, with its source."
    ),
}
VERDICTS = {
    Verdict.ACCEPT: _("confirmed as read"),
    Verdict.CORRECT: _("corrected"),
    Verdict.REJECT: _("rejected"),
    Verdict.UNDO: _("the verdict before was taken back"),
}
REASONS = {
    Reason.WRONG_COUNTRY: _("another country"),
    Reason.WRONG_PROPOSAL: _("another proposal"),
    Reason.WRONG_POSITION: _("another position"),
    Reason.WRONG_VOICE: _("another voice"),
    Reason.WRONG_SPEAKER: _("another speaker"),
    Reason.WRONG_DATE: _("another day"),
    Reason.WRONG_QUOTE: _("other words"),
    Reason.NEGATION: _("a “not” was missed"),
    Reason.IRONY: _("irony was taken at its word"),
    Reason.DUPLICATE: _("the same again"),
    Reason.NOT_A_STANCE: _("no position at all"),
}
ONLY = {
    Only.REVIEWED: _("reviewed by an editor, or coded by hand"),
    Only.OFFICIAL: _("from official sites"),
}
# The numbers of the estimation by their names in the code, each with the reason for its value.
CONSTANTS = {
    "ATTRIBUTION_POINTS": _("What a statement weighs, by how it is sourced."),
    "TIER_SHARE": _("What these outlets retell or cut weighs less; all others weigh in full."),
    "UNREVIEWED_SHARE": _("About seven in ten readings of the machine hold; it weighs as much."),
    "LOW_CONFIDENCE": _("Below even odds, what was read as a word on record is a report."),
    "COPY_DAYS": _("Days within which the same story tells of the same occasion."),
    "STANDING_POINTS": _("What stands weighs as much as one reviewed word on record."),
    "CONTRADICTION_STEPS": _("From so many steps on, two statements contradict each other."),
    "CONTEST_DAYS": _("Days after which a report that nobody took up no longer casts doubt."),
    "VOICES_DAYS": _("Days within which two voices of one government speak of the same moment."),
    "PULL_A_STEP": _("How fast a step becomes less plausible with its distance from the words."),
    "HALF_LIFE_SHARE": _("The part of a horizon in which the pull of a statement halves."),
    "KEPT_AT_NEW_WORD": _("What earlier pulls still count once the government speaks anew."),
    "TAIL": _("What is cut off at each end of the range: it holds the middle four fifths."),
}
CONDITIONS = {
    Condition.US_BACKSTOP: _("American backing"),
    Condition.CEASEFIRE: _("a ceasefire"),
    Condition.PEACE_DEAL: _("a peace deal"),
    Condition.MANDATE: _("a mandate"),
    Condition.UN_MANDATE: _("a United Nations mandate"),
    Condition.PARLIAMENT: _("consent of parliament"),
    Condition.TROOP_PROTECTION: _("protection of the troops"),
    Condition.ROLE_LIMIT: _("a limited role"),
    Condition.PLACE_LIMIT: _("a limited place"),
    Condition.ALLIES_JOIN: _("that allies take part"),
    Condition.RESOURCES: _("the means to do it"),
    Condition.OTHER: _("another condition"),
}
TIERS = {
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
}
ROLES = {
    Role.HEAD_OF_STATE: _("Head of state"),
    Role.HEAD_OF_GOVERNMENT: _("Head of government"),
    Role.FOREIGN_MINISTER: _("Foreign minister"),
    Role.DEFENCE_MINISTER: _("Defence minister"),
    Role.OTHER_MINISTER: _("Other minister"),
    Role.SPOKESPERSON: _("Spokesperson"),
    Role.ORGANISATION_HEAD: _("Head of the organisation"),
    Role.OPPOSITION: _("Opposition"),
    Role.MILITARY: _("Military"),
    Role.FORMER: _("Former office holder"),
}
PROPOSAL_GROUPS = {
    "force": _("Forces"),
    "support": _("Support"),
    "guarantees": _("Guarantees"),
    "pressure": _("Pressure on Russia"),
}
TIER_GROUPS = {
    Tier.OFFICIAL: _("Official sites"),
    Tier.AGENCY: _("News agencies"),
    Tier.PUBLIC_BROADCASTER: _("Public broadcasters"),
    Tier.QUALITY: _("Newspapers and magazines of record"),
    Tier.REGIONAL: _("Regional outlets"),
    Tier.AGGREGATOR: _("Aggregators"),
    Tier.UNKNOWN: _("Not yet classified"),
    Tier.STATE_ALIGNED: _("State-aligned outlets"),
    Tier.MACHINE_WRITTEN: _("Machine-written sites"),
    Tier.MIRROR: _("Mirrors of other sites"),
}
READERS = {
    "offline": _("our own trained reader"),
    "rules": _("our reader of rules"),
    "llm": _("a language model"),
}


class Named(Protocol):
    """A record that carries its name in both languages."""

    @property
    def name_en(self) -> str:
        """The English name."""

    @property
    def name_it(self) -> str:
        """The Italian name."""


def page_language() -> str:
    """The language that the page is made in: "en" or "it"."""
    return (get_language() or "en")[:2]


def speaks_italian() -> bool:
    """Whether the page is made in Italian."""
    return page_language() == "it"


def name_of(record: Named) -> str:
    """A country's or a proposal's name in the language of the page.

    A language that has no column goes by CLDR's name of a country, and by the English one of all else.
    """
    if speaks_italian():
        return record.name_it
    if page_language() == "en" or not (code := getattr(record, "code", "")):
        return record.name_en
    return str(Locale(page_language()).territories.get(code, record.name_en))


class Defined(Protocol):
    """A record that carries its definition in both languages."""

    @property
    def definition_en(self) -> str:
        """The English definition."""

    @property
    def definition_it(self) -> str:
        """The Italian definition."""


def definition_of(record: Defined) -> str:
    """A proposal's definition in the language of the page."""
    return record.definition_it if speaks_italian() else record.definition_en


def mark_of(state: str, position: str | None) -> Mark:
    """The mark of what a span says: its position where one is held, else its state."""
    if position is not None:
        return POSITION_MARKS[Position(position)]
    return STATE_MARKS[LineState(state)]


def language_name(code: str) -> str:
    """A language's name as it is written inside a sentence; its code where nobody has a word for it."""
    return str(Locale(page_language()).languages.get(code, code))


def reader_name(reader: str) -> str:
    """Who read a stance, in words; a reader of somebody's own goes by its name."""
    return str(READERS.get(reader, reader))


def sort_name(name: str) -> str:
    """A name as lists order it: large and small letters alike, accents left out."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
