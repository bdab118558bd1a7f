"""`manage.py ingest --url` and `--feed`: the same pipeline, from a local server with real sockets."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coalition.models import Article, Feed, Job, Page, Stance
from tests import factories
from tests.hostile_server import HostileServer, reply
from tests.ingestion.web import SOLDIERS, article, item, play_feed, rss

# Two hosts: the door leaves seconds between two requests at one.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("door_to_loopback")]


@pytest.fixture
def feeds() -> Iterator[HostileServer]:
    factories.make_source("unknown.invalid", name="Unknown", tier="unknown")
    factories.make_source("127.0.0.1", name="The Feeds")
    factories.make_source("127.0.0.2", name="The Paper")
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")
    with HostileServer() as running:
        yield running


@pytest.fixture
def paper() -> Iterator[HostileServer]:
    with HostileServer(address="127.0.0.2") as running:
        running.plays["/a"] = reply(article(SOLDIERS.format(200)))
        yield running


def ingest(*arguments: str) -> tuple[str, str]:
    """Runs the command; returns what it printed and what it complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_a_page_of_the_web_is_fetched_read_and_told(
    feeds: HostileServer, paper: HostileServer
) -> None:
    out, err = ingest("--url", paper.url("/a?utm_source=mail"))
    page = Page.objects.get()
    assert (err, page.url, page.state, page.source_id) == (
        "",
        paper.url("/a"),
        "stored",
        "127.0.0.2",
    )
    [stance] = Stance.objects.all()
    assert f"{page.url}: article {stance.article_id}, 1 stances; no date" in out
    out, err = ingest("--url", page.url)
    assert f"{page.url}: known already" in out
    assert (err, Article.objects.count(), paper.paths()) == ("", 1, ["/a"])


def test_addresses_that_do_not_come_are_told_and_the_exit_code_is_honest(
    feeds: HostileServer, paper: HostileServer
) -> None:
    _, err = ingest("--url", paper.url("/none"), "ftp://x.example/", feeds.url("/none"))
    assert err.splitlines() == [
        "ftp://x.example/: not an address of the web such as https://host/path.",
        f"{paper.url('/none')}: 127.0.0.2 answered 404.",
        f"{feeds.url('/none')}: 127.0.0.1 answered 404.",
        "3 of 3 could not be taken in.",
    ]


def test_a_feed_is_activated_read_and_its_pages_taken_in(
    feeds: HostileServer, paper: HostileServer
) -> None:
    play_feed(feeds, rss([item(paper.url("/a"), "Talks", date="Mon, 02 Mar 2026 10:00:00 +0000")]))
    out, err = ingest("--feed", feeds.url("/feed"))
    feed = Feed.objects.get()
    assert (err, feed.active, feed.source_id) == ("", True, "127.0.0.1")
    assert "1 pages to be fetched" in out
    [stance] = Stance.objects.all()
    assert stance.article is not None
    assert (str(stance.article.published), stance.article.title) == ("2026-03-02", "Talks")
    out, err = ingest("--feed", str(feed.pk), "--queue")
    assert (err, Job.objects.filter(kind="read-feed", state="waiting").count()) == ("", 1)


def test_a_feed_that_cannot_be_read_is_told(feeds: HostileServer) -> None:
    feeds.plays["/feed"] = reply(b"<!doctype html><title>Welcome</title>")
    _, err = ingest("--feed", feeds.url("/feed"))
    assert err == (
        f"{feeds.url('/feed')}: Not a feed: this is a page “Welcome”.\n1 of 1 could not be taken in."
    )


def test_a_host_that_rests_is_left_to_the_workers(feeds: HostileServer) -> None:
    feeds.plays["/robots.txt"] = reply(status=503)
    _, err = ingest("--url", feeds.url("/a"), feeds.url("/b"))
    pages = dict(Page.objects.values_list("url", "state"))
    assert set(pages.values()) == {"found"}
    assert "robots.txt of 127.0.0.1 could not be read" in err
    assert Job.objects.filter(kind="fetch-page", state="waiting").count() == 2


def test_nothing_to_take_in_is_said() -> None:
    assert ingest()[1] == "Give a PATH, a --url or a --feed."
