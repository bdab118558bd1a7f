"""The map as a figure: filled outlines, one trace a country, no request for anything else.

Plotly's own maps fetch their shapes from elsewhere, whatever shapes one gives them; these do not.
"""

from typing import Any

from coalition.vocabulary import LineState, Position
from coalition.web.charts import (
    COLOURS,
    FRAME,
    HATCH,
    INK,
    INKS,
    LAND,
    OUTLINE,
    PAPER,
    SHAPES,
    Figure,
    Trace,
)
from coalition.web.labels import STATE_MARKS
from coalition.web.maps import Map, Region
from coalition.web.outlines import NOBODY, read_outlines


def map_chart(drawn: Map) -> Figure:
    """The map of a proposal on a day. Each country's trace bears its code and its address as meta."""
    outlines = read_outlines()
    covered = {region.code for region in drawn.regions}
    others = [key for key in outlines.rings if key not in covered]
    traces = [
        trace_land(others),
        *(trace_region(region) for region in drawn.regions),
        trace_glyphs(drawn.regions),
    ]
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True, "constrain": "domain"}
    layout = {
        **FRAME,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "hovermode": "closest",
        "xaxis": {**hidden, "range": [0, outlines.width], "scaleanchor": "y"},
        "yaxis": {**hidden, "range": [outlines.height, 0]},
    }
    return {"data": traces, "layout": layout}


def trace_path(codes: list[str]) -> dict[str, list[int | None]]:
    """The rings of countries as one path, each closed by a gap."""
    x: list[int | None] = []
    y: list[int | None] = []
    for code in codes:
        for ring in read_outlines().rings[code]:
            x += [*ring[::2], ring[0], None]
            y += [*ring[1::2], ring[1], None]
    return {"x": x, "y": y}


def trace_land(codes: list[str]) -> Trace:
    """The land of which nothing is told."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": NOBODY,
        **trace_path(codes),
        "fill": "toself",
        "fillcolor": LAND,
        "line": {"width": 0.8, "color": PAPER},
        "hoverinfo": "skip",
    }


def trace_region(region: Region) -> Trace:
    """A country in the colour of its position; hatched, in no colour, where it holds none."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": region.code,
        "meta": {"code": region.code},
        **trace_path([region.code]),
        "fill": "toself",
        **fill_of(region.mark.key),
        "line": {"width": 1, "color": OUTLINE},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": region.label,
    }


def fill_of(key: str) -> dict[str, Any]:
    """How a mark fills its country. All have a pattern, if an empty one: the slider changes its shape."""
    held = key in set(Position)
    return {
        "fillcolor": COLOURS[Position(key)] if held else PAPER,
        "fillpattern": {
            "shape": "" if held else SHAPES[LineState(key)],
            "fgcolor": HATCH,
            "size": 6,
            "solidity": 0.2,
        },
    }


def trace_glyphs(regions: tuple[Region, ...]) -> Trace:
    """The glyph of each position, so that none is told by its colour alone."""
    shown = [one for one in regions if one.mark != STATE_MARKS[LineState.NO_EVIDENCE]]
    return {
        "type": "scatter",
        "mode": "text",
        "name": "glyphs",
        "x": [one.x for one in shown],
        "y": [one.y for one in shown],
        "text": [one.mark.glyph for one in shown],
        "textfont": {
            "size": 14,
            "color": [ink_of(one.mark.key) for one in shown],
        },
        "hoverinfo": "skip",
    }


def ink_of(key: str) -> str:
    """The colour of a mark's glyph."""
    return INKS[Position(key)] if key in set(Position) else INK
