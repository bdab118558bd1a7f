"""The day of the words: weekday, "yesterday", month or date, resolved against the day of publication."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from coalition.extraction.claims import Day
from coalition.extraction.tokens import Token
from coalition.vocabulary import Precision

_FILE = Path(__file__).resolve().parent / "cues" / "days.toml"
_YEAR = re.compile(r"^(19|20)\d\d$")
# Short stems would hit other words ("mar" in "marina"): a month's stem may lack so many letters at most.
_LONGEST_ENDING = 4


def find_day(tokens: Sequence[Token], language: str, published: date | None) -> Day | None:
    """The day that a sentence names for itself, or None. Without the day of publication only full dates count.

    A weekday is the last one before or on the day of publication; a month without a year is the last one that
    has begun by then. Days after publication are no day of words that were already said: they give None.
    """
    for at, token in enumerate(tokens):
        month = _month(token, language)
        if month and (named := _read_month(tokens, at, month, published)) is not None:
            return named
        if published is None:
            continue
        back = _table(language)["relative"].get(token.low)
        if back is not None:
            return Day(published - timedelta(days=back))
        weekday = _weekday(token, language)
        if weekday is not None:
            return Day(published - timedelta(days=(published.weekday() - weekday) % 7))
    return None


def _read_month(tokens: Sequence[Token], at: int, month: int, published: date | None) -> Day | None:
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if _YEAR.match(following):
        year = int(following)
    elif published is None:
        return None
    else:
        year = published.year - (month > published.month)
    number = _day_number(tokens, at)
    try:
        named = Day(date(year, month, number or 1), Precision.DAY if number else Precision.MONTH)
    except ValueError:
        return None
    return None if published is not None and named.first > published else named


def _day_number(tokens: Sequence[Token], at: int) -> int | None:
    """The number beside a month: "12 March", "March 12", "am 3. März"."""
    for near in (at - 1, at + 1, at - 2):
        if 0 <= near < len(tokens):
            digits = tokens[near].low.rstrip("stndrh")
            if digits.isdecimal() and 1 <= int(digits) <= 31:
                return int(digits)
    return None


def _month(token: Token, language: str) -> int | None:
    low = token.low
    for number, stem in enumerate(_stems(language, "months"), start=1):
        if low.startswith(stem) and len(low) - len(stem) <= _LONGEST_ENDING:
            needs_capital = language in ("en", "de")
            exact = len(stem) > 3 or low in (stem, stem + "ca", stem + "cu", stem + "я", stem + "е")
            return number if exact and (token.is_capital or not needs_capital) else None
    return None


def _weekday(token: Token, language: str) -> int | None:
    for number, stem in enumerate(_stems(language, "weekdays")):
        if token.low.startswith(stem) and len(token.low) - len(stem) <= _LONGEST_ENDING:
            # "середа" is a weekday, "середовище" is not: the ending is short by the bound above.
            return number if language not in ("en", "de") or token.is_capital else None
    return None


def _stems(language: str, section: str) -> tuple[str, ...]:
    return tuple(_table(language)[section])


@lru_cache(maxsize=16)
def _table(language: str) -> Mapping[str, Mapping[str, int]]:
    written = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    table: dict[str, dict[str, int]] = {
        section: {stem: at for at, stem in enumerate(written[section][language].split())}
        for section in ("weekdays", "months")
    }
    pairs = (entry.split("=") for entry in written["relative"][language].split())
    table["relative"] = {word: int(days) for word, days in pairs}
    return table
