"""What all tests share. The tests of a folder have their own conftest.py beside them."""

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as effort
from pytest_django import DjangoDbBlocker, Settings

PREFIX = "test_coalition_"  # and the number of the process that made it
MIGRATED = "migrated_coalition_"  # and a digest of the migrations


# A busy machine fails no test, and each run tries the same: a new find is no fault of whoever runs it.
effort.register_profile(
    "ours",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
effort.load_profile("ours")
# No test begins so shortly before a day ends: what it does and what it holds are of one day.
END_OF_DAY = timedelta(seconds=60)

# Tests wait for workers: those are not to step back behind other tests.
os.environ.setdefault("WORKER_NICE", "0")

# Files that take longest, the longest first, so that no worker is left alone with one of them at the end.
LONGEST_FIRST = (
    "test_killed_workers.py",
    "test_faults.py",
    "management/test_demo.py",
    "test_two_hosts.py",
    "web/test_browser.py",
    "admin/test_browser.py",
    "test_feed_workers.py",
    "test_poison_browser.py",
    "test_permissions.py",
    "test_upgrade.py",
    "extraction/test_training.py",
    "extraction/test_sandbox.py",
    "admin/test_judging.py",
    "admin/test_deciding.py",
    "test_production.py",
    "test_vintages.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first; the order inside a file stays."""
    files = {item.path for item in items}
    place = {
        path: number
        for number, name in enumerate(LONGEST_FIRST)
        for path in files
        if str(path).endswith(name)
    }
    items.sort(key=lambda item: place.get(item.path, len(LONGEST_FIRST)))


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Where collected files would be: each client that is made warns where the folder is not there."""
    Path(project.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: DjangoDbBlocker) -> None:
    """A test database for each run on the local server, so that two runs never meet, copied from one that
    is migrated once.

    Databases of runs that were killed are dropped. A server of DATABASE_URL keeps Django's one name,
    since process numbers mean nothing there.
    """
    # Tests that commit empty all tables behind them, those with history too (migration 0023).
    connection.settings_dict["OPTIONS"]["options"] += " -c coalition.emptying=on"
    if "local_database" not in connection.settings_dict["ENGINE"]:
        return
    test = connection.settings_dict["TEST"]
    test["NAME"] = f"{PREFIX}{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        # One process does this, the others wait for as long as that takes.
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [MIGRATED])
        for name in list_databases(cursor, PREFIX):
            if not Path("/proc", name.removeprefix(PREFIX).partition("_")[0]).exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        test["TEMPLATE"] = f"{MIGRATED}{digest_migrations()}"
        if test["TEMPLATE"] not in (names := list_databases(cursor, MIGRATED)):
            for name in names:
                cursor.execute(f'DROP DATABASE "{name}"')
            # It has its last name once it is whole.
            cursor.execute(f'CREATE DATABASE "{MIGRATED}"')
            migrate(MIGRATED)
            cursor.execute(f'ALTER DATABASE "{MIGRATED}" RENAME TO "{test["TEMPLATE"]}"')
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [MIGRATED])


def list_databases(cursor: CursorWrapper, beginning: str) -> list[str]:
    """The names of the databases that begin so."""
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
    return [name for (name,) in cursor.fetchall()]


def digest_migrations() -> str:
    """What tells one set of migrations from another."""
    found = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            found.update(f"{app.label} {file.name}".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def migrate(name: str) -> None:
    """Brings an empty database to the newest schema."""
    ours = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, whose commits do not wait for the disk: no test cuts the power of its server."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            name = connection.settings_dict["NAME"]
            cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        connection.close()


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Each test begins in the language of the settings: a page made in Italian leaves its own to the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def one_day() -> None:
    """Each test runs within one day, as days are counted in UTC: who would meet its end waits for it."""
    now = datetime.now(UTC)
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if tomorrow - now < END_OF_DAY:
        time.sleep((tomorrow - now).total_seconds())


@pytest.fixture
def still_clock(db: None) -> None:
    """The clock of the database stands, where a query asks for it without its schema, so that no window of
    a rate ends during the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE SCHEMA still; CREATE FUNCTION still.clock_timestamp() RETURNS timestamptz"
            " LANGUAGE sql STABLE AS 'SELECT now()'; SET LOCAL search_path = still, pg_catalog, public"
        )


@pytest.fixture
def door_to_loopback(settings: Settings) -> Iterator[None]:
    """The door of the settings, with the switch that lets it reach loopback and nothing else."""
    # Not at the top: models can be imported once Django is set up.
    from coalition.ingestion.fetching import get_door  # noqa: PLC0415

    settings.FETCH_ALLOW_NETS = ["127.0.0.0/8"]
    get_door.cache_clear()
    yield
    get_door.cache_clear()
