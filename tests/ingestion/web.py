"""A small web for tests of feeds and pages: a hostile server, and a door that reaches it."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from coalition.ingestion.feeds import read_feed
from coalition.ingestion.fetching import fetch_page
from coalition.ingestion.pipeline import do_jobs
from coalition.models import Feed, Job, Page
from coalition.vocabulary import JobKind
from tests import factories
from tests.hostile_server import HostileServer, reply
from tests.ingestion.fetcher.conftest import open_door

HOST = "127.0.0.1"
SOLDIERS = (
    "The Norwegian prime minister said on Tuesday that Norway will send {} soldiers to the "
    "multinational force in Ukraine once a ceasefire holds."
)
REST = (
    " The plan was discussed in Oslo for most of the day, and further talks with other governments are "
    "to follow in the coming weeks, officials said. Nothing was said about what it would cost."
)


def item(link: str, title: str = "A title", guid: str = "", date: str = "") -> str:
    """One entry of an RSS feed."""
    parts = [f"<title>{title}</title>", f"<link>{link}</link>"]
    parts += [f"<guid isPermaLink='false'>{guid}</guid>"] if guid else []
    parts += [f"<pubDate>{date}</pubDate>"] if date else []
    return f"<item>{''.join(parts)}</item>"


def rss(items: Iterable[str], language: str = "en") -> bytes:
    """An RSS feed of these entries."""
    channel = f"<title>News</title><language>{language}</language>{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def links(server: HostileServer, count: int, first: int = 1) -> list[str]:
    """Entries that lead to so many pages of a server."""
    return [item(server.url(f"/{n}"), f"Title {n}", f"id {n}") for n in range(first, first + count)]


def play_feed(server: HostileServer, body: bytes, **headers: str) -> None:
    """Puts a feed at /feed; an underscore in a header's name is a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    server.plays["/feed"] = reply(body, content_type="application/rss+xml", headers=named)


def article(words: str, title: str = "A headline", head: str = "") -> bytes:
    """A page of HTML with an article."""
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1><p>{words}</p><p>{REST.strip()}</p></article></body></html>"
    ).encode()


def make_feed(server: HostileServer, path: str = "/feed", **values: object) -> Feed:
    """An active feed of a server's own source."""
    source = factories.make_source(HOST, name="The Server")
    return Feed.objects.create(
        **{"source": source, "url": server.url(path), "active": True} | values
    )


def read(feed: Feed) -> Feed:
    """The feed after one reading."""
    store = read_feed(feed.pk, open_door())
    with transaction.atomic():
        store()
    feed.refresh_from_db()
    return feed


def make_page(server: HostileServer, path: str = "/page", **values: object) -> Page:
    """A page that was found on a server."""
    source = factories.make_source(HOST, name="The Server")
    return Page.objects.create(**{"source": source, "url": server.url(path)} | values)


def fetch(page: Page) -> Page:
    """The page after one look at it, and after its article was read."""
    store = fetch_page(page.pk, open_door())
    with transaction.atomic():
        store()
    for _ in do_jobs_of(JobKind.STORE_ARTICLE):
        pass
    page.refresh_from_db()
    return page


def do_jobs_of(kind: JobKind) -> Iterable[Job]:
    """Does all due jobs of a kind."""
    return do_jobs(Q(kind=kind))


def let_pass(page: Page, days: float) -> None:
    """Has the last look at a page, and its first absence, so many days longer ago."""
    span = timedelta(days=days)
    page.refresh_from_db()
    page.checked_at = (page.checked_at or timezone.now()) - span
    page.missing_since = page.missing_since and page.missing_since - span
    page.save()


def due_in_hours(kind: JobKind) -> list[float]:
    """In how many hours jobs of a kind are due, rounded."""
    now = timezone.now()
    rows = Job.objects.filter(kind=kind, state="waiting").order_by("due_at", "id")
    return [round((row.due_at - now).total_seconds() / 3600, 1) for row in rows]


def look_again(page: Page, days: float = 1) -> Page:
    """The page after another look, so many days after the last one."""
    let_pass(page, days)
    return fetch(page)


def texts(page: Page) -> list[tuple[int, bool]]:
    """The versions of a page's article, oldest first, and whether each speaks of 200 soldiers."""
    rows = page.articles.order_by("version").values_list("version", "text")
    return [(version, "200 soldiers" in text) for version, text in rows]


def urls() -> list[str]:
    """The paths of all pages, in the order in which they were added."""
    rows = Page.objects.order_by("id").values_list("url", flat=True)
    return [url.split("/", 3)[3] for url in rows]
