"""What is let go of in time, and what never is."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from coalition.ingestion.articles import prepare_article
from coalition.models import ApiKey, Article, Delivery, Job, Page, Webhook
from coalition.retention import let_go
from coalition.tasks import clean
from coalition.vintages import list_snapshots
from coalition.vocabulary import DeliveryState, JobKind, JobState, KeyScope, PageState
from tests import factories

pytestmark = pytest.mark.django_db


def make_page(days: int, **values: object) -> Page:
    """A page that was fetched so many days ago, with its article."""
    article = factories.make_article(f"A text of {days} days and {values}.")
    then = timezone.now() - timedelta(days=days)
    Page.objects.filter(pk=article.page_id).update(**{"fetched_at": then} | values)
    return Page.objects.get(pk=article.page_id)


def test_raw_bytes_are_let_go_of_only_where_the_operator_says_so(settings: Settings) -> None:
    old, young = make_page(31), make_page(29)
    unread = make_page(31, state=PageState.UNREADABLE, failure="A wall.")
    assert let_go() == 0
    settings.RAW_PAGE_DAYS = 30
    snapshots = list_snapshots(Page).count()
    assert let_go() == 1
    assert let_go() == 0
    kept = {page.pk: bytes(page.raw or b"") for page in Page.objects.all()}
    assert kept == {
        old.pk: b"",
        young.pk: bytes(young.raw or b""),
        unread.pk: bytes(unread.raw or b""),
    }
    assert Page.objects.get(pk=old.pk).sha256 == old.sha256
    assert list_snapshots(Page).count() == snapshots  # what history tells did not change


def test_a_page_without_its_bytes_keeps_its_article_when_it_is_read_again() -> None:
    page = make_page(1, raw=b"")
    prepare_article(page.pk)()
    assert (Page.objects.get().state, Article.objects.count()) == ("stored", 1)


def test_old_deliveries_and_done_jobs_go_and_what_waits_stays(settings: Settings) -> None:
    key, _ = ApiKey.objects.issue("A client", KeyScope.WEBHOOK)
    hook = Webhook.objects.create(
        url="https://a.example/", key=key, secret="s", told_until=timezone.now()
    )
    then = timezone.now() - timedelta(days=settings.DELIVERY_DAYS + 1)
    for state, ended in (
        (DeliveryState.DELIVERED, then),
        (DeliveryState.FAILED, then),
        (DeliveryState.DELIVERED, timezone.now()),
        (DeliveryState.WAITING, None),
    ):
        event = f"{state} {ended}"
        Delivery.objects.create(webhook=hook, event=event, body="{}", state=state, ended_at=ended)
    Job.objects.create(kind=JobKind.READ_FEED, target=1, state=JobState.DONE, ended_at=then)
    assert clean() == 3
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "waiting"]


def test_sessions_that_are_over_go_and_others_stay() -> None:
    now = timezone.now()
    for key, ends in (("over", now - timedelta(minutes=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    assert clean() == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
