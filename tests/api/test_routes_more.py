"""Series, stories, conditions, provenance, search, and the filters that lists share."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from coalition import review
from coalition.extraction.claims import Day
from coalition.models import Feed, Membership, Stance
from coalition.vocabulary import Condition, LineState, Precision, Reason
from tests import factories
from tests.api.conftest import Read, read_problem
from tests.clock import pass_an_hour, set_instant

pytestmark = pytest.mark.django_db


def list_ids(body: Any) -> list[int]:
    """The ids of a list's rows."""
    return [item["id"] for item in body["items"]]


def test_a_series_says_each_day_what_the_line_says(world: Stance, read: Read) -> None:
    body = read("/series?proposal=troops-on-ground&since=2026-02-28&until=2026-03-03")
    assert body["days"] == ["2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]
    italy, norway = body["items"]
    assert italy == {
        "country": "IT",
        "proposal": "troops-on-ground",
        "positions": ["opposed"] * 4,
        "steps": [0] * 4,
        "states": ["held"] * 4,
    }
    assert norway["positions"] == [None, "committed", "committed", "committed"]
    assert norway["states"] == ["no-evidence", "held", "held", "held"]


def test_a_series_is_the_positions_of_its_days(world: Stance, read: Read) -> None:
    body = read(
        "/series?country=IT,NO&since=2025-12-01&until=2026-11-20&every=40".replace(
            "2027-01-31", "2026-11-20"
        )
    )
    for number, day in enumerate(body["days"]):
        known = {
            (row["country"], row["proposal"]): (row["position"], row["state"])
            for row in read(f"/positions?at={day}")["items"]
        }
        told = {
            (line["country"], line["proposal"]): (line["positions"][number], line["states"][number])
            for line in body["items"]
        }
        assert told == known
    assert {state for line in body["items"] for state in line["states"]} >= {
        LineState.HELD.value,
        LineState.NO_EVIDENCE.value,
    }


def test_too_long_a_series_is_refused(world: Stance, client: Client) -> None:
    for number in range(40):
        factories.make_proposal(f"proposal-{number}")
    address = "/api/v1/series?country=IT,NO&since=2014-01-01"
    problem = read_problem(client.get(address), 422)
    assert problem["detail"].startswith("since asks for more than 100,000 values")


def test_a_group_is_its_members(world: Stance, read: Read) -> None:
    norwegian, italian = Stance.objects.order_by("pk").values_list("pk", flat=True)
    assert list_ids(read("/stances?group=NB8")) == [norwegian]
    assert list_ids(read("/stances?group=EU")) == [italian]
    assert list_ids(read("/stances?group=EU&country=NO")) == []
    assert {row["country"] for row in read("/changes?group=EU")["items"]} == {"IT"}
    assert {row["country"] for row in read("/lines?group=EU&proposal=demining")["items"]} == {"IT"}
    Membership.objects.filter(group="EU").update(until=date(2026, 1, 1))
    assert list_ids(read("/stances?group=EU")) == []


@pytest.mark.parametrize(
    ("question", "country"),
    [
        ("condition=ceasefire", "NO"),
        ("at_least=supportive", "NO"),
        ("at_most=sceptical", "IT"),
        ("at_least=opposed&at_most=opposed", "IT"),
        ("reader=rules", "NO"),
        ("q=soldier", "NO"),
        ("q=%22send+soldiers%22", "NO"),
        ("q=ready", "IT"),
        ("q=minister", "NO"),
        ("q=soldiers+-force", None),
        ("q=the", None),
        ("q=%27%29%3B--", None),
        ("q=%26%7C%21%3A%2A%25_", None),
        ("condition=mandate", None),
    ],
)
def test_stances_are_found_by_what_they_say(
    world: Stance, read: Read, question: str, country: str | None
) -> None:
    found = [row["country"] for row in read(f"/stances?{question}")["items"]]
    assert found == ([country] if country else [])


def test_words_are_found_by_the_stems_of_their_own_language(world: Stance, read: Read) -> None:
    factories.make_coded_stance(summary="L'Italia non manderà soldati.", language="it")
    assert len(read("/stances?q=soldato")["items"]) == 1
    assert len(read("/stances?q=sending")["items"]) == 1


def test_rejected_words_are_not_found(world: Stance, read: Read) -> None:
    editor = factories.make_editor()
    review.reject_stance(world.pk, by=editor, reason=Reason.WRONG_COUNTRY, edition=world.edition)
    assert list_ids(read("/stances?q=soldiers")) == []
    assert read("/conditions")["items"] == []


def test_positions_are_chosen_by_their_steps_and_origins(world: Stance, read: Read) -> None:
    ask = "/positions?at=2026-03-05"
    assert [row["country"] for row in read(f"{ask}&at_least=supportive")["items"]] == ["NO"]
    assert [row["country"] for row in read(f"{ask}&at_most=opposed")["items"]] == ["IT"]
    assert read(f"{ask}&origins=2")["items"] == []
    assert len(read(f"{ask}&origins=1")["items"]) == 2


def test_a_range_of_steps_in_the_wrong_order_is_refused(world: Stance, client: Client) -> None:
    for address in ("/stances", "/positions"):
        response = client.get(f"/api/v1{address}?at_least=committed&at_most=opposed")
        problem = read_problem(response, 422)
        assert problem["detail"] == "at_least must not be closer to support than at_most."


def test_all_stances_are_counted_on_request_only(world: Stance, read: Read) -> None:
    assert read("/stances?limit=1")["total"] is None
    assert read("/stances?limit=1&count=true")["total"] == 2
    assert read("/stances?limit=1&count=true&country=NO")["total"] == 1


def test_a_story_is_its_articles(world: Stance, read: Read) -> None:
    assert world.article is not None
    story = world.article.story
    copy = factories.make_article(
        "Another text.", story=story, source=factories.make_source("b.example")
    )
    body = read(f"/stories/{story.pk}")
    assert (body["id"], body["sources"]) == (story.pk, ["b.example", "paper.example"])
    assert list_ids({"items": body["articles"]}) == [world.article.pk, copy.pk]
    assert read("/stories")["items"] == [body]


def test_a_condition_leads_to_its_stance(world: Stance, read: Read) -> None:
    (item,) = read("/conditions?condition=ceasefire")["items"]
    assert (item["stance"], item["words"]) == (world.pk, "once the guns are silent")
    assert read("/conditions?country=IT")["items"] == []
    assert read("/conditions?condition=mandate")["items"] == []


def test_provenance_can_be_checked_by_its_hashes(world: Stance, read: Read) -> None:
    editor = factories.make_editor("a secret name")
    review.accept_stance(world.pk, by=editor, edition=world.edition)
    assert world.article is not None
    body = read(f"/provenance/{world.pk}")
    assert body["article"]["sha256"] == hashlib.sha256(world.article.text.encode()).hexdigest()
    assert (
        body["page"]["sha256"] == hashlib.sha256(bytes(world.article.page.raw or b"")).hexdigest()
    )
    (verdict,) = body["reviews"]
    assert (verdict["verdict"], verdict["reason"]) == ("accept", None)
    assert "secret" not in str(body)
    coded = read(f"/provenance/{Stance.objects.get(kind='coded').pk}")
    assert (coded["page"], coded["article"], coded["reviews"]) == (None, None, [])


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 10**30])
@pytest.mark.parametrize("path", ["stories", "provenance"])
def test_what_is_not_there_is_not_found(
    world: Stance, client: Client, path: str, number: int
) -> None:
    read_problem(client.get(f"/api/v1/{path}/{number}"), 404)


def test_search_finds_names_headlines_and_words(world: Stance, read: Read) -> None:
    body = read("/search?q=Norway")
    assert [row["code"] for row in body["countries"]] == ["NO"]
    assert list_ids({"items": body["stances"]}) == list(
        Stance.objects.order_by("-pk").values_list("pk", flat=True)
    )
    assert [row["slug"] for row in read("/search?q=troops")["proposals"]] == ["troops-on-ground"]
    assert len(read("/search?q=headline")["articles"]) == 1


def test_a_text_that_is_not_shown_is_not_searched(world: Stance, read: Read) -> None:
    assert world.article is not None
    assert "First." in world.article.text
    body = read("/search?q=First")
    assert (body["articles"], body["stances"]) == ([], [])


@pytest.mark.parametrize("query", ["", "%20", "%00", "a" * 201])
def test_A21_what_cannot_be_searched_for_is_refused(
    world: Stance, client: Client, query: str
) -> None:
    read_problem(client.get(f"/api/v1/search?q={query}"), 422)
    read_problem(client.get("/api/v1/search"), 422)


def test_reference_tables_are_told_as_they_were_known(world: Stance, read: Read) -> None:
    long_ago = (date(2026, 1, 1) - timedelta(days=1)).isoformat()
    for address in ("/countries", "/sources", "/events", "/groups"):
        assert read(f"{address}?as_of={long_ago}")["items"] == []


def test_updated_since_finds_what_was_added_or_changed_after_an_instant(
    db: None, read: Read
) -> None:
    set_instant(datetime(2026, 5, 1, 12, tzinfo=UTC))
    stance, other = factories.make_stance(), factories.make_coded_stance()
    stance.conditions.create(kind=Condition.CEASEFIRE, words="once the guns are silent")
    later = "updated_since=2026-05-01T12:30:00Z"
    for address in ("/stances", "/articles", "/stories", "/conditions"):
        assert read(f"{address}?{later}")["items"] == []
        assert read(f"{address}?updated_since=2026-05-01")["items"] == read(address)["items"] != []
    then = pass_an_hour()
    set_instant(then + timedelta(hours=1))
    stance.conditions.create(kind=Condition.MANDATE, words="with a mandate")
    assert list_ids(read(f"/stances?{later}")) == [stance.pk]
    assert [row["words"] for row in read(f"/conditions?{later}")["items"]] == ["with a mandate"]
    review.reject_stance(stance.pk, reason=Reason.IRONY, by=factories.make_editor())
    review.accept_stance(other.pk, by=factories.make_editor("another"))
    assert list_ids(read(f"/stances?{later}")) == [other.pk]
    assert stance.article_id is not None
    review.date_article(
        stance.article_id, Day(date(2026, 2, 1), Precision.DAY), by=factories.make_editor("third")
    )
    assert list_ids(read(f"/articles?{later}")) == [stance.article_id]
    assert len(read(f"/stories?{later}")["items"]) == 1
    # What was known in between had not changed yet.
    assert read(f"/stances?{later}&as_of=2026-05-01T12:45:00Z")["items"] == []
    assert read(f"/stances?{later}&count=true")["total"] == 1


def test_a_bad_instant_of_updates_is_refused(client: Client, db: None) -> None:
    given_ones = (
        "soon",
        "2026-02-30",
        "2026-01-01T00:00",
        "1999-01-01",
        "2026-01-01T00:00:00-23:59",
    )
    for given in given_ones:
        problem = read_problem(client.get(f"/api/v1/stances?updated_since={given}"), 422)
        assert problem["detail"].startswith("updated_since must be a day as 2026-11-22 or an inst")


def test_coverage_is_told_by_week_language_and_tier_also_as_it_was(db: None, read: Read) -> None:
    set_instant(datetime(2026, 5, 1, tzinfo=UTC))
    source = factories.make_source("a.example", country="NO", language="no")
    Feed.objects.create(source=source, url="https://a.example/rss", active=True, expected_weekly=7)
    week = {"country": "NO", "language": "no", "tier": "quality", "week": "2026-04-27"}
    told = week | {"feeds": 1, "expected": 7.0, "seen": 0, "read": 0, "unreadable": 0}
    address = "/coverage?weeks=1&at=2026-04-29"
    assert read(address) == {"at": "2026-04-29", "items": [told]}
    assert read(f"{address}&tier=official")["items"] == []
    assert read(f"{address}&language=it")["items"] == []
    pass_an_hour()
    Feed.objects.update(active=False)
    assert read(address)["items"] == [told | {"feeds": 0, "expected": None}]
    assert read(f"{address}&as_of=2026-05-01T00:30:00Z")["items"] == [told]
    assert read(f"{address}&as_of=2026-04-30")["items"] == []
