"""Looking at pages again: new versions, walls, what is gone; with the ids of the fault catalogue."""

import pytest
from django.db import transaction

from coalition.ingestion.fetching import CHECKS, MOST_VERSIONS, fetch_page
from coalition.ingestion.jobs import claim_job
from coalition.ingestion.pages import add_page, retry_page
from coalition.ingestion.pipeline import do_job
from coalition.models import Article, Job, Page, Stance
from coalition.removal import remove_text
from coalition.vocabulary import JobKind
from tests import factories
from tests.fakes import FakeFetcher
from tests.hostile_server import HostileServer, Visitor, redirect, reply
from tests.ingestion.web import (
    SOLDIERS,
    article,
    do_jobs_of,
    due_in_hours,
    fetch,
    look_again,
    make_page,
    texts,
)

pytestmark = pytest.mark.django_db


def test_F19_a_changed_page_is_a_new_version_and_stances_stay_on_theirs(
    server: HostileServer,
) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server, given={"date": "2026-03-02"}))
    for _ in do_jobs_of(JobKind.READ_STANCES):
        pass
    [before] = Stance.objects.all()
    server.plays["/page"] = reply(article(SOLDIERS.format(300)))
    look_again(page)
    for _ in do_jobs_of(JobKind.READ_STANCES):
        pass
    assert texts(page) == [(1, True), (2, False)]
    assert b"300 soldiers" in bytes(page.raw or b"")
    old, new = Stance.objects.order_by("pk")
    assert (old.pk, old.withdrawn, old.article) == (before.pk, False, page.articles.get(version=1))
    assert new.article == page.articles.get(version=2)
    # Both versions are one story: what both say is counted once.
    assert len(set(page.articles.values_list("story", flat=True))) == 1


def test_F18_a_page_that_changes_all_the_time_has_few_versions(server: HostileServer) -> None:
    def play(visitor: Visitor) -> None:
        visitor.say(reply(article(SOLDIERS.format(1000 + len(server.asked)))))

    server.plays["/page"] = play
    page = fetch(make_page(server))
    for _ in range(5):
        retried = fetch(page)
    assert (retried.articles.count(), len(server.paths())) == (1, 1)
    for _ in range(3):
        look_again(page, days=0.02)
    assert page.articles.count() == 4
    made = page.articles.get(version=4)
    Article.objects.bulk_create(
        Article(
            page=page,
            version=5 + n,
            story=made.story,
            source=made.source,
            text=f"{n}",
            sha256=f"{n}",
        )
        for n in range(MOST_VERSIONS - 4)
    )
    look_again(page)
    assert (page.articles.count(), len(server.paths())) == (MOST_VERSIONS, 4)


def test_the_looks_at_a_page_become_rarer_and_end(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    planned = []
    for _ in range(len(CHECKS) + 1):
        planned += due_in_hours(JobKind.FETCH_PAGE)
        Job.objects.filter(kind="fetch-page").delete()
        look_again(page)
    hours = [check.total_seconds() / 3600 for check in CHECKS]
    assert len(planned) == len(hours)
    assert all(plan <= found <= plan * 1.11 for plan, found in zip(hours, planned, strict=True))


def test_the_same_text_between_other_adverts_is_no_new_version(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    before = page.sha256
    server.plays["/page"] = reply(article(SOLDIERS.format(200), head="<!-- another advert -->"))
    look_again(page)
    assert (texts(page), page.sha256, page.failure) == ([(1, True)], before, "")


def test_F21_a_wall_in_place_of_an_article_changes_nothing_but_words(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    before = bytes(page.raw or b"")
    wall = b"<!doctype html><title>News</title><p>Subscribe to continue reading this article.</p>"
    server.plays["/page"] = reply(wall)
    look_again(page)
    assert (page.state, bytes(page.raw or b""), texts(page)) == ("stored", before, [(1, True)])
    assert page.failure == (
        "Fetched again: Not an article: the text lies behind a paywall, only its beginning is shown."
    )


def test_a_wall_is_not_what_the_next_look_is_compared_with(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)), headers={"ETag": '"article"'})
    page = fetch(make_page(server))
    server.plays["/page"] = reply(b"<p>Captcha</p>", headers={"ETag": '"wall"'})
    look_again(page)
    assert page.etag == '"article"'
    assert page.failure.startswith("Fetched again: ")


def test_F14_a_page_that_leads_to_another_site_does_not_speak_for_its_source(
    server: HostileServer,
) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    with HostileServer(address="127.0.0.2") as buyer:
        buyer.plays["/page"] = reply(article(SOLDIERS.format(9_000)))
        server.plays["/page"] = redirect(buyer.url("/page"))
        look_again(page)
    assert (texts(page), page.failure) == (
        [(1, True)],
        "Fetched again: it leads to another site.",
    )


def test_the_source_of_a_page_is_that_of_where_it_ended(server: HostileServer) -> None:
    with HostileServer(address="127.0.0.2") as paper:
        paper.plays["/page"] = reply(article(SOLDIERS.format(200)))
        server.plays["/short"] = redirect(paper.url("/page"))
        page = fetch(make_page(server, "/short"))
    assert (page.state, page.source_id) == ("stored", "unknown.invalid")


def test_F20_a_page_is_gone_after_three_looks_in_seven_days_and_keeps_its_text(
    server: HostileServer,
) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    server.plays["/page"] = reply(status=404)
    states = []
    for days in (1, 1, 1, 6):
        Job.objects.filter(kind="fetch-page").delete()
        look_again(page, days)
        states.append(page.state)
    assert states == ["stored", "stored", "stored", "gone"]
    assert (page.failure, texts(page)) == ("Not there: 127.0.0.1 answered 404.", [(1, True)])
    assert due_in_hours(JobKind.FETCH_PAGE) == []
    # Somebody asks again, and it is back.
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    look_again(page)
    assert (page.state, page.missing_since, page.failure) == ("stored", None, "")


def test_F20_a_notice_in_place_of_an_article_keeps_the_article(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    server.plays["/page"] = reply(
        b"<!doctype html><title>Removed</title><p>This article has been removed.</p>"
    )
    look_again(page)
    assert (page.state, texts(page)) == ("stored", [(1, True)])
    assert page.failure == "Fetched again: Not an article: an error page."


def test_F22_a_text_that_was_lawfully_removed_is_never_fetched_again(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    remove_text(page.articles.get().pk, notice="A court asked for it.", by=factories.make_editor())
    look_again(page)
    add_page(page.url)
    look_again(page)
    assert (bytes(page.raw or b""), server.paths(), Article.objects.count()) == (b"", ["/page"], 1)


def test_a_failing_look_leaves_what_we_have_and_is_told(server: HostileServer) -> None:
    server.plays["/page"] = reply(article(SOLDIERS.format(200)))
    page = fetch(make_page(server))
    server.plays["/page"] = reply(status=500)
    Job.objects.filter(kind="fetch-page").delete()
    look_again(page)
    assert (page.state, page.failure) == ("stored", "Fetched again: 127.0.0.1 answered 500.")
    assert len(due_in_hours(JobKind.FETCH_PAGE)) == 1


def test_a_page_that_came_as_a_file_is_never_asked_for(server: HostileServer) -> None:
    page = make_page(server)
    Page.objects.update(url="urn:sha256:00")
    page.refresh_from_db()
    fetch_page(page.pk, FakeFetcher({}))()
    assert not retry_page(page)


def test_B04_a_job_for_a_page_that_is_no_more_does_nothing() -> None:
    Job.objects.create(kind=JobKind.FETCH_PAGE, target=10**12)
    job = claim_job()
    assert job is not None
    with transaction.atomic():
        do_job(job)
    assert Job.objects.get().state == "done"
