"""A small world for the API: two countries, two proposals, quoted and coded words, their lines."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from coalition.models import Membership, Office, Stance, WorldEvent
from coalition.positions import redraw_lines
from coalition.vocabulary import Condition, Position, Role
from tests import factories

QUOTE = "Norway will send soldiers to the force"

Read = Callable[[str], Any]


@pytest.fixture(autouse=True)
def high_rates(settings: Settings) -> None:
    """Rates that no test reaches unless it is about them: all tests ask from one address."""
    settings.API_PER_MINUTE = settings.API_PER_MINUTE_WITH_KEY = 1_000_000


@pytest.fixture
def world(db: None) -> Stance:
    """Norway committed by a quote, Italy opposed by a coded stance; gives the quoted stance."""
    norway = factories.make_country(alpha3="NOR", m49="578", wikidata="Q20")
    italy = factories.make_country("IT", "Italy", alpha3="ITA", m49="380", wikidata="Q38")
    force = factories.make_proposal("troops-on-ground")
    factories.make_proposal("demining")
    quoted = factories.make_stance(
        QUOTE,
        country=norway,
        proposal=force,
        speaker="A minister",
        quantity_low=100,
        quantity_unit="troops",
        quantity_scope="own",
        quantity_raw="at least 100",
    )
    quoted.conditions.create(kind=Condition.CEASEFIRE, words="once the guns are silent")
    factories.make_coded_stance(country=italy, proposal=force, position=Position.OPPOSED)
    Membership.objects.create(group="NB8", country=norway, since=date(1992, 1, 1))
    Membership.objects.create(group="EU", country=italy, since=date(1958, 1, 1))
    Office.objects.create(person="A. Person", country=norway, role=Role.HEAD_OF_STATE)
    WorldEvent.objects.create(
        day=date(2026, 1, 6), title_en="Summit", title_it="Vertice", kind="summit"
    )
    redraw_lines([("NO", "troops-on-ground"), ("IT", "troops-on-ground")])
    return quoted


@pytest.fixture
def read(client: Client) -> Read:
    """Reads an address below /api/v1 and gives its body; anything but 200 fails the test."""

    def read_address(address: str) -> Any:
        response = client.get(f"/api/v1{address}")
        assert response.status_code == 200, response.content.decode()
        return json.loads(response.content)

    return read_address


def read_problem(response: Any, status: int) -> dict[str, Any]:
    """The body of an error, which must be a whole problem of this status."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert set(body) == {"type", "title", "status", "detail", "request_id", "errors"}
    assert (body["status"], body["request_id"]) == (status, response["X-Request-Id"])
    return body
