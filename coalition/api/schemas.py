"""What comes out: the shape of each reply, with words and an example for each field.

These shapes describe; the replies themselves are written from published records (`rows`), which
costs a third as much. tests/api holds every reply against its shape.
"""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    LineState,
    Position,
    Precision,
    ReviewState,
    Role,
    Scope,
    StanceKind,
    Tier,
    Time,
    Voice,
)


def shown(words: str, example: Any) -> Any:
    """A field with its words and an example."""
    return Field(description=words, examples=[example])


COUNTRY: Any = shown("Code of the country.", "IT")
PROPOSAL: Any = shown("Slug of the proposal.", "troops-on-ground")
STEP: Any = shown("The position as a step, 5 for committed to 0 for opposed; null with it.", 0)
NEXT: Any = shown("Address of the next page; null on the last one.", None)
QUOTE = "L'Italia non manderà soldati in Ucraina"


class Country(BaseModel):
    """A country, with the codes that other data joins on."""

    code: str = shown("ISO 3166-1 alpha-2; Kosovo is XK, and EU and NATO are themselves.", "IT")
    alpha3: str = shown("ISO 3166-1 alpha-3; Kosovo is XKX; empty for organisations.", "ITA")
    m49: str = shown("Code of the United Nations; empty where there is none.", "380")
    wikidata: str = shown("Item of Wikidata.", "Q38")
    kind: str = shown("State or organisation.", "state")
    name_en: str = shown("Name in English.", "Italy")
    name_it: str = shown("Name in Italian.", "Italia")
    region: str = shown("Region of the United Nations; empty for organisations.", "Southern Europe")
    coalition_status: str = shown("Its part in the coalition of the willing.", "member")
    html_url: str = shown("Its page.", "https://example.org/countries/IT/")


class Office(BaseModel):
    """A person in an office of a country."""

    person: str = shown("Name.", "Giorgia Meloni")
    role: Role = shown("Kind of office.", "head-of-government")
    title: str = shown("Title of the office; may be empty.", "Prime Minister")
    since: str = shown(
        "First day as known, YYYY, YYYY-MM or YYYY-MM-DD; may be empty.", "2022-10-22"
    )
    until: str = shown("Last day as known; empty while it lasts.", "")


class CountryDetail(Country):
    """A country with its offices and groups."""

    offices: list[Office] = shown("Who holds or held an office.", [])
    groups: list[str] = shown("Groups that it belongs to today.", ["EU", "NATO"])


class CountryList(BaseModel):
    """All countries."""

    items: list[Country] = shown("Countries by code.", [])


class Group(BaseModel):
    """A group of countries."""

    name: str = shown("Name.", "V4")
    members: list[str] = shown("Codes of its members on the day.", ["CZ", "HU", "PL", "SK"])


class GroupList(BaseModel):
    """All groups on a day."""

    at: date = shown("The day.", "2025-05-01")
    items: list[Group] = shown("Groups by name.", [])


class Proposal(BaseModel):
    """A proposal with its newest definition."""

    slug: str = PROPOSAL
    name_en: str = shown("Name in English.", "Troops on the ground")
    name_it: str = shown("Name in Italian.", "Truppe sul terreno")
    group: str = shown("Family of proposals.", "force")
    order: int = shown("Its place in lists.", 1)
    definition_en: str = shown("What it means, in English.", "Own soldiers inside Ukraine.")
    definition_it: str = shown("What it means, in Italian.", "Propri soldati in Ucraina.")
    definition_version: int = shown("Version of the definition.", 1)
    first_raised: str = shown("When it came up, as known; may be empty.", "2024-02")
    horizon_days: int = shown("Days after which evidence on it is stale.", 270)
    horizon_reason: str = shown("Why so many.", "Governments restate it at every summit.")
    related: list[str] = shown("Slugs of related proposals.", ["un-peacekeeping"])
    split_from: str | None = shown("The proposal that it was split from.", None)
    superseded_by: str | None = shown("The proposal that took its place.", None)
    html_url: str = shown("Its page.", "https://example.org/proposals/troops-on-ground/")


class ProposalList(BaseModel):
    """All proposals."""

    items: list[Proposal] = shown("Proposals in their own order.", [])


class Source(BaseModel):
    """Who publishes."""

    domain: str = shown("Domain, which covers its subdomains.", "ansa.it")
    name: str = shown("Name.", "ANSA")
    country: str = shown("Code of its country; empty where unknown.", "IT")
    language: str = shown("Main language, ISO 639-1; may be empty.", "it")
    tier: Tier = shown("Kind of publisher.", "agency")
    counts: bool = shown("Whether a line may rest on it.", True)
    articles: int = shown("Articles of it that are stored.", 12)


class SourceList(BaseModel):
    """All sources."""

    items: list[Source] = shown("Sources by domain.", [])


class Event(BaseModel):
    """A dated event of the world."""

    day: date = shown("The day.", "2025-03-27")
    title_en: str = shown("What happened, in English.", "Summit in Paris")
    title_it: str = shown("What happened, in Italian.", "Vertice a Parigi")
    kind: str = shown("Kind of event.", "summit")
    url: str = shown("Where to read of it; may be empty.", "https://example.org/summit")


class EventList(BaseModel):
    """All events."""

    items: list[Event] = shown("Events, oldest first.", [])


class StanceCondition(BaseModel):
    """What a country makes its position depend on."""

    kind: Condition = shown("Kind of condition.", "us-backstop")
    words: str = shown("The words that state it.", "only with an American guarantee")


class Quantity(BaseModel):
    """A number as written."""

    low: int | None = shown("Lowest; null where left open.", 1000)
    high: int | None = shown("Highest; null where left open.", 2000)
    unit: str = shown("Of what.", "troops")
    scope: Scope | None = shown("The country's own part, or the whole.", "own")
    raw: str = shown("The words.", "up to 2,000 soldiers")
    flag: Flag | None = shown("What is odd about it.", None)


class Stance(BaseModel):
    """A statement that a country holds a position, with the words that it rests on."""

    id: int = shown("Its id, for good.", 514)
    kind: StanceKind = shown("Quoted word for word, or coded by hand from reporting.", "quoted")
    country: str = COUNTRY
    proposal: str = PROPOSAL
    position: Position = shown("The position that the words express.", "opposed")
    step: int = shown("The position as a step, 5 for committed to 0 for opposed.", 0)
    voice: Voice = shown("Whose word it is; only government sets a position.", "government")
    time: Time = shown("The line as of the article, or an earlier one.", "current")
    attribution: Attribution = shown("How well it is sourced.", "on-record")
    speaker: str = shown("Who said it; may be empty.", "Giorgia Meloni")
    reported_by: str = shown("The outlet that the article repeats; may be empty.", "")
    day: date | None = shown("Day of the words; null where nobody knows it.", "2025-04-01")
    precision: Precision | None = shown("How exactly the day is known; null with it.", "month")
    quote: str | None = shown("The exact words; null where it was coded.", QUOTE)
    quote_start: int | None = shown("Where they begin in the text, in code points.", 120)
    quote_end: int | None = shown("Where they end.", 159)
    summary: str | None = shown("Our summary where it was coded; null where quoted.", None)
    article: int | None = shown("Id of the article; null where it was coded.", 1)
    source: str | None = shown("Domain of the source; null where unknown.", "ansa.it")
    outlet: str = shown("Name of the outlet; may be empty.", "ANSA")
    tier: Tier = shown("Kind of publisher.", "agency")
    url: str | None = shown("Public address of the words.", "https://example.org/news")
    language: str = shown("Language of the words, ISO 639-1; may be empty.", "it")
    conditions: list[StanceCondition] = shown("Conditions, each with its words.", [])
    quantity: Quantity | None = shown("A number that it names.", None)
    confidence: float = shown("How sure the reader was, 0 to 1.", 0.8)
    reader: str = shown("What read it.", "offline")
    reader_version: str = shown("Version of the reader.", "1")
    review_state: ReviewState = shown("What editors said of it; never rejected here.", "accepted")
    counts: bool = shown("Whether a line may rest on it.", True)
    why_not: str | None = shown("Why not: voice, tier, origin, undated or earlier.", None)
    html_url: str = shown("Its own page.", "https://example.org/stances/514/")
    article_html_url: str | None = shown(
        "Its words, marked in the stored text.", "https://example.org/articles/1/#stance-514"
    )


class StancePage(BaseModel):
    """A page of stances, the largest ids first."""

    items: list[Stance] = shown("Stances.", [])
    next: str | None = NEXT


class Article(BaseModel):
    """An article without its text."""

    id: int = shown("Its id, for good.", 1)
    version: int = shown("Version of the text of its page.", 1)
    title: str = shown("Headline; may be empty.", "A headline")
    author: str = shown("Author; may be empty.", "")
    language: str = shown("Language, ISO 639-1; may be empty.", "it")
    published: date | None = shown("Day of publication; null where nobody knows it.", "2025-04-01")
    precision: Precision | None = shown("How exactly that day is known; null with it.", "month")
    source: str = shown("Domain of the source.", "ansa.it")
    outlet: str = shown("Name of the source.", "ANSA")
    tier: Tier = shown("Kind of publisher.", "agency")
    url: str | None = shown("Public address; null for a text that came as a file.", None)
    story: int = shown("Id of its story: copies of one report share it.", 1)
    stored_at: datetime = shown("When it was stored.", "2026-11-22T09:12:21Z")
    stances: int = shown("Number of its stances.", 8)
    removed_at: datetime | None = shown("When its text was lawfully removed; null mostly.", None)
    removal_notice: str = shown("Why it was removed; empty mostly.", "")
    html_url: str = shown("Its page.", "https://example.org/articles/1/")


class ArticlePage(BaseModel):
    """A page of articles, the largest ids first."""

    items: list[Article] = shown("Articles.", [])
    next: str | None = NEXT


class Passage(BaseModel):
    """A stretch of text that lies in the quotes of all these stances, and of no others."""

    text: str = shown("The words.", QUOTE)
    ids: list[int] = shown("Ids of the stances whose quotes hold it; may be empty.", [514])
    gap: bool = shown("Whether words are left out before it.", False)


class ArticleDetail(Article):
    """An article with the words that may be shown."""

    whole: bool = shown("Whether the passages are the whole text; else quotes in context.", False)
    passages: list[Passage] = shown("The words that may be shown, in order.", [])
    evidence: list[Stance] = shown("Its stances, in the order of the text.", [])
    copies: list[Article] = shown("Other articles of the same story.", [])


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


class BadParameter(BaseModel):
    """What is wrong with one parameter."""

    parameter: str = shown("Its name.", "country")
    detail: str = shown("What is wrong.", "country is not one of the allowed values")
    given: str | None = shown("The value as given, cut; null where it is missing.", "Itly")
    allowed: list[str] = shown("What would do, where that is a list.", ["IT"])
    near: list[str] = shown("What was probably meant.", ["IT"])


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = shown("Kind of problem, as an address that explains it.", "/api/docs#bad-parameter")
    title: str = shown("Kind of problem, in words.", "Bad parameter")
    status: int = shown("Status of the reply.", 422)
    detail: str = shown(
        "What is wrong, as a sentence.", "country is not one of the allowed values."
    )
    request_id: str = shown(
        "Id of the request, as in X-Request-Id.", "5f0c6a1de0c54d0fb1d0a3c1f6b7a2aa"
    )
    errors: list[BadParameter] = shown("Each bad parameter; empty for other problems.", [])
