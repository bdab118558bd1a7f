"""How the whole of it fares, in figures: what waits and for how long, what fails, how fresh it all is.

Read from the database, so every process tells the same, in a few queries that stay cheap as tables
grow: they look at what waits, at the newest rows, at feeds, and at jobs, of which a week is kept.
Times are those of its clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from coalition.exports import EDITION_FORMAT, list_editions
from coalition.ingestion.jobs import LANES
from coalition.vocabulary import JobKind

LATE = timedelta(minutes=15)  # a feed that is due for longer: nobody reads feeds
LATELY = 1_000  # the newest readings, over which refused claims are counted

ASK_JOBS = """
    SELECT kind,
        count(*) FILTER (WHERE state = 'waiting' AND due_at <= statement_timestamp()),
        coalesce(extract(epoch FROM statement_timestamp() - min(due_at)
            FILTER (WHERE state = 'waiting' AND due_at <= statement_timestamp())), 0)::float,
        count(*) FILTER (WHERE state = 'running'),
        count(*) FILTER (WHERE state = 'waiting' AND error > ''),
        count(*) FILTER (WHERE state = 'quarantined')
    FROM coalition_job WHERE state = 'waiting' OR state = 'running' OR state = 'quarantined'
    GROUP BY kind
"""
ASK_FEEDS = """
    SELECT count(*), count(*) FILTER (WHERE failures > 0),
        count(*) FILTER (WHERE due_at < statement_timestamp() - %s), max(last_success_at)
    FROM coalition_feed WHERE active
"""
# A reader's notes stand among what was refused, without a claim.
ASK_READINGS = """
    SELECT count(*), coalesce(sum(found), 0), coalesce(sum(refused), 0) FROM (
        SELECT found, (
            SELECT count(*) FROM jsonb_array_elements(refused) AS one WHERE one->'claim' <> 'null'
        ) AS refused
        FROM coalition_reading ORDER BY id DESC LIMIT %s
    ) AS newest
"""
ASK_REST = """
    SELECT statement_timestamp(),
        (SELECT stored_at FROM coalition_article ORDER BY id DESC LIMIT 1),
        (SELECT count(*) FROM coalition_waiting),
        (SELECT min(since) FROM coalition_waiting),
        (SELECT count(*) FROM coalition_delivery WHERE state = 'waiting' AND due_at <= statement_timestamp()),
        (SELECT coalesce(sum(failures), 0) FROM coalition_webhook WHERE stopped_at IS NULL),
        (SELECT count(*) FROM coalition_webhook WHERE stopped_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """The jobs of one kind: `due` ones, how many seconds the oldest is late, those that workers hold,
    those that failed and wait for another try, and those set aside until an editor looks."""

    kind: JobKind
    due: int = 0
    oldest: float = 0.0
    running: int = 0
    failing: int = 0
    quarantined: int = 0

    @property
    def lane(self) -> str:
        """Whose work it is."""
        return LANES[self.kind].value


@dataclass(frozen=True, slots=True)
class Figures:
    """How it fares at `now`. An instant is None where there was none yet.

    `feeds_late` are due for longer than LATE. `readings` are the newest, up to LATELY, which gave
    `claims` with a quote and refused `refused`. `waiting` stances wait for a review, the oldest since
    `waiting_since`. `webhook_failures` are those in a row of the receivers that are not stopped.
    """

    now: datetime
    queues: tuple[Queue, ...]
    feeds: int
    feeds_failing: int
    feeds_late: int
    newest_reading: datetime | None
    newest_article: datetime | None
    newest_export: datetime | None
    readings: int
    claims: int
    refused: int
    waiting: int
    waiting_since: datetime | None
    deliveries_due: int
    webhook_failures: int
    webhooks_stopped: int


def read_figures() -> Figures:
    """The figures of this moment."""
    with connection.cursor() as cursor:

        def ask(query: str, *given: Any) -> list[tuple[Any, ...]]:
            cursor.execute(query, given)
            return list(cursor.fetchall())

        found = {row[0]: row[1:] for row in ask(ASK_JOBS)}
        queues = tuple(Queue(kind, *found.get(kind.value, ())) for kind in JobKind)
        [(feeds, failing, late, newest_reading)] = ask(ASK_FEEDS, LATE)
        [(readings, claims, refused)] = ask(ASK_READINGS, LATELY)
        [(now, newest_article, waiting, since, due, failures, stopped)] = ask(ASK_REST)
    return Figures(
        now=now,
        queues=queues,
        feeds=feeds,
        feeds_failing=failing,
        feeds_late=late,
        newest_reading=newest_reading,
        newest_article=newest_article,
        newest_export=find_newest_export(),
        readings=readings,
        claims=int(claims),
        refused=int(refused),
        waiting=waiting,
        waiting_since=since,
        deliveries_due=due,
        webhook_failures=int(failures),
        webhooks_stopped=stopped,
    )


def find_newest_export() -> datetime | None:
    """The instant of the newest bulk files, which their name tells; None where there are none."""
    editions = list_editions()
    if not editions:
        return None
    return datetime.strptime(editions[-1], EDITION_FORMAT).replace(tzinfo=UTC)
