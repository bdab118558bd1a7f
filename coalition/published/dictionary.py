"""The tables that the change feed and the bulk files hold, column by column.

They are plain: what can be worked out from other columns is not here, so that a row changes only when
it was changed. The one derived table is `positions`: the lines, a row a span.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q

from coalition import vintages
from coalition.models import (
    Article,
    Country,
    Membership,
    Office,
    Page,
    Pin,
    Proposal,
    ProposalDefinition,
    Source,
    Stance,
    StanceCondition,
    WorldEvent,
)
from coalition.vintages import Instant
from coalition.vocabulary import ReviewState

Row = dict[str, Any]


class Kind(StrEnum):
    """What a column holds; any may be null unless it is in the key."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and where its table's rows have it."""

    name: str
    kind: Kind
    words: str
    attribute: str


ALL = Q()


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `model` is None for the lines, which are drawn from all others.

    `shown` are its public rows. A row may change with rows of other tables: `leans` names each and the
    column that leads there; with `parent` it is public only while that is. `join` adds what another
    table holds.
    """

    name: str
    words: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    model: type[Model] | None
    shown: Q = ALL
    leans: tuple[tuple[type[Model], str], ...] = ()
    parent: tuple[str, type[Model], Q] | None = None
    join: Callable[[list[Row], Instant], None] | None = None

    def find_key(self, row: Row) -> tuple[Any, ...]:
        """The key of a row: rows of a table are in its order."""
        return tuple(row[name] for name in self.key)


def columns(text: str) -> tuple[Column, ...]:
    """Columns, one a line: name, kind, words; `name=attribute` where the row has another name."""
    found = []
    for line in text.strip().splitlines():
        name, kind, words = line.split(maxsplit=2)
        name, _, attribute = name.partition("=")
        found.append(Column(name, Kind(kind), words, attribute or name))
    return tuple(found)


def join_pages(rows: list[Row], instant: Instant) -> None:
    """Puts in the public address of each article's page, null for one that was given as a text."""
    pages = vintages.recall_by_key(Page, instant, (row["page"] for row in rows))
    for row in rows:
        url = pages[row["page"]].url
        row["url"] = url if url.startswith(("http://", "https://")) else None


PUBLIC = Q(withdrawn=False) & ~Q(review_state=ReviewState.REJECTED.value)

COUNTRIES = """
    code text ISO 3166-1 alpha-2; Kosovo is XK, and EU and NATO are themselves
    alpha3 text ISO 3166-1 alpha-3; Kosovo is XKX; empty for organisations
    m49 text code of the United Nations; empty where there is none
    wikidata text item of Wikidata
    kind text state or organisation
    name_en text name in English
    name_it text name in Italian
    name_uk text name in Ukrainian
    region text region of the United Nations
    coalition_status text its part in the coalition of the willing
    population integer people
    population_year integer year of that number
    forces integer active armed forces
    forces_year integer year of that number
"""
MEMBERSHIPS = """
    id integer id, for good
    group text name of the group
    country=country_id text code of the country
    since day first day; null where it was always so
    until day first day after; null while it lasts
"""
OFFICES = """
    id integer id, for good
    country=country_id text code of the country
    person text name
    role text kind of office
    title text title of the office
    since text first day as known, YYYY, YYYY-MM or YYYY-MM-DD
    until text last day as known; empty while it lasts
"""
PROPOSALS = """
    slug text name in addresses, for good
    name_en text name in English
    name_it text name in Italian
    group text family of proposals
    order integer place in lists
    first_raised text when it came up, as known
    horizon_days integer days after which evidence on it is stale
    horizon_reason text why so many
    split_from=split_from_id text proposal that it was split from
    superseded_by=superseded_by_id text proposal that took its place
"""
DEFINITIONS = """
    id integer id, for good
    proposal=proposal_id text slug of the proposal
    version integer version, the newest holds
    text_en text what the proposal means, in English
    text_it text what it means, in Italian
    since day day from which it holds
    note text why it was changed
"""
SOURCES = """
    domain text domain, which covers its subdomains
    name text name
    country text ISO code of its country; empty where unknown
    language text main language, ISO 639-1
    tier text kind of publisher
"""
ARTICLES = """
    id integer id, for good
    version integer version of the text of its page
    page=page_id integer id of its page
    url text public address of its page; null for a text given as such
    source=source_id text domain of the source
    story=story_id integer story: copies of one report share it
    title text headline
    author text author
    language text language, ISO 639-1
    published day day of publication
    precision text how exactly that day is known
    sha256 text SHA-256 of the text in UTF-8
    stored_at instant when it was stored
    removed_at instant when its text was lawfully removed
    removal_notice text why it was removed
"""
STANCES = """
    id integer id, for good
    kind text quoted word for word, or coded by hand
    country=country_id text code of the country
    proposal=proposal_id text slug of the proposal
    position text position that the words express
    voice text whose word it is; only government sets a position
    time text the line as of the article, or an earlier one
    attribution text how well it is sourced
    speaker text who said it
    reported_by text outlet that the article repeats
    day=first_day day day of the words
    precision text how exactly that day is known
    quote text exact words; empty where it was coded
    quote_start integer where they begin in the text, in code points
    quote_end integer where they end
    quantity_low integer lowest number that it names
    quantity_high integer highest number
    quantity_unit text of what
    quantity_scope text the country's own part, or the whole
    quantity_raw text words of the number
    quantity_flag text what is odd about it
    summary text our summary where it was coded
    article=article_id integer id of the article; null where it was coded
    source=source_id text domain of the source
    outlet text name of the outlet, where it was coded
    url text public address, where it was coded
    language text language of the words, ISO 639-1
    confidence number how sure the reader was, 0 to 1
    reader text what read it
    reader_version text version of the reader
    review_state text what editors said of it
    stored_at=created_at instant when it was stored
"""
CONDITIONS = """
    id integer id, for good
    stance=stance_id integer id of the stance
    kind text kind of condition
    words text words that state it
"""
PINS = """
    id integer id, for good
    country=country_id text code of the country
    proposal=proposal_id text slug of the proposal
    position text position that an editor set; null where the country was asked and would not say
    first day first day
    last day last day; null where it has none
    words text what the editor's source says; empty where none was named
    url text where the source says it
"""
EVENTS = """
    id integer id, for good
    day day day
    title_en text what happened, in English
    title_it text what happened, in Italian
    kind text kind of event
    url text where to read of it
"""
POSITIONS = """
    country text code of the country
    proposal text slug of the proposal
    first day first day
    until day first day after; null where it is open
    state text whether a position is held, or why none is
    position text position; null unless held
    low text lower end of the band
    high text upper end of the band
    statements integer statements behind it, copies included
    origins integer independent origins among them
    reviewed flag whether an editor confirmed one, or one was coded by hand
    cause integer id of the stance that began it
"""


def table(name: str, words: str, text: str, model: type[Model] | None, **more: Any) -> Table:
    """A table whose key is its first column."""
    found = columns(text)
    return Table(name, words, more.pop("key", (found[0].name,)), found, model, **more)


# In an order in which each table's rows name only rows of the tables before it.
TABLES = (
    table("countries", "Who holds positions.", COUNTRIES, Country),
    table("memberships", "Countries' times in groups.", MEMBERSHIPS, Membership),
    table("offices", "Who speaks for countries.", OFFICES, Office),
    table("proposals", "What positions are about.", PROPOSALS, Proposal),
    table("definitions", "What proposals mean.", DEFINITIONS, ProposalDefinition),
    table("sources", "Who publishes.", SOURCES, Source),
    table(
        "articles",
        "Texts, without their words.",
        ARTICLES,
        Article,
        leans=((Page, "page"),),
        join=join_pages,
    ),
    table("stances", "Statements that a country holds a position.", STANCES, Stance, shown=PUBLIC),
    table(
        "conditions",
        "What stances make their positions depend on.",
        CONDITIONS,
        StanceCondition,
        leans=((Stance, "stance"),),
        parent=("stance", Stance, PUBLIC),
    ),
    table("pins", "Positions that editors set.", PINS, Pin, shown=Q(active=True)),
    table("events", "Dated events of the world.", EVENTS, WorldEvent),
    table(
        "positions",
        "Lines: where countries stand over time, a row a span.",
        POSITIONS,
        None,
        key=("country", "proposal", "first"),
    ),
)
BY_NAME = {one.name: one for one in TABLES}
