"""What every reply passes on its way out: its id, its tag, compression, and who may read it."""

import gzip
import hashlib

import brotli
import pytest
from django.test import Client

from coalition.models import Country, Stance

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/positions?country=NO&proposal=troops-on-ground&at=2026-03-05"
LONG = "/api/v1/stances"


def test_the_tag_is_the_hash_of_the_very_bytes(world: Stance, client: Client) -> None:
    response = client.get(ADDRESS)
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("known", ["{}", "W/{}", '"x", {}', "*"])
def test_a_known_tag_gives_304_without_a_body(world: Stance, client: Client, known: str) -> None:
    tag = client.get(ADDRESS)["ETag"]
    response = client.get(ADDRESS, headers={"If-None-Match": known.format(tag)})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Content-Type" not in response


def test_another_edit_leaves_the_tag_and_an_edit_of_the_content_changes_it(
    world: Stance, client: Client
) -> None:
    tag = client.get("/api/v1/countries/NO")["ETag"]
    Country.objects.filter(code="IT").update(region="Southern Europe")
    assert client.get("/api/v1/countries/NO")["ETag"] == tag
    Country.objects.filter(code="NO").update(region="Northern Europe")
    response = client.get("/api/v1/countries/NO", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert response["ETag"] != tag


UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize(
    ("offer", "coding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.8", "gzip"),
    ],
)
def test_replies_are_packed_as_asked_with_a_tag_of_their_own(
    world: Stance, client: Client, offer: str, coding: str
) -> None:
    plain = client.get(LONG)
    packed = client.get(LONG, headers={"Accept-Encoding": offer})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == coding
    assert UNPACK[coding](packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"].removesuffix('"') + f'-{coding}"'
    again = client.get(LONG, headers={"Accept-Encoding": offer, "If-None-Match": packed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(LONG, headers={"Accept-Encoding": offer}).content == packed.content
    assert plain["Vary"] == packed["Vary"] == again["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "offer", ["", "identity", "gzip;q=0", "br;q=0, gzip; q=0.000", "xgzip, bro"]
)
def test_nothing_is_packed_where_it_is_not_wanted(
    world: Stance, client: Client, offer: str
) -> None:
    response = client.get(LONG, headers={"Accept-Encoding": offer})
    assert "Content-Encoding" not in response


@pytest.mark.parametrize(
    "address", [ADDRESS, LONG, "/api/v1/openapi.json", "/api/docs", "/api/v1/stances?x=1"]
)
def test_head_says_what_get_would_without_the_body(
    world: Stance, client: Client, address: str
) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    told = ("Content-Type", "ETag", "Cache-Control", "Link")
    assert [head.headers.get(name) for name in told] == [got.headers.get(name) for name in told]
    if "ETag" in got:
        assert head["Content-Length"] == str(len(got.content))


def test_any_site_may_read_and_its_browser_may_ask_first(world: Stance, client: Client) -> None:
    asked = client.options(
        ADDRESS,
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"},
    )
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for response in (asked, client.get(ADDRESS), client.get("/api/v1/stances?x=1")):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert "Link" in response["Access-Control-Expose-Headers"]


def test_a_well_formed_request_id_is_echoed_and_any_other_replaced(
    world: Stance, client: Client
) -> None:
    assert client.get(ADDRESS, headers={"X-Request-Id": "desk.2025-05"})["X-Request-Id"] == (
        "desk.2025-05"
    )
    for bad in ("short", "x" * 65, "with space", "<script>alert(1)</script>", "-leading"):
        made = client.get(ADDRESS, headers={"X-Request-Id": bad})["X-Request-Id"]
        assert made != bad
        assert len(made) == 32


def test_an_error_is_kept_by_no_cache(world: Stance, client: Client) -> None:
    response = client.get("/api/v1/stances?x=1")
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_the_start_leads_to_the_page_that_explains(client: Client) -> None:
    for address in ("/api/", "/api/v1/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/api/docs")
