"""Several deeds at once, each as a process of its own would do it: with its own database connection."""

import threading
from collections.abc import Callable

from django.db import connection


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
