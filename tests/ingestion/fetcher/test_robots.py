"""What a site allows."""

import time
from datetime import timedelta

import pytest
import time_machine

from coalition.errors import FetchFailed, FetchPostponed, FetchRefused
from coalition.ingestion.fetcher import Kind
from coalition.ingestion.fetcher.robots import read_rules
from coalition.ingestion.fetcher.urls import parse_url
from coalition.models import HostState
from tests.hostile_server import PAGE, HostileServer, Play, Visitor, redirect, reply
from tests.ingestion.fetcher.conftest import fetch, open_door

CLOSED = b"User-agent: *\nDisallow: /closed\n"


def allows(robots: bytes, path: str = "/closed") -> bool:
    """Whether rules allow a path."""
    return read_rules(robots).allow(parse_url(f"https://news.example{path}"))


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (CLOSED, False),
        (b"\xef\xbb\xbf" + CLOSED, False),
        (CLOSED.replace(b"\n", b"\r"), False),
        (b"User-agent: coalition-positions\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        (b"User-agent: Coalition-Positions\nAllow: /\n\nUser-agent: *\nDisallow: /\n", True),
        (b"User-agent: another\nDisallow: /\n", True),
        (b"User-agent: a\nUser-agent: *\nUser-agent: b\nDisallow: /closed\n", False),
        (b"User-agent: *\nDisallow: /*sed$\n", False),
        (b"User-agent: *\nDisallow: /closed\nAllow: /closed\n", True),
        (b"User-agent: *\nDisallow:\n", True),
        ("User-agent: *\nDisallow: /закрито\n".encode(), True),
        (b"", True),
        (PAGE, True),
        (bytes(range(256)) * 40, True),
        (b"\x00" * 1000 + b"\n" + CLOSED, False),
    ],
)
def test_H19_rules_in_any_state_are_read(robots: bytes, allowed: bool) -> None:
    assert allows(robots) is allowed


def test_rules_and_addresses_are_compared_in_one_form() -> None:
    robots = "User-agent: *\nDisallow: /закрито\nDisallow: /%7eown\nDisallow: /*?print=\n".encode()
    closed = [
        p for p in ("/закрито/1", "/~own", "/a?print=1", "/a?b", "/a") if not allows(robots, p)
    ]
    assert closed == ["/закрито/1", "/~own", "/a?print=1"]


def test_H19_rules_after_500_kilobytes_are_not_read() -> None:
    assert allows(b"#" * 499_000 + b"\n" + CLOSED) is False
    assert allows(b"#" * 500_001 + b"\n" + CLOSED) is True


@pytest.mark.parametrize(
    "robots",
    [
        pytest.param(
            b"".join(b"User-agent: a%d\n" % n for n in range(10_000))
            + b"".join(b"Disallow: /%d\n" % n for n in range(17_000)),
            id="robots times rules",
        ),
        pytest.param(b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"b\n", id="stars"),
    ],
)
def test_H19_a_file_made_to_be_slow_is_not(robots: bytes) -> None:
    """Unguarded, the first takes minutes: processor time is counted, which load does not stretch."""
    began = time.process_time()
    assert allows(robots, "/" + "a" * 1900)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("asked", "delay"), [("3600", 60), ("10", 10), ("0.5", 0.5), ("-1", 0), ("nan", 0), ("x", 0)]
)
def test_H19_the_delay_that_a_site_asks_for_is_bounded(asked: str, delay: float) -> None:
    rules = read_rules(f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    assert rules.read_delay() == timedelta(seconds=delay)


@pytest.mark.django_db
def test_H19_a_closed_address_is_not_asked_for_and_an_open_one_is(server: HostileServer) -> None:
    server.plays["/robots.txt"] = reply(CLOSED, content_type="text/plain")
    with pytest.raises(
        FetchRefused, match=r"robots\.txt of 127\.0\.0\.1 closes this address to us"
    ):
        fetch(server.url("/a/../closed/x"))
    assert fetch(server.url("/")).raw == PAGE
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [Kind.FEED, Kind.SITEMAP])
def test_H19_feeds_and_sitemaps_obey_too(server: HostileServer, kind: Kind) -> None:
    server.plays["/robots.txt"] = reply(CLOSED)
    with pytest.raises(FetchRefused):
        fetch(server.url("/closed"), kind)


@pytest.mark.django_db
def test_H19_a_redirect_to_a_closed_address_is_refused(server: HostileServer) -> None:
    server.plays |= {"/robots.txt": reply(CLOSED), "/a": redirect("/closed")}
    with pytest.raises(FetchRefused) as caught:
        fetch(server.url("/a"))
    assert (caught.value.chain, server.paths()) == ((server.url("/a"),), ["/a"])


@pytest.mark.django_db
@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_H19_a_site_without_rules_is_open(server: HostileServer, status: int) -> None:
    server.plays["/robots.txt"] = reply(CLOSED, status=status)
    assert fetch(server.url("/")).raw == PAGE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "play",
    [
        pytest.param(reply(status=500), id="500"),
        pytest.param(reply(status=503, headers={"Retry-After": "900"}), id="503"),
        pytest.param(reply(status=429), id="429"),
        pytest.param(Visitor.stall, id="silence"),
        pytest.param(reply(CLOSED, length=10_000), id="broken off"),
        pytest.param(redirect("/robots.txt"), id="loop"),
        pytest.param(redirect("http://10.0.0.1/robots.txt"), id="inside"),
    ],
)
def test_H19_rules_that_cannot_be_read_close_the_site_for_now(
    server: HostileServer, play: Play
) -> None:
    server.plays["/robots.txt"] = play
    with pytest.raises(
        FetchFailed, match=r"robots\.txt of 127\.0\.0\.1 could not be read"
    ) as caught:
        fetch(server.url("/"), door=open_door(total=1, read=0.5))
    assert caught.value.hard is False
    with pytest.raises(FetchPostponed, match="could not be read"):
        fetch(server.url("/"))
    state = HostState.objects.get()
    assert state.last_request_at is not None
    assert state.next_at - state.last_request_at >= timedelta(minutes=10)
    assert server.paths() == []


@pytest.mark.django_db
def test_H19_rules_of_10_megabytes_are_cut(server: HostileServer) -> None:
    server.plays["/robots.txt"] = reply(CLOSED + b"#" * 10_000_000)
    with pytest.raises(FetchRefused):
        fetch(server.url("/closed"))
    assert len(HostState.objects.get().robots) <= 500_000


@pytest.mark.django_db
def test_H19_rules_behind_a_redirect_to_another_host_hold(server: HostileServer) -> None:
    with HostileServer({"/rules": reply(CLOSED)}, address="127.0.0.2") as other:
        server.plays["/robots.txt"] = redirect(other.url("/rules"), 301)
        with pytest.raises(FetchRefused):
            fetch(server.url("/closed"))


@pytest.mark.django_db
def test_H19_the_delay_of_a_site_is_kept_where_it_is_seen(server: HostileServer) -> None:
    server.plays["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 3600\n")
    fetch(server.url("/"))
    state = HostState.objects.get()
    assert (state.host, state.delay) == (f"127.0.0.1:{server.port}", timedelta(seconds=60))
    HostState.objects.update(next_at=state.last_request_at)
    fetch(server.url("/"))
    with pytest.raises(FetchPostponed, match="it was asked a moment ago"):
        fetch(server.url("/"))


@pytest.mark.django_db
def test_H20_rules_are_asked_when_a_page_is_fetched_and_again_after_a_day(
    server: HostileServer,
) -> None:
    assert fetch(server.url("/")).raw == PAGE
    server.plays["/robots.txt"] = reply(b"User-agent: *\nDisallow: /\n")
    assert fetch(server.url("/")).raw == PAGE  # what we know is less than a day old
    state = HostState.objects.get()
    assert state.robots_at is not None
    HostState.objects.update(robots_at=state.robots_at - timedelta(hours=25))
    with pytest.raises(FetchRefused):
        fetch(server.url("/"))
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/", "/", "/robots.txt"]


@pytest.mark.django_db
def test_the_clock_of_this_process_does_not_age_the_rules(server: HostileServer) -> None:
    fetch(server.url("/"))
    with time_machine.travel(timedelta(days=2), tick=True):
        fetch(server.url("/"))
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/", "/"]
