"""What must hold before anything is started: one demo, a free port, a database with our tables."""

import errno
import fcntl
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from coalition.errors import SetupError

CONNECT_SECONDS = 3  # how long a database given by DATABASE_URL may take to answer
OLDEST_SERVER = 17  # the first version with the collation provider that the local default uses
FULL_BYTES = 1_000_000  # with less than this free a disk counts as full


@contextmanager
def hold_lock(file: Path) -> Iterator[int]:
    """Holds the lock of the one demo of a folder; yields its open file, which says who and where.

    Raises SetupError with what that file says where another demo holds it.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, _, address = os.pread(descriptor, 1000, 0).decode().strip().partition(" ")
        raise SetupError(
            f"The demo is already running at {address or 'an address to come'} (process {pid})."
        ) from None
    else:
        os.ftruncate(descriptor, 0)
        yield descriptor
    finally:
        os.close(descriptor)


def find_port(host: str, port: int) -> int:
    """The port, or for 0 a free one. Raises SetupError where nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else one_line(error)
            raise SetupError(
                f"Nothing can listen on {host}, port {port}: {reason}. "
                "End the other program, or choose another port with --port."
            ) from error
        return int(probe.getsockname()[1])


def check_database() -> None:
    """Connects, which starts the local database. Raises SetupError where that cannot be."""
    given = os.environ.get("DATABASE_URL")
    if connection.vendor != "postgresql":
        raise SetupError(
            "DATABASE_URL must name a PostgreSQL server, as in postgres://user:password@host/name."
        )
    if given:
        connection.settings_dict["OPTIONS"]["connect_timeout"] = CONNECT_SECONDS
    try:
        connection.ensure_connection()
    except OperationalError as error:
        if not given:
            raise
        raise SetupError(
            f"The database of DATABASE_URL cannot be reached: {one_line(error)}. "
            "Correct it, or unset it to use the local one."
        ) from error
    version: int = connection.pg_version // 10_000  # type: ignore[attr-defined]
    if version < OLDEST_SERVER:
        raise SetupError(f"PostgreSQL {OLDEST_SERVER} or newer is needed; this one is {version}.")


def migrate(log: Path) -> None:
    """Brings the tables up to date; does nothing where they are. Raises SetupError on newer ones."""
    executor = MigrationExecutor(connection)
    newer = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if ours := sorted(name for app, name in newer if app == "coalition"):
        raise SetupError(
            f"The database is newer than this code, which lacks the migration {ours[-1]}: "
            "get the newer code, or set VAR_DIR to another folder."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_quietly(log, "migrate", "--no-input")


def call_quietly(log: Path, *command: str) -> None:
    """Runs one of our commands; what it says goes to its log."""
    with log.open("w", encoding="utf-8") as stream:
        call_command(*command, stdout=stream)


def pack_static(log: Path) -> None:
    """Collects css, js and fonts, packed, and tells the processes started from now on to serve these.

    Raises SetupError where they cannot be collected.
    """
    os.environ["PACKED_STATIC"] = "1"
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    with log.open("w", encoding="utf-8") as stream:
        command = [*manage, "collectstatic", "--no-input"]  # a process, since our settings are read
        ended = subprocess.run(command, stdout=stream, stderr=stream, check=False)  # noqa: S603
    if ended.returncode:
        raise SetupError(f"The css and js could not be packed: see {log}.")


def explain_failure(error: OSError | OperationalError, folder: Path) -> SetupError:
    """What stopped a set-up half-way, in a sentence: a full disk by its name."""
    is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    if is_full or shutil.disk_usage(folder).free < FULL_BYTES:
        return SetupError(
            f"The disk of {folder} is full: free some space and run it again. Nothing was lost."
        )
    return SetupError(f"{one_line(error)}. Nothing was lost: mend that and run it again.")


def one_line(error: Exception) -> str:
    """The first line of an error's words, without its full stop; the others ask and advise."""
    return str(error).strip().partition("\n")[0].rstrip(".")
