"""The site under a real web server of two processes: watched, followed, and closed to strangers."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path

import pytest
import yaml
from django.conf import settings as project
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from coalition.management.visits import DIRECTLY
from tests import factories
from tests.processes import read_database_url, reserve_port, wait_until

TOKEN = "a token of this test alone"
ALERTS = project.BASE_DIR / "deploy" / "alerts.yml"


class Site:
    """A running site, its address and its log."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := reserve_port())}"
        self.log = folder / "log"
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
            *("--workers", "2", "--workers-kill-timeout", "2"),
            "coalition.config.wsgi:application",
        ]
        environment = os.environ | {
            "DATABASE_URL": read_database_url(),
            "VAR_DIR": str(folder / "var"),
            "SECRET_KEY": "only for this test " * 3,
            "METRICS_TOKEN": TOKEN,
            "LOG_FORMAT": "json",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=project.BASE_DIR, env=environment, stdout=log, stderr=log
            )

    def ask(self, path: str, **headers: str) -> tuple[int, Message, str]:
        """Status, headers and text of a reply."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with DIRECTLY.open(urllib.request.Request(self.url + path, headers=named)) as reply:
                return reply.status, reply.headers, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, ""

    def answers(self) -> bool:
        """Whether it answers by now."""
        try:
            return self.ask("/healthz")[0] == HTTPStatus.OK
        except OSError:
            return False


@pytest.fixture
def site(tmp_path: Path, transactional_db: None) -> Iterator[Site]:
    """A site of two web processes."""
    factories.make_stance()
    running = Site(tmp_path)
    wait_until(running.answers, running.log)
    yield running
    running.process.terminate()
    running.process.wait()


def read_samples(text: str) -> dict[tuple[str, str], float]:
    """What Prometheus would take in: values by name and by the route they are about, if any."""
    return {
        (sample.name, sample.labels.get("route", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if "le" not in sample.labels
    }


def test_what_two_web_processes_count_is_summed_and_each_request_is_followed(site: Site) -> None:
    for number in range(20):
        status, headers, _ = site.ask("/countries/", X_Request_Id=f"followed-{number}")
        assert (status, headers["X-Request-Id"]) == (200, f"followed-{number}")
    assert site.ask("/nothing/here", X_Request_Id="bad id")[0] == HTTPStatus.NOT_FOUND
    assert site.ask("/static/css/site.css")[0] == HTTPStatus.OK
    assert site.ask("/metrics")[0] == HTTPStatus.UNAUTHORIZED
    assert site.ask("/metrics", Authorization="Bearer another")[0] == HTTPStatus.UNAUTHORIZED
    status, headers, text = site.ask("/metrics", Authorization=f"Bearer {TOKEN}")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    samples = read_samples(text)
    assert samples["coalition_request_seconds_count", "web:countries"] == 20
    assert samples["coalition_request_seconds_count", "unknown"] == 1
    assert samples["coalition_request_seconds_count", "static"] == 1
    assert samples["coalition_database_up", ""] == 1
    assert samples["coalition_waiting", ""] == 1

    told = [json.loads(line) for line in site.log.read_text().splitlines() if line[0] == "{"]
    lines = {line["run"]: line for line in told if line["message"] == "answered"}
    assert {f"followed-{number}" for number in range(20)} < lines.keys()
    assert "bad id" not in lines
    line = lines["followed-0"]
    assert (line["method"], line["path"], line["route"], line["status"]) == (
        "GET", "/countries/", "web:countries", 200,
    )  # fmt: skip

    # Each metric that the example alerts name is there, and each alert says what to do.
    known = {family.name for family in text_string_to_metric_families(text)}
    known |= {f"coalition_request_seconds_{part}" for part in ("bucket", "count")}
    rules = [
        rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]
    ]
    named = {name for rule in rules for name in re.findall(r"coalition_\w+", rule["expr"])}
    assert named - known == set()
    runbook = (project.BASE_DIR / "docs" / "runbook.md").read_text()
    assert [rule["alert"] for rule in rules if f"`{rule['alert']}`" not in runbook] == []


def test_without_a_token_there_are_no_metrics(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
