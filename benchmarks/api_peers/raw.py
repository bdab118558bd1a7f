"""The ceiling: the same rows by psycopg and orjson in a bare ASGI application, JSON built by hand.

granian --interface asgi raw:application, with DATABASE_URL, SITE and this folder on the path. Whatever a row
needs is worked out by its query, so that nothing is left to do but to name the columns and to write them.
"""

import os
from typing import Any
from urllib.parse import parse_qs

import orjson
from psycopg.rows import tuple_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

set_json_loads(orjson.loads)

COUNTING = "('official', 'agency', 'public-broadcaster', 'quality', 'regional', 'aggregator')"
STEP = (
    "CASE {} WHEN 'committed' THEN 5 WHEN 'supportive' THEN 4 WHEN 'conditional' THEN 3"
    " WHEN 'undecided' THEN 2 WHEN 'sceptical' THEN 1 WHEN 'opposed' THEN 0 END"
)
STANCE = (
    "id", "kind", "country", "proposal", "position", "voice", "time", "attribution", "speaker",
    "reported_by", "day", "precision", "quote", "quote_start", "quote_end", "summary", "article",
    "source", "outlet", "tier", "url", "language", "conditions", "quantity", "confidence", "reader",
    "reader_version", "review_state", "counts", "why_not", "stored_at", "step", "html_url",
    "article_html_url",
)  # fmt: skip
OF_STANCE = f"""
    s.id, s.kind, s.country_id, s.proposal_id, s.position, s.voice, s.time, s.attribution, s.speaker,
    s.reported_by, s.first_day, s.precision, nullif(s.quote, ''), s.quote_start, s.quote_end,
    nullif(s.summary, ''), s.article_id, s.source_id, coalesce(nullif(s.outlet, ''), o.name, ''),
    coalesce(o.tier, 'unknown'),
    CASE WHEN coalesce(nullif(s.url, ''), p.url) ^@ 'http' THEN coalesce(nullif(s.url, ''), p.url) END,
    s.language,
    ARRAY(SELECT jsonb_build_object('kind', c.kind, 'words', c.words)
          FROM coalition_stancecondition c WHERE c.stance_id = s.id ORDER BY c.id),
    CASE WHEN s.quantity_raw <> '' THEN jsonb_build_object(
        'low', s.quantity_low, 'high', s.quantity_high, 'unit', s.quantity_unit,
        'scope', s.quantity_scope, 'raw', s.quantity_raw, 'flag', s.quantity_flag) END,
    s.confidence, s.reader, s.reader_version, s.review_state, y.why IS NULL, y.why, s.created_at,
    {STEP.format("s.position")}, %(site)s::text || '/stances/' || s.id || '/',
    %(site)s::text || '/articles/' || s.article_id || '/#stance-' || s.id
"""
JOINS = f"""
    LEFT JOIN coalition_source o ON o.domain = s.source_id
    LEFT JOIN coalition_article a ON a.id = s.article_id
    LEFT JOIN coalition_page p ON p.id = a.page_id
    LEFT JOIN coalition_story t ON t.id = a.story_id
    LEFT JOIN coalition_source w ON w.domain = t.origin_id
    CROSS JOIN LATERAL (SELECT CASE
        WHEN s.voice <> 'government' THEN 'voice'
        WHEN o.tier IN {COUNTING} IS NOT TRUE THEN 'tier'
        WHEN w.tier NOT IN {COUNTING} THEN 'origin'
        WHEN s.first_day IS NULL THEN 'undated'
        WHEN s.time = 'past' AND (s.first_day < a.published) IS NOT TRUE THEN 'earlier'
    END AS why) y
"""
STANCES = f"""
    SELECT {OF_STANCE} FROM coalition_stance s {JOINS}
    WHERE NOT s.withdrawn AND s.review_state <> 'rejected' AND s.id < %(before)s
    ORDER BY s.id DESC LIMIT 50
"""
POSITION = (
    "country", "proposal", "first", "until", "state", "position", "low", "high", "statements",
    "origins", "reviewed", "step", "html_url",
)  # fmt: skip
POSITIONS = f"""
    SELECT country.code, proposal.slug, span.first, span.until, coalesce(span.state, 'no-evidence'),
        span.position, span.low, span.high, coalesce(span.statements, 0), coalesce(span.origins, 0),
        coalesce(span.reviewed, false), {STEP.format("span.position")},
        %(site)s::text || '/countries/' || country.code || '/#'
            || coalesce('stance-' || s.id, 'line-' || proposal.slug),
        {OF_STANCE}
    FROM coalition_country country CROSS JOIN coalition_proposal proposal
    LEFT JOIN LATERAL (
        SELECT * FROM coalition_position span
        WHERE span.country_id = country.code AND span.proposal_id = proposal.slug
            AND span.first <= %(at)s ORDER BY span.first DESC LIMIT 1
    ) span ON span.until IS NULL OR span.until > %(at)s
    LEFT JOIN coalition_stance s ON s.id = span.cause_id AND NOT s.withdrawn
        AND s.review_state <> 'rejected'
    {JOINS}
    WHERE proposal.slug = 'troops-on-ground' ORDER BY country.code
"""
# In few characters: psycopg reads a statement of more than 4,096 anew each time.
STANCES, POSITIONS = (" ".join(statement.split()) for statement in (STANCES, POSITIONS))
MOST_ID = 2**31
pool = AsyncConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=4,
    open=False,
    kwargs={"row_factory": tuple_row, "autocommit": True},
)


def name_stance(row: tuple[Any, ...]) -> dict[str, Any] | None:
    """The columns of a stance by their names."""
    return dict(zip(STANCE, row, strict=True)) if row[0] is not None else None


def name_position(row: tuple[Any, ...]) -> dict[str, Any]:
    """The columns of a position and of its cause by their names."""
    named = dict(zip(POSITION, row, strict=False))
    named["cause"] = name_stance(row[len(POSITION) :])
    return named


async def application(scope: Any, _receive: Any, send: Any) -> None:
    """Answers two addresses."""
    if scope["type"] != "http":
        return
    await pool.open()
    async with pool.connection() as connection:
        asked = parse_qs(scope["query_string"].decode())
        values: dict[str, Any] = {"site": os.environ["SITE"]}
        if scope["path"] == "/stances":
            query, name = STANCES, name_stance
            values["before"] = int(asked.get("before", [MOST_ID])[0])
        else:
            query, name = POSITIONS, name_position
            values["at"] = asked.get("at", ["2026-03-05"])[0]
        found = await (await connection.execute(query, values)).fetchall()
    body = orjson.dumps({"items": [name(row) for row in found]}, option=orjson.OPT_UTC_Z)
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
