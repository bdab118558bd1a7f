"""Which stretches of a text are shown around its quotes, cut so that each quote can be marked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

CONTEXT = 300  # characters on each side: enough to judge a quote by, short enough to be a quotation


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that lies in all the quotes named by `ids`, and in no other.

    `gap` says that words were left out before it.
    """

    text: str
    ids: tuple[int, ...]
    gap: bool = False


def cut_passages(
    text: str, quotes: Sequence[tuple[int, int, int]], *, whole: bool
) -> Iterator[Segment]:
    """The shown parts of `text` in order; `quotes` are (start, end, id) and may overlap.

    Without `whole`, only the surroundings of quotes are shown, to the nearest breaks of words.
    """
    shown_to = 0
    for first, last in [(0, len(text))] if whole else find_windows(text, quotes):
        edges = {first, last}
        edges.update(
            edge for start, end, _ in quotes for edge in (start, end) if first < edge < last
        )
        ordered = sorted(edges)
        for left, right in pairwise(ordered):
            ids = tuple(number for start, end, number in quotes if start <= left and right <= end)
            yield Segment(text[left:right], ids, gap=left == first and first > shown_to)
        shown_to = last


def find_windows(text: str, quotes: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The surroundings of quotes, merged where they touch."""
    windows: list[tuple[int, int]] = []
    for start, end, _ in sorted(quotes):
        first = find_break(text, max(0, start - CONTEXT), start, forward=True)
        last = find_break(text, min(len(text), end + CONTEXT), end, forward=False)
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(windows[-1][1], last))
        else:
            windows.append((first, last))
    return windows


def find_break(text: str, place: int, limit: int, *, forward: bool) -> int:
    """The nearest break of words from `place` towards `limit`, which is returned where there is none."""
    if place in (0, len(text)):
        return place
    if forward:
        found = text.find(" ", place, limit)
        return limit if found < 0 else found + 1
    found = text.rfind(" ", limit, place)
    return limit if found < 0 else found
