"""When the database is away, slow or takes no writing, or the store of raw pages is away: nobody's
mistake, and over after a while.

PostgreSQL names what went wrong by five characters (its manual, appendix A); a connection that broke
has none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.db import DatabaseError, InterfaceError, OperationalError

from coalition.errors import StoreAway

RETRY_SECONDS = 5  # a restart of the database server takes less
CANCELLED = "57014"  # after too long
# A lock not had in time, a deadlock, a transaction that others overtook.
BUSY = frozenset({"55P03", "40P01", "40001"})
# A read-only transaction; a full disk.
READ_ONLY, DISK_FULL = "25006", "53100"
IDLE_TOO_LONG = "25P03"


class Outage(StrEnum):
    """What kind it is."""

    AWAY = "away"
    BUSY = "busy"
    SLOW = "slow"
    UNWRITABLE = "unwritable"


def find_outage(error: BaseException | None) -> Outage | None:
    """Which outage an exception tells of; None for any other fault.

    One that is SLOW may lie in what was asked; the others do not.
    """
    if not isinstance(error, DatabaseError | InterfaceError | StoreAway):
        return None
    state = getattr(error.__cause__, "sqlstate", None)
    if state in {READ_ONLY, DISK_FULL} or isinstance(error, StoreAway):
        return Outage.UNWRITABLE
    if state == CANCELLED:
        return Outage.SLOW
    if state in BUSY:
        return Outage.BUSY
    if state == IDLE_TOO_LONG or isinstance(error, OperationalError | InterfaceError):
        return Outage.AWAY
    return None


@contextmanager
def unless_read_only() -> Iterator[None]:
    """Leaves out what may be left out where the database takes no writing, such as counting."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) != READ_ONLY:
            raise
