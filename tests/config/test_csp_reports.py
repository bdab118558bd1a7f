"""Reports of browsers: taken, counted, and written down without what the visitor did."""

import json
import logging
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from coalition.config import csp_reports

pytestmark = pytest.mark.django_db
OLD, NEW = "application/csp-report", "application/reports+json"
VISITED = "https://site.example/countries/NO/?q=what-he-searched"
REPORT = {
    "document-uri": VISITED,
    "referrer": "https://mail.example/inbox?user=17",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/x.js?token=secret",
    "script-sample": "alert('his name')",
}


def send(client: Client, body: Any, form: str = OLD, **headers: str) -> int:
    """The status of the answer to a report."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/csp-reports", text, content_type=form, headers=headers).status_code


def list_reports(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was told of reports, without the line that every request has."""
    return [record for record in caplog.records if record.name == csp_reports.__name__]


def test_a_report_of_either_form_is_one_line_without_the_visitors_data(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Client(enforce_csrf_checks=True)
    body = {
        "documentURL": VISITED,
        "effectiveDirective": "style-src-attr",
        "blockedURL": "inline",
        "sample": "his words",
    }
    with caplog.at_level(logging.WARNING):
        assert send(client, {"csp-report": REPORT}) == 204
        assert (
            send(client, [{"type": "csp-violation", "body": body}, {"type": "crash"}], NEW) == 204
        )
    page, evil = '"page": "countries/<str:code>/"', '"blocked": "https://evil.example"'
    assert [record.getMessage() for record in list_reports(caplog)] == [
        f'csp-violation {{{page}, "directive": "script-src-elem", {evil}}}',
        f'csp-violation {{{page}, "directive": "style-src-attr", "blocked": "inline"}}',
    ]


def test_what_is_no_report_writes_no_line(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    extension = {**REPORT, "source-file": "moz-extension://1234/content.js"}
    forged = {**REPORT, "effective-directive": "x\r\n2026-11-22 ERROR forged"}
    with caplog.at_level(logging.DEBUG, "coalition"):
        statuses = [
            send(client, {"csp-report": extension}),
            send(client, {"csp-report": forged}),
            send(client, {"csp-report": 7}),
            send(client, [7, {"type": "csp-violation"}], NEW),
            send(client, "7"),
            send(client, "[" * 5_000),
            send(client, b"\xff\x00"),
            send(client, {}, "application/json"),
            send(client, b"x" * (csp_reports.LARGEST + 1)),
            client.get("/csp-reports").status_code,
        ]
    assert statuses == [204, 204, 204, 204, 204, 400, 400, 415, 413, 405]
    assert list_reports(caplog) == []


@pytest.mark.parametrize(
    ("blocked", "told"),
    [
        ("https://[half", "unreadable"),
        ("https://a.example\n2026 forged/", "unreadable"),
        ("data:text/html,<b>", "data"),
        ("", "unreadable"),
        ("wss://user:word@host.example:8/x", "unreadable"),
    ],
)
def test_of_a_blocked_address_only_a_plain_host_is_told(blocked: str, told: str) -> None:
    assert csp_reports.name_origin(blocked) == told


@pytest.mark.usefixtures("still_clock")
def test_a_flood_is_dropped_without_a_line_and_a_database_that_is_down_with_503(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    statuses = [send(client, {"csp-report": REPORT}) for _ in range(csp_reports.PER_MINUTE + 2)]
    assert set(statuses) == {204}
    assert len(statuses) - len(list_reports(caplog)) == 2

    def refuse(*_: Any) -> Any:
        raise OperationalError("down")

    with connection.execute_wrapper(refuse):
        assert send(client, {"csp-report": REPORT}) == 503
