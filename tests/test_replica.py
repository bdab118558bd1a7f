"""Pages and the API read from a real streaming replica, which lags, stops, and comes back."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dj_database_url
import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from pytest_django import DjangoDbBlocker, Settings

from coalition.models import ApiKey
from coalition.prepared import ask
from coalition.replica import REPLICA, SETTLED, reading
from coalition.vintages import say
from coalition.vocabulary import KeyScope
from tests import factories
from tests.processes import read_database_url
from tests.site import (
    ScratchBroker,
    ScratchDatabase,
    ScratchReplica,
    Site,
    dump_database,
    make_world,
    use_database,
)


@dataclass
class Pair:
    """A site whose public reads come from a replica."""

    site: Site
    replica: ScratchReplica

    def pause(self) -> None:
        """Lets the replica fall behind."""
        self.replica.run("SELECT pg_wal_replay_pause()")

    def resume(self) -> None:
        """Lets it follow again."""
        self.replica.run("SELECT pg_wal_replay_resume()")
        self.replica.follow()

    def codes(self, path: str = "/api/v1/countries", key: str = "") -> list[str]:
        """The codes of the countries, as the API tells them."""
        shown = {"authorization": f"Bearer {key}"} if key else {}
        told = json.loads(self.site.visit(path, **shown).text)
        return sorted(row["code"] for row in told["items"])


@pytest.fixture
def pair(
    tmp_path: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Pair]:
    """Primary, replica and web server, of one process, since each has its own notes."""
    tmp_path.chmod(0o755)
    with ExitStack() as ending:
        ending.enter_context(django_db_blocker.unblock())
        primary, broker = ScratchDatabase(tmp_path / "primary"), ScratchBroker(tmp_path)
        primary.start()
        ending.callback(primary.end, signal.SIGKILL)
        primary.load(dump_database(read_database_url()))
        replica = ScratchReplica(tmp_path / "replica", primary)
        replica.start()
        ending.callback(replica.end, signal.SIGKILL)
        ending.enter_context(use_database(primary.url))
        make_world()
        key = ApiKey.objects.issue("a desk", KeyScope.INGEST)[1]
        given = {"READ_DATABASE_URL": replica.url, "REPLICA_BEHIND_SECONDS": "3600"}
        site = Site(tmp_path, primary, broker, key, **given)
        ending.callback(site.processes.stop)
        replica.follow()
        site.web = site.start_web(processes=1)
        yield Pair(site, replica)


def test_pages_and_api_read_from_a_replica_and_nobody_is_told_a_past_that_is_not_whole(
    pair: Pair, settings: Settings
) -> None:
    """One walk: near, behind, too far behind, gone."""
    site = pair.site
    tag = site.visit("/api/v1/countries").headers["etag"]
    assert "Norway" in site.visit("/countries/").text

    pair.replica.follow()  # beyond what the server noted of the primary
    pair.pause()
    factories.make_country("SE", "Sweden")
    assert pair.codes() == ["NO"]  # so it is the replica that is read
    assert "Sweden" not in site.visit("/countries/").text
    assert site.visit("/api/v1/countries", if_none_match=tag).status == 304
    # An instant after the change is settled at the primary, and not whole at the replica.
    time.sleep(SETTLED.total_seconds() + 0.2)
    known = f"/api/v1/countries?as_of={say(datetime.now(UTC) - SETTLED)}"
    assert pair.codes(known) == ["NO", "SE"]
    assert pair.codes(key=pair.site.key) == ["NO", "SE"]  # who may write hears of his own deeds

    pair.resume()
    assert pair.codes(known) == pair.codes() == ["NO", "SE"]
    assert site.visit("/api/v1/countries", if_none_match=tag).status == 200

    settings.REPLICA_BEHIND_SECONDS = 3600
    with use_replica(pair.replica.url):
        assert read_codes() == ["NO", "SE"]
        pair.replica.follow()  # beyond what we noted, too
        pair.pause()
        factories.make_country("DK", "Denmark")
        assert read_codes() == ["NO", "SE"]
        settings.REPLICA_BEHIND_SECONDS = 0  # what it was up to is older by now
        assert read_codes() == ["DK", "NO", "SE"]
        settings.REPLICA_BEHIND_SECONDS = 3600
        pair.replica.end(signal.SIGKILL)
        assert read_codes() == ["DK", "NO", "SE"]
    assert "Denmark" in site.visit("/countries/").text
    assert {site.visit("/api/v1/countries").status for _ in range(8)} == {200}


@contextmanager
def use_replica(url: str) -> Iterator[None]:
    """The test itself reads from it, as a web process does."""
    given = deepcopy(connections.settings["default"])
    connections.settings[REPLICA] = given | {**dj_database_url.parse(url)}
    connections[REPLICA] = DatabaseWrapper(connections.settings[REPLICA], REPLICA)
    try:
        yield
    finally:
        connections[REPLICA].close()
        del connections[REPLICA], connections.settings[REPLICA]


def read_codes() -> list[str]:
    """The codes of the countries, as a request reads them."""
    with reading():
        return [code for (code,) in ask("SELECT code FROM coalition_country ORDER BY code", [])]
