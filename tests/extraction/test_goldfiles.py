"""Annotated files are read strictly, and every refusal says where."""

import json
from pathlib import Path
from typing import Any

import pytest

from coalition.errors import BadInput
from coalition.extraction.goldfiles import read_gold, stance_row

STANCE = {
    "country": "IT",
    "proposal": "troops-on-ground",
    "position": "opposed",
    "voice": "government",
    "time": "current",
    "attribution": "on-record",
    "speaker": "the minister",
    "reported_by": None,
    "conditions": [{"type": "un-mandate", "words": "without a mandate"}],
    "quantity": {
        "low": None,
        "high": 300,
        "unit": "troops",
        "scope": "own",
        "raw": "up to 300",
        "flag": "withheld",
    },
    "quote": "will not go",
    "start": 5,
    "end": 16,
}
ROW = {
    "id": "a",
    "lang": "en",
    "date": "2026-01-06",
    "outlet": "Us",
    "title": None,
    "text": "Rome will not go.",
    "stances": [STANCE],
}


def write(tmp_path: Path, *rows: Any) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return path


def test_a_row_comes_back_as_it_was_written(tmp_path: Path) -> None:
    [gold] = read_gold(write(tmp_path, ROW))
    assert [stance_row(stance) for stance in gold.stances] == [STANCE]
    assert str(gold.article.day) == "2026-01-06"


def test_a_quote_without_offsets_gets_those_of_its_only_occurrence(tmp_path: Path) -> None:
    bare = {key: value for key, value in STANCE.items() if key not in ("start", "end")}
    row = {"id": "a", "text": ROW["text"], "stances": [bare]}
    [gold] = read_gold(write(tmp_path, row), language="en")
    assert (gold.stances[0].start, gold.stances[0].end, gold.article.language) == (5, 16, "en")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"position": "neutral"}, "line 1, stances[0], position: expected one of committed"),
        ({"start": 4}, "line 1, stances[0], start/end: do not give the quote 'will not go'"),
        ({"start": None, "quote": "we go"}, "quote: occurs 0 times, expected once"),
        ({"conditions": None}, "stances[0], conditions: expected list, got None"),
        ({"conditions": [{"type": "un-mandate"}]}, "conditions[0], words: expected str, got None"),
        ({"quantity": {"low": True}}, "quantity, low: expected int, got True"),
        ({"country": 7}, "country: expected str, got 7"),
    ],
)
def test_a_bad_stance_is_refused_with_its_line_and_field(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = write(tmp_path, ROW | {"stances": [STANCE | change]})
    with pytest.raises(BadInput) as caught:
        read_gold(path)
    assert str(caught.value).startswith("gold.jsonl, line 1")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([], "line 2: expected one JSON object, got list"),
        (ROW | {"id": "a"}, "line 2, id: 'a' stands in this file twice"),
        (ROW | {"id": "b", "date": "6 January"}, "line 2, date: expected YYYY-MM-DD or null"),
        (ROW | {"id": "b", "text": None}, "line 2, text: expected str, got None"),
        (ROW | {"id": "b", "text": "\ud800"}, "line 2, text: holds half of a surrogate pair"),
        (ROW | {"id": "b", "stances": [3]}, "stances[0]: expected an object, got int"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, row: Any, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_gold(write(tmp_path, ROW, row))
    assert message in str(caught.value)


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
