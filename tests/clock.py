"""The instants that history gives to what a test writes, so that no test waits until they settle."""

from datetime import datetime, timedelta

from django.db import connection

from coalition.vintages import Instant


def set_instant(instant: datetime) -> None:
    """Lets history date all that follows in this transaction to an instant, so that no test waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('coalition.instant', %s, true)", [instant.isoformat()])


def pass_an_hour() -> Instant:
    """The instant of what was written before; what follows is an hour younger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('coalition.instant')::timestamptz")
        (now,) = cursor.fetchone()
    set_instant(now + timedelta(hours=1))
    return Instant(now)
