"""What may be asked: each parameter's type, checked by hand so that a refusal says what would do.

No value reaches the database unchecked: plain django-ninja answered 15 of 33 everyday bad inputs
with an error 500 (notes on reliability, section 5).
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from django.utils import timezone
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from coalition import published
from coalition.errors import BadInput
from coalition.vintages import Instant, read_instant
from coalition.vocabulary import (
    Attribution,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)

FIRST_DAY = date(2014, 1, 1)  # the war began that February; no line reaches back further
MOST_ID = 2**31 - 1  # no table of ours comes near: a larger id is a mistake
MOST_ROWS = published.MOST_ROWS
USUAL_ROWS = 100
DAY_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER_SHAPE = re.compile(r"[0-9]{1,10}")
CHANGE_SHAPE = re.compile(r"([0-9-]{10})\.([A-Z]{2,4})\.([a-z0-9-]{1,60})")
LIKENESS = 0.6  # difflib's own cutoff: below it the offers are no help
LONGEST_NAME = 80  # of a country or proposal: what is longer cannot be near
SHORTEST_PART = 3  # of a name that says which one is meant


def find_near(given: str, names: Mapping[str, str]) -> list[str]:
    """Up to three values that were probably meant; `names` leads from what one may write to a value.

    Names that hold what was given come first, then those that are spelt alike.
    """
    asked = given.casefold()[:LONGEST_NAME]
    folded = {name.casefold(): value for name, value in names.items()}
    holding = [name for name in folded if len(asked) >= SHORTEST_PART and asked in name]
    alike = difflib.get_close_matches(asked, folded, n=5, cutoff=LIKENESS)
    return list(dict.fromkeys(folded[name] for name in (*holding, *alike)))[:3]


def refuse_word(given: str, allowed: Iterable[str], names: Mapping[str, str] | None = None) -> None:
    """Raises the error of a value that is none of `allowed`; `names` are further ways to write them."""
    values = list(allowed)
    near = find_near(given, {**(names or {}), **{value: value for value in values}})
    raise PydanticCustomError(
        "unknown_value", "is not one of the allowed values", {"allowed": values, "near": near}
    )


def one_of(words: Iterable[StrEnum]) -> BeforeValidator:
    """The check that a value is one of these words."""
    known = {word.value: word for word in words}

    def read_word(given: str) -> StrEnum:
        if given not in known:
            refuse_word(given, known)
        return known[given]

    return BeforeValidator(read_word)


def latest_day() -> date:
    """Tomorrow: the day that has begun somewhere on Earth while it is still today here."""
    return timezone.now().date() + timedelta(days=1)


def read_day(given: str) -> date:
    """A day written YYYY-MM-DD, from FIRST_DAY to tomorrow."""
    last = latest_day()
    try:
        day = date.fromisoformat(given) if DAY_SHAPE.fullmatch(given) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= last:
        raise PydanticCustomError(
            "bad_day",
            "must be a day as YYYY-MM-DD, from {first} to {last}",
            {"first": str(FIRST_DAY), "last": str(last)},
        )
    return day


def read_as_of(given: str) -> Instant:
    """A settled instant, or the end of a day."""
    try:
        return read_instant(given)
    except BadInput as error:
        said = str(error).removeprefix("as_of ").rstrip(".")
        raise PydanticCustomError("bad_instant", "{said}", {"said": said}) from error


def whole_number(lowest: int, highest: int) -> tuple[BeforeValidator, Any]:
    """The check that a value is a whole number in plain digits, within bounds; and its description."""

    def read_number(given: str | int) -> int:
        if NUMBER_SHAPE.fullmatch(str(given)) and lowest <= int(given) <= highest:
            return int(given)
        raise PydanticCustomError(
            "bad_number",
            "must be a whole number from {lowest} to {highest}",
            {"lowest": lowest, "highest": highest},
        )

    return BeforeValidator(read_number), WithJsonSchema(
        {"type": "integer", "minimum": lowest, "maximum": highest}
    )


def read_country(given: str) -> str:
    """The code of a country that is in our table."""
    names = name_countries()
    codes = list(dict.fromkeys(names.values()))
    if given not in codes:
        refuse_word(given, codes, names)
    return given


def name_countries() -> dict[str, str]:
    """The code behind each code and name that a country may be asked for by."""
    return {
        name: row.code
        for row in published.list_countries()
        for name in (row.code, row.alpha3, row.name_en, row.name_it)
        if name
    }


def read_proposal(given: str) -> str:
    """The slug of a proposal that is in our table."""
    slugs = published.list_slugs()
    if given not in slugs:
        refuse_word(given, slugs)
    return given


def read_group(given: str) -> str:
    """The name of a group that is in our table."""
    groups = published.list_groups()
    if given not in groups:
        refuse_word(given, groups)
    return given


def read_change(given: str) -> str:
    """The place of a change in its list, as `next` gives it: day.country.proposal."""
    found = CHANGE_SHAPE.fullmatch(given)
    if found is None:
        raise PydanticCustomError("bad_place", "must be a place that `next` of a reply gave")
    read_day(found[1])
    return given


def split_change(place: str) -> tuple[date, str, str]:
    """The day, country and proposal of a checked place."""
    day, country, proposal = place.split(".")
    return date.fromisoformat(day), country, proposal


def about(text: str, example: Any, default: Any = None, **schema: Any) -> Any:
    """A parameter that may be left out, with its words and an example for the description."""
    return Field(default, description=text, examples=[example], json_schema_extra=schema or None)


def check_order(since: date | None, until: date | None) -> None:
    """Refuses a span of days that ends before it begins."""
    if since and until and since > until:
        raise PydanticCustomError(
            "bad_order", "must not be later than until", {"parameter": "since"}
        )


PUBLIC_STATES = tuple(state for state in ReviewState if state is not ReviewState.REJECTED)

CountryCode = Annotated[str, AfterValidator(read_country)]
ProposalSlug = Annotated[str, AfterValidator(read_proposal)]
GroupName = Annotated[str, AfterValidator(read_group)]
ChangePlace = Annotated[str, AfterValidator(read_change)]
Day = Annotated[date, BeforeValidator(read_day)]
AsOf = Annotated[
    Instant,
    BeforeValidator(read_as_of),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}.*$"}),
]
RowId = Annotated[int, *whole_number(1, MOST_ID)]
Limit = Annotated[int, *whole_number(1, MOST_ROWS)]
PositionWord = Annotated[Position, one_of(Position)]
VoiceWord = Annotated[Voice, one_of(Voice)]
AttributionWord = Annotated[Attribution, one_of(Attribution)]
StateWord = Annotated[ReviewState, one_of(PUBLIC_STATES)]
KindWord = Annotated[StanceKind, one_of(StanceKind)]
TierWord = Annotated[Tier, one_of(Tier)]

COUNTRY: Any = about("Code of a country, as /countries lists them.", "IT", pattern="^[A-Z]{2,4}$")
PROPOSAL: Any = about(
    "Slug of a proposal, as /proposals lists them.",
    "troops-on-ground",
    pattern="^[a-z0-9-]{1,60}$",
)
SINCE: Any = about("First day, included.", "2025-03-01")
UNTIL: Any = about("Last day, included.", "2025-05-01")
AS_OF: Any = about(
    "What was known at this instant (2026-11-22T09:00:00Z) or at the end of this day, the same for"
    " ever; what is known now where left out.",
    "2026-01-31",
)
BEFORE: Any = about("Only rows with a smaller id: how `next` pages on.", 1000)
LIMIT: Any = about(f"Most rows of a page, up to {MOST_ROWS}.", 50, USUAL_ROWS)


class MemberFilters(BaseModel):
    """The day of a list of members."""

    at: Day | None = about("Day; today where left out.", "2025-05-01")


class PageFilters(BaseModel):
    """The place in a list that is paged by id."""

    before: RowId | None = BEFORE
    limit: Limit = LIMIT


class StanceFilters(PageFilters):
    """Which stances."""

    country: CountryCode | None = COUNTRY
    proposal: ProposalSlug | None = PROPOSAL
    article: RowId | None = about("Id of the article that carries the words.", 1)
    position: PositionWord | None = about("The position that the words express.", "conditional")
    voice: VoiceWord | None = about("Whose word it is.", "government")
    attribution: AttributionWord | None = about("How well it is sourced.", "on-record")
    review_state: StateWord | None = about(
        "What editors said of it; rejected ones are never published.",
        "accepted",
        enum=[state.value for state in PUBLIC_STATES],
    )
    kind: KindWord | None = about("Quoted word for word, or coded by hand.", "quoted")
    tier: TierWord | None = about("Kind of publisher.", "official")
    since: Day | None = SINCE
    until: Day | None = UNTIL
    as_of: AsOf | None = AS_OF

    @model_validator(mode="after")
    def check_days(self) -> Self:
        """Refuses days in the wrong order."""
        check_order(self.since, self.until)
        return self


class PositionFilters(BaseModel):
    """Which positions, on which day."""

    country: CountryCode | None = COUNTRY
    proposal: ProposalSlug | None = PROPOSAL
    group: GroupName | None = about("Only members of this group on that day.", "EU")
    at: Day | None = about("Day; where left out, the day of as_of, or today.", "2025-05-01")
    as_of: AsOf | None = AS_OF


class LineFilters(BaseModel):
    """Which lines: of one country, on one proposal, or both."""

    country: CountryCode | None = COUNTRY
    proposal: ProposalSlug | None = PROPOSAL
    as_of: AsOf | None = AS_OF

    @model_validator(mode="after")
    def check_given(self) -> Self:
        """Refuses the question for all lines at once."""
        if self.country is None and self.proposal is None:
            raise PydanticCustomError(
                "missing", "or proposal must be given, or both", {"parameter": "country"}
            )
        return self


class ChangeFilters(BaseModel):
    """Which changes, and the place in their list."""

    country: CountryCode | None = COUNTRY
    proposal: ProposalSlug | None = PROPOSAL
    since: Day | None = SINCE
    until: Day | None = UNTIL
    after: ChangePlace | None = about(
        "Only changes that follow this one in the list: how `next` pages on.",
        "2025-05-01.IT.troops-on-ground",
    )
    as_of: AsOf | None = AS_OF
    limit: Limit = LIMIT

    @model_validator(mode="after")
    def check_days(self) -> Self:
        """Refuses days in the wrong order."""
        check_order(self.since, self.until)
        return self
