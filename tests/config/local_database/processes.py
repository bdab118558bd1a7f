"""What the tests of the local database share: users of it, and the processes behind it."""

import os
import subprocess
import sys
from fcntl import LOCK_EX
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from coalition.config.local_database.server import KEEPER, LocalServer, try_lock
from tests.processes import wait_until

RUN_AS = "nobody"

USER = """
import sys
from pathlib import Path
from coalition.config.local_database.server import LocalServer, find_installation
server = LocalServer(Path(sys.argv[1]), sys.argv[2], find_installation())
server.ensure_running()
print("ready", flush=True)
sys.stdin.read()
"""


def connect(server: LocalServer, **changes: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own to the database, which starts the server."""
    address = server.ensure_running() | {"dbname": "coalition"} | changes
    return psycopg.connect(make_conninfo(**address), autocommit=True)


def ask(server: LocalServer, query: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    with connect(server) as link:
        cursor = link.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def find_postmaster(folder: Path) -> int:
    """The process that the pid file names."""
    return int((folder / "cluster/data/postmaster.pid").read_text().split()[0])


def find_keeper(folder: Path) -> int:
    """The one process that was started to keep this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        if KEEPER.encode() in arguments and bytes(folder) in arguments:
            found.append(int(process.name))
    assert len(found) == 1, found
    return found[0]


def wait_until_ended(folder: Path) -> None:
    """Waits until the kernel says that nothing serves this folder."""

    def has_ended() -> bool:
        descriptor = os.open(folder / "serving", os.O_RDWR)
        try:
            return try_lock(descriptor, LOCK_EX)
        finally:
            os.close(descriptor)

    wait_until(has_ended, folder / "log")


def list_files(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def start_user(folder: Path) -> subprocess.Popen[str]:
    """Another process that uses the server, until its input ends."""
    command = [sys.executable, "-c", USER, str(folder), RUN_AS]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
