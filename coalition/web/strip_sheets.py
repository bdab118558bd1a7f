"""Strips below each other as a drawing that stands alone: where each row of it lies."""

from collections.abc import Iterable
from dataclasses import dataclass

from coalition.web.strips import Strip

TOP, ROW, HEADING, FOOT = 84, 30, 40, 76  # pixels: above the rows, of a row, of a heading, below


@dataclass(frozen=True, slots=True)
class Row:
    """A strip and where it lies."""

    y: int
    name_y: int
    strip: Strip


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above a group of strips, and where they stand."""

    y: int
    words: str


@dataclass(frozen=True, slots=True)
class StripSheet:
    """All rows and headings, and how high the drawing is."""

    rows: tuple[Row, ...]
    headings: tuple[Heading, ...]
    axis_y: int
    foot_y: int
    height: int


def lay_out_strips(groups: Iterable[tuple[str, Iterable[Strip]]]) -> StripSheet:
    """Groups of strips below each other, each below its words; a group without words has no heading."""
    rows: list[Row] = []
    headings: list[Heading] = []
    y = TOP
    for words, strips in groups:
        if words:
            headings.append(Heading(y + HEADING - 14, words))
            y += HEADING
        for strip in strips:
            rows.append(Row(y, y + 18, strip))
            y += ROW
    return StripSheet(tuple(rows), tuple(headings), y + 4, y + FOOT - 30, y + FOOT)
