"""How lines of the log are written: each with its run, none that a stranger's words can break.

As JSON, one object a line, for machines; or as plain lines, for eyes. What a line is about beyond its
words goes in `extra={"told": {...}}`: plain values by name.
"""

import logging
from datetime import UTC, datetime
from typing import Any

import orjson

from coalition.runs import current_run

# Characters of a line's words, and of each thing beside them: whoever sends a long header fills no disk,
# and a line with all of it stays below about 2 kB. What was cut says so.
LONGEST, LONGEST_TOLD = 1_500, 300
CUT = "… [cut]"
LONGEST_TRACE = 20_000  # of a traceback, whose end says most
# Line breaks and control characters of a stranger's words would forge lines or move the cursor.
CONTROLS = {number: f"\\u{number:04x}" for number in (*range(32), *range(127, 160), 0x2028, 0x2029)}


def describe_logging(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error, in one form, from a level on.

    Without a level warnings are told, and to machines what was done too: a line a request and a job.
    """
    writers = {"json": JsonFormatter, "line": LineFormatter}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": writers[form]}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["console"], "level": level or "WARNING"},
        "loggers": {
            "coalition": {"level": level or ("INFO" if form == "json" else "WARNING")},
            "kombu.connection": {"level": "ERROR"},  # warns that the local broker has no host
        },
    }


class LineFormatter(logging.Formatter):
    """A line for eyes: time, level, logger, run, words, and what else is told."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback follows it."""
        told = " ".join(f"{name}={value}" for name, value in find_told(record).items())
        words = f"{cut_message(record)} {told}".rstrip().translate(CONTROLS)
        run = current_run() or "-"
        line = f"{say_time(record)} {record.levelname} {record.name} {run} {words}"
        trace = self.find_trace(record)
        return f"{line}\n{trace}" if trace else line

    def find_trace(self, record: logging.LogRecord) -> str:
        """The traceback of a record; empty where it has none."""
        return self.formatException(record.exc_info)[-LONGEST_TRACE:] if record.exc_info else ""


class JsonFormatter(LineFormatter):
    """The same as one object of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, on one line."""
        line = {
            "time": say_time(record),
            "level": record.levelname,
            "logger": record.name,
            "run": current_run() or None,
            "message": cut_message(record),
            **find_told(record),
        }
        if trace := self.find_trace(record):
            line["trace"] = trace
        return orjson.dumps(line, default=str).decode().translate(CONTROLS)


def say_time(record: logging.LogRecord) -> str:
    """When it was, in UTC, whatever the machine's zone."""
    return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def cut(words: str, most: int) -> str:
    """Words no longer than that, with a mark where they were, of characters that can be encoded."""
    if len(words) > most:
        words = words[:most] + CUT
    return words.encode("utf-8", "backslashreplace").decode()


def cut_message(record: logging.LogRecord) -> str:
    """The words of a record, no longer than a line should be."""
    return cut(record.getMessage(), LONGEST)


def find_told(record: logging.LogRecord) -> dict[str, Any]:
    """What else a line tells, strings cut as the words are."""
    told: dict[str, Any] = getattr(record, "told", {})
    return {
        name: cut(value, LONGEST_TOLD) if isinstance(value, str) else value
        for name, value in told.items()
    }
