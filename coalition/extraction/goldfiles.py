"""Files of annotated articles, in the codebook's format: read strictly, written back the same way.

A gold stance is a QuotedStance like a predicted one, so that the two can be compared field by field.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from coalition.errors import BadInput
from coalition.extraction.claims import (
    ArticleText,
    Claim,
    ClaimedCondition,
    Quantity,
    QuotedStance,
)
from coalition.vocabulary import Attribution, Condition, Flag, Position, Scope, Time, Voice

LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")  # JSON can escape one; nothing can encode it
Label = TypeVar("Label", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One article with the stances that a person found in it. `name` is its id in the file."""

    name: str
    article: ArticleText
    stances: tuple[QuotedStance, ...]


def read_gold(path: Path, language: str | None = None) -> list[GoldArticle]:
    """The annotated articles of a JSON Lines file, in its order.

    `language` stands in where a row has no `lang`. A stance without offsets gets those of its quote,
    which must then occur once. Raises BadInput with the file, the line and the field.
    """
    rows = []
    seen = set()
    for where, row in read_rows(path):
        gold = parse_gold(row, where, language)
        if gold.name in seen:
            raise BadInput(f"{where}, id: {gold.name!r} stands in this file twice")
        seen.add(gold.name)
        rows.append(gold)
    return rows


def read_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line of a JSON Lines file as an object, with the words that say where it stands."""
    for number, line in read_lines(path):
        where = f"{path.name}, line {number}"
        yield where, parse_row(line, where)


def read_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that hold anything, with their numbers, undecoded and one at a time."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error


def parse_row(line: bytes, where: str) -> dict[str, Any]:
    """The JSON object that a line holds; raises BadInput where it holds anything else."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where}: expected one JSON object in UTF-8: {error}") from error
    if not isinstance(row, dict):
        raise BadInput(f"{where}: expected one JSON object, got {type(row).__name__}")
    return row


def parse_gold(row: Mapping[str, Any], where: str, language: str | None = None) -> GoldArticle:
    """An annotated article from one row; raises BadInput."""
    article = parse_article(row, where, language)
    stances = _field(row, "stances", list, where)
    return GoldArticle(
        name=_field(row, "id", str, where),
        article=article,
        stances=tuple(
            _parse_stance(stance, article.text, f"{where}, stances[{index}]")
            for index, stance in enumerate(stances)
        ),
    )


def parse_article(row: Mapping[str, Any], where: str, language: str | None = None) -> ArticleText:
    """The article of one row; `stances` and `id` are not looked at. Raises BadInput."""
    day = _field(row, "date", str, where, optional=True)
    try:
        parsed_day = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise BadInput(f"{where}, date: expected YYYY-MM-DD or null, got {day!r}") from error
    return ArticleText(
        text=_field(row, "text", str, where),
        language=_field(row, "lang", str, where, optional=True) or language,
        day=parsed_day,
        title=_field(row, "title", str, where, optional=True),
        outlet=_field(row, "outlet", str, where, optional=True),
    )


def stance_row(stance: QuotedStance) -> dict[str, Any]:
    """A stance in the codebook's file format, ready for JSON."""
    claim = stance.claim
    quantity = claim.quantity
    return {
        "country": claim.country,
        "proposal": claim.proposal,
        "position": claim.position.value,
        "voice": claim.voice.value,
        "time": claim.time.value,
        "attribution": claim.attribution.value,
        "speaker": claim.speaker,
        "reported_by": claim.reported_by,
        "conditions": [{"type": c.kind.value, "words": c.words} for c in claim.conditions],
        "quantity": quantity
        and {
            "low": quantity.low,
            "high": quantity.high,
            "unit": quantity.unit,
            "scope": quantity.scope.value,
            "raw": quantity.raw,
            "flag": quantity.flag and quantity.flag.value,
        },
        "quote": stance.quote,
        "start": stance.start,
        "end": stance.end,
    }


def _parse_stance(row: Any, text: str, where: str) -> QuotedStance:
    if not isinstance(row, dict):
        raise BadInput(f"{where}: expected an object, got {type(row).__name__}")
    quote = _field(row, "quote", str, where)
    start = _field(row, "start", int, where, optional=True)
    if start is None:
        if text.count(quote) != 1:
            raise BadInput(f"{where}, quote: occurs {text.count(quote)} times, expected once")
        start = text.index(quote)
    end = start + len(quote)
    if text[start:end] != quote or row.get("end", end) != end:
        raise BadInput(f"{where}, start/end: do not give the quote {quote[:40]!r}")
    claim = Claim(
        country=_field(row, "country", str, where),
        proposal=_field(row, "proposal", str, where),
        position=_label(row, "position", Position, where),
        quote=quote,
        start=start,
        voice=_label(row, "voice", Voice, where),
        time=_label(row, "time", Time, where),
        attribution=_label(row, "attribution", Attribution, where),
        speaker=_field(row, "speaker", str, where, optional=True),
        reported_by=_field(row, "reported_by", str, where, optional=True),
        conditions=_parse_conditions(row, where),
        quantity=_parse_quantity(row.get("quantity"), f"{where}, quantity"),
        confidence=1.0,
    )
    return QuotedStance(claim, quote, start, end)


def _parse_conditions(row: Mapping[str, Any], where: str) -> tuple[ClaimedCondition, ...]:
    conditions = []
    for index, entry in enumerate(_field(row, "conditions", list, where)):
        place = f"{where}, conditions[{index}]"
        if not isinstance(entry, dict):
            raise BadInput(f"{place}: expected an object, got {type(entry).__name__}")
        kind = _label(entry, "type", Condition, place)
        conditions.append(ClaimedCondition(kind, _field(entry, "words", str, place)))
    return tuple(conditions)


def _parse_quantity(row: Any, where: str) -> Quantity | None:
    if row is None:
        return None
    if not isinstance(row, dict):
        raise BadInput(f"{where}: expected an object or null, got {type(row).__name__}")
    return Quantity(
        low=_field(row, "low", int, where, optional=True),
        high=_field(row, "high", int, where, optional=True),
        unit=_field(row, "unit", str, where),
        scope=_label(row, "scope", Scope, where),
        raw=_field(row, "raw", str, where),
        flag=_label(row, "flag", Flag, where) if row.get("flag") is not None else None,
    )


def _field(
    row: Mapping[str, Any], name: str, kind: type, where: str, *, optional: bool = False
) -> Any:
    value = row.get(name)
    if value is None and optional:
        return None
    # A JSON true is an int for Python, never for us.
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadInput(f"{where}, {name}: expected {kind.__name__}, got {value!r:.60}")
    if isinstance(value, str) and LONE_SURROGATE.search(value):
        raise BadInput(f"{where}, {name}: holds half of a surrogate pair, which is no character")
    return value


def _label(row: Mapping[str, Any], name: str, labels: type[Label], where: str) -> Label:
    value: Any = row.get(name)
    try:
        return labels(value)
    except ValueError as error:
        expected = ", ".join(label.value for label in labels)
        raise BadInput(f"{where}, {name}: expected one of {expected}; got {value!r:.60}") from error
