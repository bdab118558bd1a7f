"""The records that the public reads return: plain values, no rows of the database."""

from dataclasses import dataclass
from datetime import date, datetime

from coalition.extraction.passages import Segment

MOST_ROWS = 1000  # of one list; who wants more pages on or takes the bulk export


@dataclass(frozen=True, slots=True)
class CountryRecord:
    """A country with the codes that other data joins on."""

    code: str
    alpha3: str
    m49: str
    wikidata: str
    kind: str
    name_en: str
    name_it: str
    region: str
    coalition_status: str


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """A person in an office; dates as known, YYYY[-MM[-DD]], empty where unknown or lasting."""

    person: str
    role: str
    title: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """A proposal with its newest definition."""

    slug: str
    name_en: str
    name_it: str
    group: str
    order: int
    definition_en: str
    definition_it: str
    definition_version: int
    first_raised: str
    horizon_days: int
    horizon_reason: str
    related: tuple[str, ...]
    split_from: str | None
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source, its tier, and how much of it we hold."""

    domain: str
    name: str
    country: str
    language: str
    tier: str
    counts: bool
    articles: int


@dataclass(frozen=True, slots=True)
class ConditionRecord:
    """A condition and the words that state it."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class QuantityRecord:
    """A number as written; a side left open is None."""

    low: int | None
    high: int | None
    unit: str
    scope: str | None
    raw: str
    flag: str | None


@dataclass(frozen=True, slots=True)
class StanceRecord:
    """A stance with its words: a verbatim quote of an article, or a summary where it was coded.

    `counts` says whether a line may rest on it; `why_not` is a word for why not: "voice", "tier",
    "origin" (a copy of what a source that does not count reported), "undated", "earlier".
    """

    id: int
    kind: str
    country: str
    proposal: str
    position: str
    voice: str
    time: str
    attribution: str
    speaker: str
    reported_by: str
    day: date | None
    precision: str | None
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    summary: str | None
    article: int | None
    source: str | None
    outlet: str
    tier: str
    url: str | None
    language: str
    conditions: tuple[ConditionRecord, ...]
    quantity: QuantityRecord | None
    confidence: float
    reader: str
    reader_version: str
    review_state: str
    counts: bool
    why_not: str | None
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class PositionRecord:
    """Where a country stands over the days [first, until); null `position` only with a state that says why.

    With state "no-evidence" `first` and `until` are None: nothing is known at all.
    """

    country: str
    proposal: str
    first: date | None
    until: date | None
    state: str
    position: str | None
    low: str | None
    high: str | None
    statements: int
    origins: int
    reviewed: bool
    cause: int | None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One step of a line, and the stance that caused it."""

    country: str
    proposal: str
    day: date
    state_before: str
    state_after: str
    position_before: str | None
    position_after: str | None
    cause: StanceRecord | None


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article without its text. `removed_at` and `removal_notice` say when and why its text was
    lawfully removed."""

    id: int
    version: int
    title: str
    author: str
    language: str
    published: date | None
    precision: str | None
    source: str
    outlet: str
    tier: str
    url: str | None
    story: int
    stored_at: datetime
    stances: int
    removed_at: datetime | None
    removal_notice: str


@dataclass(frozen=True, slots=True)
class ArticlePassages:
    """The words of an article that may be shown, cut at the quotes of its stances, in text order.

    `whole` says whether that is the whole text.
    """

    article: ArticleRecord
    segments: tuple[Segment, ...]
    stances: tuple[StanceRecord, ...]
    whole: bool
    copies: tuple[ArticleRecord, ...]


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story: articles that are copies of one report, oldest first, and who carried it."""

    id: int
    articles: tuple[ArticleRecord, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatedConditionRecord:
    """A condition, the words that state it, and the stance that they are part of."""

    id: int
    kind: str
    words: str
    stance: int
    country: str
    proposal: str
    position: str
    day: date | None
    language: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A dated event of the world."""

    day: date
    title_en: str
    title_it: str
    kind: str
    url: str
