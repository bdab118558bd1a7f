"""Days, amounts and languages, each on its own."""

from datetime import date

import pytest

from coalition.extraction.claims import Day, Quantity
from coalition.extraction.languages import detect_language
from coalition.extraction.quantities import find_quantity
from coalition.extraction.times import find_day
from coalition.extraction.tokens import split_tokens
from coalition.vocabulary import Precision, Scope

FRIDAY = date(2026, 1, 9)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "He said so on Wednesday.", Day(date(2026, 1, 7))),
        ("en", "He said so yesterday.", Day(date(2026, 1, 8))),
        ("it", "Lo ha detto venerdì.", Day(FRIDAY)),
        ("de", "Am 12. März 2025 sagte er es.", Day(date(2025, 3, 12))),
        ("fr", "En novembre, il l'a dit.", Day(date(2025, 11, 1), Precision.MONTH)),
        ("uk", "Він сказав це вчора.", Day(date(2026, 1, 8))),
        ("es", "El portavoz no dijo cuándo.", None),
        ("en", "It may happen in May.", Day(date(2025, 5, 1), Precision.MONTH)),
        ("it", "La marina e il mare restano.", None),
    ],
)
def test_a_day_is_resolved_against_the_day_of_publication(
    language: str, text: str, expected: Day | None
) -> None:
    assert find_day(split_tokens(text, language), language, FRIDAY) == expected


def test_without_a_day_of_publication_only_full_dates_count() -> None:
    tokens = split_tokens("On Wednesday, or on 12 March 2025.", "en")
    assert find_day(tokens, "en", None) == Day(date(2025, 3, 12))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "up to 200 soldiers go", Quantity(200, 200, "troops", Scope.OWN, "200 soldiers")),
        ("it", "alcune centinaia di soldati", Quantity(100, 999, "troops", Scope.OWN, "centinaia")),
        (
            "en",
            "£200 million for kit",
            Quantity(200_000_000, 200_000_000, "gbp", Scope.OWN, "£200 million"),
        ),
        ("de", "10 000 Soldaten", Quantity(10_000, 10_000, "troops", Scope.OWN, "10 000 Soldaten")),
        ("en", "since 2022 soldiers", None),
        ("en", "three reasons", None),
    ],
)
def test_an_amount_is_kept_as_written(language: str, text: str, expected: Quantity | None) -> None:
    assert find_quantity(text, language, of_force=True) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Il governo non vuole sentir parlare di soldati.", "it"),
        ("Rząd nie wyśle żołnierzy na Ukrainę.", "pl"),
        ("Уряд не надішле солдатів, сказав міністр.", "uk"),
        ("De regering stuurt geen soldaten naar het front.", None),
        ("?!", None),
    ],
)
def test_only_the_eight_languages_are_told(text: str, language: str | None) -> None:
    assert detect_language(text) == language
