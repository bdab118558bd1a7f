"""Word patterns: stems, choices and gaps."""

import pytest

from coalition.errors import BadSeed
from coalition.extraction.cues import read_cues
from coalition.extraction.languages import LANGUAGES
from coalition.extraction.patterns import PatternSet
from coalition.extraction.tokens import split_tokens

PATTERNS = PatternSet(
    {"no": ["rul* .. out", "refus*"], "maybe": ["not .. rul* .. out"], "ab": ["lehn* ... ab"]}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo ruled it out", [("no", 1, 4)]),
        ("Oslo has not yet ruled it out", [("maybe", 2, 7)]),
        ("Oslo ruled. It went out", []),
        ("Sie lehnt den Plan des Ministers ab", [("ab", 1, 7)]),
        ("They refuse and refused", [("no", 1, 2), ("no", 3, 4)]),
    ],
)
def test_the_longest_pattern_that_stands_in_one_clause_wins(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    hits = PATTERNS.find(split_tokens(text, "de"))
    assert [(hit.label, hit.first, hit.last) for hit in hits] == expected


def test_a_pattern_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="needs words"):
        PatternSet({"bad": ["*"]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_tables(language: str) -> None:
    cues = read_cues(language)
    assert {"negation", "object", "place", "judge", "of", "link", "that", "opens"} <= set(
        cues.grammar
    )


def test_a_language_without_tables_is_named() -> None:
    with pytest.raises(BadSeed, match=r"cues/xx\.toml"):
        read_cues("xx")
