"""Lines are rebuilt from their stances, never patched."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from itertools import takewhile
from operator import attrgetter, eq
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from psycopg import sql

from coalition.estimation import Span
from coalition.estimation.comparison import find_effects
from coalition.models import Change, Pin, Position, Stance, Waiting
from coalition.prepared import ask
from coalition.statements import Line, read_counting
from coalition.vocabulary import LineState
from coalition.vocabulary import Position as Step
from coalition.waiting import (
    choose_unweighed,
    find_unweighed,
    note_effects,
    queue_line,
    take_up,
)

Row = TypeVar("Row", bound=Model)


class Drawn(NamedTuple):
    """The columns of a Position that follow from a span."""

    first: date
    until: date | None
    state: LineState
    position: Step | None
    low: Step | None
    high: Step | None
    statements: int
    origins: int
    reviewed: bool
    cause_id: int | None


class Stepped(NamedTuple):
    """The columns of a Change that follow from two spans."""

    day: date
    state_before: LineState
    state_after: LineState
    position_before: Step | None
    position_after: Step | None
    cause_id: int | None


# The fields of a span, in the order of Drawn.
list_values = attrgetter(*(field.name for field in fields(Span)))


def redraw_lines(lines: Iterable[Line]) -> None:
    """Redraws each (country, proposal) in a fixed order, so that two workers never block each other."""
    for country, proposal in sorted(set(lines)):
        redraw_line(country, proposal)


def redraw_line(country: str, proposal: str) -> None:
    """Brings the Position and Change rows of one line to what the stances that stand now say.

    Rows that are right stay as they are, so redrawing twice changes nothing. One line is redrawn by
    one worker at a time.
    """
    with transaction.atomic():
        lock_line(country, proposal)
        evidence = read_counting(country, proposal)
        spans = evidence.draw()
        replace_rows(Position, (country, proposal), list(map(list_values, spans)))
        replace_rows(Change, (country, proposal), find_steps(spans))
        queue_line((country, proposal), *evidence.parts)


def weigh_lines(seconds: float) -> int:
    """Weighs waiting stances whose line was redrawn since (waiting.py); returns how many turns it took.

    For the workers: begins no other turn once these seconds are over. A line is locked only while
    the answer is written, so that no editor waits for the thinking; an answer to what changed
    meanwhile is dropped.
    """
    end, turns = monotonic() + seconds, 0
    while monotonic() < end and (line := find_unweighed()):
        with transaction.atomic():
            lock_line(*line)
            take_up(line)
        evidence = read_counting(*line)
        keys = choose_unweighed(line, len(evidence.statements))
        effects = find_effects(*evidence.parts, set(keys), timezone.localdate())
        with transaction.atomic():
            lock_line(*line)
            if read_counting(*line) == evidence:
                note_effects(Waiting.objects.filter(pk__in=keys), effects)
        turns += 1
    return turns


def list_lines() -> list[Line]:
    """Every line that is drawn or may be: those with a stance, a pin, or rows that are left over."""
    found: set[Line] = set()
    for model in (Stance, Pin, Position):
        found.update(
            model._default_manager.order_by().values_list("country_id", "proposal_id").distinct()
        )
    return sorted(found)


def lock_line(country: str, proposal: str) -> None:
    """Waits for the line until the transaction ends; other lines are not held up."""
    digest = hashlib.sha256(f"{country}/{proposal}".encode()).digest()
    ask("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])


def find_changes(line: Line, spans: Sequence[Span]) -> list[Change]:
    """The steps of a line as rows, not stored."""
    columns = ["country_id", "proposal_id", *Stepped._fields]
    return [
        Change.from_db("default", columns, [*line, *list_plain(step)]) for step in find_steps(spans)
    ]


def find_steps(spans: Sequence[Span]) -> list[Stepped]:
    """The steps of a line: where it begins, and wherever position or state differ from before."""
    steps, state, position = [], LineState.NO_EVIDENCE, None
    for span in spans:
        if (span.state, span.position) != (state, position):
            steps.append(
                Stepped(span.first, state, span.state, position, span.position, span.cause)
            )
            state, position = span.state, span.position
    return steps


def list_plain(values: Iterable[Any]) -> list[Any]:
    """Values as the database takes them."""
    return [str(value) if isinstance(value, StrEnum) else value for value in values]


def replace_rows(model: type[Row], line: Line, fresh: Sequence[tuple[Any, ...]]) -> None:
    """Makes these the rows of a line, in the order of their days.

    Of those that say something else of the same day, the one with the lowest number takes a number
    higher than any before (published.LineVersion rests on that); the others are written over.
    """
    stored = read_rows(model, line)
    # What is new is mostly at the end: what comes before the first difference is not looked at twice.
    alike = map(eq, (row[1:] for row in stored), fresh)
    same = sum(1 for _ in takewhile(bool, alike))
    old = {row[1]: row for row in stored[same:]}
    pairs = [(old.pop(row[0], None), row) for row in fresh[same:]]
    added = [row for known, row in pairs if known is None]
    others = sorted((known[0], row) for known, row in pairs if known and known[1:] != row)
    gone = [row[0] for row in old.values()]
    if others:
        (key, row), *others = others
        gone.append(key)
        added.append(row)
    if gone:
        ask(f"DELETE FROM {model._meta.db_table} WHERE id = ANY(%s) RETURNING id", [gone])  # noqa: S608 - our own
    if others:
        write_over(model, others)
    if added:
        copy_rows(model, [(*line, *list_plain(row)) for row in added])


def write_over(model: type[Row], rows: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
    """Writes other columns into rows, each given by its number.

    In one statement: of what is the same no index and no foreign key is asked, so that this takes a
    quarter of the time that other rows would.
    """
    names = list_columns(model)
    columns = zip(*(list_plain(row) for _, row in rows), strict=True)
    types = [model._meta.get_field(name).db_type(connection) for name in names]
    command = (
        f"UPDATE {model._meta.db_table} AS old"  # noqa: S608 - our own
        f" SET {', '.join(f'{name} = fresh.{name}' for name in names)}"
        f" FROM unnest(%s::bigint[], {', '.join(f'%s::{kind}[]' for kind in types)})"
        f" AS fresh (id, {', '.join(names)}) WHERE old.id = fresh.id RETURNING old.id"
    )
    ask(command, [[key for key, _ in rows], *map(list, columns)])


def read_rows(model: type[Row], line: Line) -> list[tuple[Any, ...]]:
    """The rows of a line in the order of their days, each with its key before its columns."""
    names = list_columns(model)
    command = (
        f"SELECT id, {', '.join(names)} FROM {model._meta.db_table}"  # noqa: S608 - our own
        f" WHERE country_id = %s AND proposal_id = %s ORDER BY {names[0]}"
    )
    return ask(command, line)


def copy_rows(model: type[Row], rows: Iterable[tuple[Any, ...]]) -> None:
    """Adds rows of lines.

    By COPY: a long line drawn anew is a thousand rows, for which INSERT takes several times as long.
    """
    columns = map(sql.Identifier, ("country_id", "proposal_id", *list_columns(model)))
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(command) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def list_columns(model: type[Row]) -> tuple[str, ...]:
    """The columns of a row of a line that follow from its spans, its first day before all."""
    return Drawn._fields if model is Position else Stepped._fields
