"""What holds for every door, the real one and the fake."""

from collections.abc import Iterator

import pytest

from coalition.errors import FetchFailed, FetchRefused
from coalition.ingestion.fetcher import Fetcher, FetchRequest, FetchResult
from tests.fakes import FakeAnswer, FakeFetcher
from tests.hostile_server import PAGE, HostileServer, Visitor, reply
from tests.ingestion.fetcher.conftest import open_door

pytestmark = pytest.mark.django_db
ETAG = '"1"'


def play_conditional(visitor: Visitor) -> None:
    """A page that knows its ETag."""
    unchanged = visitor.asked.headers.get("if-none-match") == ETAG
    visitor.say(
        reply(b"" if unchanged else PAGE, status=304 if unchanged else 200, headers={"ETag": ETAG})
    )


@pytest.fixture(params=["real", "fake"])
def door(request: pytest.FixtureRequest, server: HostileServer) -> Iterator[Fetcher]:
    server.plays |= {"/page": play_conditional, "/empty": reply(b" "), "/gone": reply(status=410)}
    if request.param == "real":
        yield open_door()
    else:
        yield FakeFetcher(
            {
                server.url("/page"): FakeAnswer(PAGE, etag=ETAG),
                server.url("/empty"): FakeAnswer(b" "),
                server.url("/gone"): FakeAnswer(status=410),
            }
        )


def test_a_page_comes_back_with_its_bytes(door: Fetcher, server: HostileServer) -> None:
    url = server.url("/page")
    assert door.fetch(FetchRequest(url)) == FetchResult(url, 200, PAGE, "text/html", ETAG)


def test_an_unchanged_page_comes_back_without_bytes(door: Fetcher, server: HostileServer) -> None:
    url = server.url("/page")
    result = door.fetch(FetchRequest(url, etag=ETAG))
    assert (result.status, result.raw, result.etag) == (304, None, ETAG)


def test_force_asks_for_the_bytes_again(door: Fetcher, server: HostileServer) -> None:
    url = server.url("/page")
    assert door.fetch(FetchRequest(url, etag=ETAG, force=True)).raw == PAGE


def test_what_is_gone_is_a_hard_failure_with_its_status(
    door: Fetcher, server: HostileServer
) -> None:
    with pytest.raises(FetchFailed) as caught:
        door.fetch(FetchRequest(server.url("/gone")))
    error = caught.value
    assert (str(error), error.hard, error.status) == ("127.0.0.1 answered 410.", True, 410)


def test_H10_an_empty_page_is_a_failure(door: Fetcher, server: HostileServer) -> None:
    with pytest.raises(FetchFailed, match="The answer is empty"):
        door.fetch(FetchRequest(server.url("/empty")))


def test_S11_what_is_no_address_of_the_web_is_refused(door: Fetcher) -> None:
    with pytest.raises(FetchRefused):
        door.fetch(FetchRequest("file:///etc/passwd"))
