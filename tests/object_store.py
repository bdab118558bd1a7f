"""An object storage of one's own on loopback, as far as we use the S3 protocol: put, look, get, delete.

What is not signed, as version 4 of Amazon's signatures has it, is refused; the signature is not checked.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Server(ThreadingHTTPServer):
    """The server, with what it keeps."""

    objects: dict[str, bytes]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def answer(self, status: int, body: bytes = b"", length: int | None = None) -> None:
        """Says so much, and ends the connection, so that the end of the store ends all."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Last-Modified", "Mon, 02 Mar 2026 10:00:00 GMT")
        self.send_header("ETag", '"tag"')
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def is_signed(self) -> bool:
        """Whether somebody signed; refuses who did not."""
        signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 ")
        if not signed:
            self.answer(403)
        return signed

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.is_signed():
            self.server.objects[self.path] = body
            self.answer(200)

    def do_HEAD(self) -> None:
        if self.is_signed():
            found = self.server.objects.get(self.path)
            self.answer(404 if found is None else 200, length=len(found or b""))

    def do_GET(self) -> None:
        if self.is_signed():
            found = self.server.objects.get(self.path.partition("?")[0])
            self.answer(404 if found is None else 200, found or b"")

    def do_DELETE(self) -> None:
        if self.is_signed():
            self.server.objects.pop(self.path, None)
            self.answer(204)

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


class ObjectStore:
    """Keeps objects by their path while it is entered."""

    def __init__(self) -> None:
        self.server = Server(("127.0.0.1", 0), Handler)
        self.objects = self.server.objects = {}
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Answers nobody from now on."""
        self.server.shutdown()
        self.server.server_close()
