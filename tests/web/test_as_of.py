"""Pages of what was known at an instant: the same for ever, said on the page, kept in its links."""

import re
import time

import pytest
from django.db import connection
from django.test import Client

from coalition import review
from coalition.replica import SETTLED
from coalition.vintages import say
from coalition.vocabulary import Reason
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


@pytest.mark.django_db(transaction=True)
def test_a_page_of_an_instant_stays_the_same_and_says_what_is_told_differently_now(
    client: Client, world: World
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        then = say(cursor.fetchone()[0])
    time.sleep(SETTLED.seconds + 0.3)
    addresses = [f"{page}as_of={then}" for page in PAGES]
    stance = f"/stances/{world.stance.pk}/?as_of={then}"
    addresses += [stance, f"/articles/{world.article.pk}/?as_of={then}"]
    before = [read_main(client, address) for address in addresses]
    assert (
        "Every position shown here is still told so." in client.get(addresses[0]).content.decode()
    )

    review.reject_stance(world.stance.pk, reason=Reason.NOT_A_STANCE, by=make_editor())
    assert [read_main(client, address) for address in addresses] == before
    assert client.get(f"/stances/{world.stance.pk}/").status_code == 404

    text = client.get(addresses[0]).content.decode()
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
