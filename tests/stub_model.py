"""A language model that says what it was told to say: a real server on loopback, one deed a request.

It proves that our side holds; it says nothing of how well any model reads.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Deed:
    """What the server does with one request: a status, headers, a body, after a pause."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class StubModel:
    """The server's script and what it received. A request beyond the script gets status 500."""

    url: str
    deeds: list[Deed] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)

    def will(self, *deeds: Deed) -> None:
        """Adds to the script."""
        self.deeds.extend(deeds)

    def said_to_it(self, number: int) -> list[str]:
        """The messages of one request, in their order."""
        return [message["content"] for message in self.received[number].body["messages"]]


def say(text: str, *, finish: str = "stop", **usage: Any) -> Deed:
    """An answer of the model; 1,000 tokens in and 100 out where nothing else is said."""
    used = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100} | usage
    message = {"role": "assistant", "content": text, "refusal": None}
    return give(
        {
            "id": "stub",
            "object": "chat.completion",
            "created": 1,
            "model": "stub",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": used,
        }
    )


def say_stances(*stances: dict[str, Any], **options: Any) -> Deed:
    """An answer in the form asked for."""
    return say(json.dumps({"stances": stances}, ensure_ascii=False), **options)


def give(value: Any, status: int = 200, **options: Any) -> Deed:
    """Any JSON."""
    return Deed(json.dumps(value).encode(), status, **options)


def fail(status: int, message: str = "no", param: str | None = None, **options: Any) -> Deed:
    """An error in the form that these endpoints use."""
    error = {"message": message, "type": "stub", "param": param, "code": None}
    return give({"error": error}, status, **options)


def stance(quote: str, **values: Any) -> dict[str, Any]:
    """One stance as a model gives it: Norway, committed, on the force, unless said otherwise."""
    return {
        "country": "NO",
        "proposal": "troops-on-ground",
        "position": "committed",
        "voice": "government",
        "time": "current",
        "attribution": "narrative",
        "speaker": None,
        "reported_by": None,
        "stance_date": None,
        "conditions": [],
        "quantity": None,
        "sentence": 1,
        "quote": quote,
    } | values


@contextmanager
def run_stub(deeds: Sequence[Deed] = ()) -> Iterator[StubModel]:
    """The server on a free port of loopback, until the block ends."""
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = json.loads(self.rfile.read(length))
            stub.received.append(Received(self.path, dict(self.headers), body))
            deed = stub.deeds.pop(0) if stub.deeds else fail(500, "the script is at its end")
            if deed.pause:
                released.wait(deed.pause)
            try:
                self.send_response(deed.status)
                headers = dict(deed.headers)
                for name, value in ({"content-type": "application/json"} | headers).items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(deed.body)))
                self.end_headers()
                self.wfile.write(deed.body)
            except OSError:
                self.close_connection = True  # the client gave up waiting

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub = StubModel(f"http://127.0.0.1:{server.server_port}/v1", list(deeds))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stub
    finally:
        released.set()
        server.shutdown()
        thread.join()
        server.server_close()
