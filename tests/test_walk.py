"""One article walks the whole way, from a file to a chart and the API. Read this first.

The file is the first founding document; what it says stands in the codebook's gold labels.
"""

import json
from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from coalition import published, review
from coalition.models import Article, Feed, Page, Stance
from coalition.vocabulary import Reason
from tests import factories
from tests.hostile_server import HostileServer, reply
from tests.ingestion.web import SOLDIERS, article, item, play_feed, rss

pytestmark = pytest.mark.django_db
ITALY = "Italia e Finlandia, hanno espresso scetticismo riguardo alla partecipazione alla missione"


@pytest.fixture(autouse=True)
def _seeded() -> None:
    call_command("seed", verbosity=0)


def test_the_founding_documents_walk_from_file_to_page_and_api(client: Client) -> None:
    # A file becomes a page, an article and stances: by the same jobs that the workers do.
    call_command("ingest", str(settings.SEEDS_DIR / "articles"))
    assert set(Page.objects.values_list("state", flat=True)) == {"stored"}
    article = Article.objects.get(text__contains=ITALY)
    assert (article.language, str(article.published), article.precision) == (
        "it",
        "2025-04-01",
        "month",
    )

    # Every stance rests on words of the text.
    for stance in Stance.objects.filter(kind="quoted").select_related("article"):
        assert stance.article is not None
        assert stance.article.text[stance.quote_start : stance.quote_end] == stance.quote
    italy = Stance.objects.get(article=article, country="IT")
    assert (italy.position, italy.voice, italy.time) == ("sceptical", "government", "current")
    assert ITALY in italy.quote
    assert (str(italy.first_day), italy.precision) == ("2025-04-01", "month")

    # The line counts it; pages and API read the same functions.
    [position] = published.list_positions(date(2025, 5, 1), "IT", "troops-on-ground")
    reply = client.get(
        "/api/v1/positions", {"country": "IT", "proposal": "troops-on-ground", "at": "2025-05-01"}
    )
    assert reply.status_code == 200
    [row] = reply.json()["items"]
    assert (row["state"], row["position"], row["statements"]) == (
        position.state,
        position.position,
        position.statements,
    )
    page = client.get("/countries/IT/")
    assert page.status_code == 200
    assert f"stance-{italy.pk}" in page.content.decode()

    # One click from the chart to the words: the quote stands highlighted in its text.
    words = client.get(f"/articles/{article.pk}/").content.decode()
    assert f'id="stance-{italy.pk}"' in words
    assert italy.quote.split(",")[0] in words

    # An editor decides, and the line follows.
    review.reject_stance(italy.pk, reason=Reason.NOT_A_STANCE, by=factories.make_editor())
    [after] = published.list_positions(date(2025, 5, 1), "IT", "troops-on-ground")
    assert after.statements == position.statements - 1

    # Reading the same files again changes nothing, least of all the editor's word.
    before = list(Stance.objects.order_by("pk").values())
    call_command("ingest", str(settings.SEEDS_DIR / "articles"))
    assert list(Stance.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("door_to_loopback")
def test_an_article_walks_from_a_feed_of_the_web_to_the_chart(client: Client) -> None:
    # A feed on one host names a page on another; both are known sources.
    for domain in ("127.0.0.1", "127.0.0.2"):
        factories.make_source(domain, name=f"The Paper of {domain}", tier="quality")
    with HostileServer() as feeds, HostileServer(address="127.0.0.2") as paper:
        link = paper.url("/talks?utm_source=rss")
        date = "Mon, 02 Mar 2026 10:00:00 +0000"
        play_feed(feeds, rss([item(link, "Talks in Oslo", "7", date)]))
        paper.plays["/talks"] = reply(article(SOLDIERS.format(200)))
        call_command("ingest", "--feed", feeds.url("/feed"))
        asked = feeds.paths() + paper.paths()

    # One hop after the other has left its row, and each row says where it comes from.
    assert asked == ["/feed", "/talks"]
    feed, page = Feed.objects.get(url=feeds.url("/feed")), Page.objects.get()
    assert (feed.active, feed.last_error, page.feed, page.state) == (True, "", feed, "stored")
    stored = Article.objects.get()
    assert (stored.title, str(stored.published), stored.source_id) == (
        "Talks in Oslo",
        "2026-03-02",
        "127.0.0.2",
    )
    stance = Stance.objects.get(article=stored)
    assert (stance.country_id, stance.proposal_id) == ("NO", "troops-on-ground")
    assert stored.text[stance.quote_start : stance.quote_end] == stance.quote

    # The line rests on it; the chart of the country leads to it, and from there to its words.
    at = date_of(stored)
    [position] = published.list_positions(at, "NO", "troops-on-ground")
    rows = {"country": "NO", "proposal": "troops-on-ground", "at": at.isoformat()}
    [row] = client.get("/api/v1/positions", rows).json()["items"]
    assert (row["position"], row["statements"]) == (position.position, position.statements)
    evidence = published.list_evidence("NO", "troops-on-ground")
    assert stance.pk in {record.id for record in evidence}
    assert f"stance-{stance.pk}" in client.get("/countries/NO/").content.decode()
    assert f'id="stance-{stance.pk}"' in client.get(f"/articles/{stored.pk}/").content.decode()


def date_of(stored: Article) -> date:
    """The day of an article that has one."""
    assert stored.published is not None
    return stored.published


def read_gold() -> set[tuple[str, str, str, str]]:
    """The core stances of the founding documents: file, country, proposal, position."""
    gold = settings.BASE_DIR / "tests" / "gold" / "seeds.jsonl"
    return {
        (row["id"], stance["country"], stance["proposal"], stance["position"])
        for row in map(json.loads, gold.read_text().splitlines())
        for stance in row["stances"]
        if (stance["voice"], stance["time"]) == ("government", "current")
    }


def test_every_core_stance_of_the_founding_documents_is_found_and_no_false_one() -> None:
    call_command("ingest", str(settings.SEEDS_DIR / "articles"))
    found = {
        (
            f"seed-{stance.article.page.file_name[:3]}",
            stance.country_id,
            stance.proposal_id,
            stance.position,
        )
        for stance in Stance.objects.filter(kind="quoted", voice="government", time="current")
        if stance.article
    }
    assert found == read_gold()
