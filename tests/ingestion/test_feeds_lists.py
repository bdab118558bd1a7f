"""Reading sitemaps, their indexes, and the article list of GDELT."""

import gzip
import json

import pytest

from coalition.models import Page
from coalition.vocabulary import JobKind
from tests import factories
from tests.hostile_server import HostileServer, reply
from tests.ingestion.web import (
    due_in_hours,
    make_feed,
    read,
    urls,
)

pytestmark = pytest.mark.django_db


def sitemap(*locations: str) -> bytes:
    rows = "".join(f"<url><loc>{one}</loc><lastmod>2026-03-02</lastmod></url>" for one in locations)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def index(*locations: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in locations)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()


def test_F10_an_index_is_followed_one_step_and_so_many_sitemaps(server: HostileServer) -> None:
    parts = [server.url(f"/part{n}.xml.gz") for n in range(8)]
    server.plays["/index"] = reply(index(server.url("/index"), *parts), content_type="text/xml")
    for number in range(8):
        body = sitemap(server.url(f"/{number}"))
        if number == 1:
            body = index(server.url("/deeper"))
        server.plays[f"/part{number}.xml.gz"] = reply(
            gzip.compress(body), content_type="application/gzip"
        )
    feed = read(make_feed(server, "/index", form="sitemap"))
    assert feed.sitemaps == parts[:5]
    assert [0.0 <= hours < 0.02 for hours in due_in_hours(JobKind.READ_FEED)] == [True]
    for left in (4, 3, 2, 1, 0):
        read(feed)
        assert len(feed.sitemaps) == left
        if left == 3:
            assert feed.notes == f"{parts[1]}: an index within an index, which is not followed."
    assert sorted(urls()) == ["0", "2", "3", "4"]
    assert "/deeper" not in server.paths()
    # The date of a last change is not one of publication.
    assert {page.given.get("date") for page in Page.objects.all()} == {None}
    read(feed)
    assert feed.sitemaps == parts[:5]


def test_a_sitemap_of_an_index_that_fails_is_named(server: HostileServer) -> None:
    server.plays["/index"] = reply(index(server.url("/part")), content_type="text/xml")
    feed = read(make_feed(server, "/index", form="sitemap"))
    read(feed)
    assert feed.last_error == f"{server.url('/part')}: 127.0.0.1 answered 404."
    assert feed.sitemaps == []


def test_gdelt_only_tells_where_to_look(server: HostileServer) -> None:
    listed = {
        "articles": [
            {
                "url": "https://paper.example/a?utm_source=x",
                "title": "Retold , badly",
                "seendate": "20260302T100000Z",
                "language": "English",
            },
            {"url": "https://new.example/b"},
            {"url": "javascript:alert(1)"},
            "nonsense",
        ]
    }
    factories.make_source("paper.example")
    server.plays["/doc"] = reply(json.dumps(listed).encode(), content_type="application/json")
    feed = read(make_feed(server, "/doc", form="gdelt"))
    pages = {page.url: (page.source_id, page.given) for page in Page.objects.all()}
    assert pages == {
        "https://paper.example/a": (
            "paper.example",
            {"link": "https://paper.example/a?utm_source=x"},
        ),
        "https://new.example/b": ("unknown.invalid", {}),
    }
    assert (feed.last_error, feed.active) == ("", True)


def test_a_sentence_from_gdelt_is_an_error(server: HostileServer) -> None:
    server.plays["/doc"] = reply(b"Your query was too short.", content_type="text/html")
    feed = read(make_feed(server, "/doc", form="gdelt"))
    assert feed.last_error == "Not an article list: “Your query was too short.”"
