"""A text cut at its quotes."""

import pytest

from coalition.admin.marking import MOST_AROUND, Piece, find_surroundings, mark_around, mark_text
from coalition.models import Stance


def stand(key: int, start: int, end: int) -> Stance:
    """A stance that is nowhere stored, with its quote's place."""
    return Stance(pk=key, quote_start=start, quote_end=end)


def test_overlapping_quotes_are_cut_where_each_begins_and_ends() -> None:
    marked = mark_text("abcdefgh", [stand(1, 1, 5), stand(2, 3, 7)])
    assert marked.pieces == (
        Piece("a", 0, (), (), ()),
        Piece("bc", 1, (1,), (1,), ()),
        Piece("de", 3, (1, 2), (2,), (1,)),
        Piece("fg", 5, (2,), (), (2,)),
        Piece("h", 7, (), (), ()),
    )


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("a", "a\n\nb\n \nc"),
        ("c", "a\n\nb\n \nc\nd\n\ne"),
        ("f", "d\n\ne\n\nf"),
    ],
)
def test_two_paragraphs_before_and_after_are_shown(quote: str, shown: str) -> None:
    text = "a\n\nb\n \nc\nd\n\ne\n\nf"
    first, last = find_surroundings(text, text.index(quote), text.index(quote) + 1)
    assert text[first:last] == shown


def test_a_text_of_one_endless_paragraph_is_cut_between_words() -> None:
    text = "word " * 2_000 + "the quote" + " word" * 2_000
    start = text.index("the quote")
    marked = mark_around(text, start, start + 9, [stand(1, start, start + 9), stand(2, 0, 4)])
    shown = "".join(piece.text for piece in marked.pieces)
    assert (marked.before, marked.after) == (True, True)
    assert len(shown) <= 2 * MOST_AROUND + 9
    assert (shown[:5], shown[-5:]) == ("word ", " word")
