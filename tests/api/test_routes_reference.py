"""The reference tables as the API gives them."""

import pytest
from django.test import Client
from django.utils import timezone

from coalition.models import Membership, Stance
from tests.api.conftest import Read, read_problem

pytestmark = pytest.mark.django_db


def test_a_country_has_its_join_codes_offices_and_groups(world: Stance, read: Read) -> None:
    assert read("/countries/NO") == {
        "code": "NO",
        "alpha3": "NOR",
        "m49": "578",
        "wikidata": "Q20",
        "kind": "state",
        "name_en": "Norway",
        "name_it": "Norway",
        "region": "",
        "coalition_status": "",
        "html_url": "http://testserver/countries/NO/",
        "offices": [
            {"person": "A. Person", "role": "head-of-state", "title": "", "since": "", "until": ""}
        ],
        "groups": ["NB8"],
    }


def test_groups_are_those_of_the_day_that_is_asked_for(world: Stance, read: Read) -> None:
    Membership.objects.filter(group="EU").update(until="2020-01-31")
    assert read("/groups?at=2020-01-30") == {
        "at": "2020-01-30",
        "items": [{"name": "EU", "members": ["IT"]}, {"name": "NB8", "members": ["NO"]}],
    }
    assert read("/groups") == {
        "at": str(timezone.now().date()),
        "items": [{"name": "EU", "members": []}, {"name": "NB8", "members": ["NO"]}],
    }


def test_a_proposal_has_its_definition(world: Stance, read: Read) -> None:
    found = read("/proposals/demining")
    assert (found["slug"], found["definition_en"], found["related"]) == (
        "demining",
        "What it is.",
        [],
    )
    assert found in read("/proposals")["items"]


def test_sources_and_events_are_listed(world: Stance, read: Read) -> None:
    (source,) = read("/sources")["items"]
    assert source == {
        "domain": "paper.example",
        "name": "The Paper",
        "country": "",
        "language": "",
        "tier": "quality",
        "counts": True,
        "articles": 1,
    }
    assert read("/events")["items"] == [
        {
            "day": "2026-01-06",
            "title_en": "Summit",
            "title_it": "Vertice",
            "kind": "summit",
            "url": "",
        }
    ]


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/countries/it", "Did you mean IT?"),
        ("/countries/Norway", "Did you mean NO?"),
        ("/countries/NOR", "Did you mean NO?"),
        ("/countries/%00", ""),
        ("/countries/%ED%A0%80", ""),
        (f"/countries/{'x' * 300}", ""),
        ("/proposals/troops", "Did you mean troops-on-ground?"),
        ("/proposals/de-mining", "Did you mean demining?"),
    ],
)
def test_an_unknown_name_in_an_address_is_not_found(
    world: Stance, client: Client, address: str, near: str
) -> None:
    problem = read_problem(client.get(f"/api/v1{address}"), 404)
    assert near in problem["detail"]
