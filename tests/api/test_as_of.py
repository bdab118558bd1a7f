"""The same `as_of`, the same bytes, whatever happens in between."""

import time
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client

from coalition import pins, review
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
from coalition.vintages import SETTLED, say
from coalition.vocabulary import Position, Precision, Reason, Tier
from tests import factories
from tests.api.conftest import read_problem

LINE = "country=NO&proposal=troops-on-ground"
ADDRESSES = (
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


def read_all(client: Client, stance: Stance, as_of: str) -> dict[str, tuple[int, bytes, str]]:
    """The replies of all addresses at an instant, with status and tag. None is a kept one."""
    replies = {}
    article = stance.article
    assert article is not None
    for form in ADDRESSES:
        door.SHELF.entries.clear()
        address = form.format(stance=stance.pk, article=article.pk, story=article.story_id)
        joint = "&" if "?" in address else "?"
        response = client.get(f"/api/v1{address}{joint}as_of={as_of}")
        replies[address] = (
            response.status_code,
            response.content,
            response.headers.get("ETag", ""),
        )
    return replies


def read_clock() -> str:
    """The clock of the database, as `as_of` takes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return say(cursor.fetchone()[0])


def change_everything(quoted: Stance) -> None:
    """Edits, corrects, rejects, reads again, merges stories, grades, dates, pins and adds."""
    editor = factories.make_editor()
    coded = Stance.objects.get(kind="coded")
    article, day = quoted.article, date(2026, 3, 1)
    assert article is not None
    later = factories.make_stance(article=factories.make_article())
    line = ("NO", "troops-on-ground")
    Article.objects.update(story=later.article.story if later.article else None)
    changes = {"position": "opposed", "country": "IT", "conditions": []}
    review.correct_stance(quoted.pk, changes, reason=Reason.NEGATION, by=editor)
    review.reject_stance(coded.pk, reason=Reason.IRONY, by=editor)
    with transaction.atomic():
        store_stances(article, Reading(reader="rules", version="2"))
    review.date_article(article.pk, Day(day, Precision.MONTH), by=editor)
    review.grade_source("paper.example", Tier.MIRROR, reason="it copies", by=editor)
    Source.objects.update(name="The Other Paper")
    WorldEvent.objects.update(kind="vote")
    Proposal.objects.update(horizon_days=5, order=7)
    Country.objects.filter(code="NO").update(population=1, coalition_status="member")
    Country.objects.get(code="IT").memberships.create(group="NB8")
    Proposal.objects.get(slug="troops-on-ground").related.add(
        factories.make_proposal("no-fly-zone")
    )
    ProposalDefinition.objects.update(text_en="Another meaning")
    Office.objects.update(title="Another title")
    pins.pin_position(*line, Position.OPPOSED, first=day, last=None, reason="a call", by=editor)
    redraw_lines([line, ("IT", "troops-on-ground")])


@pytest.mark.django_db(transaction=True)
def test_the_same_instant_gives_the_same_bytes_whatever_happens_after_it(
    world: Stance, client: Client
) -> None:
    then = read_clock()
    time.sleep(SETTLED.seconds + 0.3)
    before = read_all(client, world, then)
    assert {status for status, _, _ in before.values()} == {200}
    change_everything(world)

    assert read_all(client, world, then) == before
    time.sleep(SETTLED.seconds + 0.3)
    after = read_all(client, world, read_clock_of_now())
    assert {address for address in before if after.get(address) == before[address]} == set()


def read_clock_of_now() -> str:
    """An instant that is settled already, after all that was done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT clock_timestamp() - make_interval(secs => %s)", [SETTLED.seconds + 0.1]
        )
        return say(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ("2999-01-01", "as_of 2999-01-01T23:59:59.999999Z lies ahead: it is "),
        ("soon", "as_of must be a day as YYYY-MM-DD or an instant as "),
        ("2025-02-30", "as_of must be a day as YYYY-MM-DD or an instant as "),
        ("2026-01-01T00:00:00+02:00", "as_of must be a day as YYYY-MM-DD or an instant as "),
    ],
)
def test_a_bad_instant_is_refused_in_words(client: Client, given: str, detail: str) -> None:
    for address in ("/stances", "/positions", "/changes"):
        body = read_problem(client.get(f"/api/v1{address}?as_of={given}"), 422)
        assert detail in body["detail"]


@pytest.mark.django_db
def test_before_anything_was_known_there_is_nothing(world: Stance, client: Client) -> None:
    for address in ("/stances", "/positions", "/changes"):
        assert client.get(f"/api/v1{address}?as_of=2020-01-01").json()["items"] == []
    unknown = client.get("/api/v1/explain/NO/troops-on-ground?as_of=2020-01-01")
    assert read_problem(unknown, 404)["detail"] == "NO was no country of ours yet at that instant."


@pytest.mark.django_db
def test_what_cannot_change_may_be_kept_for_ever(world: Stance, client: Client) -> None:
    address = "/api/v1/stances?as_of=2026-01-31"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first["Last-Modified"] == "Sat, 31 Jan 2026 23:59:59 GMT"
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(address, headers=header)
        assert (again.status_code, again.content) == (304, b"")
        kept = ("ETag", "Last-Modified", "Cache-Control", "Vary")
        assert [again[name] for name in kept] == [first[name] for name in kept]
    older = {"If-Modified-Since": "Fri, 30 Jan 2026 23:59:59 GMT"}
    assert client.get(address, headers=older).status_code == 200
    both = {"If-None-Match": '"x"', "If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, headers=both).status_code == 200


@pytest.mark.django_db
def test_what_may_still_be_taken_back_has_no_time_of_its_last_change(
    world: Stance, client: Client
) -> None:
    response = client.get("/api/v1/stances")
    assert "Last-Modified" not in response
    late = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert client.get("/api/v1/stances", headers=late).status_code == 200
