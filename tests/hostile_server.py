"""A web server on loopback that plays good, slow, broken and hostile hosts, with real sockets.

A path names what is played: `plays` maps it to bytes that are sent as they are, or to a function that
is given the connection. Each connection has a thread of its own and is closed after one answer. What
was asked is kept in `asked`, with the moment it began.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

STOPPED = 60.0  # seconds: no play lasts longer, whatever its client does
PAGE = b"<!doctype html><title>A page</title><p>Words that somebody wrote.</p>"

Play = bytes | Callable[["Visitor"], None]


@dataclass(slots=True)
class Asked:
    """One request: its path, its headers by lower-case name, when it began and when it was answered."""

    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


@dataclass(slots=True)
class Visitor:
    """A client that has sent its request, and how to answer it slowly, wrongly or not at all."""

    connection: socket.socket
    asked: Asked
    stopping: threading.Event

    def say(self, *parts: bytes) -> None:
        """Sends bytes as they are."""
        for part in parts:
            self.connection.sendall(part)

    def drip(self, parts: Iterable[bytes], pause: float) -> None:
        """Sends a part, waits, and so on, until the client goes; breaks off where it never does."""
        end = time.monotonic() + STOPPED
        for part in parts:
            if self.stopping.wait(pause) or time.monotonic() > end:
                return
            self.connection.sendall(part)

    def stall(self) -> None:
        """Says nothing more, and keeps the connection open."""
        self.stopping.wait(STOPPED)

    def reset(self) -> None:
        """Breaks the connection off with a reset in place of an end."""
        linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


@dataclass
class HostileServer:
    """Listens on `address` at a free port while it is entered."""

    plays: dict[str, Play] = field(default_factory=dict)
    address: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    accepted: int = 0
    busy: int = 0
    most_busy: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.listener = socket.create_server((self.address, 0), backlog=64)
        self.port: int = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def url(self, path: str = "/", host: str = "") -> str:
        """The address of a path, under a name of one's choice."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{host or self.address}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        with suppress(OSError):  # wakes the thread that accepts
            socket.create_connection((self.address, self.port), timeout=STOPPED).close()
        self.thread.join(STOPPED)
        self.listener.close()

    def serve(self) -> None:
        """Accepts until it is told to stop."""
        while not self.stopping.is_set():
            connection, _ = self.listener.accept()
            if self.stopping.is_set():
                connection.close()
                return
            self.accepted += 1
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        """Reads one request and plays what its path names; a client may go at any moment."""
        connection.settimeout(STOPPED)
        with suppress(OSError, UnicodeDecodeError):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            asked = read_request(connection)
            with self.lock:
                self.asked.append(asked)
                self.busy += 1
                self.most_busy = max(self.most_busy, self.busy)
            try:
                play = self.plays.get(asked.path.partition("?")[0], reply(status=404))
                visitor = Visitor(connection, asked, self.stopping)
                visitor.say(play) if isinstance(play, bytes) else play(visitor)
            finally:
                with self.lock:
                    self.busy -= 1
                    asked.ended = time.monotonic()
        connection.close()


def read_request(connection: socket.socket) -> Asked:
    """The request that a client sends: up to the empty line, since ours have no body."""
    began, raw = time.monotonic(), b""
    while b"\r\n\r\n" not in raw:
        if not (part := connection.recv(4096)):
            raise ConnectionError("the client went")
        raw += part
    first, *lines = raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Asked(first.split()[1], {name.lower(): v.strip() for name, _, v in pairs}, began)


def reply(
    body: bytes = b"",
    *,
    status: int = 200,
    content_type: str = "text/html",
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> bytes:
    """A whole answer as bytes; `length` may lie."""
    lines = {
        "Content-Type": content_type,
        "Content-Length": str(len(body) if length is None else length),
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status} So\r\n{head}\r\n".encode() + body


def redirect(location: str, status: int = 302) -> bytes:
    """An answer that sends elsewhere."""
    return reply(status=status, headers={"Location": location})


def head(*lines: str) -> bytes:
    """The beginning of an answer with these headers, and no length."""
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html", *lines, "", "")).encode()
