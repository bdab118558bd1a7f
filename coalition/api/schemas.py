"""What comes out: the shape of each reply, with words and an example for each field.

These shapes describe; the replies themselves are written from published records (`rows`), which
costs a third as much. tests/api holds every reply against its shape.
"""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from coalition.vocabulary import (
    Role,
    Tier,
)


def shown(words: str, example: Any) -> Any:
    """A field with its words and an example."""
    return Field(description=words, examples=[example])


COUNTRY: Any = shown("Code of the country.", "IT")
PROPOSAL: Any = shown("Slug of the proposal.", "troops-on-ground")
STEP: Any = shown("The position as a step, 5 for committed to 0 for opposed; null with it.", 0)
NEXT: Any = shown("Address of the next page; null on the last one.", None)
PREV: Any = shown("Address of the page before; null on the first one.", None)
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


class SelectedRows(BaseModel):
    """A list with `fields`: its rows hold those fields only, and all else stands beside them."""

    items: list[dict[str, Any]] = shown("Rows with the fields asked for.", [{"country": "IT"}])


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


class CoverageWeek(BaseModel):
    """How well we looked in one week at the sources of one country, language and tier."""

    country: str = shown("Country of the sources, ISO code; empty where unknown.", "IT")
    language: str = shown("Their main language, ISO 639-1; may be empty.", "it")
    tier: Tier = shown("Kind of publisher.", "agency")
    week: date = shown("Monday of the week.", "2026-11-16")
    feeds: int = shown("Feeds of theirs that are read; 0: nobody looks there.", 2)
    expected: float | None = shown("Pages that a week should bring; null: no telling.", 35.0)
    seen: int = shown("Pages that were found.", 31)
    read: int = shown("Of them, those that gave an article.", 29)
    unreadable: int = shown("Of them, those that gave none; the rest is under way.", 1)


class CoverageList(BaseModel):
    """Weeks of all groups of sources."""

    at: date = shown("Day whose week is the last.", "2026-11-22")
    items: list[CoverageWeek] = shown("Weeks, by group of sources.", [])
