"""The same `as_of`, the same bytes, whatever happens in between: of the API, of pages and of figures."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from coalition import pins, removal, review, stories
from coalition.api import door
from coalition.extraction.claims import Day, Reading
from coalition.ingestion.stances import store_stances
from coalition.models import (
    Article,
    Country,
    Office,
    Proposal,
    ProposalDefinition,
    Source,
    Stance,
    WorldEvent,
)
from coalition.positions import redraw_lines
from coalition.vintages import say
from coalition.vocabulary import Position, Precision, Reason, Tier
from tests import factories
from tests.api.conftest import high_rates as high_rates  # noqa: PLC0414 - a fixture
from tests.api.conftest import world as world  # noqa: PLC0414 - a fixture
from tests.clock import pass_an_hour, set_instant

pytestmark = pytest.mark.django_db
LINE = "country=NO&proposal=troops-on-ground"
REPLIES = (
    "/stances",
    "/stances?group=NB8&condition=ceasefire&count=true&format=csv",
    "/stances?q=soldiers&format=atom",
    "/series?country=NO,IT&since=2026-02-25&until=2026-03-05&every=2",
    "/articles",
    "/articles?q=headline&source=paper.example&format=jsonl",
    "/articles/{article}",
    "/stories",
    "/stories/{story}",
    "/stances/{stance}",
    "/provenance/{stance}",
    "/conditions?country=NO&condition=ceasefire",
    "/countries/NO",
    "/proposals",
    "/proposals/troops-on-ground",
    "/search?q=soldiers",
    "/coverage?weeks=1",
    "/countries",
    "/sources",
    "/events",
    "/groups",
    f"/stances?{LINE}&tier=quality&position=committed",
    "/positions?at=2026-03-05",
    "/positions?group=NB8&at=2026-03-05",
    f"/lines?{LINE}",
    "/lines?proposal=troops-on-ground",
    "/changes",
    "/changes?limit=1",
    "/explain/NO/troops-on-ground?at=2026-03-05",
    "/coalition/troops-on-ground?at=2026-03-05&met=ceasefire&group=NB8",
    f"/sensitivity?{LINE}&at=2026-03-05&only=official&without=paper.example",
    "/agreement/NO?at=2026-03-05",
)
PAGES = (
    "/?at=2026-03-05",
    "/?at=2026-03-05&group=NB8",
    "/countries/?at=2026-03-05",
    "/countries/NO/?at=2026-03-05",
    "/countries/NO/troops-on-ground/?at=2026-03-05",
    "/proposals/?at=2026-03-05",
    "/proposals/troops-on-ground/?at=2026-03-05",
    "/proposals/troops-on-ground/coalition/?at=2026-03-05&group=NB8&ceasefire=met",
    "/compare/?c=NO,IT&at=2026-03-05",
    "/changes/?since=2026-02-01&until=2026-03-05",
    "/sensitivity/?country=NO&at=2026-03-05&only=reviewed",
    "/search/?q=soldiers",
    "/search/silence/?proposal=troops-on-ground&at=2026-04-05&days=20",
    "/stances/{stance}/?at=2026-03-05",
    "/articles/{article}/?at=2026-03-05",
    "/embed/NO/troops-on-ground/?at=2026-03-05",
    "/positions.csv?at=2026-03-05",
    "/figures/NO/troops-on-ground.svg?at=2026-03-05",
    "/figures/NO/troops-on-ground.json?at=2026-03-05",
    "/figures/NO/troops-on-ground.csv?at=2026-03-05",
    "/figures/map/troops-on-ground.json?at=2026-03-05",
    "/figures/months/troops-on-ground.csv?at=2026-03-05",
)


@pytest.fixture(autouse=True)
def long_ago(db: None) -> None:
    """What is written was written on a day that has settled."""
    set_instant(datetime(2026, 3, 20, 12, tzinfo=UTC))


def list_addresses(stance: Stance) -> Iterator[str]:
    """All of them, with the numbers of a stance, its article and its story."""
    article = stance.article
    assert article is not None
    for form in (*(f"/api/v1{one}" for one in REPLIES), *PAGES):
        yield form.format(stance=stance.pk, article=article.pk, story=article.story_id)


def read_all(client: Client, addresses: list[str], as_of: str) -> dict[str, tuple[int, bytes, str]]:
    """What all addresses tell at an instant, with status and tag; none is a kept one.

    Of a page its main part: around it stand a token of the visit, and what is told differently now.
    """
    told = {}
    for address in addresses:
        door.SHELF.entries.clear()
        response = client.get(f"{address}{'&' if '?' in address else '?'}as_of={as_of}")
        content = response.content
        if found := re.search(rb"<main.*</main>", content, re.DOTALL):
            content = found[0]
        told[address] = (response.status_code, content, response.headers.get("ETag", ""))
    return told


def change_everything(quoted: Stance) -> None:
    """Edits, corrects, rejects, reads again, merges stories, grades, dates, pins, adds and renames."""
    editor = factories.make_editor()
    coded = Stance.objects.get(kind="coded")
    article, day = quoted.article, date(2026, 3, 1)
    assert article is not None
    later = factories.make_stance(article=factories.make_article()).article
    line = ("NO", "troops-on-ground")
    assert later is not None
    stories.merge_stories(article.story_id, into=later.story_id, reason="one report", by=editor)
    changes = {"position": "opposed", "country": "IT", "conditions": []}
    review.correct_stance(quoted.pk, changes, reason=Reason.NEGATION, by=editor)
    review.reject_stance(coded.pk, reason=Reason.IRONY, by=editor)
    store_stances(article, Reading(reader="rules", version="2"))
    review.date_article(article.pk, Day(day, Precision.MONTH), by=editor)
    review.grade_source("paper.example", Tier.MIRROR, reason="it copies", by=editor)
    Article.objects.update(title="Another headline")
    Source.objects.update(name="The Other Paper")
    WorldEvent.objects.update(kind="vote", title_en="Another summit")
    Proposal.objects.update(horizon_days=5, order=7, name_en="Another proposal")
    Country.objects.filter(code="NO").update(
        population=1, coalition_status="member", name_en="Noreg"
    )
    Country.objects.get(code="IT").memberships.create(group="NB8")
    Proposal.objects.get(slug="troops-on-ground").related.add(
        factories.make_proposal("no-fly-zone")
    )
    ProposalDefinition.objects.update(text_en="Another meaning")
    Office.objects.update(title="Another title", person="Another Person")
    pins.pin_position(*line, Position.OPPOSED, first=day, last=None, reason="a call", by=editor)
    redraw_lines([line, ("IT", "troops-on-ground")])


def test_the_same_instant_tells_the_same_bytes_whatever_happens_after_it(
    world: Stance, client: Client
) -> None:
    then, addresses = say(pass_an_hour()), list(list_addresses(world))
    before = read_all(client, addresses, then)
    assert {address for address, (status, _, _) in before.items() if status != 200} == set()
    change_everything(world)

    again = read_all(client, addresses, then)
    assert {address for address in addresses if again[address] != before[address]} == set()
    now = say(pass_an_hour())
    after = read_all(client, addresses, now)
    same = {
        address
        for address in addresses
        if leave_out(now, after[address][1]) == leave_out(then, before[address][1])
    }
    assert same == set()


def leave_out(instant: str, content: bytes) -> bytes:
    """What is told beside the instant itself."""
    for written in (instant, instant.replace(":", "%3A")):
        content = content.replace(written.encode(), b"")
    return content


def test_what_lies_ahead_is_refused_by_every_address(world: Stance, client: Client) -> None:
    for address in list_addresses(world):
        response = client.get(f"{address}{'&' if '?' in address else '?'}as_of=2999-01-01")
        api = address.startswith("/api/")
        assert (address, response.status_code) == (address, 422 if api else 400)
        sentence = "lies ahead: it is " if api else "cannot be told yet: that time is not over."
        assert sentence in response.content.decode()


def test_a_lawful_removal_alone_blanks_words_in_the_past_and_says_so_with_its_day(
    world: Stance, client: Client
) -> None:
    then, words = say(pass_an_hour()), b"soldiers to the force"
    telling = re.compile(r"/stances|/articles|/explain|/lines|/NO/troops|[.]csv")
    addresses = [one for one in filter(telling.search, list_addresses(world)) if "q=" not in one]
    before = read_all(client, addresses, then)
    assert sum(words in content for _, content, _ in before.values()) > 6
    assert world.article_id is not None
    notice = "Removed for its publisher."
    removal.remove_text(world.article_id, notice=notice, by=factories.make_editor())

    after = read_all(client, addresses, then)
    assert {one for one in addresses if words in after[one][1]} == set()
    for address in (f"/api/v1/articles/{world.article_id}", f"/articles/{world.article_id}/"):
        [told] = [content for one, (_, content, _) in after.items() if one.startswith(address)]
        assert notice.encode() in told
    wordless = re.compile(r"/lines|[.]csv")
    assert {one for one in filter(wordless.search, addresses) if after[one] != before[one]} == set()
