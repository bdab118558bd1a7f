"""What lists can be asked for by: one grammar for all of them, in every format."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from django.utils import timezone
from pydantic import BaseModel, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from coalition import published
from coalition.api.filters import (
    AFTER,
    AS_OF,
    BEFORE,
    COUNTRIES,
    COUNTRY,
    GROUP,
    LIMIT,
    PROPOSAL,
    PUBLIC_STATES,
    SINCE,
    UNTIL,
    UPDATED,
    WORDS,
    AsOf,
    AttributionWord,
    ChangePlace,
    ConditionWord,
    CountryCode,
    CountryCodes,
    Day,
    Flag,
    GroupName,
    KindWord,
    LanguageCode,
    Limit,
    Moment,
    PositionWord,
    ProposalSlug,
    Query,
    ReaderName,
    RowId,
    SourceDomain,
    StateWord,
    TierWord,
    VoiceWord,
    about,
    check_order,
    one_of,
    split_list,
    whole_number,
)
from coalition.vintages import Instant
from coalition.vocabulary import Position


class Format(StrEnum):
    """What a list comes as."""

    JSON = "json"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    ATOM = "atom"
    JSONFEED = "jsonfeed"


TABLES = (Format.JSON, Format.CSV, Format.JSONL, Format.PARQUET)


def describe_formats(words: Iterable[Format]) -> WithJsonSchema:
    """These formats for the description, without a shape of their own."""
    return WithJsonSchema({"type": "string", "enum": [word.value for word in words]})


TableFormat = Annotated[Format, one_of(TABLES), describe_formats(TABLES)]
AnyFormat = Annotated[Format, one_of(Format), describe_formats(Format)]
FIELDS: Any = about("Only these fields of each row, between commas.", "country,proposal,position")
TABLE_FORMAT: Any = about("What the list comes as.", "csv", Format.JSON)
ANY_FORMAT: Any = about(
    "What the list comes as; atom and jsonfeed are for feed readers.", "csv", Format.JSON
)
Every = Annotated[int, *whole_number(1, 366)]
Weeks = Annotated[int, *whole_number(1, 53)]
Origins = Annotated[int, *whole_number(1, 1000)]


class TableFilters(BaseModel):
    """What a list comes as."""

    format: TableFormat = TABLE_FORMAT
    fields: str | None = FIELDS


class FeedFilters(BaseModel):
    """What a list of news comes as."""

    format: AnyFormat = ANY_FORMAT
    fields: str | None = FIELDS


class KnownFilters(BaseModel):
    """What was known at an instant."""

    as_of: AsOf | None = AS_OF


class WholeFilters(TableFilters, KnownFilters):
    """A whole table."""


class MemberFilters(WholeFilters):
    """The day of a list of members."""

    at: Day | None = about("Day; where left out, the day of as_of, or today.", "2025-05-01")


class CoverageFilters(MemberFilters):
    """Which weeks, of which sources."""

    weeks: Weeks = about("Weeks up to that of the day.", 2, 8)
    language: LanguageCode | None = about("Main language of the sources, ISO 639-1.", "it")
    tier: TierWord | None = about("Kind of publisher.", "official")


class PageFilters(KnownFilters):
    """The place in a list that is paged by id, and what changed since."""

    before: RowId | None = BEFORE
    after: RowId | None = AFTER
    limit: Limit = LIMIT
    updated_since: Moment | None = UPDATED


class DayFilters(BaseModel):
    """A span of days."""

    since: Day | None = SINCE
    until: Day | None = UNTIL

    @model_validator(mode="after")
    def check_days(self) -> Self:
        """Refuses days in the wrong order."""
        check_order(self.since, self.until)
        return self


class StepFilters(BaseModel):
    """A range of positions."""

    at_least: PositionWord | None = about("This position, or one closer to support.", "undecided")
    at_most: PositionWord | None = about("This position, or one closer to refusal.", "supportive")

    @model_validator(mode="after")
    def check_steps(self) -> Self:
        """Refuses positions in the wrong order."""
        find_steps(self.at_least, self.at_most)
        return self


class LineNames(BaseModel):
    """Some countries, those of a group, a proposal."""

    country: CountryCodes | None = COUNTRIES
    group: GroupName | None = GROUP
    proposal: ProposalSlug | None = PROPOSAL


class ArticleFilters(TableFilters, PageFilters, DayFilters):
    """Which articles."""

    source: SourceDomain | None = about("Domain of their source.", "ansa.it")
    language: LanguageCode | None = about("Their language, ISO 639-1.", "it")
    q: Query | None = about("Words of their headlines.", "summit")


class StoryFilters(TableFilters, PageFilters):
    """Which stories."""


class EvidenceFilters(DayFilters, StepFilters, LineNames):
    """Which stances something rests on."""

    article: RowId | None = about("Id of the article that carries the words.", 1)
    position: PositionWord | None = about("The position that the words express.", "conditional")
    voice: VoiceWord | None = about("Whose word it is.", "government")
    attribution: AttributionWord | None = about("How well it is sourced.", "on-record")
    condition: ConditionWord | None = about("A condition that they name.", "us-backstop")
    review_state: StateWord | None = about(
        "What editors said of it; rejected ones are never published.",
        "accepted",
        enum=[state.value for state in PUBLIC_STATES],
    )
    kind: KindWord | None = about("Quoted word for word, or coded by hand.", "quoted")
    tier: TierWord | None = about("Kind of publisher.", "official")
    reader: ReaderName | None = about("What read it.", "offline")
    q: Query | None = WORDS


class StanceFilters(FeedFilters, PageFilters, EvidenceFilters):
    """Which stances."""

    count: Flag = about(
        "Whether to count them all, which takes its time: see `total`.", True, False
    )


class ConditionFilters(TableFilters, PageFilters, EvidenceFilters):
    """Which conditions, by the stances that name them."""


class PositionFilters(TableFilters, KnownFilters, StepFilters, LineNames):
    """Which positions, on which day."""

    origins: Origins | None = about("At least so many independent origins.", 2)
    at: Day | None = about("Day; where left out, the day of as_of, or today.", "2025-05-01")


class OneLineAtLeast(KnownFilters):
    """Which lines: not all at once."""

    @model_validator(mode="after")
    def check_given(self) -> Self:
        """Refuses the question for all lines at once."""
        if getattr(self, "country", None) is None and getattr(self, "proposal", None) is None:
            raise PydanticCustomError(
                "missing", "or proposal must be given, or both", {"parameter": "country"}
            )
        return self


class CountryOrProposal(OneLineAtLeast):
    """Which lines: of one country, on one proposal, or both."""

    country: CountryCode | None = COUNTRY
    proposal: ProposalSlug | None = PROPOSAL


class LineFilters(OneLineAtLeast, LineNames):
    """Which lines: of some countries, on one proposal, or both. Their rows are small: no fields to
    choose."""

    format: TableFormat = TABLE_FORMAT


class SeriesFilters(DayFilters, LineFilters):
    """Which lines, on which days."""

    since: Day | None = about("First day; a year before the last where left out.", "2025-03-01")
    until: Day | None = about("Last day; where left out, the day of as_of, or today.", "2025-05-01")
    every: Every = about("Days from one value to the next.", 7, 1)


class ChangeFilters(FeedFilters, KnownFilters, DayFilters, LineNames):
    """Which changes, and the place in their list."""

    spoken: Flag = about("Whether to leave out changes that time alone made.", True, False)
    after: ChangePlace | None = about(
        "Only changes that follow this one in the list: how `next` pages on.",
        "2025-05-01.IT.troops-on-ground",
    )
    before: ChangePlace | None = about(
        "Only changes that come before this one, those next to it: how `prev` pages back.",
        "2025-05-01.IT.troops-on-ground",
    )
    limit: Limit = LIMIT


def find_steps(at_least: Position | None, at_most: Position | None) -> tuple[str, ...] | None:
    """The positions of a range, both ends included; None where it is open on both sides.

    Raises PydanticCustomError where nothing lies between them.
    """
    if at_least is None and at_most is None:
        return None
    low, high = at_least.step if at_least else 0, at_most.step if at_most else 5
    if low > high:
        raise PydanticCustomError(
            "bad_order", "must not be closer to support than at_most", {"parameter": "at_least"}
        )
    return tuple(position.value for position in Position if low <= position.step <= high)


def choose_countries(
    given: str | None, group: str | None, at: date | None, as_of: Instant | None
) -> tuple[str, ...] | None:
    """The codes asked for: those given, those in the group on the day, or those in both; None: all."""
    codes = split_list(given)
    if group is None:
        return codes
    day = at or (as_of or timezone.now()).date()
    members = published.list_members(group, day, as_of=as_of)
    return tuple(code for code in members if codes is None or code in codes)


def choose_evidence(filters: StanceFilters | ConditionFilters) -> dict[str, Any]:
    """Filters of stances as `published` takes them."""
    kept = (
        "proposal",
        "article",
        "position",
        "voice",
        "attribution",
        "condition",
        "review_state",
        "kind",
        "tier",
        "reader",
        "since",
        "until",
        "as_of",
    )
    return {name: getattr(filters, name) for name in kept} | {
        "countries": choose_countries(filters.country, filters.group, None, filters.as_of),
        "positions": find_steps(filters.at_least, filters.at_most),
        "words": filters.q,
    }
