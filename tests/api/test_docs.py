"""The page that explains the API."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from coalition.api.openapi import render_document
from coalition.api.urls import api

pytestmark = pytest.mark.django_db


def test_the_page_lists_every_address_with_its_parameters_and_a_curl_line(client: Client) -> None:
    page = unescape(client.get("/api/docs").content.decode())
    operations = [
        (path, method, operation)
        for path, methods in json.loads(render_document(api))["paths"].items()
        for method, operation in methods.items()
    ]
    for path, method, operation in operations:
        assert f"{method.upper()} {path}</code>" in page
        key = ' -H "Authorization: Bearer $KEY"' if "security" in operation else ""
        assert f"<code>curl{key}" in page
        assert f" 'http://testserver/api/v1{operation['x-example']}'" in page
        start = page.index(f'id="{operation["operationId"]}"')
        section = page[start : page.index("</section>", start)]
        for parameter in operation["parameters"]:
            assert f"<code>{parameter['name']}</code>" in section
            assert str(parameter["example"]) in section


def test_the_page_brings_no_script_of_its_own_and_nothing_from_elsewhere(client: Client) -> None:
    response = client.get("/api/docs")
    page = response.content.decode()
    article = page[page.index('<article class="api-docs">') : page.index("</article>")]
    assert "<script" not in article
    assert " style=" not in article
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', article) == []
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_the_links_inside_the_page_lead_somewhere(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    article = page[page.index('<article class="api-docs">') : page.index("</article>")]
    places = re.findall(r'\bid="([^"]+)"', article)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', article)) <= set(places)


def test_the_page_speaks_italian(client: Client) -> None:
    page = unescape(client.get("/api/docs", headers={"Accept-Language": "it"}).content.decode())
    for words in (
        "Tutto ciò che le pagine mostrano",
        "Tabelle di riferimento",
        "Che cosa contengono",
    ):
        assert words in page
    assert "Needs a key" not in page
