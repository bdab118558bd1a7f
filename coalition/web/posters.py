"""The figures as the server draws them: what readers without scripts, printers and phones see.

Across, everything is placed in percent, so that a drawing fits any width and its words never shrink;
down, in pixels. Geometry only: the templates write the SVG.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from coalition.published import StanceRecord
from coalition.vocabulary import Attribution, LineState, Position
from coalition.web.band import Event
from coalition.web.evidence import describe_evidence
from coalition.web.labels import POSITION_MARKS, Mark
from coalition.web.ranking import MonthCount, list_keys
from coalition.web.timeline import Axis, Spell, merge_looks

LEVEL = 28  # pixels between two steps, as in charts.PLOT_HEIGHT
HEIGHT = 6 * LEVEL
SHARE_HEIGHT = 220
SCALE = 1000  # units across of a path, which is then stretched to the width of the drawing


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: `x` and `width` in percent, `y` and `height` in pixels; `kind` is its class.

    The properties are for SVG's attributes, which know no decimal comma.
    """

    x: float
    width: float
    y: float
    height: float
    kind: str
    dashed: bool = False

    @property
    def left(self) -> str:
        """Its left edge."""
        return f"{self.x:.4g}%"

    @property
    def right(self) -> str:
        """Its right edge."""
        return f"{self.x + self.width:.5g}%"

    @property
    def across(self) -> str:
        """Its width."""
        return f"{self.width:.4g}%"

    @property
    def top(self) -> str:
        """Its upper edge."""
        return f"{self.y:.4g}"

    @property
    def bottom(self) -> str:
        """Its lower edge."""
        return f"{self.y + self.height:.4g}"

    @property
    def down(self) -> str:
        """Its height."""
        return f"{self.height:.4g}"


@dataclass(frozen=True, slots=True)
class Point:
    """A statement on a chart: where, what it links to, and what it says to who cannot see it.

    `near` says that its words stand on the same page.
    """

    x: str
    y: int
    stance: int
    shape: str
    counts: bool
    near: bool
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A word below the axis; a narrow screen leaves out the minor ones."""

    x: str
    word: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Level:
    """A named level of the scale."""

    y: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Stroke:
    """All bars of one position, reviewed or not, as one path."""

    kind: str
    dashed: bool
    path: str


@dataclass(frozen=True, slots=True)
class LinePoster:
    """A line chart, drawn in the order: hatches, band, levels, risers, bars, points.

    `day` is where the day that the page is about lies, None where that is the end of the chart.
    """

    height: int
    day: str | None
    levels: tuple[Level, ...]
    ticks: tuple[Tick, ...]
    hatches: tuple[Box, ...]
    band_path: str
    riser_path: str
    strokes: tuple[Stroke, ...]
    points: tuple[Point, ...]
    events: tuple[Event, ...] = ()


def write_boxes(boxes: Iterable[Box]) -> str:
    """Rectangles as one path, SCALE units wide: a long line would be thousands of them."""
    return "".join(
        f"M{scale(box.x)} {box.top}h{scale(box.width)}v{box.down}h-{scale(box.width)}z"
        for box in boxes
    )


def write_risers(boxes: Iterable[Box]) -> str:
    """Verticals as one path, SCALE units wide."""
    return "".join(f"M{scale(box.x)} {box.top}V{box.bottom}" for box in boxes)


def write_strokes(boxes: Iterable[Box]) -> Iterator[Stroke]:
    """Bars as one path for each position, reviewed or not, SCALE units wide."""
    paths: dict[tuple[str, bool], list[str]] = {}
    for box in boxes:
        part = f"M{scale(box.x)} {box.top}h{scale(box.width)}"
        paths.setdefault((box.kind, box.dashed), []).append(part)
    for (kind, dashed), parts in paths.items():
        yield Stroke(kind, dashed, "".join(parts))


def scale(share: float) -> str:
    """A place in percent, in units of the paths."""
    return f"{share * SCALE / 100:.6g}"


@dataclass(frozen=True, slots=True)
class SharePoster:
    """A stacked bar chart."""

    height: int
    boxes: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    top: int


def percent(share: float) -> str:
    """A place in percent as SVG writes it."""
    return f"{share:.4g}%"


HEIGHTS = {one.value: LEVEL // 2 + (5 - one.step) * LEVEL for one in Position}


def y_of(position: str) -> int:
    """The height of a position's level, in pixels from the top."""
    return HEIGHTS[position]


def draw_line(
    spells: Sequence[Spell],
    stances: Sequence[StanceRecord],
    axis: Axis,
    at: date,
    events: Sequence[Event] = (),
    told: int | None = None,
) -> LinePoster:
    """The twin of `charts.line_chart`; the words of the first `told` statements stand on the page."""
    near = {found.id for found in stances[:told]}
    return LinePoster(
        height=HEIGHT,
        day=percent(axis.place(at)) if axis.marks(at) else None,
        levels=tuple(Level(y_of(position), POSITION_MARKS[position]) for position in Position),
        ticks=draw_ticks(axis),
        hatches=tuple(draw_hatches(spells, axis)),
        band_path=write_boxes(draw_bands(spells, axis)),
        riser_path=write_risers(draw_risers(spells, axis)),
        strokes=tuple(write_strokes(draw_bars(spells, axis))),
        points=tuple(draw_point(found, axis, near) for found in reversed(stances) if found.day),
        events=tuple(events),
    )


def draw_ticks(axis: Axis) -> tuple[Tick, ...]:
    """The words below an axis; every second one is minor."""
    return tuple(
        Tick(percent(axis.place(day)), word, minor=n % 2 == 1)
        for n, (day, word) in enumerate(axis.ticks())
    )


def draw_hatches(spells: Sequence[Spell], axis: Axis) -> list[Box]:
    """Where nothing was held, over the whole height, and where the line was contested."""
    boxes = []
    for spell in spells:
        if spell.state in {LineState.STALE, LineState.DECLINED}:
            left = axis.place(spell.first)
            boxes.append(Box(left, axis.place(spell.until) - left, 0, HEIGHT, spell.state))
        if spell.state == LineState.CONTESTED:
            boxes += cover_spans(spell, axis, "contested")
    return boxes


def draw_bands(spells: Sequence[Spell], axis: Axis) -> list[Box]:
    """The band around what was held, where it is wider than one step."""
    held = [spell for spell in spells if spell.state == LineState.HELD]
    return [box for spell in held for box in cover_spans(spell, axis, "band")]


def cover_spans(spell: Spell, axis: Axis, kind: str) -> list[Box]:
    """A box for each span of a spell, from its lowest to its highest step."""
    boxes = []
    for span in merge_looks(spell.spans):
        if span.first and span.low and span.high and span.low != span.high:
            left, top, bottom = axis.place(span.first), y_of(span.high), y_of(span.low)
            width = axis.place(span.until) - left
            boxes.append(Box(left, width, top - 8, bottom - top + 16, kind))
    return boxes


def draw_risers(spells: Sequence[Spell], axis: Axis) -> list[Box]:
    """The thin verticals between two positions that follow each other."""
    boxes = []
    held = [spell for spell in spells if spell.position]
    for before, after in pairwise(held):
        if before.until == after.first and before.position and after.position:
            ends = sorted((y_of(before.position), y_of(after.position)))
            boxes.append(Box(axis.place(after.first), 0, ends[0], ends[1] - ends[0], "riser"))
    return boxes


def draw_bars(spells: Sequence[Spell], axis: Axis) -> list[Box]:
    """The spells in the colour of their position, dashed where nobody has reviewed."""
    boxes: list[Box] = []
    for spell in spells:
        for span in merge_looks(spell.spans):
            if span.first and span.position:
                left = axis.place(span.first)
                width = axis.place(span.until) - left
                y = y_of(span.position)
                boxes.append(Box(left, width, y, 0, span.position, dashed=not span.reviewed))
    return boxes


def draw_point(stance: StanceRecord, axis: Axis, near: Container[int]) -> Point:
    """A statement as a point that links to its evidence."""
    evidence = describe_evidence(stance)
    label = f"{evidence.day}: {evidence.mark.word}, {evidence.attribution}"
    return Point(
        x=percent(axis.place(stance.day)),
        y=y_of(stance.position),
        stance=stance.id,
        shape=Attribution(stance.attribution).value,
        counts=stance.counts,
        near=stance.id in near,
        label=label if stance.counts else f"{label}, {evidence.why_not}",
    )


def draw_shares(months: Sequence[MonthCount]) -> SharePoster:
    """The twin of `charts.share_chart`."""
    top = max((sum(month.counts.values()) for month in months), default=0)
    column = 100 / max(1, len(months))
    boxes: list[Box] = []
    ticks: list[Tick] = []
    for n, month in enumerate(months):
        y = float(SHARE_HEIGHT)
        for mark in list_keys():
            height = month.counts.get(mark.key, 0) / max(1, top) * SHARE_HEIGHT
            y -= height
            if height:
                left, width = n * column + column * 0.08, column * 0.84
                boxes.append(
                    Box(round(left, 2), round(width, 2), round(y, 1), round(height, 1), mark.key)
                )
        if month.tick:
            ticks.append(Tick(percent((n + 0.5) * column), month.tick, minor=len(ticks) % 2 == 1))
    return SharePoster(SHARE_HEIGHT, tuple(boxes), tuple(ticks), top)
