"""How well we look, as the page of sources tells it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from coalition.published import CoverageRecord
from coalition.web.coverage import Bar, sum_coverage

EARLIER, LAST, NOW = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The language of the sentences expected here, whatever page was asked for before."""
    with translation.override("en"):
        yield


def record(
    language: str, week: date, seen: int, *, feeds: int = 1, expected: float | None = 10.0
) -> CoverageRecord:
    """A week of the agencies of one language."""
    return CoverageRecord("IT", language, "agency", week, feeds, expected, seen, seen, 0)


def test_a_language_that_brings_less_than_half_of_what_is_usual_is_called_quiet() -> None:
    weeks = [record("it", EARLIER, 11), record("it", LAST, 4), record("it", NOW, 1)]
    (italian,), unheard = sum_coverage(weeks, NOW)
    assert (italian.language, italian.seen, italian.expected, italian.health, italian.quiet) == (
        "Italian",
        4,
        "10",
        "quieter than usual",
        True,
    )
    assert italian.bars == (Bar(0, 0, 22), Bar(9, 14, 8), Bar(18, 20, 2))
    assert italian.sentence == "Pages a week, oldest first: 11, 4, 1"
    assert unheard == []


def test_languages_in_which_nobody_listens_are_named_apart() -> None:
    weeks = [
        record("de", LAST, 9),
        record("fr", LAST, 3, expected=None),
        record("uk", LAST, 0, feeds=0, expected=None),
        record("pl", LAST, 2, feeds=0, expected=None),
    ]
    found, unheard = sum_coverage(weeks, NOW)
    assert [(one.language, one.health) for one in found] == [
        ("German", "as usual"),
        ("French", "too new to tell"),
        ("Polish", "not looked at by itself: articles are given by hand"),
    ]
    assert unheard == ["Ukrainian"]
