"""What may be asked: each parameter's type, checked by hand so that a refusal says what would do.

No value reaches the database unchecked: plain django-ninja answered 15 of 33 everyday bad inputs
with an error 500 (notes on reliability, section 5).
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from django.utils import timezone
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from coalition import published
from coalition.errors import BadInput
from coalition.vintages import SHAPE, Instant, read_instant
from coalition.vocabulary import (
    Attribution,
    Condition,
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
# A day of the calendar from 2014 on; a leap day is taken as well. What lies ahead is refused all the same.
DAY_PATTERN = (
    "20(1[4-9]|2[0-9])-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
# A day, or an instant with its offset.
AS_OF_SHAPE = (
    f"^{DAY_PATTERN}"
    "([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]))?$"
)
CHANGE_SHAPE = re.compile(r"([0-9-]{10})\.([A-Z]{2,4})\.([a-z0-9-]{1,60})")
LONGEST_QUERY = 200
NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
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


def read_moment(given: str) -> datetime:
    """An instant, or the beginning of a day in UTC."""
    try:
        found = datetime.fromisoformat(given) if SHAPE.fullmatch(given) else None
    except ValueError:
        found = None
    if found is None or found.year < FIRST_DAY.year:
        raise PydanticCustomError(
            "bad_moment", "must be a day as 2026-11-22 or an instant as 2026-11-22T09:00:00Z"
        )
    return found if found.tzinfo else found.replace(tzinfo=UTC)


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


def name_countries(as_of: Instant | None = None) -> dict[str, str]:
    """The code behind each code and name that a country may be asked for by."""
    return {
        name: row.code
        for row in published.list_countries(as_of)
        for name in (row.code, row.alpha3, row.name_en, row.name_it)
        if name
    }


def read_countries(given: str) -> str:
    """Codes of countries that are in our table, between commas. It stays a text: see `list_of`."""
    names = name_countries()
    codes = list(dict.fromkeys(names.values()))
    for part in given.split(","):
        if part not in codes:
            refuse_word(part, codes, names)
    return given


def split_list(given: str | None) -> tuple[str, ...] | None:
    """The parts of a checked list, each once; None where it was left out."""
    return tuple(dict.fromkeys(given.split(","))) if given else None


def list_of(words: type[StrEnum]) -> tuple[AfterValidator, Any]:
    """The check that a text is a list of these words between commas; and its description.

    It stays a text: of a tuple ninja would think that the parameter is given several times.
    """
    known = [word.value for word in words]
    shape = "|".join(known)

    def check_words(given: str) -> str:
        for part in given.split(","):
            if part not in known:
                refuse_word(part, known)
        return given

    return AfterValidator(check_words), WithJsonSchema(
        {"type": "string", "pattern": f"^({shape})(,({shape}))*$"}
    )


def read_query(given: str) -> str:
    """What is searched for: some characters, none of them one that no text holds."""
    if not given.strip() or len(given) > LONGEST_QUERY or NOT_TEXT.search(given):
        raise PydanticCustomError(
            "bad_query", "must be 1 to {most} characters of text", {"most": LONGEST_QUERY}
        )
    return given


def read_source(given: str) -> str:
    """The domain of a source that is in our table."""
    domains = [source.domain for source in published.list_sources()]
    if given not in domains:
        refuse_word(given, [], {domain: domain for domain in domains})
    return given


def shaped(shape: str) -> tuple[AfterValidator, Any]:
    """The check that a text has a shape; and its description."""

    def check_shape(given: str) -> str:
        if not re.fullmatch(shape, given):
            raise PydanticCustomError("bad_shape", "must match {shape}", {"shape": shape})
        return given

    return AfterValidator(check_shape), WithJsonSchema({"type": "string", "pattern": f"^{shape}$"})


def read_flag(given: str | bool) -> bool:
    """true or false."""
    if str(given).lower() not in {"true", "false"}:
        raise PydanticCustomError("bad_flag", "must be true or false")
    return str(given).lower() == "true"


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

CountryCodes = Annotated[
    str,
    AfterValidator(read_countries),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2,4}(,[A-Z]{2,4})*$"}),
]
Query = Annotated[
    str,
    AfterValidator(read_query),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_QUERY,
            "pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\x00-\x1f\x7f-\x9f]*$",
        }
    ),
]
LanguageCode = Annotated[str, *shaped("[a-z]{2,3}")]
ReaderName = Annotated[str, *shaped("[a-z0-9-]{1,40}")]
SourceDomain = Annotated[str, AfterValidator(read_source)]
Flag = Annotated[bool, BeforeValidator(read_flag)]
ConditionWord = Annotated[Condition, one_of(Condition)]
CountryCode = Annotated[str, AfterValidator(read_country)]
ProposalSlug = Annotated[str, AfterValidator(read_proposal)]
GroupName = Annotated[str, AfterValidator(read_group)]
ChangePlace = Annotated[
    str,
    AfterValidator(read_change),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^{DAY_PATTERN}\.[A-Z]{{2,4}}\.[a-z0-9-]{{1,60}}$"}
    ),
]
Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"^{DAY_PATTERN}$"}),
]
AsOf = Annotated[
    Instant,
    BeforeValidator(read_as_of),
    WithJsonSchema({"type": "string", "pattern": AS_OF_SHAPE}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(read_moment),
    WithJsonSchema({"type": "string", "pattern": AS_OF_SHAPE}),
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
COUNTRIES: Any = about("Codes of countries, as /countries lists them, between commas.", "IT,NO")
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
UPDATED: Any = about(
    "Only rows that were added or changed after this instant, or since the beginning of this day. A copy"
    " that misses nothing, and hears of what is gone, follows /changes-since.",
    "2026-01-31",
)
BEFORE: Any = about("Only rows with a smaller id: how `next` pages on.", 1000)
AFTER: Any = about("Only rows with a larger id, those next to it: how `prev` pages back.", 1000)
LIMIT: Any = about(f"Most rows of a page, up to {MOST_ROWS}.", 50, USUAL_ROWS)
GROUP: Any = about("Only members of this group; on the day of `at`, where there is one.", "EU")
WORDS: Any = about(
    'Words to search for, by the stems of each language: words, "phrases", or, -without.', "troops"
)
