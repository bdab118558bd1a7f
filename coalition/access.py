"""Who asks, with which key, and how much it has asked for lately.

Counts stand in one table that all processes share, each raised by one statement, so that of 200
requests at once exactly as many pass as the limit says: two steps, a read and a write, let all pass
(notes: reliability, A07). The table is unlogged, so that a count waits for no disk. Redis would do as
well, but the local default has none, and a count that needs a second server fails in a second way.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from coalition.models import ApiKey, RequestCount
from coalition.outages import unless_read_only
from coalition.prepared import ask
from coalition.vocabulary import KeyScope

WINDOW_SECONDS = 60
LATE_SECONDS = 60  # `last_used_at` may be behind by this much: not every request writes it
FORGOTTEN_AT_ONCE = 100  # counts of past minutes, with each new one: more go than come
MOST_MARKS = 300  # that each request adds up: as many take 0.03 ms
FOLDED_AT_ONCE = 10_000

# `minute` is the last one of the counter's window, so that none is forgotten before it is over. A
# request that was begun in the window before never takes a counter back to it. What was written is
# told by the same statement, which saves asking for it.
COUNT = """
    WITH counted AS (
        INSERT INTO coalition_requestcount AS kept (counter, minute, spent)
        VALUES (%s, date_bin(make_interval(mins => %s), clock_timestamp(), 'epoch')
            + make_interval(mins => %s), %s)
        ON CONFLICT (counter) DO UPDATE SET
            spent = excluded.spent
                + CASE WHEN kept.minute < excluded.minute THEN 0 ELSE kept.spent END,
            minute = greatest(kept.minute, excluded.minute)
        RETURNING spent, ceil(extract(epoch FROM minute + '1 minute' - clock_timestamp()))::integer
    ), marks AS (
        SELECT count(*), (sum(mark) %% 4611686018427387904)::bigint,
            (sum(mark) FILTER (WHERE past) %% 4611686018427387904)::bigint
        FROM coalition_writemark
    )
    SELECT counted.*, marks.*, statement_timestamp(), clock_timestamp() FROM counted, marks
"""
# Two that forget at once pass over each other's rows, so that neither waits.
FORGET = """
    DELETE FROM coalition_requestcount WHERE counter IN (
        SELECT counter FROM coalition_requestcount
        WHERE minute < now() - interval '2 minutes' LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING counter
"""
# One row in place of many, with their sum.
FOLD = """
    WITH folded AS (
        DELETE FROM coalition_writemark WHERE id IN (
            SELECT id FROM coalition_writemark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
        ) RETURNING mark, past
    )
    INSERT INTO coalition_writemark (mark, past)
    SELECT sum(mark) %% 4611686018427387904, past FROM folded GROUP BY past RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written of what the public reads, as numbers that do not come again.

    While `now` is the same, so is all that the public reads of a day; while `past` is the same, so is
    all that it reads with an `as_of`. `since` is a whole second from which on `now` has been the same.
    None where there is no telling.
    """

    now: int | None
    past: int | None
    since: datetime | None = None


MARKS = """
    SELECT count(*), (sum(mark) %% 4611686018427387904)::bigint,
        (sum(mark) FILTER (WHERE past) %% 4611686018427387904)::bigint
    FROM coalition_writemark
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a counter has spent in this window, the seconds until the next one, and what had been
    written when it was counted."""

    spent: int
    seconds: int
    written: Written


class Standing:
    """Since when what was written is what it is, as far as this process saw.

    The time that a write itself bears would not do: others see it once its transaction ends. So the
    first look that finds it counts, by the database's clock, and rounded up: whatever was there to see
    at a later second than that is this. Two processes may name two seconds for one state, never one
    for two.
    """

    def __init__(self) -> None:
        self.seen: tuple[int | None, datetime | None] = (None, None)

    def note(self, now: int | None, begun: datetime, ended: datetime) -> datetime | None:
        """Takes down what a look found that was begun and ended at these instants; returns the second
        since which that holds, None before that second is over."""
        if now is None:
            return None
        state, since = self.seen
        if since is None or state != now:
            since = ended.replace(microsecond=0) + timedelta(seconds=1)
            self.seen = (now, since)
        return since if begun > since else None


STANDING = Standing()


@dataclass(frozen=True, slots=True)
class Client:
    """Who holds a live key."""

    id: int
    name: str
    scope: KeyScope


def read_address(request: HttpRequest) -> str:
    """The client's address, of IPv6 its /64, since one client has all of that.

    Behind our own proxy it is the last of X-Forwarded-For, which the proxy itself added: what stands
    before it anybody can write. Every limit of ours asks here.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUST_PROXY:
        text = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or text
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))


def count_request(counter: str, cost: int = 1, minutes: int = 1) -> Spent:
    """Counts a request in a window of so many minutes, always as many for one counter.

    The name of a counter is kept as a digest only: it may hold an address. Where the database takes
    no writing, each request counts as the first one: reading goes on.
    """
    spent, seconds, told = cost, WINDOW_SECONDS * minutes, Written(None, None)
    with unless_read_only():
        counted = [hide(counter), minutes, minutes - 1, cost]
        ((spent, seconds, marks, now, past, begun, ended),) = ask(COUNT, counted, first=True)
        if spent == cost:
            ask(FORGET, [FORGOTTEN_AT_ONCE])
        if marks > MOST_MARKS:
            fold_marks()
        # What is read inside a transaction may be taken back: none of it is worth keeping.
        if not connection.in_atomic_block:
            told = Written(now, past, STANDING.note(now, begun, ended))
    return Spent(spent, max(1, seconds), told)


def read_written() -> Written:
    """What had been written at the database that is read from; of a replica, what has come there."""
    ((_, now, past),) = ask(MARKS, [])
    return Written(now, past)


def fold_marks() -> None:
    """Puts one mark in place of many; what they add up to stays."""
    ask(FOLD, [FOLDED_AT_ONCE])


def forget_count(counter: str) -> None:
    """Begins a counter anew."""
    RequestCount.objects.filter(pk=hide(counter)).delete()


def hide(counter: str) -> str:
    """A name that cannot be turned back without the site's secret."""
    secret = settings.SECRET_KEY.encode()[: hashlib.blake2b.MAX_KEY_SIZE]
    return hashlib.blake2b(counter.encode(), key=secret, digest_size=24).hexdigest()


def recognise_key(text: str) -> Client | None:
    """Who holds the key of this text, noted as used; None for unknown, expired and revoked alike."""
    row = ApiKey.objects.find(text, timezone.now())
    if row is None:
        return None
    old = timezone.now() - timedelta(seconds=LATE_SECONDS)
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lt=old)
    with unless_read_only():
        ApiKey.objects.filter(unnoted, pk=row.pk).update(last_used_at=Now())
    return Client(row.pk, row.name, KeyScope(row.scope))
