"""Lines of the log: with their run, whole, and none that a stranger's words can break or forge."""

import json
import logging
import sys

from coalition.config.logs import CUT, LONGEST, LONGEST_TOLD, JsonFormatter, LineFormatter
from coalition.runs import current_run, name_run, working_for

HOSTILE = "a\r\n2026-01-01 ERROR forged\x1b[2J\u2028\udc80"


def make_record(words: str, **told: object) -> logging.LogRecord:
    """A record of a fixed instant."""
    record = logging.LogRecord("coalition.x", logging.INFO, "x.py", 1, words, (), None)
    record.created = 1772445600.5
    record.told = told
    return record


def test_A24_a_line_stays_one_line_and_is_cut_whatever_a_stranger_sends() -> None:
    line = LineFormatter().format(make_record(HOSTILE, path=HOSTILE))
    escaped = "a\\u000d\\u000a2026-01-01 ERROR forged\\u001b[2J\\u2028\\udc80"
    assert line == f"2026-03-02T10:00:00.500000Z INFO coalition.x - {escaped} path={escaped}"
    for form in (LineFormatter(), JsonFormatter()):
        assert len(form.format(make_record("x" * 10**6)).splitlines()) == 1
        long = form.format(make_record("x" * 10**6, path="y" * 10**6))
        assert len(long) < 2_048
        assert f"{'x' * LONGEST}{CUT}" in long
        assert f"{'y' * LONGEST_TOLD}{CUT}" in long
    whole = JsonFormatter().format(make_record(HOSTILE, path=HOSTILE))
    assert whole.isprintable()
    assert json.loads(whole)["path"].startswith("a\r\n2026")


def test_a_line_tells_its_run_and_what_it_is_about() -> None:
    with working_for("a run"):
        line = json.loads(JsonFormatter().format(make_record("done", job=7, kind="read-feed")))
    assert line == {
        "time": "2026-03-02T10:00:00.500000Z", "level": "INFO", "logger": "coalition.x",
        "run": "a run", "message": "done", "job": 7, "kind": "read-feed",
    }  # fmt: skip


def test_a_traceback_follows_its_line_and_stays_within_its_object() -> None:
    record = make_record("failed")
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        record.exc_info = sys.exc_info()
    assert LineFormatter().format(record).endswith("ZeroDivisionError: division by zero")
    said = JsonFormatter().format(record)
    assert len(said.splitlines()) == 1
    assert json.loads(said)["trace"].endswith("ZeroDivisionError: division by zero")


def test_runs_nest_and_end() -> None:
    assert current_run() == ""
    with working_for("outer"):
        with working_for("inner"):
            assert current_run() == "inner"
        assert current_run() == "outer"
    assert current_run() == ""
    assert name_run() != name_run()
