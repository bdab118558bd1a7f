"""What a page of the site names, the API gives in at most three calls."""

import re

import pytest
from django.test import Client

from coalition.models import Stance

pytestmark = pytest.mark.django_db

NAMED = re.compile(
    r"/countries/([A-Z]{2,4})/|/proposals/([a-z-]+)/|/stances/(\d+)/|/articles/(\d+)/|(paper\.example)"
)
QUOTED = re.compile(r"<q\b[^>]*>([^<]+)</q>|<blockquote\b[^>]*>([^<]+)")
LINE = "country=NO&proposal=troops-on-ground"
FORCE = "troops-on-ground"
# The calls that a page needs; {stance} and {article} are those of the world.
PAGES = {
    "/": ("/positions", "/changes", "/proposals"),
    "/countries/": ("/countries", "/positions"),
    "/countries/NO/": ("/countries/NO", "/lines?country=NO", "/stances?country=NO"),
    f"/countries/NO/{FORCE}/": (f"/explain/NO/{FORCE}", f"/stances?{LINE}", f"/changes?{LINE}"),
    "/proposals/": ("/proposals",),
    f"/proposals/{FORCE}/": (
        f"/proposals/{FORCE}",
        f"/lines?proposal={FORCE}",
        f"/stances?proposal={FORCE}",
    ),
    f"/proposals/{FORCE}/coalition/?group=NB8": (f"/coalition/{FORCE}?group=NB8", "/positions"),
    "/articles/{article}/": ("/articles/{article}", "/countries", "/proposals"),
    "/stances/{stance}/": ("/stances/{stance}", "/provenance/{stance}"),
    "/compare/?c=NO&c=IT&p=troops-on-ground": (
        f"/series?proposal={FORCE}&country=NO,IT",
        f"/lines?proposal={FORCE}",
        "/proposals",
    ),
    "/changes/": ("/changes", "/countries", "/proposals"),
    "/search/?q=soldiers": ("/search?q=soldiers", "/stances?q=soldiers"),
    "/sources/": ("/sources", "/coverage"),
}


def test_all_that_a_page_names_comes_in_three_calls(world: Stance, client: Client) -> None:
    ids = {"stance": world.pk, "article": world.article_id}
    for page, calls in PAGES.items():
        assert len(calls) <= 3
        shown = client.get(page.format(**ids))
        assert shown.status_code == 200
        body = shown.content.decode().partition("<main")[2].partition("</main")[0]
        given = "".join(read(client, call.format(**ids)) for call in calls)
        named = {name for found in NAMED.findall(body) for name in found if name}
        assert named, page
        assert named - set(re.findall(r"paper\.example|[A-Za-z0-9-]+", given)) == set(), page
        quotes = {"".join(found).strip() for found in QUOTED.findall(body)}
        assert [quote for quote in quotes if quote not in given] == [], page


def read(client: Client, call: str) -> str:
    """The body of a reply."""
    response = client.get(f"/api/v1{call}")
    assert response.status_code == 200, response.content
    return str(response.content.decode())
