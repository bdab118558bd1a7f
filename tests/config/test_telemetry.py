"""Sentry and OpenTelemetry: sent where they are set, without a word of a text; else not even imported."""

import gzip
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from coalition.config.telemetry import number, require_package, start_sentry

SECRET = "the words of an article"
START = "import django; django.setup()\n"
WORK = f"""
import logging
from coalition.runs import working_for
log = logging.getLogger("coalition.test")
for run, kind in (("one", "read-feed"), ("one", "fetch-page"), ("two", "read-feed")):
    with working_for(run):
        log.info("done", extra={{"told": {{"kind": kind, "seconds": 2.5}}}})
log.info("no span of this")
def read(text):
    raise ValueError("it fell")
words = "".join(reversed({SECRET[::-1]!r}))
try:
    read(words)
except ValueError:
    log.exception("a fault")
import sentry_sdk
sentry_sdk.flush()
logging.getLogger("coalition").handlers[0].provider.force_flush()
"""
ASK_IMPORTED = """
import sys
print([name for name in ("sentry_sdk", "opentelemetry") if name in sys.modules])
"""


def unpack(body: bytes, coding: str) -> bytes:
    """A body as it was before it was packed: by Brotli where that is installed, as Sentry's client does."""
    if coding == "br":
        unpacked: bytes = import_module("brotli").decompress(body)
        return unpacked
    if coding == "gzip":
        return gzip.decompress(body)
    return zlib.decompress(body) if coding == "deflate" else body


class Receiver(BaseHTTPRequestHandler):
    """Takes whatever is posted to it."""

    taken: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        """Keeps path and body, unpacked."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, unpack(body, self.headers.get("Content-Encoding", ""))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Where a receiver listens."""
    Receiver.taken = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def run_python(code: str, folder: Path, **environment: str) -> str:
    """What a process with these variables prints."""
    given = {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "coalition.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        cwd=project.BASE_DIR, env=os.environ | given | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_fault_is_sent_without_its_words_and_all_spans_of_a_run_are_one_trace(
    tmp_path: Path, port: int
) -> None:
    run_python(
        WORK,
        tmp_path,
        SENTRY_DSN=f"http://key@127.0.0.1:{port}/7",
        OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{port}",
    )
    [fault] = [body for _, body in Receiver.taken if b"it fell" in body]
    assert SECRET.encode() not in fault
    spans = [
        span
        for path, body in Receiver.taken
        if path == "/v1/traces"
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    one, two = (number(f"trace {run}", 16).to_bytes(16) for run in ("one", "two"))
    assert [(span.name, span.trace_id) for span in spans] == [
        ("read-feed", one), ("fetch-page", one), ("read-feed", two),
    ]  # fmt: skip
    assert {span.end_time_unix_nano - span.start_time_unix_nano for span in spans} == {
        2_500_000_000
    }


def test_where_nothing_is_set_nothing_of_them_is_imported(tmp_path: Path) -> None:
    assert run_python(ASK_IMPORTED, tmp_path) == "[]\n"


def test_a_missing_package_and_a_bad_address_are_one_sentence_each() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^X needs the package nothing-here: install "):
        require_package("nothing_here", "nothing-here", "X")
    with pytest.raises(
        ImproperlyConfigured, match=r"^SENTRY_DSN is no address of a Sentry project"
    ):
        start_sentry("no address")
