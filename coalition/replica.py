"""Reads of pages and of the API from a copy of the database, where READ_DATABASE_URL names one.

Inside `reading` all that is read of ours comes from the replica, and nowhere else: the desk, the workers,
counting and keys stay with the primary. A replica is behind, so each process notes once a second how far
the primary's log had come, and what was settled there at that moment (vintages.py). How far the replica has
replayed then tells two things that its own clock cannot: how old what it shows may be, and up to which
instant its past is whole. One that is too far behind, or away, is passed over; the primary answers.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

PRIMARY, REPLICA = "default", "replica"
NOTED_SECONDS = 1.0  # between two notes of a process
AWAY_SECONDS = 10.0  # a replica that is away is not asked again before

HISTORY_LOCKS = 67  # the class of the locks that migration 0006 takes
LOCKS_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)  # their seconds count from here
SETTLED = timedelta(seconds=2)  # more than a clock kept by NTP is ever set back
ASK_LOCKS = """
    SELECT clock_timestamp(), (
        SELECT min(objid::bigint) FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""
ASK_PRIMARY = f"SELECT *, pg_current_wal_insert_lsn() - '0/0' FROM ({ASK_LOCKS}) AS locks"  # noqa: S608
# Null where it is no replica, such as one that took over.
ASK_REPLICA = """
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' END
"""


@dataclass(frozen=True, slots=True)
class Note:
    """How far the primary's log had come at a moment of our clock, and the newest instant that was
    settled there: all that bears an earlier one stands in the log up to here."""

    at: float
    position: int
    settled: datetime


NOTES: deque[Note] = deque(maxlen=3_600)  # an hour of them
LOCK = Lock()
ALIAS: ContextVar[str] = ContextVar("alias", default=PRIMARY)
# Up to which instant the past is whole where this request reads; None: ask the primary.
WHOLE: ContextVar[datetime | None] = ContextVar("whole", default=None)
away_until = 0.0


class Router:
    """Django's question of where a model is read. What is not of `coalition` (sessions, accounts) is
    always read where it is written."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """The database to read from."""
        return ALIAS.get() if model._meta.app_label == "coalition" else PRIMARY

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        """The database to write to."""
        return PRIMARY

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        """Both are of the same database in truth."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """The replica follows by itself."""
        return db == PRIMARY


class ReadingConnection:
    """Django's `connection`, of the database that this request reads from."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connections[ALIAS.get()], name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(connections[ALIAS.get()], name, value)


connection = cast(BaseDatabaseWrapper, ReadingConnection())


@contextmanager
def reading() -> Iterator[None]:
    """Reads from the replica, where there is one that is near enough."""
    note = find_note() if REPLICA in connections.settings else None
    if note is None:
        yield
        return
    alias, whole = ALIAS.set(REPLICA), WHOLE.set(note.settled)
    try:
        yield
    finally:
        ALIAS.reset(alias)
        WHOLE.reset(whole)


def is_read() -> bool:
    """Whether this request reads from the replica."""
    return ALIAS.get() == REPLICA


def find_whole() -> datetime | None:
    """The newest instant whose past is whole at the replica; None where the primary is read."""
    return WHOLE.get()


def leave() -> None:
    """Reads the rest of this request from the primary, which knows more."""
    ALIAS.set(PRIMARY)
    WHOLE.set(None)


def find_note() -> Note | None:
    """The newest note that the replica has come up to; None where it is away or too far behind."""
    global away_until  # noqa: PLW0603 - one for the process, as its notes
    now = time.monotonic()
    if now < away_until:
        return None
    take_note(now)
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(ASK_REPLICA)
            (position,) = cursor.fetchone()
    except (OperationalError, InterfaceError):
        away_until = now + AWAY_SECONDS
        return None
    with LOCK:
        reached = [note for note in NOTES if position is not None and note.position <= position]
    if not reached or now - reached[-1].at > settings.REPLICA_BEHIND_SECONDS:
        return None
    return reached[-1]


def take_note(now: float) -> None:
    """Notes how far the primary is, unless that was done a moment ago. Where it is away there is no
    new note: the replica serves for as long as it may be behind, then nobody does."""
    with LOCK:
        if NOTES and now - NOTES[-1].at < NOTED_SECONDS:
            return
    try:
        with connections[PRIMARY].cursor() as cursor:
            cursor.execute(ASK_PRIMARY, [HISTORY_LOCKS])
            clock, second, position = cursor.fetchone()
    except (OperationalError, InterfaceError):
        return
    settled = clock - SETTLED
    if second is not None:
        began = LOCKS_BEGIN + timedelta(seconds=second)
        settled = min(settled, began - timedelta(microseconds=1))
    with LOCK:
        if not NOTES or now > NOTES[-1].at:
            NOTES.append(Note(now, int(position), settled))
