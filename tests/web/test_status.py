"""The status page: what works, in words and in both languages, also while the database is away."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from coalition.models import Article, Job
from coalition.vocabulary import JobKind
from tests import factories


@pytest.fixture(autouse=True)
def exports(settings: Settings, tmp_path: Path) -> Path:
    """Where the bulk files would be."""
    settings.EXPORT_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_a_site_that_works_says_so_and_how_old_the_newest_is(client: Client, exports: Path) -> None:
    factories.make_stance()
    three_hours_ago = timezone.now() - timedelta(hours=3)
    Article.objects.update(stored_at=three_hours_ago)
    (exports / f"{three_hours_ago:%Y%m%dT%H%M%SZ}").mkdir()
    page = client.get("/status/").content.decode()
    assert "All of it works." in page
    assert page.count("3 hours ago") == 2
    assert "disturbed" not in page
    client.post("/i18n/setlang/", {"language": "it"})
    assert "3 ore fa" in client.get("/status/").content.decode()


@pytest.mark.django_db
def test_what_is_old_or_waits_is_told_in_words(client: Client, exports: Path) -> None:
    factories.make_article()
    Article.objects.update(stored_at=datetime(2026, 1, 1, tzinfo=UTC))
    (exports / "20260101T021000Z").mkdir()
    due = timezone.now() - timedelta(hours=1)
    Job.objects.create(kind=JobKind.READ_STANCES, target=1, due_at=due)
    reply = client.get("/status/")
    page = reply.content.decode()
    assert (reply.status_code, page.count("<strong>disturbed</strong>")) == (200, 3)
    assert "What came in waits for longer than usual." in page


ASK = """
import django
django.setup()
from django.test import Client
client = Client()
for path in ("/status/", "/healthz", "/readyz", "/metrics"):
    reply = client.get(path, headers={"Authorization": "Bearer " + "only for this test " * 3})
    print(path, reply.status_code, b"database does not answer" in reply.content.lower(),
          b"coalition_database_up 0.0" in reply.content)
"""


def test_D03_while_the_database_is_away_the_status_is_told(tmp_path: Path) -> None:
    """A process whose database is where nobody listens."""
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "DJANGO_SETTINGS_MODULE": "coalition.config.settings",
        "METRICS_TOKEN": ("only for this test " * 3),
        "VAR_DIR": str(tmp_path),
    }
    told = subprocess.run(
        [sys.executable, "-c", ASK], cwd=project.BASE_DIR, env=environment,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.splitlines() == [
        "/status/ 503 True False",
        "/healthz 200 False False",
        "/readyz 503 False False",
        "/metrics 200 False True",
    ]
