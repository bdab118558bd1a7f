"""What all tests share. The tests of a folder have their own conftest.py beside them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

PREFIX = "test_coalition_"  # and the number of the process that made it


# Tests wait for workers: those are not to step back behind other tests.
os.environ.setdefault("WORKER_NICE", "0")

# Files whose few tests take longest, so that no worker is left alone with one of them at the end.
LONGEST_FIRST = (
    "test_killed_workers.py",
    "test_faults.py",
    "test_two_hosts.py",
    "management/test_demo.py",
    "test_permissions.py",
    "web/test_browser.py",
    "admin/test_browser.py",
    "test_feed_workers.py",
    "extraction/test_training.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first; the order inside a file stays."""
    items.sort(key=lambda item: not str(item.path).endswith(LONGEST_FIRST))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: DjangoDbBlocker) -> None:
    """A test database for each run on the local server, so that two runs never meet.

    Databases of runs that were killed are dropped. A server of DATABASE_URL keeps Django's one name,
    since process numbers mean nothing there.
    """
    # Tests that commit empty all tables behind them, those with history too (migration 0023).
    connection.settings_dict["OPTIONS"]["options"] += " -c coalition.emptying=on"
    if "local_database" not in connection.settings_dict["ENGINE"]:
        return
    connection.settings_dict["TEST"]["NAME"] = f"{PREFIX}{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        for (name,) in cursor.fetchall():
            if not Path("/proc", name.removeprefix(PREFIX)).exists():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Each test begins in the language of the settings: a page made in Italian leaves its own to the thread."""
    translation.deactivate()


@pytest.fixture
def door_to_loopback(settings: Settings) -> Iterator[None]:
    """The door of the settings, with the switch that lets it reach loopback and nothing else."""
    # Not at the top: models can be imported once Django is set up.
    from coalition.ingestion.fetching import get_door  # noqa: PLC0415

    settings.FETCH_ALLOW_NETS = ["127.0.0.0/8"]
    get_door.cache_clear()
    yield
    get_door.cache_clear()
