"""The pages of search and of silence."""

import pytest
from django.test import Client

from tests.web.conftest import HOSTILE, World

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    """The text of a page that answers."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_what_is_found_is_shown_with_its_counts_and_links_that_narrow(
    client: Client, world: World
) -> None:
    text = read(client, "/search/?q=soldiers")
    assert "2 statements" in text
    assert f'id="stance-{world.stance.pk}"' in text
    assert 'href="?q=soldiers&amp;position=committed"' in text
    narrowed = read(client, "/search/?q=soldiers&position=committed")
    assert "1 statement<" in narrowed
    assert 'href="?q=soldiers" aria-current="true"' in narrowed


def test_a_name_leads_to_its_page(client: Client, world: World) -> None:
    assert 'class="button" href="/countries/NO/"' in read(client, "/search/?q=Norwegen")


def test_a_hostile_query_is_only_words(client: Client, world: World) -> None:
    text = client.get("/search/", {"q": HOSTILE + "\x00"}).content.decode()
    assert HOSTILE not in text
    assert client.get("/search/?country=Mordor").status_code == 400
    assert client.get("/search/", {"q": "x" * 5000}).status_code == 200


def test_silence_is_told_with_what_was_read(client: Client, world: World) -> None:
    text = read(client, "/search/silence/?proposal=troops-on-ground&days=30&at=2026-03-10")
    assert "1 country said nothing" in text
    assert "Denmark" in text
    assert "1 article of that time was read" in text
    assert "Choose a proposal." in read(client, "/search/silence/")
