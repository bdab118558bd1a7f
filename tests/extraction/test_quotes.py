"""The gate that no invented quote passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.errors import QuoteRefused
from coalition.extraction.folding import fold_text
from coalition.extraction.quotes import locate_quote

TEXT = "Rome will not send soldiers. Paris said it “is ready” – and means it… Rome sends engineers."


def test_a_quote_is_found_word_for_word() -> None:
    start, end = locate_quote(TEXT, "Rome will not send soldiers")
    assert TEXT[start:end] == "Rome will not send soldiers"


def test_a_made_up_quote_is_refused() -> None:
    with pytest.raises(QuoteRefused):
        locate_quote(TEXT, "Rome will send soldiers")


def test_a_quote_does_not_match_its_own_negation() -> None:
    with pytest.raises(QuoteRefused):
        locate_quote("A force is unacceptable to us.", "acceptable to us")


def test_a_quote_that_stands_twice_is_refused_without_a_place() -> None:
    text = "Oslo is ready. They said: Oslo is ready."
    with pytest.raises(QuoteRefused):
        locate_quote(text, "Oslo is ready")
    assert locate_quote(text, "Oslo is ready", near=26) == (26, 39)


def test_a_place_that_is_wrong_is_only_a_hint() -> None:
    assert locate_quote(TEXT, "Rome sends engineers", near=3) == (70, 90)


def test_typography_folds_and_the_words_of_the_text_come_back() -> None:
    start, end = locate_quote(TEXT, 'it "is ready" - and means it...')
    assert TEXT[start:end] == "it “is ready” – and means it…"


@pytest.mark.parametrize("length", [7, 1_001])
def test_a_quote_has_eight_to_a_thousand_characters(length: int) -> None:
    with pytest.raises(QuoteRefused):
        locate_quote("a" * 2_000, "a" * length)


def test_T05_soft_hyphens_line_ends_and_narrow_spaces_do_not_hide_a_quote() -> None:
    text = "Die Friedens\u00adtruppe\r\nsei\u00a0 nicht geplant."
    start, end = locate_quote(text, "Friedenstruppe sei nicht geplant")
    assert text[start:end] == "Friedens\u00adtruppe\r\nsei\u00a0 nicht geplant"


def test_T05_accents_set_apart_are_the_same_letters() -> None:
    text = "Le gouvernement a de\u0301cide\u0301 hier."
    start, end = locate_quote(text, "a décidé hier")
    assert text[start:end] == "a de\u0301cide\u0301 hier"


def test_a_letter_is_not_parted_from_its_accent() -> None:
    with pytest.raises(QuoteRefused):
        locate_quote("Il l'a de\u0301cide\u0301", "Il l'a de\u0301cide")


def test_characters_beyond_the_basic_plane_keep_the_offsets_right() -> None:
    text = "😀😀 Tallinn «готов» 😀 to send a company."
    start, end = locate_quote(text, 'Tallinn "готов" 😀 to send')
    assert text[start:end] == "Tallinn «готов» 😀 to send"


words = st.text(
    st.sampled_from("abcдеж éß😀'’\"“”«»–-…. \u00a0\u00ad\u200b\u0301\r\n"), min_size=0, max_size=60
)


@given(before=words, quote=words, after=words)
def test_T06_what_is_found_always_folds_back_to_the_quote(
    before: str, quote: str, after: str
) -> None:
    text = before + quote + after
    try:
        start, end = locate_quote(text, quote, near=len(before))
    except QuoteRefused:
        return
    assert 0 <= start < end <= len(text)
    assert fold_text(text[start:end]).text.strip() == fold_text(quote).text.strip()


@given(text=words)
def test_folding_keeps_a_way_back_for_every_character(text: str) -> None:
    folded = fold_text(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= s < e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
