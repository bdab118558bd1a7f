"""Feeds at work: real workers, two beats and a local web; what a killed worker held is done once."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalition.models import Article, Feed, Job, Offer, Page, Stance
from tests import factories
from tests.hostile_server import HostileServer, reply
from tests.ingestion.web import SOLDIERS, article, item, rss
from tests.processes import Workers, wait_until
from tests.site import LEASE

pytestmark = pytest.mark.django_db(transaction=True)
PAGES, FEEDS = 32, 5  # each feed names all pages
HOSTS = 250  # that one part of 127.0.0.0/8 has room for


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    """Workers that reach loopback, with a short lease so that the dead are not waited for long."""
    running = Workers(
        tmp_path,
        "filesystem://",
        READER="rules",
        JOB_LEASE_SECONDS=LEASE,
        FETCH_ALLOW_NETS="127.0.0.0/8",
        LOG_FORMAT="json",
    )
    yield running
    running.stop()


@pytest.fixture
def web() -> Iterator[HostileServer]:
    """One server under many names: a page on each of its hosts, and feeds that all name them all."""
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")
    with HostileServer(address="0.0.0.0") as server:
        links = []
        for number in range(PAGES):
            host = f"127.1.{number // HOSTS}.{number % HOSTS + 1}"
            factories.make_source(host)
            server.plays[f"/{number}"] = reply(article(SOLDIERS.format(1_000 + number)))
            links.append(server.url(f"/{number}", host))
        for number in range(FEEDS):
            host = f"127.2.0.{number + 1}"
            random.Random(number).shuffle(links)
            entries = [item(f"{link}?utm_source={number}", f"Of {link}") for link in links]
            path = f"/feed{number}"
            server.plays[path] = reply(rss(entries), content_type="application/rss+xml")
            source = factories.make_source(host, tier="aggregator")
            Feed.objects.create(source=source, url=server.url(path, host), active=True)
        yield server


def test_C01_W01_two_beats_and_a_killed_fetcher_bring_what_five_feeds_name_once(
    workers: Workers, web: HostileServer, tmp_path: Path
) -> None:
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        workers.start_beat(tmp_path / str(number))
    fetcher = workers.start("worker", "-c", "1", "-Q", "fetch,clock", "-n", "fetch1@%h")
    workers.start("worker", "-c", "1", "-Q", "fetch,clock", "-n", "fetch2@%h")
    workers.start("worker", "-c", "1", "-Q", "read,clock", "-n", "read@%h")
    wait_until(lambda: Article.objects.count() >= PAGES // 4, workers.log)
    workers.kill(fetcher)
    undone = Job.objects.exclude(kind="fetch-page").exclude(state="done")
    found = Stance.objects.filter(withdrawn=False)
    wait_until(lambda: found.count() >= PAGES and not undone.exists(), workers.log)

    counts = Page.objects.count(), Article.objects.count(), Stance.objects.count()
    assert counts == (PAGES, PAGES, PAGES)
    assert Offer.objects.count() == FEEDS * PAGES
    assert set(Page.objects.values_list("state", "failure")) == {("stored", "")}
    assert set(Feed.objects.values_list("last_error", "failures")) == {("", 0)}
    # Two ticks at once asked for no feed twice; a page was asked for twice only by the dead's heir.
    asked = [path for path in web.paths() if path.startswith("/feed")]
    assert len(asked) <= FEEDS + 1
    assert len(web.paths()) - len(asked) <= PAGES + 1
    follow_runs(workers.log.read_text())


def follow_runs(log: str) -> None:
    """From the poll of a feed to the lines it moved, all is of one run: on the rows, and in the log of
    whichever process did it."""
    runs = dict(Job.objects.filter(kind="read-stances").values_list("target", "run"))
    polls = set(Job.objects.filter(kind="read-feed").values_list("run", flat=True))
    assert len(runs) == PAGES
    assert set(runs.values()) <= polls
    told = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    redrawn = {line["article"]: line["run"] for line in told if line["message"] == "redrawn"}
    assert redrawn.items() <= runs.items()  # but for what the killed one had yet to say
    article, run = next(iter(redrawn.items()))
    kinds = [line.get("kind") for line in told if line["run"] == run]
    assert {"read-feed", "fetch-page", "store-article", "read-stances"} <= set(kinds), article
