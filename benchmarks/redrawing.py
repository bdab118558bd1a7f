"""How long does it take to draw lines, all of them, and one as it was known at an instant?

    python -m benchmarks.redrawing [--statements 1000000] [--keep NAME] [--part sizes|all|line|past]

makes a database of its own on the server of the settings, fills it with invented statements (60
countries, 22 proposals, 3 years, 300,000 articles; each country has one line of 1,000 and 21 of 745; fewer countries for fewer
statements), prints a Markdown table and drops the database again; with --keep the database stays, and
the next run with that name measures without filling. Times of the clock, and in brackets what our
process and its server process computed of it: the rest is waiting, and the other programs'.
Seeded: the same code gives the same statements.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache, partial
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Model
from tqdm import tqdm

from benchmarks import choose
from benchmarks.scratch import scratch_database
from coalition import positions, statements, vintages
from coalition.models import (
    Article,
    Change,
    Country,
    Page,
    Position,
    Proposal,
    ProposalDefinition,
    Source,
    Stance,
    Story,
    Waiting,
)
from coalition.models.guards import LAST_PLACES, REVIEW_SETTING
from coalition.vintages import Instant
from coalition.waiting import queue_line

COUNTRIES, PROPOSALS, DAYS = 60, 22, 3 * 365
# Statements: of one line of each country, and of its others.
LONG, OTHER = 1000, (1_000_000 // COUNTRIES - 1000) // (PROPOSALS - 1)
ARTICLES_A_DAY, FEWEST_A_DAY = 274, 50  # 300,030 in all, two to a story; fewer with fewer countries
LARGE = 10_000_000  # bytes: of a smaller table or index the figure says little
LONG_ON = "proposal-0"
PARTS = ("sizes", "all", "line", "past")
STATEMENTS = choose(1_000_000, 33_000)  # of two countries where it is to be quick
TIMES = choose(15, 3)  # of which the median is told
WARM = choose(
    10, 1
)  # runs before: PostgreSQL settles on a plan for a prepared statement at the sixth
ASKED = choose(20, 5)  # lines that are asked for as they were known
FIRST = date(2023, 6, 1)
STEPS = ("opposed", "sceptical", "undecided", "conditional", "supportive", "committed")
COLUMNS = (
    *("kind", "article_id", "country_id", "proposal_id", "position", "voice", "time"),
    *("attribution", "speaker", "reported_by", "first_day", "precision"),
    *("quote", "quote_start", "quote_end", "quantity_unit", "quantity_raw"),
    *("summary", "outlet", "url", "language", "source_id", "confidence", "reader"),
    *("reader_version", "claim_key", "extracted", "withdrawn", "review_state", "edition"),
)
SIZES = """
    SELECT relname, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND starts_with(relname, 'coalition_')
    ORDER BY 2 DESC
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace AND starts_with(indrelid::regclass::text, 'coalition_')
    ORDER BY 2 DESC
"""
# Half of the statements are quoted from articles, two of which are copies of one report.
MAKE_ARTICLES = """
    INSERT INTO coalition_story (id, fingerprint, origin_id, origin_reason)
    SELECT n, 'story ' || n, 'source' || n %% 50 || '.example', 'first-outlet'
    FROM generate_series(0, %(articles)s / 2 - 1) AS n;
    INSERT INTO coalition_page (id, url, source_id, state, failure, sha256, content_type, file_name,
        given, canonical, etag, last_modified, checks, tries, missing_times)
    SELECT n, 'https://paper.example/' || n, 'source' || n %% 50 || '.example', 'found', '', '', '',
        '', '{}', '', '', '', 0, 0, 0
    FROM generate_series(0, %(articles)s - 1) AS n;
    INSERT INTO coalition_article (id, page_id, version, story_id, source_id, title, author, language,
        published, precision, text, sha256, removal_notice)
    SELECT n, n, 1, n / 2, 'source' || n %% 50 || '.example', 'Invented', '', 'en',
        %(first)s::date + n / %(a_day)s, 'day', 'Invented words.', 'hash ' || n, ''
    FROM generate_series(0, %(articles)s - 1) AS n
"""
# What the triggers would write, in a third of their time: snapshots, and places in the queue.
WRITE_HISTORY = """
    INSERT INTO {table}event ({columns}, pgh_obj_id, pgh_created_at, pgh_label)
    SELECT {values}, id, now(), %(deed)s FROM {table} WHERE {which} ORDER BY id
"""
QUEUE = """
    INSERT INTO coalition_waiting (stance_id, country_id, proposal_id, source_id, language, reader,
        place, weighed, today, before, after, since)
    SELECT id, country_id, proposal_id, source_id, language, reader,
        %(place)s + round(confidence * 1000)::integer, false, false, '', '', created_at
    FROM coalition_stance WHERE review_state = 'waiting'
"""


class Taken(NamedTuple):
    """How long something took, in seconds: by the clock, and what our process and its server process
    computed of it."""

    clock: float
    own: float
    server: float

    def __str__(self) -> str:
        clock, own, server = (
            f"{value:.1f} s" if value >= 1 else f"{value * 1000:.1f} ms" for value in self
        )
        return f"{clock} ({own} + {server})"


def read_times() -> tuple[float, float, float]:
    """The clock, and the processor's seconds of our process and of its server process until now."""
    scheduled = Path(f"/proc/{ask_server()}/schedstat").read_text()
    return time.perf_counter(), time.process_time(), int(scheduled.split()[0]) / 1e9


@cache
def ask_server() -> int:
    """The process that serves our connection; it must run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def measure(deed: Callable[[], object], times: int = 1) -> Taken:
    """The median of several runs, of a process that has done it before where there are several."""
    for _ in range(WARM if times > 1 else 0):
        deed()
    runs = []
    for _ in range(times):
        before = read_times()
        deed()
        runs.append([after - one for after, one in zip(read_times(), before, strict=True)])
    return Taken(*(statistics.median(column) for column in zip(*runs, strict=True)))


def count_a_day(lines: int) -> int:
    """Articles of a day, as many as so many lines need."""
    return max(FEWEST_A_DAY, ARTICLES_A_DAY * lines // (COUNTRIES * PROPOSALS))


def invent_line(country: str, proposal: str, a_day: int) -> Iterator[tuple[Any, ...]]:
    """Statements of one line: it drifts, and is reported with errors, by two speakers."""
    chance = random.Random(f"{country}/{proposal}")
    length = LONG if proposal == LONG_ON else OTHER
    level, papers = chance.uniform(0, 5), chance.randrange(a_day - 3)
    for number, day in enumerate(sorted(chance.randrange(DAYS) for _ in range(length))):
        level = min(5.0, max(0.0, level + chance.gauss(0, 0.15)))
        step = STEPS[min(5, max(0, round(level + chance.gauss(0, 0.6))))]
        quoted = chance.random() < 0.5
        article = day * a_day + papers + chance.randrange(4)
        source = article % 50 if quoted else chance.randrange(50)
        yield (
            *(("quoted", article) if quoted else ("coded", None)),
            *(country, proposal, step),
            *(chance.choices(("government", "claim", "other"), (8, 1, 1))[0], "current"),
            chance.choices(("on-record", "anonymous", "narrative"), (5, 2, 3))[0],
            *(chance.choice(("", "A president", "A minister")), ""),
            *(FIRST + timedelta(days=day), chance.choices(("day", "month"), (9, 1))[0]),
            *(("Invented", 0, 8) if quoted else ("", None, None)),
            *("", "", "" if quoted else "Invented.", "The Paper", "https://paper.example/", "en"),
            *(f"source{source}.example", round(chance.uniform(0.3, 1), 2)),
            *("invented", "1", f"{country} {proposal} {number}", "{}", False),
            *(chance.choices(("waiting", "accepted", "rejected"), (6, 3, 1))[0], 1),
        )


def fill(lines: list[tuple[str, str]]) -> None:
    """Stores the articles and the statements, with the history that triggers would write: of what was
    judged a first snapshot and that of the verdict."""
    a_day = count_a_day(len(lines))
    articles = {"articles": DAYS * a_day, "first": FIRST, "a_day": a_day}
    with filling() as cursor:
        cursor.execute(MAKE_ARTICLES, articles)
        for model in (Story, Page, Article):
            write_history(cursor, model, "insert", "true")
    # As they arrive in life: by day, all lines mixed.
    rows = merge(
        *(invent_line(*line, a_day) for line in lines), key=itemgetter(COLUMNS.index("first_day"))
    )
    total = len(lines) // PROPOSALS * (LONG + (PROPOSALS - 1) * OTHER)
    with filling() as cursor:
        with cursor.copy(f"COPY coalition_stance ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in tqdm(rows, desc="filling", total=total, disable=None):
                copy.write_row(row)
        write_history(cursor, Stance, "insert", "true", review_state="'waiting'")
        write_history(cursor, Stance, "update", "review_state <> 'waiting'")
        cursor.execute(QUEUE, {"place": LAST_PLACES})


@contextmanager
def filling() -> Iterator[Any]:
    """A transaction in which no trigger runs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield cursor


def write_history(cursor: Any, model: type[Model], deed: str, which: str, **values: str) -> None:
    """Snapshots of the rows for which a condition holds, with some columns set to other values."""
    snapshots = {
        field.attname for field in vintages.list_snapshots(model).model._meta.concrete_fields
    }
    columns = [f.attname for f in model._meta.concrete_fields if f.attname in snapshots]
    command = WRITE_HISTORY.format(
        table=model._meta.db_table,
        columns=", ".join(f'"{name}"' for name in columns),
        values=", ".join(values.get(name, f'"{name}"') for name in columns),
        which=which,
    )
    cursor.execute(command, {"deed": deed})


def make_tables(countries: int) -> list[tuple[str, str]]:
    """Countries, proposals and sources; gives the lines."""
    codes = [f"X{number:02}" for number in range(countries)]
    slugs = [f"proposal-{number}" for number in range(PROPOSALS)]
    Country.objects.bulk_create(Country(code=code, kind="state", name_en=code) for code in codes)
    Proposal.objects.bulk_create(
        Proposal(slug=slug, name_en=slug, group="force", order=number, horizon_days=270)
        for number, slug in enumerate(slugs)
    )
    ProposalDefinition.objects.bulk_create(
        ProposalDefinition(proposal_id=slug, version=1, text_en="Invented.", text_it="Inventata.")
        for slug in slugs
    )
    Source.objects.bulk_create(
        Source(domain=f"source{number}.example", name="The Paper", tier="quality")
        for number in range(50)
    )
    return [(code, slug) for code in codes for slug in slugs]


def count_memory(process: int | str = "self") -> str:
    """The most memory that a process ever held, as the kernel counts it."""
    status = Path(f"/proc/{process}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return f"{int(peak.split()[1]) // 1024} MB"


def draw_all() -> None:
    """As `manage.py redraw --all` does."""
    for line in tqdm(positions.list_lines(), desc="redrawing", unit="line", disable=None):
        positions.redraw_line(*line)


def report_sizes() -> Iterator[tuple[str, object]]:
    """Rows of each large table, and bytes of one with its indexes and TOAST; then the bytes of each large index.
    No row holds words."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(SIZES)
        for name, size in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            (rows,) = cursor.fetchone()
            if size > LARGE:
                yield f"{name}: rows, bytes a row", (rows, size // rows)
        cursor.execute(INDEXES)
        for name, size in cursor.fetchall():
            if size > LARGE:
                yield f"index {name}", f"{size / 1e6:.0f} MB"


def report_all() -> Iterator[tuple[str, object]]:
    """Drawing every line, from nothing and again."""
    Position.objects.all().delete()
    Change.objects.all().delete()
    positions.redraw_line(*positions.list_lines()[0])
    yield "most memory of our process after one line", count_memory()
    yield "drawing all lines for the first time", measure(draw_all)
    yield "rows drawn: positions, changes", (Position.objects.count(), Change.objects.count())
    yield "drawing all lines again, nothing new", measure(draw_all)
    yield "most memory of our process", count_memory()
    yield "most memory of its server process, shared buffers included", count_memory(ask_server())


def report_line(line: tuple[str, str]) -> Iterator[tuple[str, object]]:
    """Redrawing one line of 1,000 statements: nothing new, after a verdict, and anew."""
    said = Stance.objects.filter(country=line[0], proposal=line[1])
    queue = Waiting.objects.filter(country=line[0], proposal=line[1])
    drawn = Position.objects.filter(country=line[0], proposal=line[1])
    steps = Change.objects.filter(country=line[0], proposal=line[1])
    queue.update(weighed=True)  # as the workers leave it
    positions.redraw_line(*line)
    yield "one line: statements, rows", (said.count(), drawn.count() + steps.count())
    yield "redrawing it, nothing new", measure(lambda: positions.redraw_line(*line), TIMES)
    yield "of which reading it", measure(lambda: statements.read_counting(*line), TIMES)
    evidence = statements.read_counting(*line)
    yield "of which the method itself", measure(evidence.draw, TIMES)
    yield (
        "of which the queue",
        measure(lambda: queue_line(line, *evidence.parts), TIMES),
    )
    turns = iter(range(1000))

    def judge() -> None:
        state = ("rejected", "accepted")[next(turns) % 2]
        queue.filter(redrawn=True).update(weighed=True, redrawn=False)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, 'on', true)", [REVIEW_SETTING])
            said.filter(pk=chosen).update(review_state=state)

    def judge_and_redraw() -> None:
        judge()
        positions.redraw_line(*line)

    chosen = queue.order_by("-stance__first_day").values_list("pk", flat=True)[LONG // 4]
    alone = measure(judge, TIMES)
    both = measure(judge_and_redraw, TIMES)
    spent = (after - one for after, one in zip(both, alone, strict=True))
    yield "redrawing it after a verdict", Taken(*spent)

    queue.update(weighed=False)  # as it was found

    def forget() -> None:
        drawn.delete()
        steps.delete()

    runs = []
    for _ in range(TIMES):
        forget()
        runs.append(measure(lambda: positions.redraw_line(*line)))
    yield "drawing it for the first time", sorted(runs, key=lambda run: run.clock)[TIMES // 2]


def report_past(lines: list[tuple[str, str]]) -> Iterator[tuple[str, object]]:
    """Lines as they were known at an instant: median, and the slowest of ASKED."""
    chance = random.Random(5)
    edited, quiet = (chance.sample(lines, ASKED) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        then = Instant(cursor.fetchone()[0])
    for line in edited:
        said = Stance.objects.filter(country=line[0], proposal=line[1])
        said.update(confidence=(F("confidence") + 1) / 2)
    for what, asked in (("each edited since", edited), ("never edited since", quiet)):
        runs = [measure(partial(vintages.recall_spans, then, *line)) for line in asked]
        runs.sort(key=lambda run: run.clock)
        yield f"as_of of one line, {what}: median of {ASKED}", runs[ASKED // 2]
        yield "the slowest of them", runs[-1]


@contextmanager
def use_statements(statements: int, keep: str) -> Iterator[None]:
    """A database of our own, filled unless it is there already; it stays where `keep` names it, which is one for
    each number of statements."""
    with scratch_database(f"{keep}_{statements}" if keep else ""):
        if not Stance.objects.exists():
            with transaction.atomic():  # whole or not at all: the next run would take it as it is
                fill(make_tables(max(1, round(COUNTRIES * statements / 1_000_000))))
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
                cursor.execute("VACUUM ANALYZE")
        yield


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many statements, and under which name the database stays."""
    parser.add_argument("--statements", type=int, default=STATEMENTS)
    parser.add_argument("--keep", metavar="NAME", default="")


def report(parts: Sequence[str]) -> Iterator[tuple[str, object]]:
    """What is measured, and its figure."""
    lines = positions.list_lines()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        size = cursor.fetchone()[0]
    yield "statements, lines, size of the database", (Stance.objects.count(), len(lines), size)
    if "sizes" in parts:
        yield from report_sizes()
    if "all" in parts:
        yield from report_all()
    if "line" in parts:
        yield from report_line((lines[0][0], LONG_ON))
    if "past" in parts:
        yield from report_past(lines)


def main() -> None:
    """Fills a database of its own, measures, and drops it."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    parser.add_argument("--part", choices=PARTS, action="append")
    arguments = parser.parse_args()
    with use_statements(arguments.statements, arguments.keep):
        print("| what | figure | load |\n|---|---|---|")
        for what, figure in report(arguments.part or PARTS):
            print(f"| {what} | {figure} | {os.getloadavg()[0]:.1f} |", flush=True)


if __name__ == "__main__":
    main()
