"""A stored text cut at its quotes, so that a template can mark them; the text itself stays text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coalition.extraction.passages import cut_passages, find_break
from coalition.models import Stance

PARAGRAPHS = 2  # shown before a quote and after it: what an editor needs to judge it
MOST_AROUND = 2_500  # characters on a side: some texts are a single paragraph
PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and where it begins, the stances whose quotes it lies in, and those whose
    quotes begin or end here."""

    text: str
    start: int
    inside: tuple[int, ...]
    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Pieces of a text in order; `before` and `after` say that there is more of it."""

    pieces: tuple[Piece, ...]
    before: bool = False
    after: bool = False


def mark_text(text: str, stances: Sequence[Stance]) -> MarkedText:
    """A whole text with the quotes of these stances."""
    return MarkedText(tuple(cut_pieces(text, 0, len(text), list_quotes(stances))))


def mark_around(text: str, start: int, end: int, stances: Sequence[Stance]) -> MarkedText:
    """The paragraphs around a quote, with the quotes of these stances."""
    first, last = find_surroundings(text, start, end)
    pieces = cut_pieces(text, first, last, list_quotes(stances))
    return MarkedText(tuple(pieces), first > 0, last < len(text))


def list_quotes(stances: Sequence[Stance]) -> list[tuple[int, int, int]]:
    """Where the quotes of quoted stances stand, with their ids."""
    return [
        (one.quote_start, one.quote_end, one.pk)
        for one in stances
        if one.quote_start is not None and one.quote_end is not None
    ]


def find_surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraphs around a quote begin and end; long ones are cut between two words."""
    spans = [found.span() for found in PARAGRAPH.finditer(text) if not found[0].isspace()]
    before = [left for left, _ in spans if left <= start][-(PARAGRAPHS + 1) :]
    after = [right for _, right in spans if right >= end][: PARAGRAPHS + 1]
    first, last = min(before, default=start), max(after, default=end)
    if start - first > MOST_AROUND:
        first = find_break(text, start - MOST_AROUND, start, forward=True)
    if last - end > MOST_AROUND:
        last = find_break(text, end + MOST_AROUND, end, forward=False)
    return first, last


def cut_pieces(
    text: str, first: int, last: int, quotes: Sequence[tuple[int, int, int]]
) -> Iterator[Piece]:
    """The pieces of `text[first:last]`, cut wherever a quote begins or ends."""
    shifted = [(start - first, end - first, number) for start, end, number in quotes]
    at = 0
    for segment in cut_passages(text[first:last], shifted, whole=True):
        to = at + len(segment.text)
        yield Piece(
            segment.text,
            first + at,
            segment.ids,
            begins=tuple(number for start, _, number in shifted if start == at),
            ends=tuple(number for _, end, number in shifted if end == to),
        )
        at = to
