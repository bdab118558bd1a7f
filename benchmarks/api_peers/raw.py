"""The ceiling: the same rows by psycopg and orjson in a bare ASGI application, JSON built by hand.

granian --interface asgi raw:application, with DATABASE_URL and this folder on the path
"""

import os
from typing import Any
from urllib.parse import parse_qs

import orjson
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

STANCES = """
    SELECT s.id, s.kind, s.country_id AS country, s.proposal_id AS proposal, s.position, s.voice,
        s.time, s.attribution, s.speaker, s.reported_by, s.first_day AS day, s.precision, s.quote,
        s.quote_start, s.quote_end, s.summary, s.article_id AS article, s.source_id AS source,
        s.outlet, s.url, s.language, s.confidence, s.reader, s.reader_version, s.review_state,
        s.created_at AS stored_at, s.quantity_low, s.quantity_high, s.quantity_unit,
        s.quantity_scope, s.quantity_raw, s.quantity_flag, o.name, o.tier, a.published, p.url AS page,
        ARRAY(SELECT jsonb_build_array(c.kind, c.words) FROM coalition_stancecondition c
              WHERE c.stance_id = s.id ORDER BY c.id) AS conditions
    FROM coalition_stance s
    LEFT JOIN coalition_source o ON o.domain = s.source_id
    LEFT JOIN coalition_article a ON a.id = s.article_id
    LEFT JOIN coalition_page p ON p.id = a.page_id
    WHERE NOT s.withdrawn AND s.review_state <> 'rejected' AND s.id < %s ORDER BY s.id DESC LIMIT 50
"""
POSITIONS = """
    SELECT p.*, to_jsonb(s) - 'extracted' AS cause
    FROM coalition_position p LEFT JOIN coalition_stance s ON s.id = p.cause_id
    WHERE p.proposal_id = 'troops-on-ground' AND p.first <= %s
        AND (p.until IS NULL OR p.until > %s)
"""
MOST_ID = 2**31
pool = AsyncConnectionPool(
    os.environ["DATABASE_URL"],
    min_size=4,
    max_size=4,
    open=False,
    kwargs={"row_factory": dict_row, "autocommit": True},
)


async def application(scope: Any, _receive: Any, send: Any) -> None:
    """Answers two addresses."""
    if scope["type"] != "http":
        return
    await pool.open()
    async with pool.connection() as connection:
        asked = parse_qs(scope["query_string"].decode())
        if scope["path"] == "/stances":
            query, values = STANCES, [int(asked.get("before", [MOST_ID])[0])]
        else:
            query, values = POSITIONS, asked.get("at", ["2026-03-05"]) * 2
        found = await (await connection.execute(query, values)).fetchall()
    body = orjson.dumps({"items": found})
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
