"""Dates as people and files write them when they know no more: a year, a month, a day."""

import re
from calendar import monthrange
from datetime import date

from coalition.errors import BadInput
from coalition.extraction.claims import Day
from coalition.vocabulary import Precision

FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def parse_day(text: str, where: str) -> Day:
    """YYYY, YYYY-MM or YYYY-MM-DD as a day with its precision. Raises BadInput naming `where`."""
    match = FORM.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = match.groups()
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise BadInput(f"{where}: {text!r} is no date; YYYY, YYYY-MM or YYYY-MM-DD is.") from None
    if day:
        return Day(first, Precision.DAY)
    return Day(first, Precision.MONTH if month else Precision.YEAR)


def last_day(day: Day) -> date:
    """The last day that a date of this precision may mean."""
    match day.precision:
        case Precision.DAY:
            return day.first
        case Precision.MONTH:
            return day.first.replace(day=monthrange(day.first.year, day.first.month)[1])
        case Precision.YEAR:
            return day.first.replace(month=12, day=31)
