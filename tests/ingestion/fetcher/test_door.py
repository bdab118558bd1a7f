"""The door: each rule again at each hop."""

from datetime import timedelta

import pytest

from coalition.errors import CoalitionError, FetchFailed, FetchRefused
from coalition.ingestion.fetcher import FetchRequest, Hop, Kind
from coalition.models import HostState
from tests.hostile_server import PAGE, HostileServer, Visitor, redirect, reply
from tests.ingestion.fetcher.conftest import USER_AGENT, Dialled, Names, fetch, open_door

pytestmark = pytest.mark.django_db


def fail(url: str, **door: object) -> FetchFailed | FetchRefused:
    """The error that an address ends in."""
    with pytest.raises((FetchFailed, FetchRefused)) as caught:
        fetch(url, door=open_door(**door))  # type: ignore[arg-type]
    assert isinstance(caught.value, FetchFailed | FetchRefused)
    return caught.value


INSIDE = ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]", "10.0.0.1", "169.254.169.254")
MAPPED = ("[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]")
ODD = ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.⓪.⓪.①", "１２７.0.0.1")


@pytest.mark.parametrize("host", [*INSIDE, *MAPPED, *ODD])
def test_S01_S02_S03_S04_an_address_inside_is_refused_before_any_connection(
    server: HostileServer, host: str
) -> None:
    dial = Dialled()
    error = fail(f"http://{host}:{server.port}/", public=True, dial=dial)
    assert isinstance(error, FetchRefused)
    assert (dial.calls, server.accepted, HostState.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize(
    "addresses",
    [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["8.8.8.8", "fe80::1%2"], ["::1"]],
)
def test_S06_one_bad_address_of_a_name_spoils_them_all(addresses: list[str]) -> None:
    dial = Dialled()
    names = Names({"news.example": [addresses]})
    error = fail("http://news.example/", public=True, names=names, dial=dial)
    assert str(error) == "news.example is not a public address: only the public web is read."
    assert dial.calls == []


def test_S07_the_connection_goes_to_the_address_that_was_checked(server: HostileServer) -> None:
    names = Names({"news.example": [["8.8.8.8"], ["127.0.0.1"]]})
    dial = Dialled(instead="127.0.0.1")
    door = open_door(public=True, names=names, dial=dial)
    result = fetch(server.url("/", "news.example"), Kind.ROBOTS, door)
    assert (result.raw, names.asked, dial.calls) == (PAGE, ["news.example"], ["8.8.8.8"])
    assert server.asked[0].headers["host"] == f"news.example:{server.port}"


def test_S07_a_name_that_turns_inside_before_the_second_request_is_refused(
    server: HostileServer,
) -> None:
    names = Names({"news.example": [["8.8.8.8"], ["127.0.0.1"]]})
    dial = Dialled(instead="127.0.0.1")
    error = fail(server.url("/", "news.example"), public=True, names=names, dial=dial)
    assert isinstance(error, FetchRefused)
    assert (dial.calls, server.paths()) == (["8.8.8.8"], [])


@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize(
    "location",
    [
        *(
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/latest/",
            "http://localhost/",
        ),
        *(
            "file:///etc/passwd",
            "gopher://news.example/",
            "ftp://news.example/",
            "data:text/html,x",
        ),
    ],
)
def test_S08_a_redirect_inside_or_out_of_the_web_is_refused_at_that_hop(
    server: HostileServer, location: str, status: int
) -> None:
    server.plays |= {"/a": redirect("/b"), "/b": redirect(location, status)}
    dial = Dialled()
    error = fail(server.url("/a"), dial=dial)
    assert isinstance(error, FetchRefused)
    assert error.chain == (server.url("/a"), server.url("/b"))
    assert set(dial.calls) == {"127.0.0.1"}


def test_S08_a_refresh_written_in_a_page_is_not_followed(server: HostileServer) -> None:
    page = b'<meta http-equiv="refresh" content="0;url=http://10.0.0.1/"><p>Words.'
    server.plays["/a"] = reply(page)
    result = fetch(server.url("/a"))
    assert (result.raw, result.chain) == (page, ())


def test_S09_a_loop_of_redirects_ends_after_five(server: HostileServer) -> None:
    server.plays |= {"/a": redirect("/b"), "/b": redirect("/a")}
    error = fail(server.url("/a"))
    assert isinstance(error, FetchFailed)
    assert (str(error), error.hard) == ("It redirects more than 5 times.", False)
    assert server.paths() == ["/a", "/b"] * 3


def test_S09_an_address_that_grows_ends_too(server: HostileServer) -> None:
    def grow(visitor: Visitor) -> None:
        visitor.say(redirect(visitor.asked.path + "?" + "x" * 300))

    server.plays["/a"] = grow
    assert str(fail(server.url("/a"))) == "It redirects more than 5 times."


def test_five_redirects_are_followed(server: HostileServer) -> None:
    server.plays |= {f"/{n}": redirect(f"/{n + 1}") for n in range(5)} | {"/5": reply(PAGE)}
    result = fetch(server.url("/0"))
    assert (result.url, result.raw) == (server.url("/5"), PAGE)
    assert result.chain == tuple(Hop(server.url(f"/{n}"), 302) for n in range(5))


def test_a_redirect_without_a_place_to_go_is_a_failure(server: HostileServer) -> None:
    server.plays["/a"] = reply(status=302)
    assert str(fail(server.url("/a"))) == "It redirects without saying where to."


def test_S10_neither_credentials_nor_cookies_are_ever_sent(server: HostileServer) -> None:
    with HostileServer({"/b": reply(PAGE)}, address="127.0.0.2") as other:
        headers = {"Location": other.url("/b"), "Set-Cookie": "a=b; Path=/"}
        server.plays["/a"] = reply(status=302, headers=headers)
        fetch(server.url("/a"))
        asked = server.asked[-1].headers, other.asked[-1].headers
    plain = {"user-agent": USER_AGENT, "accept-encoding": "gzip", "connection": "close"}
    assert asked == (
        plain | {"host": f"127.0.0.1:{server.port}"},
        plain | {"host": f"127.0.0.2:{other.port}"},
    )


def test_S13_our_own_site_is_not_asked(server: HostileServer) -> None:
    own = frozenset({"our.example", ".others.example"})
    for host in ("our.example", "OUR.example.", "a.others.example", "others.example"):
        assert str(fail(f"https://{host}/", own_hosts=own)).endswith("is this site itself.")
    server.plays["/a"] = redirect("https://our.example/")
    assert str(fail(server.url("/a"), own_hosts=own)) == "our.example is this site itself."
    # A name that only contains ours is another one.
    assert "not known" in str(fail("https://not-our.example/", own_hosts=own))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "link",
    [
        *(
            "http://10.0.0.1/article",
            "http://[::ffff:10.0.0.1]/",
            "http://localhost:5432/",
            "file:///a",
        ),
        *("http://user:pw@news.example/", "http://news.example:22/", "/relative"),
    ],
)
def test_S14_a_link_out_of_content_goes_through_the_same_rules(kind: Kind, link: str) -> None:
    dial = Dialled()
    with pytest.raises((FetchRefused, FetchFailed)):
        fetch(link, kind, open_door(public=True, dial=dial))
    assert dial.calls == []


def test_S15_a_proxy_of_the_environment_is_ignored(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HostileServer() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        assert fetch(server.url("/")).raw == PAGE
        assert proxy.accepted == 0


def test_S17_a_refusal_does_not_tell_whether_a_port_inside_is_open(server: HostileServer) -> None:
    names = Names({"open.example": [["127.0.0.1"]], "none.example": [["10.255.255.1"]]})
    said = set()
    for host in ("127.0.0.1", "10.255.255.1", "[::1]", "open.example", "none.example"):
        for port in (server.port, 80):
            error = fail(f"http://{host}:{port}/", public=True, names=names)
            said.add(str(error).replace(host.strip("[]"), "HOST"))
    assert said == {"HOST is not a public address: only the public web is read."}
    assert server.accepted == 0


def test_S17_a_failed_connection_says_no_more_than_that(server: HostileServer) -> None:
    with HostileServer() as closed:
        pass
    error = fail(closed.url("/"))
    assert str(error) == (
        "robots.txt of 127.0.0.1 could not be read: The connection to 127.0.0.1 broke off."
    )


def test_H08_a_304_that_nobody_asked_for_is_a_failure(server: HostileServer) -> None:
    server.plays["/a"] = reply(status=304)
    assert str(fail(server.url("/a"))) == "It says that nothing changed, but was not asked that."


def test_H08_a_304_without_an_etag_of_its_own_is_taken(server: HostileServer) -> None:
    server.plays["/a"] = reply(status=304)
    result = open_door().fetch(FetchRequest(server.url("/a"), etag='"mine"'))
    assert (result.status, result.raw, result.etag) == (304, None, "")


def test_H08_one_request_in_a_hundred_asks_for_all_of_it(server: HostileServer) -> None:
    asked = FetchRequest(server.url("/"), etag='"1"', last_modified="Sun, 01 Mar 2026 13:00:00 GMT")
    for chance in (0.0099, 0.0101):
        open_door(chance=lambda chance=chance: chance).fetch(asked)  # type: ignore[misc]
    sent = [
        (asked.headers.get("if-none-match"), asked.headers.get("if-modified-since"))
        for asked in server.asked
        if asked.path == "/"
    ]
    assert sent == [(None, None), ('"1"', "Sun, 01 Mar 2026 13:00:00 GMT")]


def test_a_validator_that_could_break_the_request_is_not_sent(server: HostileServer) -> None:
    open_door().fetch(FetchRequest(server.url("/"), etag='"1"\r\nX: y', last_modified="нині"))
    assert set(server.asked[-1].headers) == {"host", "user-agent", "accept-encoding", "connection"}


def test_H09_the_same_bytes_have_the_same_name_whatever_the_etag(server: HostileServer) -> None:
    etags = iter(['"1"', '"2"'])

    def change_etag(visitor: Visitor) -> None:
        visitor.say(reply(PAGE, headers={"ETag": next(etags)}))

    server.plays["/a"] = change_etag
    first, second = fetch(server.url("/a")), fetch(server.url("/a"))
    assert (first.etag, second.etag) == ('"1"', '"2"')
    assert first.sha256 == second.sha256 != ""


def test_H11_a_page_in_place_of_a_feed_is_handed_on_with_its_title(server: HostileServer) -> None:
    """What it is says the parser of feeds: the door only brings it, as the page that it is."""
    login = b"<!doctype html><title>Please log in</title>"
    server.plays["/feed"] = reply(login)
    result = fetch(server.url("/feed"), Kind.FEED)
    assert (result.raw, result.content_type) == (login, "text/html")


@pytest.mark.parametrize(
    ("status", "hard"),
    [*((s, True) for s in (401, 403, 404, 410, 451)), *((s, False) for s in (408, 429, 500, 503))],
)
def test_H12_a_status_that_is_no_answer_is_a_failure_with_its_number(
    server: HostileServer, status: int, hard: bool
) -> None:
    server.plays["/a"] = reply(PAGE, status=status)
    error = fail(server.url("/a"))
    assert isinstance(error, FetchFailed)
    assert (str(error), error.status, error.hard) == (f"127.0.0.1 answered {status}.", status, hard)


def test_H13_the_wish_of_a_host_to_rest_is_on_the_failure(server: HostileServer) -> None:
    server.plays["/a"] = reply(status=429, headers={"Retry-After": "100"})
    error = fail(server.url("/a"))
    assert isinstance(error, FetchFailed)
    assert error.wait == timedelta(seconds=105)  # and a twentieth, by the chance of these tests


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301, 301), True), ((308,), True), ((301, 302), False), ((302, 301), False), ((307,), False)],
)
def test_H15_only_a_chain_that_is_permanent_throughout_has_a_new_address(
    server: HostileServer, statuses: tuple[int, ...], moved: bool
) -> None:
    server.plays |= {f"/{n}": redirect(f"/{n + 1}", status) for n, status in enumerate(statuses)}
    end = f"/{len(statuses)}"
    server.plays[end] = reply(b"<rss/>", content_type="text/xml")
    result = fetch(server.url("/0"), Kind.FEED)
    assert (result.moved_to, result.raw) == (server.url(end) if moved else "", b"<rss/>")


def test_H18_a_page_that_wants_its_cookie_back_is_left_after_five_rounds(
    server: HostileServer,
) -> None:
    def want_cookie(visitor: Visitor) -> None:
        has = "cookie" in visitor.asked.headers
        sent = reply(status=302, headers={"Location": "/a", "Set-Cookie": "seen=1"})
        visitor.say(reply(PAGE) if has else sent)

    server.plays["/a"] = want_cookie
    error = fail(server.url("/a"))
    assert (str(error), len(server.paths())) == ("It redirects more than 5 times.", 6)


def test_every_error_of_the_door_is_one_of_ours(server: HostileServer) -> None:
    for odd in ("http://[", "http://a.example:99999999999/", "http://" + "ü" * 3000, "\ud800", "."):
        with pytest.raises(CoalitionError):
            fetch(odd)
