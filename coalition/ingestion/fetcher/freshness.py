"""What headers say about time: when to come back, and how long an answer stays good. All pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SHORTEST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=24)
SPREAD = 0.1  # a rest is up to a tenth longer, so that not all come back in one moment
LONGEST_TTL = timedelta(days=7)  # more is a mistake of the server's settings
# An ETag or a date that can be sent back as it came: no header begins or ends with a space.
VALIDATOR = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,298}[\x21-\x7e])?")

REST_STATUSES = frozenset({429, 503})
SOFT_STATUSES = frozenset({408, 425, 429})
FIRST_FAILURES = 30  # then a feed counts as dead, and is asked every few days
DEAD_INTERVAL = timedelta(days=3)


def read_rest(status: int, headers: Mapping[str, str], now: datetime, chance: float) -> timedelta:
    """How long a site that answered 429 or 503 wants us to stay away, within bounds; else zero.

    A wish that cannot be read is a minute. `chance` from 0 to 1 spreads the return.
    """
    if status not in REST_STATUSES or "retry-after" not in headers:
        return timedelta(0)
    value = headers["retry-after"].strip()
    if re.fullmatch(r"[0-9]{1,12}", value, re.ASCII):
        asked = timedelta(seconds=min(int(value), LONGEST_REST.total_seconds()))
    else:
        moment = read_moment(value)
        asked = moment - now if moment else SHORTEST_REST
    return min(max(asked, SHORTEST_REST) * (1 + SPREAD * chance), LONGEST_REST)


def read_ttl(headers: Mapping[str, str]) -> timedelta | None:
    """How long an answer stays good: max-age, else Expires from the answer's own Date; None if unsaid."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(cache|store)\b", control):
        return timedelta(0)
    if match := re.search(r"\bmax-age=\"?([0-9]{1,12})", control, re.ASCII):
        return min(timedelta(seconds=min(int(match[1]), 10**9)), LONGEST_TTL)
    expires, sent = read_moment(headers.get("expires", "")), read_moment(headers.get("date", ""))
    if expires is None or sent is None:
        return None
    return min(max(expires - sent, timedelta(0)), LONGEST_TTL)


def read_moment(value: str) -> datetime | None:
    """An HTTP date as a moment in UTC, None where it is none."""
    try:
        moment = parsedate_to_datetime(value[:60])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def read_validator(value: str) -> str:
    """An ETag or Last-Modified that can be sent back, else nothing."""
    return value if VALIDATOR.fullmatch(value) else ""


def is_hard(status: int) -> bool:
    """Whether a status says that asking again will not help: 4xx, but for those about the moment."""
    return 400 <= status < 500 and status not in SOFT_STATUSES


def plan_retry(failures: int, interval: timedelta) -> timedelta:
    """When to read a feed again after so many failures in a row: 1 to 4 intervals, a day at most.

    After 30 failures every three days: a feed is never given up without a word.
    """
    if failures > FIRST_FAILURES:
        return DEAD_INTERVAL
    return min(interval * min(max(failures, 1), 4), LONGEST_REST)
