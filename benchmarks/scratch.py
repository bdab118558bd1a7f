"""Databases of the benchmarks' own, on the server of the settings."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
django.setup()

from tests.processes import read_database_url  # noqa: E402 - the settings need what stands above
from tests.site import CLIENTS, dump_database  # noqa: E402

TEMPLATE = "BENCHMARK_TEMPLATE"  # in the environment: a migrated database that nobody uses
MAKE_ANEW = """
    SET client_min_messages = warning;
    DROP DATABASE IF EXISTS {name} WITH (FORCE);
    CREATE DATABASE {name} TEMPLATE {source};
"""


@contextmanager
def scratch_database(keep: str = "") -> Iterator[None]:
    """A database with all tables and no rows, dropped at the end; `keep` names one that stays, and is used
    again as it was left."""
    name, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test["NAME"] = keep or f"benchmark_{os.getpid()}"
    test["TEMPLATE"] = os.environ.get(TEMPLATE)
    kept = bool(keep)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=kept)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0, keepdb=kept)


def make_anew(name: str, source: str = "template1") -> None:
    """Makes a database of the server of the settings, in place of any of that name, like another one that nobody uses."""
    place = read_database_url().rpartition("/")[0]
    connection.close()
    ask = [f"{CLIENTS}/psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={place}/postgres"]
    command = MAKE_ANEW.format(name=name, source=source).encode()
    subprocess.run(ask, input=command, stdout=subprocess.DEVNULL, check=True)


def dump_template() -> bytes | None:
    """What a new server needs to have all tables; None where no template was made."""
    template = os.environ.get(TEMPLATE)
    return (
        dump_database(f"{read_database_url().rpartition('/')[0]}/{template}") if template else None
    )
