"""Fetching pages for the first time; with the ids of the fault catalogue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coalition.errors import BadInput
from coalition.ingestion.fetching import CHECKS, MOST_TRIES
from coalition.ingestion.jobs import SPREAD
from coalition.ingestion.pages import add_page, retry_page
from coalition.models import Article, HostState, Job, Page
from coalition.vocabulary import JobKind
from tests.hostile_server import HostileServer, redirect, reply
from tests.ingestion.web import (
    SOLDIERS,
    article,
    do_jobs_of,
    due_in_hours,
    fetch,
    look_again,
    make_page,
    texts,
)

pytestmark = pytest.mark.django_db


def test_a_page_is_kept_with_its_bytes_type_and_validators_and_read(server: HostileServer) -> None:
    raw = article(SOLDIERS.format(200))
    headers = {"ETag": '"1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
    server.plays["/page"] = reply(raw, content_type="text/html; charset=utf-8", headers=headers)
    page = fetch(make_page(server))
    assert (page.state, bytes(page.raw or b""), page.content_type) == (
        "stored",
        raw,
        "text/html; charset=utf-8",
    )
    assert (page.etag, page.last_modified) == ('"1"', headers["Last-Modified"])
    assert (page.canonical, page.failure) == (page.url, "")
    assert texts(page) == [(1, True)]
    assert [1.0 <= hours <= 1.1 for hours in due_in_hours(JobKind.FETCH_PAGE)] == [True]


def test_F15_a_redirect_to_a_page_that_we_have_makes_no_second_article(
    server: HostileServer,
) -> None:
    server.plays |= {
        "/page": reply(article(SOLDIERS.format(200))),
        "/short": redirect("/page?utm_source=short"),
    }
    page = fetch(make_page(server))
    short = fetch(make_page(server, "/short"))
    assert (short.state, short.same_as, Article.objects.count()) == ("alias", page, 1)
    assert add_page(server.url("/short"))[1] is False


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("/story", "/story"),  # the page's own word, on its own site
        ("/", "/page"),  # the home page of the site is no address of an article
        ("https://other.example/story", "/page"),  # nor is another site's
    ],
)
def test_F16_a_canonical_address_counts_on_the_same_site_only(
    server: HostileServer, declared: str, kept: str
) -> None:
    head = f'<link rel="canonical" href="{declared}">'
    server.plays["/page"] = reply(article(SOLDIERS.format(200), head=head))
    assert fetch(make_page(server)).canonical == server.url(kept)


def test_F16_two_addresses_with_one_canonical_are_one_story_and_the_page_is_known(
    server: HostileServer,
) -> None:
    head = '<link rel="canonical" href="/page">'
    for path, more in (("/page", ""), ("/print", " Printed from our site.")):
        server.plays[path] = reply(article(SOLDIERS.format(200) + more, head=head))
        assert fetch(make_page(server, path)).canonical == server.url("/page")
    assert Article.objects.count() == 2
    assert len(set(Article.objects.values_list("story", flat=True))) == 1
    # Neither address is a new page, nor is it fetched as one.
    known = Page.objects.get(url=server.url("/page"))
    assert add_page(server.url("/page?utm_source=x")) == (known, False)


def test_F16_one_canonical_address_on_all_pages_swallows_none(server: HostileServer) -> None:
    head = '<link rel="canonical" href="/all">'
    for number in range(4):
        words = article(SOLDIERS.format(200 + number), head=head)
        server.plays[f"/{number}"] = reply(words)
        fetch(make_page(server, f"/{number}"))
    assert Article.objects.count() == 4


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_H12_a_page_that_never_came_has_failed_in_words(server: HostileServer, status: int) -> None:
    server.plays["/page"] = reply(status=status)
    page = fetch(make_page(server))
    assert (page.state, page.failure) == ("failed", f"127.0.0.1 answered {status}.")
    assert due_in_hours(JobKind.FETCH_PAGE) == []


def test_a_server_error_is_tried_again_and_again_and_then_told(server: HostileServer) -> None:
    server.plays["/page"] = reply(status=500)
    page = make_page(server)
    for number in range(1, MOST_TRIES):
        Job.objects.all().delete()
        fetch(page)
        assert (page.state, page.tries) == ("found", number)
        assert page.failure == "127.0.0.1 answered 500. It will be tried again."
        assert len(due_in_hours(JobKind.FETCH_PAGE)) == 1
    Job.objects.all().delete()
    fetch(page)
    assert (page.state, page.failure) == ("failed", "127.0.0.1 answered 500.")
    assert due_in_hours(JobKind.FETCH_PAGE) == []
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    assert retry_page(page)
    assert Job.objects.filter(kind="fetch-page", state="waiting").count() == 1
    assert fetch(page).state == "stored"


def test_H13_a_page_waits_as_long_as_its_site_asks(server: HostileServer) -> None:
    server.plays["/page"] = reply(status=503, headers={"Retry-After": "7200"})
    page = fetch(make_page(server))
    assert (page.state, page.failure) == (
        "found",
        "127.0.0.1 answered 503. It will be tried again.",
    )
    assert [2.0 <= hours <= 2.5 for hours in due_in_hours(JobKind.FETCH_PAGE)] == [True]


def test_robots_that_close_a_page_are_told_and_it_is_not_asked_for(server: HostileServer) -> None:
    server.plays["/robots.txt"] = reply(
        b"User-agent: *\nDisallow: /page", content_type="text/plain"
    )
    page = fetch(make_page(server))
    assert (page.state, page.failure) == (
        "failed",
        "robots.txt of 127.0.0.1 closes this address to us.",
    )
    assert server.paths() == []


SHELL = b"<!doctype html><title>News</title><div id=root></div><noscript>Please enable JavaScript</noscript>"
COOKIE = b"<!doctype html><title>News</title><p>Please enable cookies to continue.</p>"


@pytest.mark.parametrize(("raw", "words"), [(SHELL, "No text found"), (COOKIE, "No text found")])
def test_H18_a_page_for_a_program_says_so_and_is_not_tried_without_end(
    server: HostileServer, raw: bytes, words: str
) -> None:
    server.plays["/page"] = reply(raw, headers={"Set-Cookie": "seen=1"})
    page = fetch(make_page(server))
    assert (page.state, page.failure.startswith(words)) == ("unreadable", True)
    for _ in range(len(CHECKS) + 3):
        Job.objects.filter(kind="fetch-page").delete()
        look_again(page)
    assert due_in_hours(JobKind.FETCH_PAGE) == []
    assert page.failure.startswith(words)


@pytest.mark.parametrize(
    ("raw", "type_", "words"),
    [
        (b"%PDF-1.7 text", "application/pdf", "It is a PDF, not a page."),
        (b"PK\x03\x04....", "text/html", "It is a ZIP archive or an office file, not a page."),
        (b"\x89PNG....", "image/png", "It is an image, not a page."),
    ],
)
def test_T10_what_is_no_page_is_refused_by_its_first_bytes(
    server: HostileServer, raw: bytes, type_: str, words: str
) -> None:
    server.plays["/page"] = reply(raw, content_type=type_)
    page = fetch(make_page(server))
    assert (page.state, page.failure, page.raw) == ("failed", words, None)


@pytest.mark.parametrize("raw", [b"", b" \n ", b"\xef\xbb\xbf", b"<html></html>"])
def test_T11_an_empty_page_is_never_an_article(server: HostileServer, raw: bytes) -> None:
    server.plays["/page"] = reply(raw)
    page = fetch(make_page(server))
    assert page.state in {"found", "unreadable"}
    assert page.failure != ""
    assert Article.objects.count() == 0


def test_T12_the_same_address_given_twice_is_one_page(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    first, new = add_page(server.url("/page?utm_campaign=x#top"))
    second, new_again = add_page(server.url("/page"))
    assert (first, new, new_again) == (second, True, False)
    assert Job.objects.count() == 1
    fetch(first)
    fetch(second)  # a moment later: nothing is asked
    assert (server.paths(), Article.objects.count()) == (["/page"], 1)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(BadInput, match=r"ftp://x.example: not an address of the web"):
        add_page("ftp://x.example")


def test_a_page_of_any_declared_type_is_read_in_the_child_as_html(server: HostileServer) -> None:
    for path, type_ in (("/a", "application/xhtml+xml"), ("/b", "text/plain"), ("/c", "")):
        server.plays[path] = reply(article(SOLDIERS.format(200)), content_type=type_)
        page = fetch(make_page(server, path))
        assert (page.content_type.partition(";")[0], page.state) == ("text/html", "stored")


def test_a_type_with_endless_parameters_is_cut_and_breaks_nothing(server: HostileServer) -> None:
    type_ = "; " + "x" * 200
    server.plays["/page"] = reply(article(SOLDIERS.format(200)), content_type=type_)
    assert fetch(make_page(server)).state == "stored"


def test_two_pages_that_lead_to_each_other_are_not_both_put_aside(server: HostileServer) -> None:
    server.plays |= {"/a": redirect("/b"), "/b": reply(article(SOLDIERS.format(200)))}
    b, a = make_page(server, "/b"), make_page(server, "/a")
    assert fetch(a).state == "alias"
    server.plays |= {"/b": redirect("/a"), "/a": reply(article(SOLDIERS.format(200)))}
    assert (fetch(b).state, Article.objects.count()) == ("stored", 1)


def test_not_our_turn_puts_the_job_back_without_counting(
    server: HostileServer, door_to_loopback: None
) -> None:
    server.plays |= {"/a": reply(article(SOLDIERS.format(200))), "/b": reply(status=500)}
    # A host that asked for a long pause: a busy machine may take as long as the shortest.
    host = f"127.0.0.1:{server.port}"
    HostState.objects.create(host=host, delay=timedelta(minutes=5), robots_at=timezone.now())
    for path in ("/a", "/b"):
        add_page(server.url(path))
    assert [job.state for job in do_jobs_of(JobKind.FETCH_PAGE)] == ["done", "waiting"]
    job = Job.objects.get(kind="fetch-page", target=Page.objects.get(url=server.url("/b")).pk)
    assert (job.state, job.attempts, job.error, job.lease_until) == ("waiting", 0, "", None)
    waits = job.due_at - HostState.objects.get().next_at
    assert timedelta(0) <= waits <= timedelta(seconds=SPREAD)
    assert (server.paths(), Page.objects.get(pk=job.target).failure) == (["/a"], "")
