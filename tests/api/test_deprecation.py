"""What will go says so for a year, in each reply and in the description."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from coalition.api.reading import PARAMETERS, STEADY, Deprecation


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """The address is of these tests only."""
    yield
    PARAMETERS.pop("list_old_scores", None)
    STEADY.discard("list_old_scores")


@pytest.mark.django_db
@pytest.mark.urls("tests.api.old_urls")
def test_an_address_that_will_go_says_until_when_and_what_takes_its_place(client: Client) -> None:
    response = client.get("/old/scores")
    assert response.json() == {"said": "nothing"}
    told = {
        "Deprecation": "@1798761600",
        "Sunset": "Tue, 01 Feb 2028 00:00:00 GMT",
        "Link": '</next>; rel="next", </api/docs>; rel="deprecation"; type="text/html",'
        ' </api/v1/positions>; rel="successor-version"',
    }
    same = client.get("/old/scores", headers={"If-None-Match": response["ETag"]})
    assert same.status_code == 304
    for one in (response, same):
        assert {name: one[name] for name in told} == told
        assert "Deprecation, Sunset" in one["Access-Control-Expose-Headers"]
    assert "Deprecation" not in client.get("/api/v1/countries")


def test_the_description_says_so_too() -> None:
    from tests.api.old_urls import api  # noqa: PLC0415 - importing it adds the address

    (path,) = api.get_openapi_schema(path_prefix="")["paths"].values()
    assert path["get"]["deprecated"] is True


def test_less_than_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="promises a year"):
        Deprecation(since=date(2027, 1, 1), sunset=date(2027, 12, 31), instead="/positions")
