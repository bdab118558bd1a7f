"""The figures: what waits, what fails, how fresh it is, as the database and the bulk files have it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from coalition.models import ApiKey, Article, Delivery, Feed, Job, Reading, Webhook
from coalition.vocabulary import JobKind, JobState, KeyScope
from coalition.watching import Queue, read_figures
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def exports(settings: Settings, tmp_path: Path) -> Path:
    """Where the bulk files would be."""
    settings.EXPORT_DIR = tmp_path
    return tmp_path


def test_an_empty_database_has_figures_too() -> None:
    figures = read_figures()
    assert figures.queues == tuple(Queue(kind) for kind in JobKind)
    assert (figures.newest_article, figures.newest_export, figures.newest_reading) == (None,) * 3
    assert (figures.feeds, figures.readings, figures.waiting, figures.deliveries_due) == (0,) * 4


def test_jobs_are_counted_by_what_became_of_them() -> None:
    now = timezone.now()
    late, ahead = now - timedelta(minutes=5), now + timedelta(minutes=5)
    rows: list[dict[str, Any]] = [
        {"due_at": late},
        {"due_at": now - timedelta(minutes=1), "error": "It fell."},
        {"due_at": ahead, "error": "It fell again."},
        {"due_at": ahead},
        {"state": JobState.QUARANTINED, "due_at": late},
        {"state": JobState.DONE, "due_at": late},
    ]
    for target, values in enumerate(rows):
        Job.objects.create(kind=JobKind.READ_STANCES, target=target, **values)
    [queue] = [one for one in read_figures().queues if one.kind is JobKind.READ_STANCES]
    assert queue.lane == "read"
    assert (queue.due, queue.running, queue.failing, queue.quarantined) == (2, 0, 2, 1)
    assert 300 <= queue.oldest < 360


def test_feeds_that_fail_and_those_that_nobody_reads_are_told_apart() -> None:
    source, now = factories.make_source(), timezone.now()
    rows: list[dict[str, Any]] = [
        {"last_success_at": now, "due_at": now + timedelta(hours=1)},
        {"failures": 2, "due_at": now - timedelta(minutes=10)},
        {"due_at": now - timedelta(minutes=20)},
        {"active": False, "failures": 9, "due_at": now - timedelta(days=9)},
    ]
    for number, values in enumerate(rows):
        url = f"https://paper.example/{number}"
        Feed.objects.create(**{"source": source, "url": url, "active": True} | values)
    figures = read_figures()
    assert (figures.feeds, figures.feeds_failing, figures.feeds_late) == (3, 1, 1)
    assert figures.newest_reading == now


def test_refused_claims_are_counted_without_a_readers_notes() -> None:
    article = factories.make_article()
    refused = [
        {"reason": "not there", "claim": {"country": "NO"}},
        {"reason": "a note", "claim": None},
    ]
    Reading.objects.create(article=article, reader="r", version="1", found=3, refused=refused)
    Reading.objects.create(article=article, reader="r", version="2", found=1)
    figures = read_figures()
    assert (figures.readings, figures.claims, figures.refused) == (2, 4, 1)


def test_reviews_articles_webhooks_and_bulk_files_have_their_age(exports: Path) -> None:
    factories.make_stance()
    key, _ = ApiKey.objects.issue("A client", KeyScope.WEBHOOK)
    given = {"key": key, "secret": "s", "told_until": timezone.now()}
    hook = Webhook.objects.create(url="https://a.example/", failures=3, **given)
    why = {"stopped_at": timezone.now(), "stopped_because": "It was not there."}
    Webhook.objects.create(url="https://b.example/", failures=10, **why, **given)
    Delivery.objects.create(webhook=hook, event="one", body="{}")
    (exports / "20260301T021000Z").mkdir()
    figures = read_figures()
    assert figures.waiting == 1
    assert figures.waiting_since is not None
    assert figures.newest_article == Article.objects.get().stored_at
    assert (figures.deliveries_due, figures.webhook_failures, figures.webhooks_stopped) == (1, 3, 1)
    assert figures.newest_export == datetime(2026, 3, 1, 2, 10, tzinfo=UTC)
