"""The shapes of replies that say why, what if, what without, and who agrees with whom."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from coalition.api.schemas import COUNTRY, PROPOSAL, QUOTE, shown
from coalition.api.schemas_evidence import Stance
from coalition.estimation import Fate, Rule
from coalition.vocabulary import (
    Attribution,
    Condition,
    LineState,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)

AT: Any = shown("The day.", "2025-05-01")
SUM = {"countries": 12, "population": 310000000, "forces": 1200000, "unknown": ["XK"]}
OPPOSED = {"state": "held", "position": "opposed"}
SUPPORTIVE = {"state": "held", "position": "supportive"}
AS_OF: Any = shown("The instant of what was known; null for now.", None)
HTML: Any = shown("Its place on the country's page.", "https://example.org/countries/IT/")


class ExplainedStatement(BaseModel):
    """A statement as the method sees it, what became of it, and the words behind it."""

    id: int = shown("Id of its stance.", 514)
    first: date = shown("First day that it may be from.", "2025-04-01")
    last: date = shown("Last day that it may be from.", "2025-04-30")
    position: Position = shown("The position that it expresses.", "opposed")
    voice: Voice = shown("Whose word it is.", "government")
    attribution: Attribution = shown("How well it is sourced.", "on-record")
    tier: Tier = shown("Kind of publisher.", "agency")
    review: ReviewState = shown("What editors said of it.", "accepted")
    origin: str = shown("Its origin: copies of one report share it.", "story-1")
    kind: StanceKind = shown("Quoted word for word, or coded by hand.", "quoted")
    confidence: float = shown("How sure the reader was, 0 to 1.", 0.8)
    speaker: str | None = shown("Who said it; null where nobody knows.", "Giorgia Meloni")
    fate: Fate = shown("How it was used, or why it was not.", "word-on-record")
    points: int = shown("What it weighs, up to 100; 0 where it is not used.", 70)
    stance: Stance | None = shown("Its words; null where an editor rejected it.", None)


class ExplainedPin(BaseModel):
    """A position that an editor set, whatever the evidence."""

    position: Position = shown("The position.", "opposed")
    first: date = shown("First day.", "2025-04-01")
    last: date | None = shown("Last day; null where it has none.", "2025-06-30")
    words: str = shown("What its source says; empty where none was named.", "")
    url: str = shown("Where the source says it; empty where none was named.", "")


class Declined(BaseModel):
    """That a government was asked and would not say, as an editor noted it."""

    first: date = shown("First day.", "2025-04-01")
    last: date = shown("Last day.", "2025-06-30")
    words: str = shown("What its source says.", "The ministry would not comment.")
    url: str = shown("Where the source says it.", "https://paper.example/1")


class ExplainedSpan(BaseModel):
    """A span of a line and how it came about. The lists have a number for each step, opposed first."""

    first: date = shown("First day.", "2025-04-01")
    until: date | None = shown("First day after; null where it is open.", "2025-06-29")
    state: LineState = shown("Whether a position is held, or why none is.", "held")
    position: Position | None = shown("The position; null unless held.", "opposed")
    low: Position | None = shown("Lower end of the band.", "opposed")
    high: Position | None = shown("Upper end of the band.", "undecided")
    statements: int = shown("Statements behind it, copies included.", 2)
    origins: int = shown("Independent origins among them.", 2)
    reviewed: bool = shown("Whether one was confirmed by an editor or coded by hand.", True)
    cause: int | None = shown("Id of the stance that began it.", 514)
    rule: Rule = shown("The step of the rule that began it.", "set-by-a-word-on-record")
    votes: list[int] = shown("Points of what stands and of the reports.", [100, 0, 0, 0, 0, 0])
    pull: list[float] = shown("Pull of the evidence away from each step.", [0, 100, 200, 300, 0, 0])
    belief: list[float] = shown("How plausible each step is.", [0.8, 0.2, 0, 0, 0, 0])


class Explanation(BaseModel):
    """Why a line says what it says: all that is needed to draw it again (clients/recompute.py)."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    at: date = AT
    as_of: str | None = AS_OF
    method: str = shown("Name of the method.", "newest-word-and-outweighing-reports")
    version: str = shown("Version of the method.", "1")
    horizon_days: int = shown("Days after which evidence is stale.", 270)
    constants: dict[str, float | dict[str, float]] = shown(
        "Every number that the result rests on.", {"STANDING_POINTS": 100}
    )
    statements: list[ExplainedStatement] = shown("All that were considered, by their days.", [])
    set_aside: list[Stance] = shown(
        "Stances that cannot be placed in time: `why_not` says why.", []
    )
    pins: list[ExplainedPin] = shown("Positions that editors set.", [])
    declined: list[Declined] = shown("When it was asked and would not say.", [])
    spans: list[ExplainedSpan] = shown("The whole line.", [])
    result: ExplainedSpan | None = shown("Its span of the day; null where nothing is known.", None)
    html_url: str = HTML


class StandingCondition(BaseModel):
    """A condition that stands: a statement behind the position names it."""

    kind: Condition = shown("Kind of condition.", "us-backstop")
    words: str = shown("The words that state it.", "only with an American guarantee")
    stance: int = shown("Id of the newest stance that names it.", 514)
    day: date | None = shown("Day of that stance.", "2025-04-01")
    quote: str | None = shown("Its exact words; null where it was coded.", QUOTE)
    summary: str | None = shown("Our summary where it was coded; null where quoted.", None)
    stance_html_url: str = shown("Its own page.", "https://example.org/stances/514/")


class Ally(BaseModel):
    """A country in the arithmetic."""

    country: str = COUNTRY
    state: LineState = shown("Whether it holds a position, or why it holds none.", "held")
    position: Position | None = shown(
        "The position that it holds; null unless held.", "conditional"
    )
    conditions: list[StandingCondition] = shown("The conditions that stand.", [])
    would_be: Position | None = shown(
        "The position once the switches are set; null where a failed condition takes it out.",
        "supportive",
    )
    counted: bool = shown("Whether it is counted in.", True)
    pivot: bool = shown("Whether it is one step short of that.", False)
    blocked_by: list[Condition] = shown("Conditions that failed or are still open.", [])
    population: int | None = shown("Its people; null where unknown.", 58952704)
    forces: int | None = shown("Its active armed forces; null where unknown.", 341500)
    html_url: str = HTML


class Sum(BaseModel):
    """Countries and what they have together."""

    countries: int = shown("Number of countries.", 12)
    population: int = shown("Their people, where known.", 310000000)
    forces: int = shown("Their active armed forces, where known.", 1200000)
    unknown: list[str] = shown("Codes of those of whom either is not known.", [])


class Coalition(BaseModel):
    """Who is in for a proposal once some conditions are met and others have failed."""

    proposal: str = PROPOSAL
    at: date = AT
    as_of: str | None = AS_OF
    threshold: Position = shown("The least position that is counted in.", "supportive")
    met: list[Condition] = shown("Conditions taken as met.", ["us-backstop"])
    failed: list[Condition] = shown("Conditions taken as failed.", [])
    counted: Sum = shown("Those that are counted in.", SUM)
    asked: Sum = shown("All of them.", SUM)
    population_share: float | None = shown("Share of people; null where nobody is asked.", 0.63)
    forces_share: float | None = shown("Share of forces; null where nobody is asked.", 0.58)
    sizes_source: str = shown("Where people and forces come from.", "World Bank")
    countries: list[Ally] = shown("The countries by code.", [])


class LineStand(BaseModel):
    """What a line says."""

    state: LineState = shown("Whether a position is held, or why none is.", "held")
    position: Position | None = shown("The position; null unless held.", "opposed")


class LineDifference(BaseModel):
    """Days on which a line from less evidence says something else."""

    first: date = shown("First day.", "2025-04-01")
    until: date | None = shown("First day after; null where it is open.", "2025-06-29")
    before: LineStand = shown("What the line says.", OPPOSED)
    after: LineStand = shown("What the line from less says.", SUPPORTIVE)


class WeakenedLine(BaseModel):
    """A line from less evidence beside the line itself."""

    country: str = COUNTRY
    proposal: str = PROPOSAL
    kept: int = shown("Statements that are left.", 3)
    given: int = shown("Statements of the line.", 5)
    before: LineStand = shown("What the line says on the day.", OPPOSED)
    after: LineStand = shown("What the line from less says on the day.", SUPPORTIVE)
    differs: bool = shown("Whether these two differ.", False)
    differences: list[LineDifference] = shown("All days on which they differ.", [])
    html_url: str = HTML


class WeakenedList(BaseModel):
    """Lines from less evidence."""

    at: date = AT
    as_of: str | None = AS_OF
    items: list[WeakenedLine] = shown("Lines by country and proposal.", [])


class Neighbour(BaseModel):
    """How alike another country is."""

    country: str = COUNTRY
    common: list[str] = shown("Proposals on which both hold a position.", ["demining"])
    similarity: float | None = shown(
        "1 for the same steps throughout, 0 for opposite ends; null under three proposals.", 0.87
    )
    html_url: str = shown("Its page.", "https://example.org/countries/FR/")


class NeighbourList(BaseModel):
    """The other countries, the most alike first."""

    country: str = COUNTRY
    at: date = AT
    as_of: str | None = AS_OF
    items: list[Neighbour] = shown("Countries that share a proposal with it.", [])
