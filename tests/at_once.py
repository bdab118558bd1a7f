"""Several deeds at once, each as a process of its own would do it: with its own database connection."""

import threading
from collections.abc import Callable

from django.db import connection

from tests.processes import wait_until


def run_at_once(*deeds: Callable[[], object]) -> None:
    """Runs each deed in a thread with a database connection of its own; returns once all have ended."""

    def run(deed: Callable[[], object]) -> None:
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_for_a_waiting_lock() -> None:
    """Returns once another connection waits for a lock that ours holds."""

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            return bool(cursor.fetchone()[0])

    wait_until(waits)
