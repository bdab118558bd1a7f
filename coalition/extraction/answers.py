"""From the words of a language model to claims: read strictly, or refused with a reason.

The schema that is sent to the model and the check of what comes back are one: `StanceAnswer`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from coalition.errors import BadInput
from coalition.extraction.claims import ArticleText, Claim, ClaimedCondition, Day, Quantity
from coalition.extraction.dates import last_day, parse_day
from coalition.vocabulary import Attribution, Condition, Flag, Position, Scope, Time, Voice

# What an endpoint may say of itself is not what it measures: until `evaluate` has been run with a real
# model, its claims count like those of a fairly sure offline reader, and never above a reviewed one.
CONFIDENCE = 0.7
MOST_STANCES = 80  # the longest part of an article carries a few dozen; more is a model in a loop
CODE = re.compile(r"[A-Za-z0-9-]{1,60}", re.ASCII)
FENCE = "```"


def check_storable(words: str) -> str:
    """No database keeps a NUL character, and no text of ours holds one."""
    if "\x00" in words:
        raise ValueError("a NUL character is no character of a text")
    return words


Words = Annotated[str, AfterValidator(check_storable)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(check_storable)]
Unit = Annotated[str, StringConstraints(max_length=16), AfterValidator(check_storable)]
Number = Annotated[int, Field(ge=0, le=10**15)]


class Strict(BaseModel):
    """Every field given, no other, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ConditionAnswer(Strict):
    """A condition as the model gives it."""

    type: Condition
    words: Words


class QuantityAnswer(Strict):
    """A number as the model gives it."""

    low: Number | None
    high: Number | None
    unit: Unit
    scope: Scope
    raw: Name
    flag: Flag | None


class StanceAnswer(Strict):
    """One stance as the model gives it. `sentence` is the number of the line that its quote begins in."""

    country: Words
    proposal: Words
    position: Position
    voice: Voice
    time: Time
    attribution: Attribution
    speaker: Name | None
    reported_by: Name | None
    stance_date: Words | None
    conditions: list[ConditionAnswer]
    quantity: QuantityAnswer | None
    sentence: int
    quote: Words


class Answer(Strict):
    """The whole answer."""

    stances: list[StanceAnswer]


@dataclass(frozen=True, slots=True)
class Fault:
    """A stance of an answer that cannot be used: its JSON as the model gave it, and why.

    `about` is its country and proposal, as far as it names them.
    """

    said: str
    reason: str
    about: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """The stances of an answer that hold to the form, in its order, and the others."""

    stances: tuple[StanceAnswer, ...]
    faults: tuple[Fault, ...]


def write_schema(proposals: Iterable[str], countries: Iterable[str]) -> dict[str, Any]:
    """The JSON schema of an answer, strict as providers ask for it, with the codes that may be used."""
    schema = Answer.model_json_schema()
    # Providers' strict modes know types and enumerations; lengths and bounds are checked by us alone.
    strip_bounds(schema)
    fields = schema["$defs"]["StanceAnswer"]["properties"]
    fields["country"]["enum"] = sorted(countries)
    fields["proposal"]["enum"] = sorted(proposals)
    return schema


def strip_bounds(node: Any) -> None:
    """Takes the keywords off a schema that strict modes refuse, and the texts meant for us."""
    if isinstance(node, list):
        for child in node:
            strip_bounds(child)
    if isinstance(node, dict):
        for word in ("maxLength", "minimum", "maximum", "title", "description"):
            if not isinstance(node.get(word), dict):
                node.pop(word, None)
        for child in node.values():
            strip_bounds(child)


def parse_answer(text: str) -> ParsedAnswer:
    """The stances of an answer, each checked for itself. Raises BadInput where the whole is of no use:
    no JSON, cut off, another form, or far too many stances. A fence of three back quotes is taken off."""
    try:
        whole = json.loads(strip_fence(text))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"it is no complete JSON ({error}).") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("stances"), list):
        raise BadInput('it is not one object with a list "stances".')
    if len(whole["stances"]) > MOST_STANCES:
        raise BadInput(f"it holds more than {MOST_STANCES} stances.")
    stances, faults = [], []
    for row in whole["stances"]:
        said = json.dumps(row)
        try:
            stances.append(StanceAnswer.model_validate_json(said))
        except ValidationError as error:
            faults.append(Fault(shorten(said), describe_fault(error), read_pair(row)))
    return ParsedAnswer(tuple(stances), tuple(faults))


def strip_fence(text: str) -> str:
    """What stands between a line that opens a fence and the fence that closes it; the text without one."""
    if text.lstrip().startswith("{") or FENCE not in text:
        return text
    _, _, opened = text.partition(FENCE)
    _, _, body = opened.partition("\n")
    inside, closed, _ = body.rpartition(FENCE)
    return inside if closed else body


def describe_fault(error: ValidationError) -> str:
    """What is wrong with the first field that does not hold, as a sentence."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the stance"
    return f"{place}: {first['msg']}."


def read_pair(row: object) -> tuple[str, str]:
    """The country and the proposal that a stance of any form names, "" where it does not."""
    if not isinstance(row, dict):
        return "", ""
    country, proposal = (row.get(name) for name in ("country", "proposal"))
    return (
        country if isinstance(country, str) and CODE.fullmatch(country) else "",
        proposal if isinstance(proposal, str) and CODE.fullmatch(proposal) else "",
    )


def shorten(said: str) -> str:
    """Enough of what was said to know it again."""
    return said if len(said) <= 600 else f"{said[:600]}…"


def make_claim(
    stance: StanceAnswer, article: ArticleText, lines: Mapping[int, tuple[int, int]], note: str
) -> Claim:
    """A stance of an answer as a claim on the article.

    `lines` are the numbered lines by their offsets: where the quote stands in the line that the model
    names, its offset is known, which decides between two equal places. Raises BadInput for a date that
    is none, or later than the article.
    """
    said_on = parse_day(stance.stance_date, "stance_date") if stance.stance_date else None
    if said_on and article.day and said_on.first > last_day(Day(article.day, article.precision)):
        raise BadInput(f"stance_date: {stance.stance_date} is later than the article.")
    return Claim(
        country=stance.country,
        proposal=stance.proposal,
        position=stance.position,
        quote=stance.quote,
        start=find_start(stance, article.text, lines),
        voice=stance.voice,
        time=stance.time,
        attribution=stance.attribution,
        speaker=stance.speaker or None,
        reported_by=stance.reported_by or None,
        day=said_on,
        conditions=tuple(ClaimedCondition(row.type, row.words) for row in stance.conditions),
        quantity=make_quantity(stance.quantity),
        confidence=CONFIDENCE,
        note=note,
    )


def make_quantity(said: QuantityAnswer | None) -> Quantity | None:
    """A number as every reader gives it."""
    if said is None:
        return None
    return Quantity(said.low, said.high, said.unit, said.scope, said.raw, said.flag)


def find_start(stance: StanceAnswer, text: str, lines: Mapping[int, tuple[int, int]]) -> int | None:
    """Where the quote begins in the line that the model names; None where it does not stand there."""
    if stance.sentence not in lines:
        return None
    first, last = lines[stance.sentence]
    at = text.find(stance.quote, first, last + len(stance.quote))
    return at if first <= at < last else None
