"""Pages of what was known at an instant: what they say of it, and keep in their links.

That they stay the same is tested with the API (tests/test_as_of.py).
"""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from coalition import review
from coalition.vintages import say
from coalition.vocabulary import Reason
from tests.clock import pass_an_hour, set_instant
from tests.factories import make_editor
from tests.web.conftest import World

PAGES = (
    "/?at=2026-03-10&",
    "/countries/?at=2026-03-10&",
    "/countries/NO/?at=2026-03-10&",
    "/countries/NO/troops-on-ground/?at=2026-03-10&",
    "/proposals/?at=2026-03-10&",
    "/proposals/troops-on-ground/?at=2026-03-10&",
    "/proposals/troops-on-ground/coalition/?at=2026-03-10&group=NB8&",
    "/changes/?since=2026-02-01&",
    "/sensitivity/?country=NO&at=2026-03-10&",
)


def read_main(client: Client, address: str) -> str:
    """The main part of a page: around it stand a token of the visit, and what was revised since."""
    response = client.get(address)
    assert response.status_code == 200, address
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


@pytest.fixture
def long_ago(db: None) -> None:
    """What is written was written on a day that has settled."""
    set_instant(datetime(2026, 3, 20, 12, tzinfo=UTC))


def test_a_page_of_an_instant_says_what_is_told_differently_now(
    long_ago: None, client: Client, world: World
) -> None:
    then = say(pass_an_hour())
    address = f"/?at=2026-03-10&as_of={then}"
    assert "Every position shown here is still told so." in client.get(address).content.decode()

    review.reject_stance(world.stance.pk, reason=Reason.NOT_A_STANCE, by=make_editor())
    assert client.get(f"/stances/{world.stance.pk}/").status_code == 404
    text = client.get(address).content.decode()
    assert "1 position shown here is told differently now" in text
    assert f"/countries/NO/?at=2026-03-10&amp;as_of={then.replace(':', '%3A')}" in text
    revised = client.get(f"/revisions/?at=2026-03-10&as_of={then}").content.decode()
    assert "Norway" in revised
    assert "Committed" in revised
    assert "Supportive" in revised


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("2999-01-01", "cannot be told yet: that time is not over."),
        ("2999-01-01T09:00:00Z", "cannot be told yet: that time is not over."),
        ("yesterday", "“yesterday” is no instant of what we knew."),
        ("2013-12-31", "“2013-12-31” is no instant of what we knew."),
        ("2026-02-30", "“2026-02-30” is no instant of what we knew."),
        ("%00", "is no instant of what we knew."),
    ],
)
def test_an_instant_that_cannot_be_is_refused_in_words(
    client: Client, world: World, given: str, sentence: str
) -> None:
    for page in (*PAGES, f"/stances/{world.stance.pk}/?", f"/articles/{world.article.pk}/?"):
        response = client.get(f"{page}as_of={given}")
        assert response.status_code == 400
        assert sentence in response.content.decode()


@pytest.mark.django_db
def test_before_anything_was_known_the_pages_say_so(client: Client, world: World) -> None:
    assert "Nothing is known for these countries" in read_main(client, "/?as_of=2020-01-01")
    response = client.get("/countries/NO/?as_of=2020-01-01")
    assert response.status_code == 404
    assert "We did not follow Norway yet at that time." in response.content.decode()
