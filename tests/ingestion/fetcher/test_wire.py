"""What comes back over the wire: broken, endless, slow and forged answers."""

import gzip
import itertools
import ssl
import subprocess
import threading
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from coalition.errors import FetchFailed
from coalition.ingestion.fetcher import Kind
from tests.hostile_server import PAGE, HostileServer, Play, Visitor, head, reply
from tests.ingestion.fetcher.conftest import Names, fetch, open_door
from tests.processes import PATIENCE

pytestmark = pytest.mark.django_db

# Robots are not asked for in these tests: one request, one answer.
KIND = Kind.ROBOTS
TOTAL = 1.0  # seconds for a whole fetch from who is too slow


def fail(server: HostileServer, play: Play, total: float = PATIENCE) -> FetchFailed:
    """How a fetch of what is played fails."""
    server.plays["/a"] = play
    with pytest.raises(FetchFailed) as caught:
        fetch(server.url("/a"), door=open_door(total=total, read=total / 2))
    return caught.value


def test_H01_a_gzip_of_a_gigabyte_is_stopped_in_little_memory(server: HostileServer) -> None:
    bomb = gzip.compress(bytes(16 * 2**20)) * 64
    server.plays["/robots.txt"] = reply(b"", status=404)
    tracemalloc.start()
    try:
        error = fail(server, reply(bomb, headers={"Content-Encoding": "gzip"}))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (str(error), error.hard) == ("It is too large: more than 10 MB unpacked.", True)
    assert len(bomb) < 5_000_000  # so it was not the wire that stopped it
    assert peak < 50_000_000


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", ", ".join(["gzip"] * 200)])
def test_H02_an_encoding_that_was_not_offered_is_refused(
    server: HostileServer, encoding: str
) -> None:
    error = fail(server, reply(PAGE, headers={"Content-Encoding": encoding}))
    assert "which was not asked for" in str(error)


def test_H02_two_lines_of_encodings_are_one_list(server: HostileServer) -> None:
    error = fail(server, head("Content-Encoding: gzip", "Content-Encoding: gzip") + PAGE)
    assert "which was not asked for" in str(error)


def test_H02_a_gzip_in_a_gzip_is_no_page(server: HostileServer) -> None:
    raw = gzip.compress(gzip.compress(bytes(10**6)))
    error = fail(server, reply(raw, headers={"Content-Encoding": "gzip"}))
    assert str(error) == "It is a gzip archive, not a page."


def test_a_page_in_gzip_is_unpacked(server: HostileServer) -> None:
    server.plays["/a"] = reply(gzip.compress(PAGE), headers={"Content-Encoding": "GZIP"})
    assert fetch(server.url("/a")).raw == PAGE


def play_endless(visitor: Visitor) -> None:
    """Chunks without an end."""
    chunk = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    visitor.drip(itertools.chain([head("Transfer-Encoding: chunked")], itertools.repeat(chunk)), 0)


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(reply(b"a", length=10 * 2**30), id="10 GB announced"),
        pytest.param(reply(b"a", length=int("9" * 20)), id="20 digits announced"),
        pytest.param(reply(b"a" * 5_000_001), id="a byte too many announced"),
        pytest.param(head() + b"a" * 5_000_001, id="a byte too many, not announced"),
        pytest.param(play_endless, id="endless chunks"),
    ],
)
def test_H03_too_many_bytes_are_refused(server: HostileServer, play: Play) -> None:
    error = fail(server, play)
    assert (str(error), error.hard) == ("It is too large: more than 5 MB.", True)


def test_H03_chunks_of_a_byte_each_are_counted_with_their_frames(server: HostileServer) -> None:
    def play(visitor: Visitor) -> None:
        chunks = itertools.repeat(b"1;" + b"x" * 4000 + b"\r\na\r\n")
        visitor.drip(itertools.chain([head("Transfer-Encoding: chunked")], chunks), 0)

    server.plays["/a"] = play
    with pytest.raises(FetchFailed, match="too large"):
        fetch(server.url("/a"), door=open_door())


def test_H03_five_million_bytes_are_taken(server: HostileServer) -> None:
    server.plays["/a"] = reply(b"a" * 5_000_000)
    assert len(fetch(server.url("/a"), door=open_door()).raw or b"") == 5_000_000


def drip_body(visitor: Visitor) -> None:
    """A body of which a byte comes now and then."""
    visitor.say(head("Content-Length: 1000"))
    visitor.drip(itertools.repeat(b"a"), 0.1)


def drip_headers(visitor: Visitor) -> None:
    """Headers that come one by one and never end."""
    visitor.say(b"HTTP/1.1 200 OK\r\n")
    visitor.drip((f"X-{n}: a\r\n".encode() for n in itertools.count()), 0.1)


def drip_bytes(visitor: Visitor) -> None:
    """A status line that comes byte by byte."""
    visitor.drip((bytes([byte]) for byte in itertools.cycle(b"HTTP/1.1 200 OK")), 0.1)


def drip_continues(visitor: Visitor) -> None:
    """Interim answers without an end."""
    visitor.drip(itertools.repeat(b"HTTP/1.1 102 Wait\r\n\r\n"), 0.1)


@pytest.mark.parametrize("play", [drip_body, drip_headers, drip_bytes, drip_continues])
def test_H04_who_drips_is_left_at_the_deadline(server: HostileServer, play: Play) -> None:
    error = fail(server, play, TOTAL)
    # Who waits for the end hears something else: the server breaks off after a while.
    assert (str(error), error.hard) == ("The server did not answer in time.", False)


def end_at_once(visitor: Visitor) -> None:
    """Closes without a word."""


@pytest.mark.parametrize(
    ("play", "total", "words"),
    [
        (Visitor.stall, TOTAL, "The server did not answer in time."),
        (Visitor.reset, PATIENCE, "The connection to 127.0.0.1 broke off."),
        (end_at_once, PATIENCE, "The answer is no proper HTTP"),
    ],
)
def test_H05_who_does_not_answer_fails_in_a_way_that_may_pass(
    server: HostileServer, play: Play, total: float, words: str
) -> None:
    error = fail(server, play, total)
    assert (words in str(error), error.hard) == (True, False)


def test_H05_a_handshake_that_stalls_ends_in_time() -> None:
    with HostileServer() as silent:  # waits for a request, while the client waits for its greeting
        secure = silent.url("/").replace("http:", "https:")
        with pytest.raises(FetchFailed, match="did not answer in time"):
            fetch(secure, KIND, open_door(total=TOTAL, read=TOTAL / 2))


def test_H05_a_name_server_that_is_silent_is_left_in_time() -> None:
    over = threading.Event()

    class SlowNames(Names):
        def __call__(self, name: str) -> Sequence[str]:
            over.wait(PATIENCE)
            return super().__call__(name)

    door = open_door(names=SlowNames(), total=TOTAL, read=TOTAL / 2)
    with pytest.raises(FetchFailed, match=r"The name news\.example could not be looked up in time"):
        fetch("http://news.example/", KIND, door)
    over.set()


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(reply(PAGE, length=len(PAGE) + 1), id="shorter than announced"),
        pytest.param(head("Transfer-Encoding: chunked") + b"5\r\nab", id="broken chunk"),
        pytest.param(
            reply(gzip.compress(PAGE)[:-9], headers={"Content-Encoding": "gzip"}), id="cut gzip"
        ),
        pytest.param(reply(PAGE, headers={"Content-Encoding": "gzip"}), id="no gzip"),
    ],
)
def test_H06_a_body_that_is_not_whole_is_not_taken(server: HostileServer, play: Play) -> None:
    assert fail(server, play).hard is False


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(head(*(f"X-{n}: a" for n in range(5000))) + PAGE, id="5,000 headers"),
        pytest.param(head(*(f"X-{n}: a" for n in range(250))) + PAGE, id="250 headers"),
        pytest.param(head("X-Long: " + "a" * 2**20) + PAGE, id="a header of 1 MB"),
        pytest.param(head("Content-Length: 5", "Content-Length: 6") + PAGE, id="two lengths"),
        pytest.param(head("Content-Length: -5") + PAGE, id="a length below zero"),
        pytest.param(PAGE, id="HTTP/0.9"),
        pytest.param(b"\r\n\r\n" + PAGE, id="no status line"),
        pytest.param(b"HTTP/1.1 2000 OK\r\n\r\n" + PAGE, id="no status"),
        pytest.param(head("A header without a colon") + PAGE, id="no header"),
        pytest.param(head("Transfer-Encoding: gzip, chunked") + PAGE, id="unknown transfer"),
    ],
)
def test_H07_what_breaks_the_rules_of_http_is_refused(server: HostileServer, play: Play) -> None:
    words = str(fail(server, play))
    assert "no proper HTTP" in words or "more than 200 headers" in words


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate authority of our own and what it signed, made anew for each run."""
    folder = tmp_path_factory.mktemp("authority")
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    names = "-subj /CN=good.example -addext subjectAltName=DNS:good.example"
    by_ca = "-CA ca.pem -CAkey ca.key -copy_extensions copy"
    for command in (
        f"req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=ca.example -days 10",
        f"req -x509 {key} -keyout self.key -out self.pem {names} -days 10",
        f"req -new {key} -keyout good.key -out good.csr {names}",
        f"x509 -req -in good.csr {by_ca} -days 10 -out good.pem",
        f"x509 -req -in good.csr {by_ca} -days -1 -out expired.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    (folder / "expired.key").write_bytes((folder / "good.key").read_bytes())
    return folder


def speak_tls(authority: Path, name: str) -> ssl.SSLContext:
    """The server's side."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / f"{name}.pem", authority / f"{name}.key")
    return context


def fetch_secure(authority: Path, tls: ssl.SSLContext, host: str = "good.example") -> bytes | None:
    """A page over TLS, with a door that trusts our own authority."""
    trust = ssl.create_default_context(cafile=str(authority / "ca.pem"))
    names = Names({host: [["127.0.0.1"]]})
    with HostileServer({"/": reply(PAGE)}, tls=tls) as server:
        return fetch(server.url("/", host), KIND, open_door(names=names, tls=trust)).raw


def test_H16_a_page_behind_a_valid_certificate_is_read(authority: Path) -> None:
    assert fetch_secure(authority, speak_tls(authority, "good")) == PAGE


@pytest.mark.parametrize(
    ("name", "host", "words"),
    [
        ("expired", "good.example", "certificate has expired"),
        ("self", "good.example", "self-signed certificate"),
        ("good", "other.example", "Hostname mismatch"),
    ],
)
def test_H16_a_certificate_that_does_not_hold_is_refused_in_words(
    authority: Path, name: str, host: str, words: str
) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch_secure(authority, speak_tls(authority, name), host)
    assert f"The certificate of {host} is not valid: {words}" in str(caught.value)
    assert caught.value.hard


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")
def test_H16_old_tls_is_refused(authority: Path) -> None:
    old = speak_tls(authority, "good")
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1
    with pytest.raises(FetchFailed, match=r"No secure connection to good\.example"):
        fetch_secure(authority, old)


def test_S10_a_redirect_from_https_to_http_is_refused(authority: Path) -> None:
    trust = ssl.create_default_context(cafile=str(authority / "ca.pem"))
    door = open_door(names=Names({"good.example": [["127.0.0.1"]]}), tls=trust)
    with HostileServer({"/": reply(PAGE)}) as plain:
        plays: dict[str, Play] = {"/": reply(status=301, headers={"Location": plain.url("/")})}
        with (
            HostileServer(plays, tls=speak_tls(authority, "good")) as secure,
            pytest.raises(Exception, match="redirects from https to http, which is not followed"),
        ):
            fetch(secure.url("/", "good.example"), KIND, door)
        assert plain.accepted == 0
