"""The outlines of countries that the map is drawn from (seeds/outlines: how they were made).

Disputed boundaries are those that the General Assembly of the United Nations recognises: Crimea is
Ukraine, Northern Cyprus is Cyprus. Kosovo is drawn apart, as in our tables; that says nothing of its
status.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.conf import settings

SMALL = 12  # units: what is narrower is drawn as a dot too, or nobody could see or hit it
NOBODY = "-"  # the key of all land whose countries are not in our tables

# A ring as x, y, x, y …, in units of the drawing from its upper left corner.
Ring = Sequence[int]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The rings of each country by its code, the same as the path of an SVG, and a point inside of each
    country; `small` are those that are narrower than SMALL units."""

    width: int
    height: int
    rings: dict[str, list[Ring]]
    paths: dict[str, str]
    points: dict[str, tuple[int, int]]
    small: frozenset[str]

    def holds(self, code: str, x: float, y: float) -> bool:
        """Whether a place lies in a country: by how often a ray from it crosses its rings."""
        inside = False
        for ring in self.rings.get(code, []):
            corners = list(zip(ring[::2], ring[1::2], strict=True))
            for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
                if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
                    inside = not inside
        return inside

    def find(self, x: float, y: float) -> list[str]:
        """The codes of the countries in which a place lies: one, or none on the water."""
        return [code for code in self.rings if self.holds(code, x, y)]


@cache
def read_outlines() -> Outlines:
    """The outlines of Europe."""
    given = json.loads((settings.SEEDS_DIR / "outlines" / "europe.json").read_text())
    rings: dict[str, list[Ring]] = given["rings"]
    return Outlines(
        width=given["width"],
        height=given["height"],
        rings=rings,
        paths={code: "".join(map(write_ring, found)) for code, found in rings.items()},
        points={code: (x, y) for code, (x, y) in given["points"].items()},
        small=frozenset(code for code, found in rings.items() if measure_width(found) < SMALL),
    )


def write_ring(ring: Ring) -> str:
    """A ring as part of a path: each corner by its distance from the one before, which packs to two
    thirds of what places would."""
    corners = list(zip(ring[::2], ring[1::2], strict=True))
    steps = (f"{after[n] - before[n]}" for before, after in pairwise(corners) for n in (0, 1))
    return f"M{ring[0]} {ring[1]}l{' '.join(steps)}z".replace(" -", "-")


def measure_width(rings: Iterable[Ring]) -> int:
    """How wide a country is, in units of the drawing."""
    xs = [x for ring in rings for x in ring[::2]]
    return max(xs) - min(xs)
