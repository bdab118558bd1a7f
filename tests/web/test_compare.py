"""Countries side by side."""

from datetime import date

import pytest
from django.test import Client

from coalition.models import ProposalDefinition
from tests.factories import make_country
from tests.web.conftest import World

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    """The text of a page that answers."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_lines_stand_below_each_other_with_a_sentence_each(client: Client, world: World) -> None:
    text = read(client, "/compare/?c=NO,DK&at=2026-03-10")
    assert "Norway. 1 February 2026: Supportive; 1 March 2026: Committed." in text
    assert "Nothing found of Denmark." in text
    assert "Norway – Denmark" in text
    assert 'href="?at=2026-03-10&amp;c=DK"' in text


def test_countries_may_come_in_several_parameters_as_the_form_sends_them(
    client: Client, world: World
) -> None:
    assert "Norway – Denmark" in read(client, "/compare/?c=NO&c=DK&at=2026-03-10")
    assert "Choose a first country." in read(client, "/compare/")


def test_seven_countries_are_refused_in_words(client: Client, world: World) -> None:
    codes = [make_country(code, code).code for code in ("IT", "FR", "DE", "PL", "ES", "SE", "FI")]
    response = client.get(f"/compare/?c={','.join(codes)}")
    assert response.status_code == 400
    assert "Up to 6 countries can be compared." in response.content.decode()


def test_a_proposal_shows_each_line_with_its_age_and_who_is_silent(
    client: Client, world: World
) -> None:
    text = read(client, "/proposals/troops-on-ground/?at=2026-03-10")
    assert "words 9 days old" in text
    assert "1 country is silent" in text


def test_the_country_page_shows_who_held_office_and_leads_back_to_points(
    client: Client, world: World
) -> None:
    text = read(client, "/countries/NO/?at=2026-03-10")
    assert "Ola Nordmann, Head of government: October 2021 – …" in text
    assert f'id="point-{world.stance.pk}" href="#stance-{world.stance.pk}"' in text
    assert f'href="#point-{world.stance.pk}"' in text


def test_a_proposal_keeps_what_it_meant_before(client: Client, world: World) -> None:
    assert "What it meant before" not in read(client, "/proposals/demining/")
    ProposalDefinition.objects.create(
        proposal_id="demining", version=2, text_en="At sea too.", text_it="", since=date(2026, 1, 5)
    )
    text = read(client, "/proposals/demining/")
    before = text[text.index("What it meant before") :]
    assert before.index("At sea too.") < before.index("What it is.")
    assert "since 5 January 2026" in before
