"""The instants that history gives to what a test writes, so that no test waits until they settle, and the
windows of rates, which may end at any moment."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from coalition.models import RequestCount
from coalition.vintages import Instant


def set_instant(instant: datetime) -> None:
    """Lets history date all that follows in this transaction to an instant, so that no test waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('coalition.instant', %s, true)", [instant.isoformat()])


def hold_windows() -> None:
    """Lets no window end that requests are counted in so far: each takes in what comes for a minute more."""
    RequestCount.objects.update(minute=F("minute") + timedelta(minutes=1))


def pass_an_hour() -> Instant:
    """The instant of what was written before; what follows is an hour younger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('coalition.instant')::timestamptz")
        (now,) = cursor.fetchone()
    set_instant(now + timedelta(hours=1))
    return Instant(now)
