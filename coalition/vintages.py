"""What we knew at an instant: rows as history holds them, and lines drawn again from those rows.

**Why the same instant gives the same answer for ever.** Every snapshot bears the instant that its
transaction took at its first change, and only ever adds to history. So an answer can change after it
was given only if a transaction that took an earlier instant became visible later. `read_instant`
rules that out: before a transaction takes its instant it takes a lock that bears the second before
it (migration 0006), and it gives the lock back once its changes are there for all to see. An instant
is therefore settled when it lies in the past and no such lock bears its second or an earlier one:
whoever begins to write after we looked takes a later instant. SETTLED allows for a clock that is set
back by less than that. A replica has no such locks: what is settled there is what was settled at the primary
when its log had come no further than the replica has replayed (replica.py). Transactions that only read hold nothing up, however long they last.

Two things lie outside of this promise: a lawful removal blanks words in the past too (removal.py),
and another version of the method draws other lines from the same rows.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, NewType, TypeVar, cast

from django.db import connections
from django.db.models import Exists, Model, OuterRef, QuerySet

from coalition import replica
from coalition.errors import BadInput
from coalition.estimation import Pin as PinnedSpan
from coalition.estimation import Span, Statement
from coalition.models import (
    Article,
    Change,
    Country,
    Page,
    Proposal,
    Source,
    Stance,
    StanceCondition,
    Story,
)
from coalition.positions import find_changes
from coalition.replica import ASK_LOCKS, HISTORY_LOCKS, LOCKS_BEGIN, SETTLED, connection
from coalition.statements import (
    COUNTING,
    PIN_COLUMNS,
    STANDING,
    STATEMENT_COLUMNS,
    Line,
    LineEvidence,
    describe_pin,
    describe_row,
)

# An instant that is settled: `read_instant` and `settle` alone make one.
Instant = NewType("Instant", datetime)
Row = TypeVar("Row", bound=Model)

FIRST_INSTANT = datetime(2014, 1, 1, tzinfo=UTC)  # the war began that February
SHAPE = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d))?", re.ASCII
)


def read_instant(text: str) -> Instant:
    """The instant that a text names: ISO 8601 with an offset, or a day, which means its end in UTC.

    Raises BadInput for another text, for what lies ahead, and for what is not yet settled.
    """
    try:
        found = datetime.fromisoformat(text) if SHAPE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is not None and found.tzinfo is None:
        found = datetime.combine(found, time.max, UTC)
    if found is None or found < FIRST_INSTANT:
        raise BadInput(
            "as_of must be a day as YYYY-MM-DD or an instant as 2026-11-22T09:00:00Z, from 2014 on"
            " (in an address, write + as %2B)."
        )
    return settle(found)


def settle(instant: datetime) -> Instant:
    """The same instant, once it is sure that nothing can be added to what was known at it.

    Raises BadInput where it lies before FIRST_INSTANT or ahead, or where a change of that time may
    still come.
    """
    if instant < FIRST_INSTANT:
        raise BadInput(f"as_of must not lie before {say(FIRST_INSTANT)}.")
    whole = replica.find_whole()
    if whole is not None and instant <= whole:
        return Instant(instant.astimezone(UTC))
    replica.leave()
    now, running = read_locks()
    if instant > now:
        given = instant.isoformat().replace("+00:00", "Z")  # the last of all days is none in UTC
        raise BadInput(f"as_of {given} lies ahead: it is {say(now)} now.")
    if instant > now - SETTLED:
        raise BadInput(
            f"as_of {say(instant)} is too young: ask for {SETTLED.seconds} seconds ago or earlier."
        )
    if running is not None and instant >= running:
        raise BadInput(
            f"as_of {say(instant)} is not settled: changes that began at {say(running)} are still"
            " being written; ask for an earlier instant, or again when they are done."
        )
    return Instant(instant.astimezone(UTC))


def find_settled() -> Instant:
    """The newest instant that is settled where we read."""
    if (whole := replica.find_whole()) is not None:
        return Instant(whole.astimezone(UTC))
    now, running = read_locks()
    newest = now - SETTLED
    if running is not None:
        newest = min(newest, running - timedelta(microseconds=1))
    return Instant(newest.astimezone(UTC))


def read_locks() -> tuple[datetime, datetime | None]:
    """The primary's clock, and a second before which every change is there for all to see; None
    where nothing is being written."""
    with connections[replica.PRIMARY].cursor() as cursor:
        cursor.execute(ASK_LOCKS, [HISTORY_LOCKS])
        now, second = cursor.fetchone()
    return now, None if second is None else LOCKS_BEGIN + timedelta(seconds=second)


def say(instant: datetime) -> str:
    """An instant in ISO 8601, in UTC."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def list_snapshots(model: type[Model]) -> QuerySet[Any]:
    """All that history holds of a tracked table."""
    # One table of snapshots for all kinds of change; pghistory lists it by each kind.
    snapshots: type[Model] = next(iter(getattr(model, "pgh_event_models", {}).values()))
    return snapshots._default_manager.all()


def rows_at(model: type[Model], instant: Instant) -> QuerySet[Any]:
    """The snapshots of the rows of a tracked table that stood at an instant, one a row.

    Their columns are named as the table's; `pgh_obj` is the row's key. Among the snapshots up to the
    instant the newest is the one written last: a row is locked while it is changed, but a long
    transaction writes late what bears an early instant.
    """
    known = list_snapshots(model).filter(pgh_created_at__lte=instant)
    newer = known.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id"))
    rows: QuerySet[Any] = known.filter(~Exists(newer)).exclude(pgh_label="delete")
    return rows


def recall(model: type[Row], snapshots: QuerySet[Any]) -> list[Row]:
    """Snapshots as rows of their table, to be read and never saved.

    A column that history leaves out (an article's text) is read from the table when it is asked for.
    """
    columns = {field.attname for field in snapshots.model._meta.concrete_fields}
    names = [f.attname for f in model._meta.concrete_fields if f.attname in columns]
    return [model.from_db("default", names, row) for row in snapshots.values_list(*names)]


def recall_by_key(
    model: type[Row], instant: Instant, keys: Iterable[str | int | None]
) -> dict[Any, Row]:
    """The rows with these keys as they stood, by key; None among the keys is passed over."""
    wanted = {key for key in keys if key is not None}
    return {
        row.pk: row for row in recall(model, rows_at(model, instant).filter(pgh_obj__in=wanted))
    }


def recall_stances(instant: Instant, snapshots: QuerySet[Any]) -> list[Stance]:
    """Snapshots of stances as rows, with their sources, articles, stories, pages and conditions as
    they stood at the instant."""
    found = recall(Stance, snapshots)
    articles = recall_by_key(Article, instant, (row.article_id for row in found))
    stories = recall_by_key(Story, instant, (row.story_id for row in articles.values()))
    publishers = {row.source_id for row in found} | {row.origin_id for row in stories.values()}
    sources = recall_by_key(Source, instant, publishers)
    pages = recall_by_key(Page, instant, (row.page_id for row in articles.values()))
    conditions: dict[int, list[StanceCondition]] = {row.pk: [] for row in found}
    kept = rows_at(StanceCondition, instant).filter(stance__in=list(conditions))
    for condition in recall(StanceCondition, kept.order_by("pgh_obj_id")):
        conditions[condition.stance_id].append(condition)
    for article in articles.values():
        article.page, article.story = pages[article.page_id], stories[article.story_id]
        article.story.origin = sources.get(article.story.origin_id)
    for row in found:
        row.source = sources[row.source_id] if row.source_id else None
        row.article = articles[row.article_id] if row.article_id else None
        # Where Django itself keeps what `prefetch_related` found, so that readers need not know.
        cast(Any, row)._prefetched_objects_cache = {"conditions": conditions[row.pk]}
    return found


def newest(table: str, key: str) -> str:
    """SQL to be joined laterally: the snapshot of a row that stood at the instant, as `rows_at` has it,
    which may be that of its deletion."""
    return f"""(
        SELECT * FROM {table}event AS known
        WHERE known.pgh_obj_id = {key} AND known.pgh_created_at <= %(instant)s
        ORDER BY known.pgh_id DESC LIMIT 1
    )"""  # noqa: S608 - our own names


def newest_of_lines(table: str, name: str) -> str:
    """SQL: the same of every row that was ever of the lines asked for: these are found by an index."""
    return f"""(
        SELECT DISTINCT pgh_obj_id FROM {table}event AS ever WHERE {OF_LINES.format("ever")}
    ) AS said JOIN LATERAL {newest(table, "said.pgh_obj_id")} AS {name}
    ON {OF_LINES.format(name)} AND {name}.pgh_label <> 'delete'"""  # noqa: S608 - our own names


# The lines of a country, on a proposal, or both.
OF_LINES = """(%(country)s::text IS NULL OR {0}.country_id = %(country)s)
    AND (%(proposal)s::text IS NULL OR {0}.proposal_id = %(proposal)s)"""
# As READ_STATEMENTS, behind its line. Written out, since every row needs the newest snapshot of three
# tables: joined by the planner's own choice, it reads all snapshots that there are of one of them.
RECALL_STATEMENTS = f"""
    SELECT stance.country_id, stance.proposal_id,
        {", ".join(f"stance.{name}" for name in STATEMENT_COLUMNS)},
        printed.story_id, story.shared_origin, stance.source_id, story.origin_id
    FROM {newest_of_lines("coalition_stance", "stance")}
    LEFT JOIN LATERAL {newest("coalition_article", "stance.article_id")} AS printed
        ON printed.pgh_label <> 'delete'
    LEFT JOIN LATERAL {newest("coalition_story", "printed.story_id")} AS story
        ON story.pgh_label <> 'delete'
    WHERE {STANDING}
"""  # noqa: S608 - our own names
RECALL_COUNTING = f"{RECALL_STATEMENTS} AND {COUNTING}"
RECALL_TIERS = f"""
    SELECT source.pgh_obj_id, source.tier FROM unnest(%(sources)s::text[]) AS asked (source)
    JOIN LATERAL {newest("coalition_source", "asked.source")} AS source
        ON source.pgh_label <> 'delete'
"""  # noqa: S608 - our own names
RECALL_PINS = f"""
    SELECT pin.country_id, pin.proposal_id, {", ".join(f"pin.{name}" for name in PIN_COLUMNS)}
    FROM {newest_of_lines("coalition_pin", "pin")} AND pin.active ORDER BY pin.pgh_obj_id
"""  # noqa: S608 - our own names


def recall_lines(
    instant: Instant,
    country: str | None = None,
    proposal: str | None = None,
    *,
    counting: bool = False,
) -> Iterator[tuple[Line, LineEvidence]]:
    """The lines asked for of which something was known, with all that they rested on; `counting`
    leaves out what never counts, as `statements.read_counting` does.

    All lines at once are read country by country, so that memory is bounded.
    """
    horizons = list_horizons(instant)
    codes = [country] if country or proposal else list_codes(instant)
    for code in codes:
        found = recall_statements(instant, code, proposal, counting=counting)
        pins = recall_pins(instant, code, proposal)
        for line in sorted(found.keys() | pins.keys()):
            yield line, LineEvidence(found.get(line, []), horizons[line[1]], pins.get(line, []))


def recall_statements(
    instant: Instant, country: str | None, proposal: str | None, *, counting: bool
) -> dict[Line, list[Statement]]:
    """The statements of the lines of a country, on a proposal, or both as they stood."""
    wanted = {"instant": instant, "country": country, "proposal": proposal}
    with connection.cursor() as cursor:
        cursor.execute(RECALL_COUNTING if counting else RECALL_STATEMENTS, wanted)
        rows = cursor.fetchall()
        sources = {row[-2] for row in rows} | {row[-1] for row in rows}
        cursor.execute(RECALL_TIERS, {"instant": instant, "sources": list(sources)})
        tier_of = dict(cursor.fetchall()).get
    found: dict[Line, list[Statement]] = {}
    for row in rows:
        statement = describe_row((*row[2:-2], tier_of(row[-2]), tier_of(row[-1])))
        found.setdefault(row[:2], []).append(statement)
    return found


def recall_pins(
    instant: Instant, country: str | None, proposal: str | None
) -> dict[Line, list[PinnedSpan]]:
    """The editors' pins on the lines of a country, on a proposal, or both as they stood."""
    with connection.cursor() as cursor:
        wanted = {"instant": instant, "country": country, "proposal": proposal}
        cursor.execute(RECALL_PINS, wanted)
        rows = cursor.fetchall()
    found: dict[Line, list[PinnedSpan]] = {}
    for code, slug, *columns in rows:
        found.setdefault((code, slug), []).append(describe_pin(*columns))
    return found


def recall_spans(
    instant: Instant, country: str | None = None, proposal: str | None = None
) -> dict[Line, tuple[Span, ...]]:
    """The lines as they were drawn; none without a span."""
    return {
        line: spans
        for line, evidence in recall_lines(instant, country, proposal, counting=True)
        if (spans := evidence.draw())
    }


def recall_changes(
    instant: Instant, country: str | None = None, proposal: str | None = None
) -> list[Change]:
    """The steps of the lines as they were drawn, which are not stored."""
    return [
        change
        for line, evidence in recall_lines(instant, country, proposal, counting=True)
        for change in find_changes(line, evidence.draw())
    ]


def list_codes(instant: Instant) -> list[str]:
    """The codes of the countries that we had then."""
    return sorted(rows_at(Country, instant).values_list("pgh_obj", flat=True))


def list_slugs(instant: Instant) -> list[str]:
    """The slugs of the proposals that we had then, in their order of then."""
    rows = rows_at(Proposal, instant).order_by("order", "pgh_obj_id")
    return list(rows.values_list("pgh_obj", flat=True))


def list_horizons(instant: Instant) -> dict[str, int]:
    """Days after which evidence was stale, by proposal."""
    return dict(rows_at(Proposal, instant).values_list("pgh_obj", "horizon_days"))
