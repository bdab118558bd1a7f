"""Old addresses lead to new ones for good, with all else that was asked for."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coalition.models import FormerName, Stance
from tests.factories import make_coded_stance, make_stance
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def former(world: World) -> None:
    """The force was called otherwise, and Norway had another code."""
    FormerName.objects.create(name="boots-on-ground", proposal_id="troops-on-ground")
    FormerName.objects.create(name="NW", country_id="NO")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/proposals/boots-on-ground/?at=2026-03-10", "/proposals/troops-on-ground/?at=2026-03-10"),
        (
            "/proposals/boots-on-ground/coalition/?ceasefire=met",
            "/proposals/troops-on-ground/coalition/?ceasefire=met",
        ),
        ("/countries/NW/", "/countries/NO/"),
        ("/countries/nw/", "/countries/NO/"),
        ("/countries/norway/?at=2026-03-10", "/countries/NO/?at=2026-03-10"),
        ("/countries/NW/boots-on-ground/", "/countries/NO/boots-on-ground/"),
        ("/countries/NO/boots-on-ground/", "/countries/NO/troops-on-ground/"),
        ("/embed/NO/boots-on-ground/", "/embed/NO/troops-on-ground/"),
        ("/figures/NO/boots-on-ground.svg", "/figures/NO/troops-on-ground.svg"),
        ("/figures/map/boots-on-ground.csv", "/figures/map/troops-on-ground.csv"),
        ("/?proposal=boots-on-ground&group=NB8", "/?proposal=troops-on-ground&group=NB8"),
        ("/compare/?c=DK,NW&at=2026-03-10", "/compare/?c=DK,NO&at=2026-03-10"),
        ("/changes/?country=NW", "/changes/?country=NO"),
    ],
)
def test_an_old_name_leads_to_the_one_in_use(client: Client, old: str, new: str) -> None:
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, new)


def test_a_name_in_use_means_what_it_names(client: Client) -> None:
    FormerName.objects.create(name="demining", proposal_id="troops-on-ground")
    assert client.get("/proposals/demining/").status_code == 200


def test_a_name_that_nothing_ever_had_is_not_found(client: Client) -> None:
    assert client.get("/proposals/moon-landing/").status_code == 404
    assert client.get("/?proposal=moon-landing").status_code == 400
    assert client.get("/proposals/NW/").status_code == 404
    assert client.get("/countries/boots-on-ground/").status_code == 404


def test_a_former_name_leads_to_one_thing() -> None:
    for wrong in ({}, {"country_id": "NO", "proposal_id": "demining"}):
        with (
            pytest.raises(IntegrityError, match="former_name_leads_to_one_thing"),
            transaction.atomic(),
        ):
            FormerName.objects.create(name="X", **wrong)


def withdraw(stance: Stance) -> None:
    """Withdraws a stance, as its reader or the coded table does."""
    Stance.objects.filter(pk=stance.pk).update(withdrawn=True)


def test_a_replaced_statement_leads_to_the_one_that_took_its_place(
    client: Client, world: World
) -> None:
    words = world.stance.quote
    newer = make_stance(words, article=world.article, proposal=world.stance.proposal)
    recoded = make_coded_stance(proposal=world.coded.proposal, summary="In better words.")
    for old, new in ((world.stance, newer), (world.coded, recoded)):
        withdraw(old)
        response = client.get(f"/stances/{old.pk}/?at=2026-03-10")
        assert response.status_code == 301
        assert response["Location"] == f"/stances/{new.pk}/?at=2026-03-10"
        assert client.get(response["Location"]).status_code == 200


def test_a_statement_that_nothing_replaced_is_gone(client: Client, world: World) -> None:
    make_coded_stance(proposal=world.coded.proposal, url="https://paper.example/other")
    withdraw(world.coded)
    assert client.get(f"/stances/{world.coded.pk}/").status_code == 404
