"""Numbers of soldiers, money, ships and the like, as written."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coalition.extraction.claims import Quantity
from coalition.extraction.folding import fold_word
from coalition.vocabulary import Flag, Scope

_FILE = Path(__file__).resolve().parent / "cues" / "amounts.toml"
_NUMBER = r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+|\d{1,9}(?:[.,]\d{1,2})?"
_SIGN = r"[€$£]"
# A number or a range, a sign of money before it, and up to four words after it.
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?P<low>{_NUMBER})(?:\s?(?:-|\u2013|to|bis|a|à|e|и|і|до|do|et|and)\s?"
    rf"(?P<high>{_NUMBER}))?(?P<rest>(?:[ \u00a0-][\w€$£.']{{1,20}}){{0,4}})"
)
_WORD = re.compile(r"[\w'-]{2,24}")
_SIGNS = {"€": "eur", "$": "usd", "£": "gbp"}
_YEARS = range(1990, 2100)
# No force of soldiers has fewer than this many men: such a number lost its zeros on the way.
_LEAST_FORCE = 50


@dataclass(frozen=True, slots=True)
class _Words:
    scales: Mapping[str, int]
    vague: Mapping[str, tuple[int, int]]


def find_quantity(text: str, language: str, *, of_force: bool) -> Quantity | None:
    """The first amount with a unit that `text` states, or None; `raw` is copied from it.

    A number is kept as written. `of_force` says that it should be the size of a force of soldiers: one too
    small for that is flagged as implausible.
    """
    words = _read_words(language)
    for match in _AMOUNT.finditer(text):
        quantity = _read_amount(match, words)
        if quantity is not None:
            return _flag(quantity, of_force=of_force)
    for match in _WORD.finditer(text):
        span = words.vague.get(fold_word(match.group()))
        if span is not None:
            rest = text[match.end() : match.end() + 40]
            unit = _find_unit(rest.split()[:4])
            if unit is not None:
                return Quantity(*span, unit, Scope.OWN, match.group())
    return None


def _read_amount(match: re.Match[str], words: _Words) -> Quantity | None:
    following = match.group("rest").replace("\u00a0", " ").replace("-", " ").split()
    low, high = _value(match.group("low")), _value(match.group("high") or match.group("low"))
    scale = 1
    for word in following[:1]:
        scale = next((n for stem, n in words.scales.items() if fold_word(word).startswith(stem)), 1)
    sign = match.group("sign")
    unit = _SIGNS[sign] if sign else _find_unit(following)
    if unit is None or (scale == 1 and low in _YEARS):
        return None
    taken = _length_to_unit(match.group("rest"), following, unit, scale)
    raw = match.group()[: match.start("rest") - match.start() + taken].strip()
    return Quantity(int(low * scale), int(high * scale), unit, Scope.OWN, raw)


def _value(written: str) -> float:
    compact = re.sub(r"[ \u00a0\u202f]", "", written)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        return float(re.sub(r"[.,]", "", compact))
    return float(compact.replace(",", "."))


def _find_unit(following: list[str]) -> str | None:
    for word in following:
        low = fold_word(word.strip(".,;:"))
        for unit, stems in _read_units().items():
            if any(low.startswith(stem) for stem in stems):
                return unit
    return None


def _length_to_unit(rest: str, following: list[str], unit: str, scale: int) -> int:
    """How much of the words after a number belongs to the amount: up to its unit, or its scale."""
    stems = _read_units()[unit]
    at = 0
    for number, word in enumerate(following):
        at = rest.index(word, at) + len(word)
        if any(fold_word(word).startswith(stem) for stem in stems):
            return at
        if number == 0 and scale > 1 and unit in _SIGNS.values() and _find_unit(following) is None:
            return at
    return 0


def _flag(quantity: Quantity, *, of_force: bool) -> Quantity:
    small = quantity.high is not None and quantity.high < _LEAST_FORCE
    if not (of_force and quantity.unit == "troops" and small):
        return quantity
    return Quantity(
        quantity.low, quantity.high, quantity.unit, quantity.scope, quantity.raw, Flag.IMPLAUSIBLE
    )


@lru_cache(maxsize=16)
def _read_words(language: str) -> _Words:
    table = _read_file()
    scales = (entry.split("=") for entry in table["scales"][language].split())
    vague = (entry.split("=") for entry in table["vague"][language].split())
    spans = {word: (int(low), int(high)) for word, span in vague for low, high in [span.split("-")]}
    return _Words({stem: int(number) for stem, number in scales}, spans)


@lru_cache(maxsize=1)
def _read_units() -> dict[str, tuple[str, ...]]:
    return {unit: tuple(stems.split()) for unit, stems in _read_file()["units"].items()}


@lru_cache(maxsize=1)
def _read_file() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return table
