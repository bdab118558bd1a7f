"""Articles and stances as the API gives them."""

from typing import Any

import pytest
from django.test import Client

from coalition.models import Stance
from coalition.vocabulary import Attribution, Position, ReviewState, Voice
from tests import factories
from tests.api.conftest import QUOTE, Read, read_problem

pytestmark = pytest.mark.django_db


def list_ids(body: dict[str, Any]) -> list[int]:
    """The ids of a page."""
    return [row["id"] for row in body["items"]]


def test_each_filter_leaves_what_it_names(world: Stance, read: Read) -> None:
    coded = Stance.objects.get(kind="coded")
    other = factories.make_stance(
        "Norway has doubts",
        position=Position.SCEPTICAL,
        voice=Voice.OTHER,
        attribution=Attribution.ANONYMOUS,
        review_state=ReviewState.ACCEPTED,
        source=factories.make_source("site.example", tier="official"),
        first_day="2026-04-10",
    )
    found = {
        query: list_ids(read(f"/stances?{query}"))
        for query in (
            "country=IT",
            "country=NO&proposal=troops-on-ground",
            f"article={world.article_id}",
            "position=sceptical",
            "voice=other",
            "attribution=anonymous",
            "review_state=accepted",
            "kind=coded",
            "tier=official",
            "since=2026-03-02",
            "until=2026-02-28",
            "since=2026-03-01&until=2026-03-01",
            "country=IT&position=sceptical",
        )
    }
    assert found == {
        "country=IT": [coded.pk],
        "country=NO&proposal=troops-on-ground": [other.pk, world.pk],
        f"article={world.article_id}": [world.pk],
        "position=sceptical": [other.pk],
        "voice=other": [other.pk],
        "attribution=anonymous": [other.pk],
        "review_state=accepted": [other.pk],
        "kind=coded": [coded.pk],
        "tier=official": [other.pk],
        "since=2026-03-02": [other.pk],
        "until=2026-02-28": [coded.pk],
        "since=2026-03-01&until=2026-03-01": [world.pk],
        "country=IT&position=sceptical": [],
    }


def test_a_stance_without_a_source_is_found_under_the_tier_that_it_is_shown_with(
    world: Stance, read: Read
) -> None:
    nameless = factories.make_coded_stance(source=None, claim_key="nameless")
    (row,) = read("/stances?tier=unknown")["items"]
    assert (row["id"], row["tier"], row["source"]) == (nameless.pk, "unknown", None)


def test_rejected_and_withdrawn_stances_are_nowhere(world: Stance, client: Client) -> None:
    hidden = [
        factories.make_coded_stance(claim_key="a", review_state=ReviewState.REJECTED),
        factories.make_coded_stance(claim_key="b", withdrawn=True),
    ]
    listed = list_ids(client.get("/api/v1/stances").json())
    assert not {row.pk for row in hidden} & set(listed)
    for row in hidden:
        read_problem(client.get(f"/api/v1/stances/{row.pk}"), 404)


def test_a_walk_sees_each_row_of_its_start_once_while_others_come_in(
    world: Stance, client: Client
) -> None:
    for number in range(20):
        factories.make_coded_stance(claim_key=f"walk {number}")
    at_start = set(Stance.objects.values_list("pk", flat=True))
    seen: list[int] = []
    address = "/api/v1/stances?limit=3"
    while address:
        response = client.get(address)
        body = response.json()
        seen += list_ids(body)
        address = body["next"]
        links = [f'<{body[rel]}>; rel="{rel}"' for rel in ("next", "prev") if body[rel]]
        assert response.headers.get("Link") == (", ".join(links) or None)
        factories.make_coded_stance(claim_key=f"meanwhile {len(seen)}")
    assert len(seen) == len(set(seen))
    assert at_start == set(seen)


def test_the_next_page_keeps_the_filters(world: Stance, client: Client) -> None:
    factories.make_coded_stance(claim_key="second", country=world.country)
    body = client.get("/api/v1/stances?country=NO&limit=1").json()
    assert body["next"] == (
        f"http://testserver/api/v1/stances?country=NO&limit=1&before={body['items'][0]['id']}"
    )


def test_an_article_shows_only_its_passages_unless_its_text_is_open(
    world: Stance, read: Read
) -> None:
    text = f"{'Before. ' * 200}{QUOTE}. {'After. ' * 200}"
    closed = factories.make_stance(QUOTE, article=factories.make_article(text), claim_key="c")
    free = factories.make_source("open.example", open_text=True)
    article = factories.make_article(text, source=free)
    factories.make_stance(QUOTE, article=article, claim_key="o")
    shown = read(f"/articles/{closed.article_id}")
    assert not shown["whole"]
    assert len("".join(passage["text"] for passage in shown["passages"])) < 1000
    assert [p["text"] for p in shown["passages"] if closed.pk in p["ids"]] == [QUOTE]
    assert [stance["id"] for stance in shown["evidence"]] == [closed.pk]
    opened = read(f"/articles/{article.pk}")
    assert opened["whole"]
    assert "".join(passage["text"] for passage in opened["passages"]) == text


def test_hostile_text_comes_out_as_it_is_and_as_json(world: Stance, client: Client) -> None:
    hostile = "</script><img src=x onerror=alert(1)>\u2028\u202e"
    factories.make_stance(f"Norway {hostile}", speaker=hostile, claim_key="hostile")
    response = client.get("/api/v1/stances?limit=1")
    (row,) = response.json()["items"]
    assert (row["speaker"], row["quote"]) == (hostile, f"Norway {hostile}")
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_lists_ask_the_database_a_fixed_number_of_times(
    world: Stance, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        factories.make_stance(f"Norway says {number}", claim_key=f"many {number}")
    for address in (
        "/stances?country=NO",
        "/articles",
        "/positions",
        "/changes",
        "/lines?country=NO",
    ):
        with django_assert_max_num_queries(8):
            assert client.get(f"/api/v1{address}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/articles/999999", "/stances/999999", "/stances/99999999999999"]
)
def test_an_unknown_id_is_not_found(world: Stance, client: Client, address: str) -> None:
    problem = read_problem(client.get(f"/api/v1{address}"), 404)
    assert problem["detail"].startswith("There is no ")
