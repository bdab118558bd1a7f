"""Which API client asks, and how much it has asked for in this minute.

Counts stand in one table that all processes share, each raised by one statement, so that of 200
requests at once exactly as many pass as the limit says: two steps, a read and a write, let all pass
(notes: reliability, A07). The table is unlogged, so that a count waits for no disk. Redis would do as
well, but the local default has none, and a count that needs a second server fails in a second way.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from coalition.models import ApiKey
from coalition.outages import unless_read_only
from coalition.vocabulary import KeyScope

WINDOW_SECONDS = 60
LATE_SECONDS = 60  # `last_used_at` may be behind by this much: not every request writes it
FORGOTTEN_AT_ONCE = 100  # counts of past minutes, with each new one: more go than come

# A request that was begun in the minute before never takes a counter back to it.
COUNT = """
    INSERT INTO coalition_requestcount AS kept (counter, minute, spent)
    VALUES (%s, date_trunc('minute', clock_timestamp()), %s)
    ON CONFLICT (counter) DO UPDATE SET
        spent = excluded.spent
            + CASE WHEN kept.minute < excluded.minute THEN 0 ELSE kept.spent END,
        minute = greatest(kept.minute, excluded.minute)
    RETURNING spent, ceil(extract(epoch FROM minute + '1 minute' - clock_timestamp()))::integer
"""
# Two that forget at once pass over each other's rows, so that neither waits.
FORGET = """
    DELETE FROM coalition_requestcount WHERE counter IN (
        SELECT counter FROM coalition_requestcount
        WHERE minute < now() - interval '2 minutes' LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a counter has spent in this minute, and the seconds until the next one."""

    spent: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Client:
    """Who holds a live key."""

    id: int
    name: str
    scope: KeyScope


def count_request(counter: str, cost: int = 1) -> Spent:
    """Counts a request. The name of a counter is kept as a digest only: it may hold an address.

    Where the database takes no writing, each counts as the first one: reading goes on.
    """
    spent, seconds = cost, WINDOW_SECONDS
    with unless_read_only(), connection.cursor() as cursor:
        cursor.execute(COUNT, [hide(counter), cost])
        spent, seconds = cursor.fetchone()
        if spent == cost:
            cursor.execute(FORGET, [FORGOTTEN_AT_ONCE])
    return Spent(spent, max(1, seconds))


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
