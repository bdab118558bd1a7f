"""The site as production runs it, behind a proxy that ends TLS: headers, cookies, logs, its one door."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from coalition.config.headers import PERMISSIONS
from coalition.models import ApiKey
from coalition.positions import redraw_line
from coalition.vocabulary import KeyScope
from tests import factories
from tests.admin.conftest import PASSWORD, roles
from tests.processes import PATIENCE, read_database_url, reserve_port, wait_until

__all__ = ["roles"]
pytestmark = pytest.mark.django_db(transaction=True)

SECRET, MODEL_KEY = "canary-of-the-secret-key-" * 3, "canary-of-the-model"
TYPED, COOKIE = "canary typed as a password", "canaryofacookie"
DESK = "/desk-7f3"
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
    "object-src 'none'", "report-uri /csp-reports", "report-to csp",
}  # fmt: skip
# Data run nothing, whoever opens them.
DATA = {"default-src 'none'", "frame-ancestors 'none'"}
ALONE, FRAMED = POLICY | {"frame-ancestors 'none'"}, POLICY | {"frame-ancestors *"}
# What differs from reply to reply, or is of HTTP itself.
VARYING = {
    "allow", "content-language", "content-length", "content-type", "content-disposition", "date",
    "etag", "expires", "last-modified", "location", "server", "set-cookie", "vary", "x-request-id",
    "ratelimit", "ratelimit-policy", "transfer-encoding", "content-encoding",
    "access-control-allow-headers", "access-control-allow-methods", "access-control-expose-headers",
}  # fmt: skip
EVERYWHERE = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": PERMISSIONS,
    "reporting-endpoints": 'csp="/csp-reports"',
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}
SHARED = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
UNCACHED = {"cache-control": "max-age=0, no-cache, no-store, must-revalidate, private"}


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str

    @property
    def safety(self) -> dict[str, str]:
        """Its headers but those that vary, without the policy."""
        varying = VARYING | {"content-security-policy"}
        return {name: value for name, value in self.headers.items() if name not in varying}

    @property
    def policy(self) -> set[str]:
        """Its Content-Security-Policy, as a set of rules."""
        return set(self.headers.get("content-security-policy", "").split("; "))


@dataclass
class Site:
    """The running site, and a browser that keeps its cookies."""

    port: int
    log: Path
    var: Path
    cookies: dict[str, str] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)

    def ask(
        self,
        path: str,
        sent: dict[str, str] | str | None = None,
        headers: dict[str, str] | None = None,
        *,
        tls: bool = True,
    ) -> Reply:
        """One request, as the proxy hands it on."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Host": "site.example", "X-Forwarded-For": "192.0.2.1", "Cookie": jar}
        given |= {"X-Forwarded-Proto": "https"} if tls else {}
        body = None
        if isinstance(sent, dict):
            token = self.cookies.get("__Host-csrftoken", "")
            body = urlencode({**sent, "csrfmiddlewaretoken": token})
            given["Content-Type"] = "application/x-www-form-urlencoded"
            given["Origin"] = "https://site.example"
        elif sent is not None:
            body = sent
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        wire.request("GET" if body is None else "POST", path, body, given | (headers or {}))
        answer = wire.getresponse()
        text = answer.read().decode()
        wire.close()
        self.bodies.append(text)
        cookies = answer.headers.get_all("Set-Cookie", [])
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        heads = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, heads, cookies, text)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The web server of production on the test's database."""
    port = reserve_port()
    environment = os.environ | {
        "PRODUCTION": "1",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "site.example",
        "DATABASE_URL": read_database_url(),
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "TRUST_PROXY": "1",
        "ADMIN_PATH": DESK.removeprefix("/"),
        "VAR_DIR": str(tmp_path),
        "LLM_API_KEY": MODEL_KEY,
        "LOG_LEVEL": "DEBUG",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput"]
    quiet = {"cwd": settings.BASE_DIR, "env": environment}
    subprocess.run(manage, check=True, capture_output=True, **quiet)  # type: ignore[call-overload]
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    log = tmp_path / "web.log"
    with log.open("wb") as stream:
        running = subprocess.Popen(  # type: ignore[call-overload]
            [*server, "--workers", "1", "coalition.config.wsgi:application"],
            stdout=stream,
            stderr=stream,
            **quiet,
        )
    try:
        site = Site(port, log, tmp_path)
        wait_until(lambda: is_up(port), log)
        yield site
    finally:
        running.terminate()
        running.wait()


def is_up(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_A12_A23_A24_A25_the_site_as_production_runs_it(site: Site, roles: None) -> None:
    stance = factories.make_stance()
    redraw_line("NO", "troops-on-ground")
    factories.make_person("editor")
    _, key = ApiKey.objects.issue("a desk", KeyScope.READ)
    check_headers(site, stance.pk)
    check_desk(site)
    check_secrets(site, key)


def check_headers(site: Site, stance: int) -> None:
    """Each kind of reply bears its headers, and no other."""
    names = json.loads((site.var / "static" / "staticfiles.json").read_text())["paths"]
    style, line = f"/static/{names['css/site.css']}", "NO/troops-on-ground"
    kinds: list[tuple[str, int, dict[str, str]]] = [
        ("/", 200, {}),
        (f"/countries/{line}/", 200, {}),
        (f"/stances/{stance}/", 200, {}),
        (f"/stances/{stance}/correction/", 200, UNCACHED),
        ("/search/?q=soldiers", 200, {}),
        ("/nowhere/", 404, {}),
        ("/?at=soon", 400, {}),
        ("/countries", 301, {}),
        (f"/figures/{line}.svg", 200, {"cross-origin-resource-policy": "cross-origin"}),
        (f"/figures/{line}.csv", 200, {"cross-origin-resource-policy": "cross-origin"}),
        ("/api/v1/countries", 200, {**SHARED, "cache-control": "public, max-age=60"}),
        ("/api/v1/nothing", 404, {**SHARED, "cache-control": "no-store"}),
        ("/api/docs", 200, {}),
        ("/healthz", 200, {}),
        ("/readyz", 200, {}),
        (f"{DESK}/login/", 200, UNCACHED),
        (f"{DESK}/coalition/stance/", 302, UNCACHED),
        (style, 200, {**SHARED, "cache-control": "max-age=315360000, public, immutable"}),
    ]
    for path, status, more in kinds:
        reply = site.ask(path)
        told = (path, reply.status, reply.safety, reply.policy)
        policy = DATA if path.startswith("/api/v1/") else ALONE
        assert told == (path, status, EVERYWHERE | more, policy)
    embed = site.ask(f"/embed/{line}/")
    framed = {name: value for name, value in EVERYWHERE.items() if name != "x-frame-options"}
    framed["cross-origin-resource-policy"] = "cross-origin"
    assert (embed.safety, embed.policy) == (framed, FRAMED)
    report = json.dumps({"csp-report": {"effective-directive": "img-src"}})
    taken = site.ask("/csp-reports", report, {"Content-Type": "application/csp-report"})
    assert (taken.status, taken.safety, taken.policy) == (204, EVERYWHERE, ALONE)
    plain = site.ask("/", tls=False)
    assert (plain.status, plain.headers["location"]) == (301, "https://site.example/")
    # Browsers take this one over TLS only.
    assert plain.policy == ALONE
    assert EVERYWHERE.items() - plain.safety.items() == {
        ("strict-transport-security", EVERYWHERE["strict-transport-security"])
    }
    assert site.ask("/", headers={"Host": "evil.example"}).status == 400
    forged = {"X-Forwarded-Host": "evil.example", "X-Original-URL": f"{DESK}/"}
    assert "evil.example" not in site.ask("/?utm_source=x", headers=forged).body
    with connection.cursor() as cursor:  # a fault as real as any: pages find a table gone
        cursor.execute("ALTER TABLE coalition_country RENAME TO hidden")
    try:
        fault = site.ask("/countries/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE hidden RENAME TO coalition_country")
    assert (fault.status, fault.policy) == (500, ALONE)
    assert fault.safety == EVERYWHERE | {"cache-control": "no-store"}
    assert "relation" not in fault.body


def check_desk(site: Site) -> None:
    """The desk is where it was put, its cookies are for this host and TLS alone, and it wants a code."""
    assert site.ask("/admin/login/").status == 404
    form = site.ask(f"{DESK}/login/")
    token = next(one for one in form.cookies if one.startswith("__Host-csrftoken"))
    assert set(token.split("; ")[1:]) >= {"Path=/", "Secure", "SameSite=Lax"}
    site.ask(f"{DESK}/login/", {"username": "editor", "password": TYPED})
    site.cookies["canary"] = COOKIE
    entered = site.ask(f"{DESK}/login/", {"username": "editor", "password": PASSWORD})
    session = next(one for one in entered.cookies if one.startswith("__Host-sessionid"))
    assert re.sub(r"^[^;]+|expires=[^;]+; ", "", session) == (
        "; HttpOnly; Max-Age=28800; Path=/; SameSite=Lax; Secure"
    )
    assert site.ask(f"{DESK}/").status == 302
    assert "Scan this" in site.ask(f"{DESK}/second-factor/").body
    code = f"{totp(TOTPDevice.objects.get().bin_key):06}"
    site.ask(f"{DESK}/second-factor/", {"code": code})
    queue = site.ask(f"{DESK}/coalition/stance/")
    assert (queue.status, queue.safety, queue.policy) == (200, EVERYWHERE | UNCACHED, ALONE)
    refused = site.ask(f"{DESK}/auth/user/")
    assert (refused.status, refused.safety, refused.policy) == (403, EVERYWHERE, ALONE)


def check_secrets(site: Site, key: str) -> None:
    """What somebody sent, and what the site was started with, stands in no log and on no page."""
    lines = {"User-Agent": "x" * 3_000, "Authorization": f"Bearer {key}"}
    wrong = {"Authorization": f"Bearer {key}x"}
    assert site.ask("/api/v1/countries", headers=lines).status == 200
    assert site.ask("/api/v1/countries", headers=wrong).status == 401
    site.ask("/api/v1/articles", "{}", lines)
    site.ask("/nowhere/%0d%0a2026-11-22%20forged%1b%5b31m/", headers=lines)
    log = site.log.read_text()
    told = log + "".join(site.bodies)
    password = connection.get_connection_params().get("password") or "no password at all"
    session = site.cookies["__Host-sessionid"]
    secrets = [
        SECRET,
        MODEL_KEY,
        TYPED,
        PASSWORD,
        COOKIE,
        session,
        key,
        key.split("_")[2],
        password,
    ]
    assert [one for one in secrets if one in told] == []
    assert "\x1b" not in log
    assert not [one for one in log.splitlines() if one.startswith("2026-11-22 forged")]
    assert "a login failed" in log
    assert "x" * 2_000 not in log
