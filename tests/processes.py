"""Real processes for tests: Celery workers and beat on the test's own database and broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def read_database_url() -> str:
    """The address of the database that the test uses, for processes that it starts."""
    given = connection.get_connection_params()
    host, port = quote(str(given["host"]), safe=""), given.get("port") or 5432
    password = quote(str(given.get("password") or ""), safe="")
    return f"postgres://{given['user']}:{password}@{host}:{port}/{given['dbname']}"


class Workers:
    """Celery processes of one test; `environment` holds what they share."""

    def __init__(self, folder: Path, broker: str, **environment: str) -> None:
        self.log = folder / "workers.log"
        self.running: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "DATABASE_URL": read_database_url(),
            "CELERY_BROKER_URL": broker,
            "VAR_DIR": str(folder / "var"),
            "SECRET_KEY": "only for this test " * 3,
            **environment,
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts `celery …` in a process group of its own."""
        return self.start_program("celery", "-A", "coalition.config", *arguments)

    def start_program(self, module: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Starts `python -m module …` in a process group of its own, with `more` environment."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=settings.BASE_DIR,
                env=self.environment | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def start_worker(self, name: str, children: int = 2) -> subprocess.Popen[bytes]:
        """A worker with so many child processes."""
        return self.start("worker", "-c", str(children), "-n", f"{name}@%h", "--loglevel", "INFO")

    def start_beat(self, folder: Path) -> subprocess.Popen[bytes]:
        """The clock that rings for the sweep."""
        return self.start("beat", "--schedule", str(folder / "schedule"), "--pidfile", "")

    @staticmethod
    def kill(process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to a process and its children: nothing can be tidied up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Ends all that still run."""
        for process in self.running:
            if process.poll() is None:
                self.kill(process)


def wait_until(holds: Callable[[], bool], seconds: float, log: Path) -> None:
    """Waits until something holds; fails with the end of the processes' log when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(
                f"not within {seconds} s; the log ends:\n{log.read_text()[-3000:]}"
            )
        time.sleep(0.1)
