"""Positions, lines and changes as the API gives them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coalition.models import Change, Position, Stance
from coalition.vocabulary import LineState
from tests import factories
from tests.api.conftest import QUOTE, Read

pytestmark = pytest.mark.django_db


def test_a_position_on_a_day_comes_with_the_words_that_caused_it(world: Stance, read: Read) -> None:
    body = read("/positions?country=NO&proposal=troops-on-ground&at=2026-03-05")
    (row,) = body["items"]
    cause = row.pop("cause")
    stored = Position.objects.get(country="NO", first__lte="2026-03-05", until__gt="2026-03-05")
    assert body["at"] == "2026-03-05"
    assert row == {
        "country": "NO",
        "proposal": "troops-on-ground",
        "first": "2026-03-01",
        "until": stored.until and str(stored.until),
        "state": "held",
        "position": "committed",
        "step": 5,
        "low": stored.low,
        "high": stored.high,
        "statements": 1,
        "origins": 1,
        "reviewed": False,
        "html_url": f"http://testserver/countries/NO/#stance-{world.pk}",
    }
    assert cause == {
        "id": world.pk,
        "kind": "quoted",
        "country": "NO",
        "proposal": "troops-on-ground",
        "position": "committed",
        "step": 5,
        "voice": "government",
        "time": "current",
        "attribution": "on-record",
        "speaker": "A minister",
        "reported_by": "",
        "day": "2026-03-01",
        "precision": "day",
        "quote": QUOTE,
        "quote_start": 7,
        "quote_end": 7 + len(QUOTE),
        "summary": None,
        "article": world.article_id,
        "source": "paper.example",
        "outlet": "The Paper",
        "tier": "quality",
        "url": "https://paper.example/1",
        "language": "en",
        "conditions": [{"kind": "ceasefire", "words": "once the guns are silent"}],
        "quantity": {
            "low": 100,
            "high": None,
            "unit": "troops",
            "scope": "own",
            "raw": "at least 100",
            "flag": None,
        },
        "confidence": 0.8,
        "reader": "rules",
        "reader_version": "1",
        "review_state": "waiting",
        "counts": True,
        "why_not": None,
        "stored_at": world.created_at.isoformat().replace("+00:00", "Z"),
        "html_url": f"http://testserver/stances/{world.pk}/",
        "article_html_url": f"http://testserver/articles/{world.article_id}/#stance-{world.pk}",
    }


def test_a_pair_on_which_nothing_is_known_is_there_and_says_so(world: Stance, read: Read) -> None:
    (row,) = read("/positions?country=NO&proposal=demining&at=2026-03-05")["items"]
    assert row == {
        "country": "NO",
        "proposal": "demining",
        "first": None,
        "until": None,
        "state": "no-evidence",
        "position": None,
        "step": None,
        "low": None,
        "high": None,
        "statements": 0,
        "origins": 0,
        "reviewed": False,
        "cause": None,
        "html_url": "http://testserver/countries/NO/#line-demining",
    }


def test_all_pairs_are_there_when_none_is_named(world: Stance, read: Read) -> None:
    items = read("/positions?at=2026-03-05")["items"]
    assert [(row["country"], row["proposal"]) for row in items] == [
        ("IT", "troops-on-ground"),
        ("IT", "demining"),
        ("NO", "troops-on-ground"),
        ("NO", "demining"),
    ]


def test_a_position_is_null_exactly_where_its_state_is_not_held(world: Stance, read: Read) -> None:
    for day in ("2026-01-01", "2026-03-05", str(timezone.now().date())):
        for row in read(f"/positions?at={day}")["items"]:
            assert (row["position"] is None) == (row["state"] != "held")
            assert (row["step"] is None) == (row["position"] is None)


def test_a_group_leaves_only_its_members_of_that_day(world: Stance, read: Read) -> None:
    items = read("/positions?group=NB8&at=2026-03-05")["items"]
    assert {row["country"] for row in items} == {"NO"}
    before_it_began = read("/positions?group=NB8&at=2014-01-01")["items"]
    assert {row["country"] for row in before_it_began} == {"NO"}


def test_without_a_day_positions_are_those_of_today(world: Stance, read: Read) -> None:
    assert read("/positions?country=NO")["at"] == str(timezone.now().date())


def test_a_rejected_cause_is_never_shown(world: Stance, read: Read) -> None:
    factories.make_coded_stance(country=world.country, review_state="rejected")
    assert [row["id"] for row in read("/stances?country=NO")["items"]] == [world.pk]


def test_a_line_has_its_spans_and_an_unknown_one_has_none(world: Stance, read: Read) -> None:
    known, unknown = read("/lines?country=NO")["items"]
    stored = Position.objects.filter(country="NO", proposal="troops-on-ground").order_by("first")
    assert [span["first"] for span in known["spans"]] == [str(row.first) for row in stored]
    assert known["spans"][0]["cause"] == world.pk
    assert unknown == {
        "country": "NO",
        "proposal": "demining",
        "spans": [],
        "html_url": "http://testserver/countries/NO/#line-demining",
    }


def test_the_lines_of_a_proposal_are_one_for_each_country(world: Stance, read: Read) -> None:
    items = read("/lines?proposal=troops-on-ground")["items"]
    assert [row["country"] for row in items] == ["IT", "NO"]


def test_changes_are_newest_first_and_within_their_days(world: Stance, read: Read) -> None:
    items = read("/changes?since=2026-02-01&until=2026-03-01")["items"]
    assert [
        (row["day"], row["country"], row["position_after"], row["step_after"]) for row in items
    ] == [
        ("2026-03-01", "NO", "committed", 5),
        ("2026-02-01", "IT", "opposed", 0),
    ]
    assert items[0]["cause"]["quote"] == QUOTE


def test_no_change_that_lies_ahead_is_told(world: Stance, read: Read) -> None:
    tomorrow = timezone.now().date() + timedelta(days=1)
    factories.make_country("SE", "Sweden")
    Change.objects.create(
        country_id="SE",
        proposal_id="demining",
        day=tomorrow,
        state_before=LineState.HELD,
        state_after=LineState.STALE,
    )
    assert read("/changes?country=SE")["items"] == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 1000])
def test_pages_of_changes_hold_every_change_once(world: Stance, client: Client, limit: int) -> None:
    for country in ("SE", "FI", "DK"):
        factories.make_country(country, country)
        for day in (1, 2, 3):
            Change.objects.create(
                country_id=country,
                proposal_id="demining",
                day=date(2026, 3, day),
                state_before=LineState.HELD,
                state_after=LineState.STALE,
            )
    stored = Change.objects.filter(day__lte=timezone.now().date())
    seen: list[tuple[str, str, str]] = []
    address = f"/api/v1/changes?limit={limit}"
    while address:
        body = client.get(address).json()
        seen += [(row["day"], row["country"], row["proposal"]) for row in body["items"]]
        address = body["next"]
    assert seen == sorted(seen, key=lambda row: (-date.fromisoformat(row[0]).toordinal(), *row[1:]))
    assert set(seen) == {(str(row.day), row.country_id, row.proposal_id) for row in stored}
    assert len(seen) == stored.count()
