"""Sentences and words, with their offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.extraction.sentences import split_sentences
from coalition.extraction.tokens import split_tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. She stayed!", ["He left.", "She stayed!"]),
        ("Mr. Smith of the U.S. Army spoke.", ["Mr. Smith of the U.S. Army spoke."]),
        (
            "Il sviluppo.Durante i colloqui si tace.",
            ["Il sviluppo.", "Durante i colloqui si tace."],
        ),
        ("Title\nBody here.", ["Title", "Body here."]),
        ("„Nein.“ Er ging am 3. März.", ["„Nein.“", "Er ging am 3. März."]),
        ("M. Dupont a dit 2,5 milliards.", ["M. Dupont a dit 2,5 milliards."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in split_sentences(text)] == expected


@given(st.text(max_size=200))
def test_sentences_stand_in_order_and_never_overlap(text: str) -> None:
    sentences = split_sentences(text)
    ends = [0, *(s.end for s in sentences)]
    assert all(end <= s.start < s.end for end, s in zip(ends, sentences, strict=False))


@pytest.mark.parametrize(
    ("language", "text", "lows"),
    [
        ("it", "L'Italia dell’Unione", ["l", "italia", "dell", "unione"]),
        ("en", "Washington’s won't", ["washington", "'s", "won't"]),
        ("uk", "прем’єр пам'яті", ["прем'єр", "пам'яті"]),
        ("de", "EU-Beitritt Friedens\u00adtruppe", ["eu", "beitritt", "friedenstruppe"]),
        ("ru", "Ещё твёрдо", ["еще", "твердо"]),
    ],
)
def test_words_are_split_as_their_language_does(language: str, text: str, lows: list[str]) -> None:
    tokens = split_tokens(text, language)
    assert [token.low for token in tokens] == lows
    assert all(text[token.start : token.end] == token.text for token in tokens)
