"""The audit of what we depend on: a found fault fails, and silence is never a pass."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / ".ci" / "audit.py"
LOCK = 'first==1.0 \\\n    --hash=sha256:00\nsecond[extra]==2.0.1 ; sys_platform == "linux" \\\n'


@contextmanager
def serve(answer: bytes) -> Iterator[tuple[str, list[object]]]:
    """A service that answers everything with this; its address, and what it was asked."""
    asked: list[object] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, json.loads(body)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def audit(folder: Path, service: str, allowed: str = "") -> tuple[int, str]:
    """What the script says of two packages, and its exit code."""
    (folder / ".ci").mkdir(exist_ok=True)
    shutil.copy(SCRIPT, folder / ".ci" / "audit.py")
    (folder / ".ci" / "audit-allowed.txt").write_text(allowed)
    (folder / "requirements-dev.lock").write_text(LOCK)
    environment = {**os.environ, "AUDIT_SERVICE": service, "no_proxy": "*"}
    done = subprocess.run(
        [sys.executable, folder / ".ci" / "audit.py"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


FAULTY = json.dumps({"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}]}).encode()


def test_a_known_vulnerability_fails_unless_it_is_allowed_with_a_reason(tmp_path: Path) -> None:
    with serve(FAULTY) as (service, asked):
        code, said = audit(tmp_path, service, "# none\nGHSA-1 we never call it\n")
        assert (code, said.splitlines()) == (
            1,
            [
                "second 2.0.1: GHSA-1: we never call it",
                "second 2.0.1: PYSEC-2: NOT ALLOWED",
                "AUDITED: 2 packages, 1 vulnerabilities not allowed.",
            ],
        )
        both = "GHSA-1 we never call it\nPYSEC-2 mended by our own check\nPYSEC-9 old\n"
        code, said = audit(tmp_path, service, both)
        assert (code, "PYSEC-9 is allowed and not found any more" in said) == (0, True)
        code, said = audit(tmp_path, service, "GHSA-1\n")
        assert (code, "an id and the reason" in said) == (1, True)
    assert asked[0] == (
        "/v1/querybatch",
        {
            "queries": [
                {"package": {"name": "first", "ecosystem": "PyPI"}, "version": "1.0"},
                {"package": {"name": "second", "ecosystem": "PyPI"}, "version": "2.0.1"},
            ]
        },
    )


@pytest.mark.parametrize("answer", [b"<html>not here</html>", b"{}", b'{"results": [{}]}', b"[]"])
def test_an_answer_that_is_none_is_no_pass(tmp_path: Path, answer: bytes) -> None:
    with serve(answer) as (service, _asked):
        code, said = audit(tmp_path, service)
    assert (code, said.startswith("NOT AUDITED: ")) == (75, True)


def test_a_service_that_is_not_reached_is_no_pass(tmp_path: Path) -> None:
    code, said = audit(tmp_path, "http://127.0.0.1:9")
    assert (code, said.startswith("NOT AUDITED: ")) == (75, True)


def test_every_package_of_the_lock_is_fixed_by_its_hashes() -> None:
    """A name that is taken over, or a file that is exchanged, is not installed."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (settings.BASE_DIR / name).read_text()
        entries = [one for one in text.split("\n") if one and one[0] not in " #"]
        assert [one for one in entries if "==" not in one or not one.endswith("\\")] == []
        assert len(entries) > 40
