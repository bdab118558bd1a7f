"""The links that rows carry lead to pages of ours."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from coalition.models import Stance
from tests.api.conftest import Read

pytestmark = pytest.mark.django_db


def find_links(part: Any) -> set[str]:
    """Every address of a page in a reply."""
    if isinstance(part, dict):
        own = {part[name] for name in ("html_url", "article_html_url") if part.get(name)}
        return own.union(*(find_links(inner) for inner in part.values()))
    return set().union(*(find_links(inner) for inner in part)) if isinstance(part, list) else set()


def test_every_link_leads_to_a_page_and_to_its_place_on_it(
    world: Stance, read: Read, client: Client
) -> None:
    addresses = ("/positions?at=2026-03-05", "/stances", "/articles", "/proposals", "/countries")
    links = set().union(*(find_links(read(address)) for address in addresses))
    names = {resolve(urlsplit(link).path).view_name for link in links}
    assert names == {"web:country", "web:proposal", "web:article", "web:stance"}
    for link in links:
        response = client.get(urlsplit(link).path)
        assert response.status_code == 200, link
        place = urlsplit(link).fragment
        if place.startswith("stance-"):
            assert re.search(rf'\bid="{place}"', response.content.decode()), link
