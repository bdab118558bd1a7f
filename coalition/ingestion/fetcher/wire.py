"""One request and one answer, on sockets of our own.

Ready clients were measured and left: they resolve the name again after our check, follow proxies from
the environment, unpack 1 GiB out of 1 MB and wait without end for a server that drips. Here the name
is resolved once, the connection goes to the address that was checked, each byte is counted and one
clock runs over it all. h11 reads HTTP/1.1, strictly, and never touches a socket.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import h11

from coalition.errors import FetchFailed, FetchRefused
from coalition.ingestion.fetcher.addresses import Network, may_connect
from coalition.ingestion.fetcher.content import Body
from coalition.ingestion.fetcher.urls import NOT_PUBLIC, Url

HEADER_BYTES = 64 * 1024  # four times what common servers send at most
MOST_HEADERS = 200
ADDRESSES_TRIED = 3
SAID = 120  # characters of h11's reason in ours
RECEIVED = 64 * 1024  # bytes asked of a socket at once
TOO_SLOW = "The server did not answer in time."

Resolve = Callable[[str], Sequence[str]]  # a name to its addresses; raises OSError
Dial = Callable[[str, int, float], socket.socket]  # to an address and port, in seconds


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one answer may be: bytes on the wire, bytes unpacked; `cut` keeps the beginning of a
    longer one."""

    wire: int
    plain: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for the whole fetch with its redirects, to connect, and between two bytes."""

    total: float = 30.0
    connect: float = 5.0
    read: float = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers by lower-case name (the first of each), and the body of a 200, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Deadline:
    """The one clock over a fetch. Monotonic: a clock that is set does not move it."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float) -> float:
        """Seconds for the next step, at most `most`. Raises FetchFailed where none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchFailed(TOO_SLOW)
        return min(most, left)


def resolve_name(name: str) -> Sequence[str]:
    """All addresses of a name, asked of the system once. Raises OSError where there are none."""
    # The dot at the end keeps the machine's search domains out: the name is whole.
    found = socket.getaddrinfo(f"{name}.", None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def dial_address(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address, never to a name. Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect((address, port))
    except OSError:
        connection.close()
        raise
    return connection


class Wire:
    """Makes connections and speaks HTTP/1.1 over them, one request each, without cookies or proxies."""

    def __init__(
        self,
        user_agent: str,
        *,
        only: Sequence[Network] = (),
        patience: Patience,
        resolve: Resolve = resolve_name,
        dial: Dial = dial_address,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._only = tuple(only)
        self._patience = patience
        self._resolve = resolve
        self._dial = dial
        self._tls = tls or ssl.create_default_context()

    def ask(
        self,
        url: Url,
        headers: Mapping[str, str],
        bounds: Bounds,
        deadline: Deadline,
        body: bytes | None = None,
    ) -> Answer:
        """The answer of a checked address; with `body` it is posted. Raises FetchRefused before any connection where one of its
        addresses is not public, FetchFailed where no proper answer comes before the deadline."""
        addresses = self._find_addresses(url, deadline)
        try:
            with self._connect(url, addresses, deadline) as connection:
                request = self._write_request(url, headers, body)
                return self._talk(connection, request, bounds, deadline)
        except ssl.SSLCertVerificationError as error:
            words = f"The certificate of {url.host} is not valid: {error.verify_message}."
            raise FetchFailed(words, hard=True) from error
        except TimeoutError as error:
            raise FetchFailed(TOO_SLOW) from error
        except ssl.SSLError as error:
            raise FetchFailed(f"No secure connection to {url.host}: {error.reason}.") from error
        except OSError as error:
            raise FetchFailed(f"The connection to {url.host} broke off.") from error
        except h11.RemoteProtocolError as error:
            # What h11 says quotes the server, who may have sent a lot.
            raise FetchFailed(f"The answer is no proper HTTP: {str(error)[:SAID]}.") from error

    def check_literal(self, url: Url) -> None:
        """Raises FetchRefused for a host that is an address, and not a public one: no look-up needed."""
        if url.is_literal and not may_connect(url.host, self._only):
            raise FetchRefused(NOT_PUBLIC.format(host=url.host))

    def _find_addresses(self, url: Url, deadline: Deadline) -> Sequence[str]:
        """The addresses of a host; one that is not public spoils them all."""
        found = [url.host] if url.is_literal else self._look_up(url.host, deadline)
        if not all(may_connect(address, self._only) for address in found):
            raise FetchRefused(NOT_PUBLIC.format(host=url.host))
        return found

    def _look_up(self, name: str, deadline: Deadline) -> Sequence[str]:
        """What the name server says. The system's call has no time limit, so a thread waits for it."""
        answers: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._resolve(name))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            found = answers.get(timeout=deadline.left(self._patience.read))
        except queue.Empty:
            raise FetchFailed(f"The name {name} could not be looked up in time.") from None
        if isinstance(found, Exception) or not found:
            raise FetchFailed(f"The name {name} is not known.")
        return found

    def _connect(
        self, url: Url, addresses: Sequence[str], deadline: Deadline
    ) -> socket.socket | ssl.SSLSocket:
        """A connection to the first of the addresses that takes one, with TLS where asked for."""
        failure: OSError | None = None
        for address in addresses[:ADDRESSES_TRIED]:
            try:
                plain = self._dial(address, url.port, deadline.left(self._patience.connect))
            except OSError as error:
                failure = error
                continue
            if url.scheme == "http":
                return plain
            try:
                plain.settimeout(deadline.left(self._patience.read))
                return self._tls.wrap_socket(plain, server_hostname=url.host)
            except (OSError, FetchFailed):
                plain.close()
                raise
        raise failure or OSError("no address")

    def _talk(
        self,
        connection: socket.socket,
        request: tuple[h11.Connection, bytes],
        bounds: Bounds,
        deadline: Deadline,
    ) -> Answer:
        """Sends the request and reads the answer; of a status other than 200 no body is read."""
        http, sent = request
        connection.settimeout(deadline.left(self._patience.read))
        connection.sendall(sent)
        answer: Answer | None = None
        body, length, received = Body("", 0), 0, 0
        while True:
            deadline.left(0)
            event = http.next_event()
            if event is h11.NEED_DATA:
                connection.settimeout(deadline.left(self._patience.read))
                data = connection.recv(RECEIVED)
                received += len(data)
                if received > 2 * bounds.wire + HEADER_BYTES:  # such as chunks of a byte each
                    raise too_large(bounds)
                http.receive_data(data)
            elif isinstance(event, h11.Response):
                answer = read_head(event)
                if answer.status not in {200, 203}:
                    return answer
                check_length(answer, bounds)
                body = Body(
                    answer.headers.get("content-encoding", ""), bounds.plain, cut=bounds.cut
                )
            elif isinstance(event, h11.Data):
                length += len(event.data)
                if length > bounds.wire and not bounds.cut:
                    raise too_large(bounds)
                body.feed(bytes(event.data))
            if answer is not None and (body.full or isinstance(event, h11.EndOfMessage)):
                return Answer(answer.status, answer.headers, body.end())

    def _write_request(
        self, url: Url, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[h11.Connection, bytes]:
        """The bytes of a request, and the state of its connection once they are sent: what is written
        here, and nothing that the site gave before."""
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEADER_BYTES)
        own = {"Host": url.netloc, "User-Agent": self._user_agent, "Accept-Encoding": "gzip"}
        sized = {} if body is None else {"Content-Length": str(len(body))}
        lines = [*own.items(), *headers.items(), *sized.items(), ("Connection", "close")]
        method = "GET" if body is None else "POST"
        parts = [http.send(h11.Request(method=method, target=url.target, headers=lines))]
        if body:
            parts.append(http.send(h11.Data(data=body)))
        parts.append(http.send(h11.EndOfMessage()))
        return http, b"".join(part for part in parts if part)


def read_head(response: h11.Response) -> Answer:
    """Status and headers. Raises FetchFailed where there are too many headers, or two encodings."""
    if len(response.headers) > MOST_HEADERS:
        raise FetchFailed(f"The answer has more than {MOST_HEADERS} headers.", hard=True)
    headers: dict[str, str] = {}
    for name, value in response.headers:
        key = name.decode("ascii")
        text = value.decode("utf-8", errors="replace")
        if key == "content-encoding" and key in headers:
            text = f"{headers[key]}, {text}"  # several lines are one list (RFC 9110, 5.3)
            headers[key] = text
        headers.setdefault(key, text)
    return Answer(response.status_code, headers, b"")


def check_length(answer: Answer, bounds: Bounds) -> None:
    """Raises FetchFailed where the announced length is beyond the bounds."""
    length = answer.headers.get("content-length", "0")
    # h11 has made sure that it is one number; a longer one than this is too large in any case.
    if not bounds.cut and (len(length) > 12 or int(length) > bounds.wire):
        raise too_large(bounds)


def too_large(bounds: Bounds) -> FetchFailed:
    """What is said of an answer beyond its bounds."""
    return FetchFailed(f"It is too large: more than {bounds.wire / 1e6:g} MB.", hard=True)
