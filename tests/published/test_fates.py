"""What became of a text since we stored it is told wherever its words are shown (F19, F20)."""

from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from coalition.models import Article, Page, Stance
from coalition.published import FateRecord, find_fate
from coalition.vintages import Instant, list_snapshots
from coalition.vocabulary import JobKind, PageState
from tests import factories
from tests.addresses import ADMIN
from tests.hostile_server import HostileServer, reply
from tests.ingestion.conftest import server as server  # noqa: PLC0414 - a fixture
from tests.ingestion.web import (
    SOLDIERS,
    article,
    do_jobs_of,
    fetch,
    let_pass,
    look_again,
    make_page,
)

pytestmark = pytest.mark.django_db

LEFT_OUT = "these words do not stand in its current text (version 2)"
DAY = timedelta(days=1)
GONE = "page is gone from the web since"


def store(server: HostileServer, words: str) -> Stance:
    """The stance of a page of a server, with its article."""
    server.plays["/page"] = reply(article(words))
    fetch(make_page(server, given={"date": "2026-03-02"}))
    for _ in do_jobs_of(JobKind.READ_STANCES):
        pass
    return Stance.objects.get()


def change(server: HostileServer, words: str) -> None:
    """The page with other words, looked at a day later."""
    server.plays["/page"] = reply(article(words))
    look_again(Page.objects.get())


def show(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def trace(client: Client, stance: Stance) -> dict[str, Any]:
    hops: dict[str, Any] = client.get(f"/api/v1/provenance/{stance.pk}").json()
    return {"left_out_of": hops["article"]["left_out_of"], "gone": hops["page"]["gone_since"]}


def test_F19_a_quote_that_the_publisher_took_out_is_told_on_its_page_the_desk_and_the_api(
    server: HostileServer, client: Client, admin_client: Client
) -> None:
    stance = store(server, SOLDIERS.format(200))
    desk = f"{ADMIN}/coalition/stance/{stance.pk}/change/"
    assert trace(client, stance) == {"left_out_of": None, "gone": None}
    assert LEFT_OUT not in show(client, f"/stances/{stance.pk}/")
    assert "do not stand in the current text" not in show(admin_client, desk)
    change(server, SOLDIERS.format(300))
    assert Article.objects.count() == 2
    stance.refresh_from_db()
    assert (stance.withdrawn, stance.article.version) == (False, 1)  # type: ignore[union-attr]
    assert trace(client, stance) == {"left_out_of": 2, "gone": None}
    assert LEFT_OUT in show(client, f"/stances/{stance.pk}/")
    assert "do not stand in the current text" in show(admin_client, desk)


def test_F19_a_quote_that_still_stands_in_the_changed_text_is_not_marked(
    server: HostileServer, client: Client
) -> None:
    stance = store(server, SOLDIERS.format(200))
    change(server, SOLDIERS.format(200) + " Sweden will decide next week, its minister said.")
    assert Article.objects.count() == 2
    # Nor is one that is said twice by now, nor one in another typography.
    assert find_fate(stance.article_id, stance.quote) == FateRecord()
    change(server, SOLDIERS.format(200) * 2)
    assert Article.objects.count() == 3
    assert find_fate(stance.article_id, stance.quote) == FateRecord()


def test_F19_a_newer_text_that_was_lawfully_removed_tells_nothing() -> None:
    stance = factories.make_stance()
    assert stance.article is not None
    newer = Article.objects.create(
        page=stance.article.page,
        version=2,
        story=stance.article.story,
        source=stance.article.source,
        text="Other words.",
        sha256="0",
    )
    assert find_fate(stance.article_id, stance.quote).left_out_of == 2
    Article.objects.filter(pk=newer.pk).update(
        removed_at="2026-03-02T00:00:00Z", removal_notice="A court asked for it."
    )
    assert find_fate(stance.article_id, stance.quote) == FateRecord()


def test_F20_a_page_that_is_gone_is_told_with_its_day_and_its_words_stay(
    server: HostileServer, client: Client, admin_client: Client
) -> None:
    stance = store(server, SOLDIERS.format(200))
    addresses = [f"/stances/{stance.pk}/", f"/articles/{stance.article_id}/"]
    server.plays["/page"] = reply(status=410)
    page = look_again(Page.objects.get())
    # Missing once is not gone: sites have bad days.
    assert page.missing_since is not None
    assert all(GONE not in show(client, address) for address in addresses)
    for days in (1, 6):
        let_pass(page, days)
        fetch(page)
    page.refresh_from_db()
    assert page.state == PageState.GONE
    for address in addresses:
        shown = show(client, address)
        assert GONE in shown
        assert "200 soldiers" in shown
    assert "The page is gone from the web since" in show(
        admin_client, f"{ADMIN}/coalition/stance/{stance.pk}/change/"
    )
    since = page.missing_since
    assert find_fate(stance.article_id, stance.quote) == FateRecord(gone_since=since)
    assert trace(client, stance)["gone"] is not None
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    look_again(page)
    assert find_fate(stance.article_id, stance.quote) == FateRecord()


def test_a_coded_statement_has_no_fate(client: Client) -> None:
    stance = factories.make_coded_stance()
    assert find_fate(stance.article_id, stance.quote) == FateRecord()
    assert client.get(f"/stances/{stance.pk}/").status_code == 200


def test_F20_what_was_known_before_a_page_was_gone_stays_as_it_was() -> None:
    stance = factories.make_stance()
    Page.objects.update(state=PageState.GONE, missing_since="2026-03-02T00:00:00Z")
    gone = find_fate(stance.article_id)
    assert gone.gone_since is not None
    assert find_fate(stance.article_id, as_of=Instant(timezone.now())) == gone
    with pgtrigger.ignore("coalition.PageEvent:append_only"):
        told = list_snapshots(Page).filter(state=PageState.GONE)
        told.update(pgh_created_at=F("pgh_created_at") + DAY)
    assert find_fate(stance.article_id, as_of=Instant(timezone.now())) == FateRecord()
    assert find_fate(stance.article_id, as_of=Instant(timezone.now() + 2 * DAY)) == gone
