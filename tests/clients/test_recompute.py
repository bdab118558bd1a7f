"""The standalone script draws the same line from an explanation, and says so where it does not."""

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from coalition.estimation import Pin, Statement, explain
from coalition.vocabulary import Position
from tests.test_estimation import read as read_sentence
from tests.test_estimation_promises import days, horizons, statement_lists

SCRIPT = settings.BASE_DIR / "clients" / "recompute.py"
SAID = "01-10 supportive; 01-20 opposed narrative waiting; 02-01 opposed to=02-28 @premier"


def explain_fully(
    statements: list[Statement], horizon: int, pins: tuple[Pin, ...] = (), at: str = "2025-02-03"
) -> dict[str, Any]:
    """A reply of the API, as far as the script reads it."""
    line: dict[str, Any] = json.loads(json.dumps(explain(statements, horizon, pins)))
    held = [one for one in line["spans"] if one["first"] <= at < (one["until"] or "9999")]
    return line | {"country": "IT", "proposal": "demining", "at": at, "result": (held or [None])[0]}


def run_script(folder: Path, given: object) -> subprocess.CompletedProcess[str]:
    """Runs the script as a stranger would: none of our code and packages in reach."""
    file = folder / "explanation.json"
    file.write_text(json.dumps(given))
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@st.composite
def pin_lists(draw: st.DrawFn) -> tuple[Pin, ...]:
    """Up to two pins, with and without an end."""
    pins = []
    for _ in range(draw(st.integers(0, 2))):
        first = draw(days)
        last = draw(st.sampled_from([None, first, first.replace(month=12, day=31)]))
        pins.append(Pin(draw(st.sampled_from([None, *Position])), first, last))
    return tuple(pins)


@effort(deadline=None, max_examples=150)
@given(statement_lists(), horizons, pin_lists())
def test_any_line_comes_out_as_published(
    statements: list[Statement], horizon: int, pins: tuple[Pin, ...]
) -> None:
    """In this process, for speed; as a whole it runs below."""
    script = runpy.run_path(str(SCRIPT))
    explained = explain_fully(statements, horizon, pins)
    published = [{name: span[name] for name in script["SPAN"]} for span in explained["spans"]]

    assert script["recompute"](explained) == published


def test_the_script_says_what_the_line_says_and_ends_with_0(tmp_path: Path) -> None:
    done = run_script(tmp_path, explain_fully(read_sentence(SAID), 100))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "IT, demining, 2025-02-03: opposed (band opposed to supportive, 2 statements of 2 origins) "
        "from 2025-02-01 until 2025-03-01\nThe same as published: 8 spans.\n"
    )


def test_a_value_that_does_not_follow_is_found_and_shown(tmp_path: Path) -> None:
    explained = explain_fully(read_sentence(SAID), 100)
    explained["result"]["position"] = explained["spans"][2]["position"] = "committed"
    done = run_script(tmp_path, explained)

    assert done.returncode == 1
    assert "recomputed only: opposed" in done.stdout
    assert "published only:  committed" in done.stdout


def test_another_weight_of_a_statement_shows_too(tmp_path: Path) -> None:
    explained = explain_fully(read_sentence(SAID), 100)
    explained["statements"][1]["attribution"] = "on-record"

    assert run_script(tmp_path, explained).returncode == 1


def test_a_file_that_is_no_explanation_is_refused_in_words(tmp_path: Path) -> None:
    done = run_script(tmp_path, {"items": []})

    assert (done.returncode, done.stdout) == (2, "")
    assert "This is no explanation of a line" in done.stderr
