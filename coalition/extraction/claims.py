"""What goes into a reader and what comes out of it: plain records, shared by every reader."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    Position,
    Precision,
    Scope,
    Time,
    Voice,
)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as readers see it. `text` is the body as stored; all offsets count its code points.

    `language` is an ISO 639-1 code or None where it is not known; `day` is the day of publication,
    None where nobody knows it: relative dates then stay unresolved. `precision` says how exactly the
    day is known.
    """

    text: str
    language: str | None = None
    day: date | None = None
    title: str | None = None
    outlet: str | None = None
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its precision: the first day of the month or year where no more is known."""

    first: date
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True)
class ClaimedCondition:
    """A condition and the words that state it, copied from the text."""

    kind: Condition
    words: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written. `low` or `high` is None where the words leave that side open."""

    low: int | None
    high: int | None
    unit: str
    scope: Scope
    raw: str
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a reader says, unchecked. `quote` should stand in the text word for word.

    `start` is where the reader says that the quote begins, None where it does not know.
    `confidence` lies between 0 and 1. `note` names the rules or the model answer behind it.
    """

    country: str
    proposal: str
    position: Position
    quote: str
    start: int | None = None
    voice: Voice = Voice.GOVERNMENT
    time: Time = Time.CURRENT
    attribution: Attribution = Attribution.NARRATIVE
    speaker: str | None = None
    reported_by: str | None = None
    day: Day | None = None
    conditions: tuple[ClaimedCondition, ...] = ()
    quantity: Quantity | None = None
    confidence: float = 0.5
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuotedStance:
    """A claim whose quote was found: `text[start:end] == quote` holds for the article's text."""

    claim: Claim
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RefusedClaim:
    """A claim that is not taken, and why."""

    claim: Claim
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that came of reading one article: what holds, what was refused, and in `notes` what
    a person should know of it: words that give orders to a model, a reader that stood in."""

    reader: str
    version: str
    stances: Sequence[QuotedStance] = field(default_factory=tuple)
    refused: Sequence[RefusedClaim] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)


class StanceReader(Protocol):
    """Reads claims out of one article. Deterministic readers return the same claims for the same text.

    `name` and `version` are stored with each stance; a change of behaviour needs a new version.
    """

    name: str
    version: str

    def read_claims(self, article: ArticleText) -> Sequence[Claim]:
        """The claims of one article, in the order of its text; none is an empty sequence.

        Raises ReaderFailed where the reader could not do its work.
        """
        ...
