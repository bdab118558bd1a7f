"""Days in words, in the language of the page, no more exact than they are known."""

from datetime import date

from babel.dates import format_date, format_skeleton

from coalition.vocabulary import Precision
from coalition.web.labels import speaks_italian


def locale() -> str:
    """The locale of the page: day before month in both languages."""
    return "it" if speaks_italian() else "en_GB"


def say_day(day: date, precision: str | None = Precision.DAY) -> str:
    """A day in words: "6 January 2026", or "January 2026" or "2026" where no more is known."""
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        return str(format_skeleton("yMMMM", day, locale=locale()))
    return str(format_date(day, "d MMMM y", locale=locale()))


def say_month(day: date) -> str:
    """A month in short, with its year in January: "Apr", "Jan 2026"."""
    pattern = "MMM y" if day.month == 1 else "MMM"
    return str(format_date(day, pattern, locale=locale()))


def say_short_day(day: date) -> str:
    """A day in short: "6 Jan 2026"."""
    return str(format_date(day, "d MMM y", locale=locale()))


def say_known_part(text: str) -> str:
    """A date as known, YYYY[-MM[-DD]], in words; an empty one stays empty."""
    parts = [int(part) for part in text.split("-")] if text else []
    if not parts:
        return ""
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    return say_day(date(*[*parts, 1, 1][:3]), precision)
