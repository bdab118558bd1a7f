"""What may be asked of an instant, and how long a reply of one may be kept.

That such a reply stays the same is tested with the pages (tests/test_as_of.py).
"""

import pytest
from django.test import Client

from coalition.models import Stance
from tests.api.conftest import read_problem


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ("2999-01-01", "as_of 2999-01-01T23:59:59.999999Z lies ahead: it is "),
        ("9999-12-31T23:59:59-14:00", "as_of 9999-12-31T23:59:59-14:00 lies ahead: it is "),
        ("soon", "as_of must be a day as YYYY-MM-DD or an instant as "),
        ("2025-02-30", "as_of must be a day as YYYY-MM-DD or an instant as "),
        ("2026-01-01T00:00:00+02:00", "as_of must be a day as YYYY-MM-DD or an instant as "),
    ],
)
def test_a_bad_instant_is_refused_in_words(client: Client, given: str, detail: str) -> None:
    for address in ("/stances", "/positions", "/changes"):
        body = read_problem(client.get(f"/api/v1{address}?as_of={given}"), 422)
        assert detail in body["detail"]


@pytest.mark.django_db
def test_before_anything_was_known_there_is_nothing(world: Stance, client: Client) -> None:
    for address in ("/stances", "/positions", "/changes"):
        assert client.get(f"/api/v1{address}?as_of=2020-01-01").json()["items"] == []
    unknown = client.get("/api/v1/explain/NO/troops-on-ground?as_of=2020-01-01")
    assert read_problem(unknown, 404)["detail"] == "NO was no country of ours yet at that instant."


@pytest.mark.django_db
def test_what_cannot_change_may_be_kept_for_ever(world: Stance, client: Client) -> None:
    address = "/api/v1/stances?as_of=2026-01-31"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first["Last-Modified"] == "Sat, 31 Jan 2026 23:59:59 GMT"
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(address, headers=header)
        assert (again.status_code, again.content) == (304, b"")
        kept = ("ETag", "Last-Modified", "Cache-Control", "Vary")
        assert [again[name] for name in kept] == [first[name] for name in kept]
    older = {"If-Modified-Since": "Fri, 30 Jan 2026 23:59:59 GMT"}
    assert client.get(address, headers=older).status_code == 200
    both = {"If-None-Match": '"x"', "If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, headers=both).status_code == 200


@pytest.mark.django_db
def test_what_may_still_be_taken_back_has_no_time_of_its_last_change(
    world: Stance, client: Client
) -> None:
    response = client.get("/api/v1/stances")
    assert "Last-Modified" not in response
    late = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert client.get("/api/v1/stances", headers=late).status_code == 200
