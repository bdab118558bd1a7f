"""`manage.py extract` on one text, and on a file of articles with bad lines in it."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TEXT = "It was late.\r\nDenmark rejects sending soldiers to Ukraine. Norway was not asked."


def run(*args: object, err: io.StringIO | None = None) -> str:
    out = io.StringIO()
    call_command("extract", *map(str, args), "--reader", "rules", stdout=out, stderr=err)
    return out.getvalue()


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_a_person_sees_the_stance_and_its_quote_without_colours_off_a_terminal(
    text_file: Path,
) -> None:
    printed = run(text_file, "--lang", "en")
    assert printed.startswith("DK  troops-on-ground  opposed  government, current, narrative")
    assert "Denmark rejects sending soldiers to Ukraine" in printed
    assert "\x1b" not in printed


def test_a_terminal_shows_the_quote_in_colour(text_file: Path) -> None:
    printed = run(text_file, "--lang", "en", "--force-color")
    [marked] = re.findall(r"\x1b\[[0-9;]+m(Denmark [^\x1b]+)\x1b\[0m", printed)
    assert marked == "Denmark rejects sending soldiers to Ukraine"


def test_a_text_without_stances_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("The weather over Oslo stayed mild.", encoding="utf-8")
    assert run(path, "--lang", "en") == "No stance found.\n"


def test_json_keeps_the_files_offsets_and_dates_the_words(text_file: Path) -> None:
    reading = json.loads(run(text_file, "--lang", "en", "--date", "2026-01-06", "--json"))
    [stance] = reading["stances"]
    assert TEXT[stance["start"] : stance["end"]] == stance["quote"]
    assert (stance["stance_date"], stance["date_precision"]) == ("2026-01-06", "day")
    assert (reading["reader"], reading["refused"]) == ("rules", [])


def test_a_bad_line_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    row = {"id": "a", "lang": "en", "date": None, "outlet": None, "title": None, "text": TEXT}
    lines = [
        json.dumps(row).encode(),
        b"{not json",
        json.dumps(row | {"id": None}).encode(),
        b'{"id": "\xff"}',
        json.dumps(row | {"id": "e", "text": "\ud800"}).encode(),
        b"",
        json.dumps(row | {"id": "g"}).encode(),
    ]
    path = tmp_path / "articles.jsonl"
    path.write_bytes(b"\n".join(lines))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="4 of the lines could not be read"):
        call_command("extract", "--jsonl", str(path), "--reader", "rules", stdout=out, stderr=err)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(row["id"], len(row["stances"])) for row in rows] == [("a", 1), ("g", 1)]
    named = [line.split(":")[0] for line in err.getvalue().splitlines()]
    assert named == [
        "articles.jsonl, line 2",
        "articles.jsonl, line 3, id",
        "articles.jsonl, line 4",
        "articles.jsonl, line 5, text",
    ]


def test_a_missing_file_is_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.txt: cannot be read: No such file"):
        run("nowhere.txt")
