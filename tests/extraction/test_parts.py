"""Long articles in parts: nothing is lost, the parts overlap, and no text makes them endless."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.extraction.parts import PART, SENTENCE, WHOLE, split_parts


def paragraphs(count: int, words: int = 100) -> str:
    """A text of so many paragraphs of one sentence, each with its number."""
    return "\n".join(
        f"Paragraph {number} says {'much ' * words}and ends." for number in range(count)
    )


def test_an_article_of_usual_length_is_one_part_with_numbered_sentences() -> None:
    (part,) = split_parts("Norway agreed. Sweden did not.\n\nLunch followed.")
    assert [(line.number, line.start, line.end) for line in part.lines] == [
        (1, 0, 14),
        (2, 15, 30),
        (3, 32, 47),
    ]
    assert (part.number, part.count) == (1, 1)


def test_a_text_without_a_sentence_has_no_part() -> None:
    assert split_parts(" \n … \n") == []


def test_each_part_repeats_the_last_two_paragraphs_of_the_one_before() -> None:
    parts = split_parts(paragraphs(120))
    assert len(parts) > 2
    for one, other in pairwise(parts):
        assert [line.number for line in other.lines[:2]] == [line.number for line in one.lines[-2:]]


@pytest.mark.parametrize(
    "text",
    [paragraphs(400), "word " * 20_000, "x" * 100_000, "Short. " * 15_000, "a.\n" * 30_000],
    ids=["paragraphs", "one sentence", "one word", "one paragraph", "tiny lines"],
)
def test_every_sentence_is_in_a_part_and_no_part_is_much_too_long(text: str) -> None:
    parts = split_parts(text)
    numbers = {line.number for part in parts for line in part.lines}
    assert numbers == set(range(1, max(numbers) + 1))
    assert len(parts) <= 2 * len(text) // PART + 2
    for part in parts:
        assert sum(line.end - line.start for line in part.lines) <= PART + SENTENCE
        assert all(line.end - line.start <= SENTENCE for line in part.lines)


@given(st.lists(st.integers(1, 3 * SENTENCE), min_size=1, max_size=40))
def test_lines_stand_in_their_order_and_cover_all_letters(lengths: list[int]) -> None:
    text = "\n".join("A" * length for length in lengths)
    lines = {line.number: line for part in split_parts(text) for line in part.lines}
    ordered = [lines[number] for number in sorted(lines)]
    assert "".join(text[line.start : line.end] for line in ordered) == text.replace("\n", "")
    assert (len(split_parts(text)) == 1) or len(text) > WHOLE
