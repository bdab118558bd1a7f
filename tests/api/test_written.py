"""Rows that PostgreSQL writes as JSON say what records say: JSON Lines are made of records."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from coalition.models import Membership, Stance, Story
from coalition.positions import redraw_lines
from coalition.vocabulary import Condition, Tier
from tests import factories
from tests.clock import set_instant

pytestmark = pytest.mark.django_db

HOSTILE = 'Norway "\\ </script>\x01\t\n\u2028 🇺🇦 %(site)s {asked} will'
LINE = ("NO", "troops-on-ground")


@pytest.fixture
def many(world: Stance) -> Stance:
    """Beside the world every kind of stance that a row can tell of, and some that are not public."""
    hostile = factories.make_stance(HOSTILE, speaker=HOSTILE, quantity_raw="'--", confidence=1.0)
    hostile.conditions.create(kind=Condition.OTHER, words=HOSTILE)
    hostile.conditions.create(kind=Condition.CEASEFIRE, words="")
    factories.make_stance("Norway says it", voice="claim", url="https://other.example/x")
    factories.make_stance("Norway is told of", attribution="narrative", review_state="accepted")
    factories.make_stance("Norway says so", time="past")
    factories.make_stance("Norway said so", time="past", first_day=date(2026, 1, 1))
    factories.make_coded_stance(first_day=None, precision=None, url="urn:file", summary=HOSTILE)
    factories.make_coded_stance(source=None, outlet="")
    factories.make_coded_stance(source=factories.make_source("m.example", tier=Tier.MIRROR))
    copied = Story.objects.create(
        fingerprint="copied",
        origin=factories.make_source("s.example", tier=Tier.STATE_ALIGNED),
        origin_reason="first-outlet",
    )
    article = factories.make_article("First. Norway copies. Last.", story=copied)
    factories.make_stance("Norway copies", article=article)
    factories.make_coded_stance(review_state="rejected")
    factories.make_coded_stance(withdrawn=True)
    set_instant(datetime(2026, 5, 1, tzinfo=UTC))  # a whole second
    factories.make_coded_stance(proposal=factories.make_proposal("demining"))
    Membership.objects.create(group="Left", country=world.country, until=date(2020, 1, 1))
    redraw_lines([LINE, ("NO", "demining")])
    return world


def read(client: Client, address: str) -> tuple[list[Any], bool]:
    """The rows of a reply, and whether PostgreSQL wrote them."""
    statements = []

    def note(execute: Any, statement: str, *rest: Any) -> Any:
        statements.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        response = client.get(f"/api/v1{address}")
    assert response.status_code == 200, response.content
    return response.json()["items"], "row_to_json" in " ".join(statements)


def read_both(client: Client, address: str) -> tuple[list[Any], list[Any]]:
    """The rows as PostgreSQL wrote them, and as records tell them."""
    items, by_database = read(client, address)
    assert by_database
    lines = client.get(f"/api/v1{address}&format=jsonl").content.splitlines()
    return items, [json.loads(line) for line in lines]


def test_a_stance_that_postgresql_writes_says_what_its_record_says(
    many: Stance, client: Client
) -> None:
    last = Stance.objects.order_by("-pk").values_list("pk", flat=True)[0]
    found = {}
    for query in (
        "limit=1000",
        "limit=3",
        f"limit=3&before={last}",
        f"limit=3&after={many.pk}",
        f"limit=2&after={many.pk}&before={last}",
        "country=NO,IT",
        "group=EU",
        "group=Left",
        "proposal=demining",
        f"article={many.article_id}",
        "position=opposed",
        "at_least=conditional&at_most=supportive",
        "voice=claim",
        "attribution=on-record",
        "review_state=waiting",
        "kind=coded",
        "reader=coded",
        "since=2026-02-01&until=2026-02-28",
    ):
        written, told = found[query] = read_both(client, f"/stances?{query}")
        assert written == told, query
        assert [list(row) for row in written] == [list(row) for row in told]
    counts = {query: len(written) for query, (written, _) in found.items()}
    assert counts["limit=1000"] == 12
    assert counts["group=Left"] == 0
    assert {row["why_not"] for row in found["limit=1000"][0]} == {
        None, "voice", "tier", "origin", "undated", "earlier",
    }  # fmt: skip
    assert {query for query, number in counts.items() if number == 12} == {
        "limit=1000",
        "country=NO,IT",
    }


def test_a_position_that_postgresql_writes_says_what_its_record_says(
    many: Stance, client: Client
) -> None:
    for query in (
        "at=2026-03-05",
        "at=2014-01-01",
        "at=2026-03-05&country=NO",
        "at=2026-03-05&group=EU&country=NO,IT",
        "at=2026-03-05&group=Left",
        "at=2026-03-05&proposal=troops-on-ground",
        "at=2026-03-05&at_least=supportive",
        "at=2026-03-05&origins=1",
    ):
        written, told = read_both(client, f"/positions?{query}")
        assert written == told, query
        assert [list(row) for row in written] == [list(row) for row in told]


def test_what_postgresql_does_not_write_comes_of_records(many: Stance, client: Client) -> None:
    for query in ("tier=quality", "condition=ceasefire", "q=soldiers", "updated_since=2026-01-31"):
        items, by_database = read(client, f"/stances?{query}")
        assert (len(items) > 0, by_database) == (True, False), query
