"""What goes into the estimation and what comes out: plain records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from coalition.vocabulary import (
    Attribution,
    LineState,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)


# Statements and spans are not frozen: it would take twice as long to make one, and a line has hundreds.
# Nobody changes them.
@dataclass(slots=True)
class Statement:
    """A stance, as far as a line needs it. `first` to `last` are the days that it may be from.

    `origin` names the story: copies share it; a statement without copies has a key of its own.
    `speaker` is a key of who spoke, one for each person, None where nobody knows: without it, two
    voices of one government cannot be told from one voice that changed its mind.
    """

    id: int
    first: date
    last: date
    position: Position
    voice: Voice
    attribution: Attribution
    tier: Tier
    review: ReviewState
    origin: str
    kind: StanceKind = StanceKind.QUOTED
    confidence: float = 1.0
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """What an editor set from `first` to `last`, both included; None is no end.

    `position` None says that the government was asked and would not say; `words` and `url` are what
    an editor's source has of it, where one was named.
    """

    position: Position | None
    first: date
    last: date | None
    words: str = ""
    url: str = ""


@dataclass(slots=True)
class Span:
    """What a line says from `first` until the day before `until`; None is no end.

    `position` is set only when held; `low` and `high` are the band, None when stale or declined.
    `statements` (copies included) and `origins` lie within one step of the position, in the horizon
    up to the span's newest statement; when contested, all of that time are counted; a pin counts
    none, and holds whatever the evidence. `reviewed` says
    that at least one of them was confirmed by an editor or coded by hand. `cause` is the statement
    that began the span, or where time alone began it, the one that set the position; None when
    stale, pinned or declined.
    """

    first: date
    until: date | None
    state: LineState
    position: Position | None
    low: Position | None
    high: Position | None
    statements: int
    origins: int
    reviewed: bool
    cause: int | None


class Fate(StrEnum):
    """What became of a statement: how it was used, or why it was not."""

    WORD = "word-on-record"
    REPORT = "weak-report"
    COPY = "copy-of-a-better-one"
    NOT_GOVERNMENT = "not-the-voice-of-the-government"
    QUARANTINED = "source-does-not-count"
    REJECTED = "rejected-by-an-editor"


class Rule(StrEnum):
    """The step of the rule that began a span."""

    DRAWN = "drawn-by-a-report-where-no-line-stood"
    WORD = "set-by-a-word-on-record"
    VOICES = "two-voices-of-the-government-differ"
    MOVED = "moved-by-reports-that-outweigh-it"
    REPORT = "a-report-leaves-it-where-it-is"
    CONTESTED = "contradicted-by-a-report"
    AGED = "time-passed"
    STALE = "older-than-the-horizon"
    PINNED = "pinned-by-an-editor"
    DECLINED = "asked-and-would-not-say"


class Piece(NamedTuple):
    """A span and how it came about: the rule, and for each step, opposed first, the points of what
    stands and of the reports (`votes`), and the pull away from it on the span's first day. Both are
    empty where the line is stale, pinned or declined."""

    span: Span
    rule: Rule
    votes: Sequence[int] = ()
    pull: Sequence[float] = ()
