"""The outlines of countries that the map is drawn from (seeds/outlines: how they were made).

Disputed boundaries are those that the General Assembly of the United Nations recognises: Crimea is
Ukraine, Northern Cyprus is Cyprus. Kosovo is drawn apart, as in our tables; that says nothing of its
status.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

NOBODY = "-"  # the key of all land whose countries are not in our tables

# A ring as x, y, x, y …, in units of the drawing from its upper left corner.
Ring = Sequence[int]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The rings of each country by its code, and a point inside of each country."""

    width: int
    height: int
    rings: dict[str, list[Ring]]
    points: dict[str, tuple[int, int]]

    def path(self, code: str) -> str:
        """The outline of a country as the path of an SVG."""
        return "".join(f"M{' '.join(map(str, ring))}Z" for ring in self.rings[code])

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
    points = {code: (x, y) for code, (x, y) in given["points"].items()}
    return Outlines(given["width"], given["height"], given["rings"], points)
