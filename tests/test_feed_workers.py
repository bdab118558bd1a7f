"""Feeds at work: real workers, two beats and a local web; what a killed worker held is done once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from coalition.models import Article, Feed, Job, Page, Stance
from tests import factories
from tests.hostile_server import HostileServer, reply
from tests.ingestion.web import SOLDIERS, article, item, play_feed, rss
from tests.processes import Workers, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
HOSTS = [f"127.0.0.{number}" for number in range(2, 7)]
EACH = 2  # pages of each host: the second one has to wait for its turn


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    """Workers that reach loopback, with a short lease so that the dead are not waited for long."""
    running = Workers(
        tmp_path,
        "filesystem://",
        READER="rules",
        JOB_LEASE_SECONDS="4",
        FETCH_ALLOW_NETS="127.0.0.0/8",
    )
    yield running
    running.stop()


@pytest.fixture
def hosts() -> Iterator[list[HostileServer]]:
    """Sites with two articles each, and one site in front with a feed that names them all."""
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")
    with ExitStack() as stack:
        sites = [stack.enter_context(HostileServer(address=host)) for host in HOSTS]
        entries = []
        for site in sites:
            factories.make_source(site.address)
            for number in range(EACH):
                path = f"/{number}"
                site.plays[path] = reply(article(SOLDIERS.format(site.port + number)))
                entries.append(item(site.url(path), "Talks", f"{site.port}{path}"))
        front = stack.enter_context(HostileServer())
        play_feed(front, rss(entries), ETag='"1"')
        source = factories.make_source(front.address, tier="aggregator")
        Feed.objects.create(source=source, url=front.url("/feed"), active=True)
        yield [front, *sites]


def test_C01_two_beats_and_a_killed_fetcher_bring_each_article_once(
    workers: Workers, hosts: list[HostileServer], tmp_path: Path
) -> None:
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        workers.start_beat(tmp_path / str(number))
    fetcher = workers.start("worker", "-c", "2", "-Q", "fetch,clock", "-n", "first@%h")
    workers.start("worker", "-c", "1", "-Q", "read", "-n", "reader@%h", "--loglevel", "INFO")
    wait_until(lambda: Page.objects.exclude(sha256="").count() >= 3, 60, workers.log)
    workers.kill(fetcher)
    workers.start("worker", "-c", "2", "-Q", "fetch,clock", "-n", "second@%h")
    pages = len(HOSTS) * EACH
    wait_until(lambda: Stance.objects.count() >= pages, 90, workers.log)
    undone = Job.objects.filter(kind__in=["read-stances", "store-article"]).exclude(state="done")
    wait_until(lambda: not undone.exists(), 30, workers.log)

    assert (Page.objects.count(), Article.objects.count(), Stance.objects.count()) == (
        pages,
        pages,
        pages,
    )
    assert set(Page.objects.values_list("state", "failure")) == {("stored", "")}
    assert all(site.most_busy <= 2 for site in hosts)
    assert len(hosts[0].paths()) == 1
