"""The rows of the two lists that are asked for most, as JSON that PostgreSQL writes whole.

They say what the records of `evidence` and `lines` say, with the links that the API adds: tests hold row
against row (tests/api/test_written.py). All that is asked for otherwise goes by those records: the past,
words, other formats, some fields only.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Unpack

from coalition.prepared import ask
from coalition.published.evidence import JOINS, PUBLIC, StanceFilters, turns
from coalition.published.records import MOST_ROWS
from coalition.vocabulary import LineState, Position, Tier

COUNTING = ", ".join(f"'{tier}'" for tier in Tier if tier.counts)


def write_step(column: str) -> str:
    """The step of a position, as SQL."""
    steps = " ".join(f"WHEN '{position}' THEN {position.step}" for position in Position)
    return f"CASE {column} {steps} END"


def shorten(statement: str) -> str:
    """A statement in few characters: psycopg reads one of more than 4,096 anew each time."""
    return " ".join(statement.split())


# A stance as the API describes it, in its order: `s` is its row, JOINS brings what belongs to it.
STANCE = f"""(SELECT row_to_json(told) FROM (SELECT
    s.id, s.kind, s.country_id AS country, s.proposal_id AS proposal, s.position, s.voice, s.time,
    s.attribution, s.speaker, s.reported_by, s.first_day AS day, s.precision,
    nullif(s.quote, '') AS quote, s.quote_start, s.quote_end, nullif(s.summary, '') AS summary,
    s.article_id AS article, s.source_id AS source,
    coalesce(nullif(s.outlet, ''), o.name, '') AS outlet,
    coalesce(o.tier, '{Tier.UNKNOWN}') AS tier,
    CASE WHEN place.url ^@ 'http://' OR place.url ^@ 'https://' THEN place.url END AS url,
    s.language,
    coalesce((
        SELECT json_agg((SELECT row_to_json(n) FROM (SELECT c.kind, c.words) n) ORDER BY c.id)
        FROM coalition_stancecondition c WHERE c.stance_id = s.id
    ), '[]') AS conditions,
    CASE WHEN s.quantity_raw <> '' THEN (SELECT row_to_json(n) FROM (SELECT
        s.quantity_low AS low, s.quantity_high AS high, s.quantity_unit AS unit,
        s.quantity_scope AS scope, s.quantity_raw AS raw, s.quantity_flag AS flag) n)
    END AS quantity,
    s.confidence, s.reader, s.reader_version, s.review_state,
    place.why IS NULL AS counts, place.why AS why_not,
    replace(to_char(s.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '')
        AS stored_at,
    {write_step("s.position")} AS step,
    %(site)s::text || '/stances/' || s.id || '/' AS html_url,
    %(site)s::text || '/articles/' || s.article_id || '/#stance-' || s.id AS article_html_url
FROM (SELECT coalesce(nullif(s.url, ''), p.url) AS url, CASE
    WHEN s.voice <> 'government' THEN 'voice'
    WHEN o.tier IN ({COUNTING}) IS NOT TRUE THEN 'tier'
    WHEN w.tier NOT IN ({COUNTING}) THEN 'origin'
    WHEN s.first_day IS NULL THEN 'undated'
    WHEN s.time = 'past' AND (s.first_day < a.published) IS NOT TRUE THEN 'earlier'
END AS why OFFSET 0) place) told)"""  # noqa: S608 - the names of our own columns
# What each filter asks of a stance's row. Those that are not here go by the records.
ASKED = {
    "country": "s.country_id = %(country)s",
    "countries": "s.country_id = ANY(%(countries)s)",
    "proposal": "s.proposal_id = %(proposal)s",
    "article": "s.article_id = %(article)s",
    "position": "s.position = %(position)s",
    "positions": "s.position = ANY(%(positions)s)",
    "voice": "s.voice = %(voice)s",
    "attribution": "s.attribution = %(attribution)s",
    "review_state": "s.review_state = %(review_state)s",
    "kind": "s.kind = %(kind)s",
    "reader": "s.reader = %(reader)s",
    "since": "s.first_day >= %(since)s",
    "until": "s.first_day <= %(until)s",
    "before": "s.id < %(before)s",
    "after": "s.id > %(after)s",
}
# The filters for which one plan is best whatever their values: an index holds such a page in its order.
# How many stances others leave differs too much for that.
EVEN: tuple[set[str], ...] = (set(), {"country"}, {"country", "proposal"})
PLACES = {"before", "after"}
# The page is cut before anything is joined to it.
PAGE = shorten(f"""
    SELECT s.id, {STANCE}::text FROM (
        SELECT * FROM coalition_stance s WHERE {PUBLIC} AND {{asked}}
        ORDER BY s.id {{order}} LIMIT {{limit}}
    ) s {JOINS} ORDER BY s.id {{order}}
""")  # noqa: S608 - the names of our own columns
# The newest span of each line that had begun on a day, by one look into the index a line, as
# lines.NEWEST_SPANS, and what caused it.
POSITIONS = shorten(f"""
    SELECT (SELECT row_to_json(told) FROM (SELECT
        country.code AS country, proposal.slug AS proposal, span.first, span.until,
        coalesce(span.state, '{LineState.NO_EVIDENCE}') AS state, span.position, span.low, span.high,
        coalesce(span.statements, 0) AS statements, coalesce(span.origins, 0) AS origins,
        coalesce(span.reviewed, false) AS reviewed,
        CASE WHEN s.id IS NOT NULL THEN {STANCE} END AS cause,
        {write_step("span.position")} AS step,
        %(site)s::text || '/countries/' || country.code || '/#'
            || coalesce('stance-' || s.id, 'line-' || proposal.slug) AS html_url
    ) told)::text
    FROM coalition_country country CROSS JOIN coalition_proposal proposal
    LEFT JOIN LATERAL (
        SELECT * FROM coalition_position span
        WHERE span.country_id = country.code AND span.proposal_id = proposal.slug
            AND span.first <= %(at)s
        ORDER BY span.first DESC LIMIT 1
    ) span ON span.until IS NULL OR span.until > %(at)s
    LEFT JOIN coalition_stance s ON s.id = span.cause_id AND {PUBLIC} {JOINS}
    WHERE {{asked}} ORDER BY country.code, proposal."order"
""")  # noqa: S608 - the names of our own columns
ASKED_OF_POSITIONS = {
    "countries": "country.code = ANY(%(countries)s)",
    "proposal": "proposal.slug = %(proposal)s",
    "steps": "span.position = ANY(%(steps)s)",
    "origins": "span.origins >= %(origins)s",
}


class WrittenRow(NamedTuple):
    """A stance's id, and its row as JSON."""

    id: int
    text: str


class PlaceFilters(StanceFilters, total=False):
    """What stances can be asked for by, and the place in their list."""

    before: int | None
    after: int | None


def write_stances(
    site: str, *, limit: int = 100, **wanted: Unpack[PlaceFilters]
) -> list[WrittenRow] | None:
    """What `list_stances` gives for the same filters; links begin with `site`. None where one of them is
    none that this way knows."""
    given = choose_given(wanted)
    if len(given.get("countries", ())) == 1:  # only then an index holds them in their order
        (given["country"],) = given.pop("countries")
    if not given.keys() <= ASKED.keys():
        return None
    turned = turns(wanted.get("before"), wanted.get("after"))
    statement = PAGE.format(
        asked=combine(given, ASKED),
        order="ASC" if turned else "DESC",
        # A number in the text: for a parameter PostgreSQL plans as if it were a tenth of the table.
        limit=min(limit, MOST_ROWS + 1),
    )
    rows = ask(statement, {**given, "site": site}, prepared=given.keys() - PLACES in EVEN)
    found = [WrittenRow._make(row) for row in rows]
    return found[::-1] if turned else found


def write_positions(
    site: str,
    at: date,
    *,
    countries: Sequence[str] | None = None,
    proposal: str | None = None,
    steps: Sequence[str] | None = None,
    origins: int | None = None,
) -> list[str]:
    """What `list_positions` gives of today's knowledge, each with the stance that caused it; of these
    countries, this proposal, these positions, with so many origins at least. Links begin with `site`."""
    given = choose_given(
        {"countries": countries, "proposal": proposal, "steps": steps, "origins": origins}
    )
    statement = POSITIONS.format(asked=combine(given, ASKED_OF_POSITIONS))
    return [text for (text,) in ask(statement, {**given, "site": site, "at": at})]


def choose_given(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that are to be applied; several values as the list that psycopg makes an array of."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in wanted.items()
        if value is not None
    }


def combine(given: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """The conditions of these filters as one."""
    return " AND ".join(known[name] for name in given) or "true"
