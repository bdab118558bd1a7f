"""Values as cells of a table: the one rule for lists and bulk files."""

from datetime import date, datetime
from typing import Any

import orjson

Cell = Any  # what a record holds: a text, number, day, instant, list, or None

# A spreadsheet takes a cell that begins so for a formula, even in a file of someone else's words.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_cell(value: Cell) -> str:
    """A value as text: empty for null, true or false, ISO 8601 for days and instants (UTC), JSON for lists.

    A text that a spreadsheet would run gets an apostrophe before it; numbers stay as they are.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case datetime() | date():
            return value.isoformat().replace("+00:00", "Z")
        case str():
            return f"'{value}" if value.startswith(FORMULA_STARTS) else str(value)
        case _:
            return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()
