"""Makes europe.json: the outlines of the map, from Natural Earth's boundaries. Run by hand, once.

    python make.py countries-50m.json countries.csv > europe.json

The first file is the one of that name of the npm package world-atlas 2.0.2 (ISC; its data are Natural
Earth's, which are in the public domain). Needs shapely and pyproj, which the site itself does not.

The rule for disputed boundaries: as the General Assembly of the United Nations recognises them. Natural
Earth draws who holds a place; so Crimea, which it gives to Russia, is moved to Ukraine, and Northern
Cyprus to Cyprus. Kosovo is drawn apart, as it is a country in our tables; that says nothing of its status.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from pyproj import Transformer
from shapely import coverage_simplify, unary_union
from shapely.geometry import MultiPolygon, Point, Polygon, box

# Equal areas for Europe, in metres (EPSG:3035); the frame reaches from Iceland to the Caspian Sea.
PROJECT = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True).transform
LEFT, BOTTOM, RIGHT, TOP = 2_380_000, 1_330_000, 7_150_000, 5_450_000
WIDTH = 1000  # of the drawing, in its own units
TOLERANCE = 2.2  # units: a fifth of a percent of the width
SMALLEST = 9.0  # square units: smaller islands are left out, but never a country's largest part
SLIVER = 60.0  # square units: of a country that the frame cuts, less than this is left out
SIMFEROPOL = Point(34.1, 44.95)
NAMES = {"Kosovo": "XK", "N. Cyprus": "CY"}  # these bear no code in the file


def main() -> None:
    """Prints the outlines."""
    boundaries, countries = (Path(name).read_text() for name in sys.argv[1:3])
    topology = json.loads(boundaries)
    codes = {row["m49"]: row["code"] for row in csv.DictReader(countries.splitlines())}
    arcs = [decode(arc, topology["transform"]) for arc in topology["arcs"]]
    shapes: dict[str, list[Polygon]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = NAMES.get(name) or codes.get(shape.get("id", "")) or f"-{name}"
        for polygon in polygons(shape, arcs):
            owner = "UA" if code == "RU" and polygon.contains(SIMFEROPOL) else code
            shapes.setdefault(owner, []).append(polygon)
    frame = box(LEFT, BOTTOM, RIGHT, TOP)
    scale = WIDTH / (RIGHT - LEFT)
    drawn = {}
    for code, parts in sorted(shapes.items()):
        flat = unary_union([flatten(part) for part in parts if near(part)])
        seen = flat.intersection(frame)
        if frame.contains(flat) or seen.area * scale**2 > SLIVER:
            drawn[code] = seen
    sys.stdout.write(write(simplify(drawn), scale) + "\n")


def decode(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    """An arc's points in degrees: the file holds steps between whole numbers."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def polygons(shape: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> list[Polygon]:
    """The polygons of a country in degrees."""
    if "arcs" not in shape:
        return []
    parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    found = []
    for rings in parts:
        outer, *holes = [join(ring, arcs) for ring in rings]
        polygon = Polygon(unwrap(outer), [unwrap(hole) for hole in holes])
        found.append(polygon if polygon.is_valid else polygon.buffer(0))
    return found


def join(ring: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """A ring of arcs; a negative number is an arc taken backwards."""
    points: list[tuple[float, float]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def unwrap(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A ring that crosses the antimeridian as one without a jump."""
    if max(x for x, _ in ring) - min(x for x, _ in ring) > 180:
        return [(x + 360 if x < -90 else x, y) for x, y in ring]
    return ring


def near(part: Polygon) -> bool:
    """Whether a polygon may reach into the frame: the projection holds near Europe only."""
    west, _, east, north = part.bounds
    return west < 75 and east > -40 and north > 20


def flatten(part: Polygon) -> Polygon:
    """A polygon in metres, cut off where the projection no longer holds."""
    cut = part.intersection(box(-45, 18, 80, 84))
    pieces = cut.geoms if hasattr(cut, "geoms") else [cut]
    flat = [
        Polygon(
            [PROJECT(x, y) for x, y in dense(piece.exterior.coords)],
            [[PROJECT(x, y) for x, y in hole.coords] for hole in piece.interiors],
        )
        for piece in pieces
        if isinstance(piece, Polygon)
    ]
    return unary_union([one if one.is_valid else one.buffer(0) for one in flat])


def dense(points: Any) -> list[tuple[float, float]]:
    """Points with more between those that lie far apart, so that a parallel stays a curve."""
    found: list[tuple[float, float]] = []
    for x, y in points:
        if found and (steps := int(abs(x - found[-1][0]) // 2)):
            x0, y0 = found[-1]
            found += [
                (x0 + (x - x0) * n / (steps + 1), y0 + (y - y0) * n / (steps + 1))
                for n in range(1, steps + 1)
            ]
        found.append((x, y))
    return found


def simplify(drawn: dict[str, Any]) -> dict[str, Any]:
    """All outlines with fewer points; neighbours keep the border that they share."""
    codes = list(drawn)
    tolerance = TOLERANCE * (RIGHT - LEFT) / WIDTH
    return dict(
        zip(codes, coverage_simplify([drawn[code] for code in codes], tolerance), strict=True)
    )


def write(drawn: dict[str, Any], scale: float) -> str:
    """The outlines as JSON: whole units from the upper left corner, and a point inside of each."""
    rings: dict[str, list[list[int]]] = {}
    points: dict[str, list[int]] = {}
    for code, shape in drawn.items():
        parts = sorted(
            shape.geoms if isinstance(shape, MultiPolygon) else [shape], key=lambda one: -one.area
        )
        parts = [one for one in parts if isinstance(one, Polygon)]
        if not parts:
            continue
        kept = [one for n, one in enumerate(parts) if n == 0 or one.area * scale**2 >= SMALLEST]
        key = code if not code.startswith("-") else "-"
        rings.setdefault(key, []).extend(
            ring
            for one in kept
            for ring in (place(one.exterior, scale), *(place(h, scale) for h in one.interiors))
        )
        if key != "-":
            inner = parts[0].buffer(-8 / scale)
            spot = (inner if not inner.is_empty else parts[0]).representative_point()
            points[key] = [round((spot.x - LEFT) * scale), round((TOP - spot.y) * scale)]
    height = round((TOP - BOTTOM) * scale)
    lines = [f'{{"width": {WIDTH}, "height": {height}, "rings": {{']
    lines += [
        ",\n".join(
            f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}"
            for k, v in sorted(rings.items())
        )
    ]
    lines += ['}, "points": ' + json.dumps(points, sort_keys=True) + "}"]
    return "\n".join(lines)


def place(ring: Any, scale: float) -> list[int]:
    """A ring as x, y, x, y …, the repeated last point and points that fall together left out."""
    found: list[int] = []
    for x, y in list(ring.coords)[:-1]:
        spot = [round((x - LEFT) * scale), round((TOP - y) * scale)]
        if found[-2:] != spot:
            found += spot
    return found


if __name__ == "__main__":
    main()
