"""Real processes for tests: Celery workers and beat on the test's own database and broker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

# Seconds. It only ends what hangs: a busy machine may be many times slower than a quiet one.
PATIENCE = 180.0
RESERVED: list[socket.socket] = []


def reserve_port() -> int:
    """A port of loopback for a server that is started by us, kept from everybody else while we run.

    It stays bound, and nobody listens: the kernel gives it to no other socket, and lets a server have it
    that sets SO_REUSEADDR, as servers do, each time that it is started.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    RESERVED.append(held)
    return int(held.getsockname()[1])


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


def wait_until(holds: Callable[[], bool], log: Path | None = None) -> None:
    """Waits until something holds; fails with the end of the processes' log when it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            said = log.read_text()[-3000:] if log else "(none)"
            raise AssertionError(f"not within {PATIENCE} s; the log ends:\n{said}")
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process lives; one that is dead and not yet reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def list_children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
