"""The shapes of positions, lines, series and changes: where countries stand, and when they moved."""

from datetime import date

from pydantic import BaseModel

from coalition.api.schemas import COUNTRY, NEXT, PREV, PROPOSAL, STEP, shown
from coalition.api.schemas_evidence import Stance
from coalition.vocabulary import LineState, Position


class Span(BaseModel):
    """Where a country stands from one day to another."""

    first: date | None = shown("First day; null with no-evidence.", "2025-04-01")
    until: date | None = shown("First day after; null where it is open.", "2025-06-29")
    state: LineState = shown("Whether a position is held, or why none is.", "held")
    position: Position | None = shown(
        "The position; null unless held: `state` says why.", "opposed"
    )
    step: int | None = STEP
    low: Position | None = shown("Lower end of the band.", "opposed")
    high: Position | None = shown("Upper end of the band.", "undecided")
    statements: int = shown("Statements behind it, copies included.", 2)
    origins: int = shown("Independent origins among them.", 2)
    reviewed: bool = shown("Whether an editor confirmed one, or one was coded by hand.", True)


class LineSpan(Span):
    """A span of a line."""

    cause: int | None = shown("Id of the stance that set it.", 514)


class Line(BaseModel):
    """A country's positions on a proposal over time; no spans: nothing was ever found."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    spans: list[LineSpan] = shown("Spans from first to last, without gaps between them.", [])
    html_url: str = shown("Its place on the country's page.", "https://example.org/countries/IT/")


class LineList(BaseModel):
    """Lines."""

    items: list[Line] = shown("Lines by country and proposal.", [])


class FlatSpan(LineSpan):
    """A span of a line, as a row of a table."""

    country: str = COUNTRY
    proposal: str = PROPOSAL


class Series(BaseModel):
    """A line on each of the days of its reply: three lists of the same length as those."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    positions: list[Position | None] = shown("Position held; null unless held.", ["opposed"])
    steps: list[int | None] = shown("The same as steps, 5 for committed to 0 for opposed.", [0])
    states: list[LineState] = shown("Whether one is held, or why none is.", ["held"])


class SeriesList(BaseModel):
    """Lines day by day."""

    days: list[date] = shown("The days, rising.", ["2025-04-01"])
    as_of: str | None = shown("The instant of what was known; null for now.", None)
    items: list[Series] = shown("Lines by country and proposal.", [])


class Point(BaseModel):
    """A line on one day, as a row of a table."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    day: date = shown("The day.", "2025-04-01")
    state: LineState = shown("Whether a position is held, or why none is.", "held")
    position: Position | None = shown("The position; null unless held.", "opposed")
    step: int | None = STEP


class CountryPosition(Span):
    """Where a country stands on a proposal on a day."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    cause: Stance | None = shown("The stance that set it; null where none did.", None)
    html_url: str = shown(
        "Its evidence on the country's page.", "https://example.org/countries/IT/#stance-514"
    )


class PositionList(BaseModel):
    """Positions on a day: every pair that was asked for, also where nothing is known."""

    at: date = shown("The day.", "2025-05-01")
    items: list[CountryPosition] = shown("Positions by country and proposal.", [])


class Change(BaseModel):
    """One step of a line, and the stance that caused it."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    day: date = shown("The day.", "2025-04-01")
    state_before: LineState = shown("State before.", "no-evidence")
    state_after: LineState = shown("State after.", "held")
    position_before: Position | None = shown("Position before; null unless held.", None)
    position_after: Position | None = shown("Position after; null unless held.", "opposed")
    step_before: int | None = shown("Position before as a step.", None)
    step_after: int | None = shown("Position after as a step.", 0)
    cause: Stance | None = shown("The stance behind it; null where time alone was.", None)
    html_url: str = shown(
        "Its evidence on the country's page.", "https://example.org/countries/IT/#stance-514"
    )


class ChangePage(BaseModel):
    """A page of changes, newest first."""

    items: list[Change] = shown("Changes.", [])
    next: str | None = NEXT
    prev: str | None = PREV
