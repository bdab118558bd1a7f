"""The figures, one pure function each: plain dicts in Plotly's schema, in the light palette.

Colours are names as much as colours: the script of the pages swaps each for the value of its theme.
Texts in a figure are plain: Plotly reads a few tags in them, so that they are escaped here, and its
bold and italic would need inline styles, which our policy forbids.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from coalition.published import StanceRecord
from coalition.vocabulary import Attribution, LineState, Position
from coalition.web.band import Event
from coalition.web.dates import say_day
from coalition.web.labels import ATTRIBUTIONS, POSITION_MARKS, STATE_MARKS
from coalition.web.ranking import COUNTED_STATES, MonthCount
from coalition.web.timeline import Axis, Spell, merge_looks

Figure = dict[str, Any]
Trace = dict[str, Any]

COLOURS = {
    Position.COMMITTED: "#073B78",
    Position.SUPPORTIVE: "#2E79BA",
    Position.CONDITIONAL: "#8CCBF2",
    Position.UNDECIDED: "#DEDAD0",
    Position.SCEPTICAL: "#E4913F",
    Position.OPPOSED: "#A33306",
}
# Of what stands on a fill. The last digits tell them apart: a colour is also the name of a token.
INKS = {
    Position.COMMITTED: "#FFFFFF",
    Position.SUPPORTIVE: "#FFFFFE",
    Position.CONDITIONAL: "#101820",
    Position.UNDECIDED: "#101821",
    Position.SCEPTICAL: "#101822",
    Position.OPPOSED: "#FFFFFD",
}
INK, MUTED, RULE, PAPER = "#16202B", "#5A6470", "#E2DED5", "#FCFBF8"
BAND, OUTLINE, HATCH, LAND = "#ECE8DF", "#8B867C", "#B5AFA3", "#F3F0EA"
SYMBOLS = {
    Attribution.ON_RECORD: "circle",
    Attribution.ANONYMOUS: "diamond",
    Attribution.NARRATIVE: "square",
}
# The hatch of each state in which no position is held.
SHAPES = {
    LineState.STALE: "/",
    LineState.CONTESTED: "x",
    LineState.DECLINED: "-",
    LineState.NO_EVIDENCE: ".",
}
PLOT_HEIGHT = 168  # six levels 28 px apart: room for a pointer of 24 px (WCAG 2.5.8)
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_BOTTOM = 112, 12, 28
LOWEST, HIGHEST = -0.5, 5.5
QUOTE_LENGTH, HOVER_WIDTH = 220, 56  # characters


def line_chart(
    spells: Sequence[Spell],
    stances: Sequence[StanceRecord],
    axis: Axis,
    at: date,
    events: Sequence[Event] = (),
) -> Figure:
    """A country's line on one proposal: its band, its steps and the statements that it rests on.

    A gap is where nothing is known, a hatch where no position is held, a dash where no
    editor has looked. The points carry the id and the address of their evidence as custom data.
    """
    held = [spell for spell in spells if spell.state == LineState.HELD]
    traces = [
        *draw_silence(spells, axis, LineState.STALE),
        *draw_silence(spells, axis, LineState.DECLINED),
        *draw_band(held, axis),
        *draw_contested(spells, axis),
        draw_connectors(spells, axis),
        *draw_steps(held, axis),
        *draw_points(stances),
    ]
    return {"data": traces, "layout": lay_out_line(axis, at, events)}


FRAME: dict[str, Any] = {
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "showlegend": False,
    "dragmode": False,
    "font": {"size": 13, "color": MUTED},
    "hoverlabel": {"align": "left", "bgcolor": PAPER, "bordercolor": INK, "font": {"color": INK}},
}


def lay_out_line(axis: Axis, at: date, events: Sequence[Event] = ()) -> dict[str, Any]:
    """The frame of a line chart: six named levels, months below, thin lines at the day asked for and
    at the events of the world."""
    ticks = axis.ticks()
    marks = [POSITION_MARKS[Position.from_step(step)] for step in range(6)]
    plain = {"tickmode": "array", "zeroline": False, "fixedrange": True}
    return {
        **FRAME,
        "height": PLOT_HEIGHT + MARGIN_BOTTOM,
        "margin": {"l": MARGIN_LEFT, "r": MARGIN_RIGHT, "t": 0, "b": MARGIN_BOTTOM},
        "hovermode": "closest",
        "shapes": [
            *(draw_day(event.day, RULE, "solid") for event in events),
            *([draw_day(at)] if axis.marks(at) else []),
        ],
        "xaxis": {
            **plain,
            "type": "date",
            "range": [axis.first.isoformat(), axis.last.isoformat()],
            "tickvals": [day.isoformat() for day, _word in ticks],
            "ticktext": [word for _day, word in ticks],
            "showgrid": False,
        },
        "yaxis": {
            **plain,
            "range": [LOWEST, HIGHEST],
            "tickvals": list(range(6)),
            "ticktext": [f"{mark.word} {mark.glyph}" for mark in marks],
            "gridcolor": RULE,
        },
    }


def draw_day(at: date, colour: str = MUTED, dash: str = "dot") -> dict[str, Any]:
    """A thin line from top to bottom at a day."""
    return {
        "type": "line",
        "layer": "below",
        "x0": at.isoformat(),
        "x1": at.isoformat(),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colour, "width": 1, "dash": dash},
    }


def cap(until: date | None, axis: Axis) -> str:
    """The end of a span as drawn: an open one ends with the axis."""
    return min(until or axis.last, axis.last).isoformat()


def draw_areas(rectangles: Iterable[tuple[str, str, float, float]]) -> dict[str, list[Any]]:
    """The corners of rectangles (from, until, low, high) as one path, each closed by a gap."""
    x: list[str | None] = []
    y: list[float | None] = []
    for first, until, low, high in rectangles:
        x += [first, until, until, first, first, None]
        y += [low, low, high, high, low, None]
    return {"x": x, "y": y}


def draw_band(held: Sequence[Spell], axis: Axis) -> list[Trace]:
    """The band from low to high around the position, where it is wider than the position itself."""
    rectangles = [
        (span.first.isoformat(), cap(span.until, axis), *band)
        for spell in held
        for span in merge_looks(spell.spans)
        if span.first and (band := band_of(span.low, span.high))
    ]
    if not rectangles:
        return []
    return [area(_("Range"), draw_areas(rectangles), {"fillcolor": BAND})]


def band_of(low: str | None, high: str | None) -> tuple[float, float] | None:
    """The heights of a band, None where it is one step only."""
    if low is None or high is None or low == high:
        return None
    return Position(low).step - 0.3, Position(high).step + 0.3


def area(name: str, path: dict[str, list[Any]], fill: dict[str, Any]) -> Trace:
    """A filled shape without outline that the pointer does not feel."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        **path,
        "fill": "toself",
        "line": {"width": 0},
        "hoverinfo": "skip",
        **fill,
    }


def hatch(shape: str) -> dict[str, Any]:
    """A hatch: never a colour of the scale."""
    return {
        "fillcolor": "rgba(0,0,0,0)",
        "fillpattern": {"shape": shape, "fgcolor": HATCH, "size": 9, "solidity": 0.1},
    }


def draw_silence(spells: Sequence[Spell], axis: Axis, state: LineState) -> list[Trace]:
    """The days on which the evidence was older than the horizon, or the government would not say."""
    rectangles = [
        (spell.first.isoformat(), cap(spell.until, axis), LOWEST, HIGHEST)
        for spell in spells
        if spell.state == state
    ]
    name = str(STATE_MARKS[state].word)
    return [area(name, draw_areas(rectangles), hatch(SHAPES[state]))] if rectangles else []


def draw_contested(spells: Sequence[Spell], axis: Axis) -> list[Trace]:
    """The days on which current words differed, from the lowest to the highest of them."""
    rectangles = [
        (span.first.isoformat(), cap(span.until, axis), Position(span.low).step - 0.3,
         Position(span.high).step + 0.3)
        for spell in spells
        if spell.state == LineState.CONTESTED
        for span in merge_looks(spell.spans)
        if span.first and span.low and span.high
    ]  # fmt: skip
    name = str(STATE_MARKS[LineState.CONTESTED].word)
    return (
        [area(name, draw_areas(rectangles), hatch(SHAPES[LineState.CONTESTED]))]
        if rectangles
        else []
    )


def draw_connectors(spells: Sequence[Spell], axis: Axis) -> Trace:
    """The thin line through the steps: horizontal, then vertical, with a gap where nothing is held."""
    x: list[str | None] = []
    y: list[int | None] = []
    before: Spell | None = None
    for spell in spells:
        if spell.position is None:
            continue
        if before is None or before.until != spell.first:
            x.append(None)
            y.append(None)
        x += [spell.first.isoformat(), cap(spell.until, axis)]
        y += [Position(spell.position).step] * 2
        before = spell
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _("Position"),
        "x": x[1:],
        "y": y[1:],
        "connectgaps": False,
        "hoverinfo": "skip",
        "line": {"shape": "hv", "color": INK, "width": 1.5},
    }


def draw_steps(held: Sequence[Spell], axis: Axis) -> list[Trace]:
    """The spells as thick lines in the colour of their position, dashed where nobody has reviewed."""
    stretches: dict[tuple[Position, bool], dict[str, list[Any]]] = {}
    for spell in held:
        for span in merge_looks(spell.spans):
            if span.first is None or span.position is None:
                continue
            position = Position(span.position)
            path = stretches.setdefault((position, span.reviewed), {"x": [], "y": []})
            path["x"] += [span.first.isoformat(), cap(span.until, axis), None]
            path["y"] += [position.step, position.step, None]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": str(POSITION_MARKS[position].word),
            **path,
            "connectgaps": False,
            "hoverinfo": "skip",
            "line": {"shape": "hv", **stroke},
        }
        for (position, reviewed), path in stretches.items()
        for stroke in stroke_step(position, reviewed=reviewed)
    ]


def stroke_step(position: Position, *, reviewed: bool) -> list[dict[str, Any]]:
    """A step's outline and its fill: three of the fills are too light to stand without one."""
    dash = "solid" if reviewed else "6px,4px"
    return [
        {"color": OUTLINE, "width": 9, "dash": dash},
        {"color": COLOURS[position], "width": 7, "dash": dash},
    ]


def draw_points(stances: Sequence[StanceRecord]) -> list[Trace]:
    """The statements, marked by how they are sourced; those that set no position are open and small."""
    groups: dict[tuple[Attribution, bool], list[StanceRecord]] = {}
    for stance in stances:
        if stance.day:
            key = (Attribution(stance.attribution), stance.counts)
            groups.setdefault(key, []).append(stance)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": str(ATTRIBUTIONS[attribution]) if counts else _("set aside"),
            "x": [found.day.isoformat() for found in group if found.day],
            "y": [Position(found.position).step for found in group],
            "customdata": [[found.id, f"#stance-{found.id}"] for found in group],
            "text": [describe_point(found) for found in group],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "symbol": SYMBOLS[attribution] if counts else "x-thin",
                "size": 12 if counts else 9,
                "color": PAPER,
                "line": {"width": 2, "color": INK if counts else MUTED},
            },
        }
        for (attribution, counts), group in groups.items()
    ]


def describe_point(stance: StanceRecord) -> str:
    """What a point says when it is pointed at; a text from outside is escaped and shortened."""
    words = stance.quote or stance.summary or ""
    if len(words) > QUOTE_LENGTH:
        words = words[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"
    mark = POSITION_MARKS[Position(stance.position)]
    day = say_day(stance.day, stance.precision) if stance.day else ""
    lines = [f"{mark.glyph} {mark.word}, {day}", *wrap(words, HOVER_WIDTH)]
    who = ", ".join(part for part in (stance.speaker, stance.outlet) if part)
    return "<br>".join(escape(line) for line in [*lines, *wrap(who, HOVER_WIDTH)])


def share_chart(months: Sequence[MonthCount]) -> Figure:
    """How many countries held each position on a proposal, month by month, refusal at the bottom.

    Contested, silent and stale lines stand on top, hatched: a fall in coverage is not read as consensus.
    """
    keys: list[Position | LineState] = [*reversed(Position), *COUNTED_STATES]
    return {
        "data": [draw_share(key, months) for key in keys],
        "layout": {
            **FRAME,
            "height": 260,
            "barmode": "stack",
            "bargap": 0.15,
            "margin": {"l": 36, "r": MARGIN_RIGHT, "t": 8, "b": MARGIN_BOTTOM},
            "hovermode": "x unified",
            "xaxis": {
                "tickmode": "array",
                "tickvals": [n for n, month in enumerate(months) if month.tick],
                "ticktext": [month.tick for month in months if month.tick],
                "showgrid": False,
                "fixedrange": True,
            },
            "yaxis": {"gridcolor": RULE, "fixedrange": True, "rangemode": "tozero"},
        },
    }


def draw_share(key: Position | LineState, months: Sequence[MonthCount]) -> Trace:
    """The bars of one position or state. Whole numbers on the axis: months differ in length."""
    mark = POSITION_MARKS[key] if isinstance(key, Position) else STATE_MARKS[key]
    colour = COLOURS[key] if isinstance(key, Position) else PAPER
    marker: dict[str, Any] = {"color": colour, "line": {"width": 1, "color": OUTLINE}}
    if isinstance(key, LineState):
        marker["pattern"] = {"shape": SHAPES[key], "fgcolor": HATCH, "size": 7, "solidity": 0.18}
    return {
        "type": "bar",
        "name": f"{mark.glyph} {mark.word}",
        "x": list(range(len(months))),
        "y": [month.counts.get(mark.key, 0) for month in months],
        "text": [month.name for month in months],
        "textposition": "none",
        "hovertemplate": "%{text}: %{y}",
        "marker": marker,
    }
