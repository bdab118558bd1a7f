"""Turns at a host, shared by all workers: few at once, some time apart, and longer where it asks.

What is known of a host is a row; a turn is taken and given back in transactions of their own, by the
clock of the database, so that it holds between processes and machines. No lock is held while we read.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from coalition.errors import FetchPostponed
from coalition.ingestion.fetcher.robots import Rules
from coalition.models import HostState, HostVisit

MOST_AT_ONCE = 2
SHORTEST_GAP = timedelta(seconds=5)  # between two requests at one host, asked for or not
ROBOTS_AGE = timedelta(hours=24)  # RFC 9309, 2.4: not longer
POLL = 1.0  # seconds: the longest sleep of who waits for a turn, since one may be given back early


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated. `gap` is the shortest time between two requests at one host; `visit` how
    long one may last; `wait` how long to wait for a turn before giving up for now."""

    gap: timedelta = SHORTEST_GAP
    visit: timedelta = timedelta(seconds=60)
    wait: timedelta = timedelta(0)


@contextmanager
def visit_host(host: str, manners: Manners) -> Iterator[HostVisit]:
    """Holds a turn at a host. Raises FetchPostponed where none comes within `manners.wait`."""
    end = time.monotonic() + manners.wait.total_seconds()
    while True:
        turn = take_turn(host, manners)
        if isinstance(turn, HostVisit):
            break
        if time.monotonic() + turn.seconds > end:
            raise FetchPostponed(f"{host}: {turn.reason}", turn.until)
        time.sleep(min(turn.seconds, POLL))
    try:
        yield turn
    finally:
        HostVisit.objects.filter(pk=turn.pk).delete()


@dataclass(frozen=True, slots=True)
class NotYet:
    """No turn now: why, and when to look again."""

    reason: str
    until: datetime
    seconds: float


def take_turn(host: str, manners: Manners) -> HostVisit | NotYet:
    """A turn at a host, or when to ask for one again. The next one comes `delay` after this."""
    HostState.objects.bulk_create([HostState(host=host, delay=manners.gap)], ignore_conflicts=True)
    with transaction.atomic(durable=True):
        state = HostState.objects.select_for_update().get(pk=host)
        now = read_clock()
        if state.next_at > now:
            reason = state.rest or "it was asked a moment ago."
            return NotYet(reason, state.next_at, (state.next_at - now).total_seconds())
        state.visits.filter(until__lte=now).delete()
        open_visits = list(state.visits.all())
        if len(open_visits) >= MOST_AT_ONCE:
            until = now + manners.gap
            return NotYet("as many as may are reading from it.", until, manners.gap.total_seconds())
        state.last_request_at, state.rest = now, ""
        state.next_at = now + max(state.delay, manners.gap)
        state.save(update_fields=["last_request_at", "next_at", "rest"])
        return HostVisit.objects.create(host=state, until=now + manners.visit)


def rest_host(host: str, rest: timedelta, reason: str) -> None:
    """Lets nobody ask a host for so long; a longer rest that it already has stays."""
    with transaction.atomic(durable=True):
        state = HostState.objects.select_for_update().get(pk=host)
        until = read_clock() + rest
        if until > state.next_at:
            state.next_at, state.rest = until, reason[:300]
            state.save(update_fields=["next_at", "rest"])


def find_rules(host: str) -> Rules | None:
    """The rules of a host, None where they are not known or too old."""
    state = HostState.objects.get(pk=host)
    if state.robots_at is None or state.robots_at + ROBOTS_AGE < read_clock():
        return None
    return Rules(state.robots)


def store_rules(host: str, rules: Rules, manners: Manners) -> None:
    """Keeps the rules of a host and the delay that they ask for."""
    delay = max(manners.gap, rules.read_delay())
    HostState.objects.filter(pk=host).update(robots=rules.text, robots_at=read_clock(), delay=delay)


def read_clock() -> datetime:
    """The time of the database now, also within a transaction: the one clock that all workers share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    assert isinstance(moment, datetime)
    return moment
