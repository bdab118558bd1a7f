"""`manage.py evaluate` on a small file of our own."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TEXT = "Denmark rejects sending soldiers to Ukraine. Norway was not asked."
QUOTE = "Denmark rejects sending soldiers to Ukraine"


def stance(country: str, position: str) -> dict[str, object]:
    return {
        "country": country,
        "proposal": "troops-on-ground",
        "position": position,
        "voice": "government",
        "time": "current",
        "attribution": "narrative",
        "conditions": [],
        "quote": QUOTE,
    }


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [
        {"id": "a", "lang": "en", "text": TEXT, "stances": [stance("DK", "opposed")]},
        {"id": "b", "lang": "en", "text": TEXT, "stances": [stance("SE", "supportive")]},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*args: object) -> str:
    out = io.StringIO()
    call_command("evaluate", *map(str, args), stdout=out)
    return out.getvalue()


def test_json_holds_the_scores_and_the_readers_version(gold: Path) -> None:
    scores = json.loads(run(gold, "--reader", "rules", "--json"))
    assert scores["reader"] == "rules"
    assert scores["overall"]["strict"] == {
        "right": 1,
        "given": 2,
        "wanted": 2,
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
    }
    assert scores["overall"]["quote_integrity"] == 1.0


def test_the_table_has_a_row_for_all_and_for_each_language(gold: Path) -> None:
    lines = run(gold, "--reader", "rules").splitlines()
    assert [line.split()[:3] for line in lines[2:4]] == [["all", "2", "2"], ["en", "2", "2"]]


def test_errors_are_listed_with_their_words(gold: Path) -> None:
    printed = run(gold, "--reader", "rules", "--errors")
    assert "\nFALSE: b DK troops-on-ground\n" in printed
    assert (
        f"\nMISSED: b SE troops-on-ground\n  gold: supportive (government, current) “{QUOTE}”"
        in printed
    )
    assert ": a DK" not in printed


def test_a_bad_file_ends_with_its_line_and_field(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a", "lang": "en", "text": "x"}\n', encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.jsonl, line 1, stances: expected list, got None"):
        run(path, "--reader", "rules")
