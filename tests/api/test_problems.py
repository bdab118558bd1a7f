"""Every error of the API is a problem with an id, and tells nothing that it should not."""

import logging

import pytest
from django.test import Client

from coalition.models import Stance
from tests.api.broken_urls import SECRET
from tests.api.conftest import read_problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/broken/fault", 500, "internal-error"),
        ("/broken/slow", 503, "unavailable"),
        ("/broken/refused", 422, "bad-parameter"),
        ("/broken/missing", 404, "not-found"),
    ],
)
@pytest.mark.urls("tests.api.broken_urls")
def test_a_failure_inside_is_a_problem_without_its_secrets(
    client: Client, address: str, status: int, kind: str
) -> None:
    response = client.get(address)
    assert read_problem(response, status)["type"] == f"/api/docs#{kind}"
    assert SECRET not in response.content.decode()
    assert response.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.urls("tests.api.broken_urls")
def test_the_log_holds_a_fault_under_its_request_id(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "coalition.api"):
        response = client.get("/broken/fault", headers={"X-Request-Id": "fault-0001"})
    (record,) = [one for one in caplog.records if one.name == "coalition.api.problems"]
    assert record.getMessage() == "fault-0001: a fault of ours"
    assert record.exc_info is not None
    assert SECRET in str(record.exc_info[1])
    assert response["X-Request-Id"] == "fault-0001"


@pytest.mark.parametrize(
    "address",
    ["/api/nothing", "/api/v1/nothing", "/api/v1/stances/", "/api/v1/stances/x", "/api/v2/stances"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_an_unknown_address_is_a_problem(client: Client, address: str, method: str) -> None:
    response = client.generic(method, address)
    if method == "HEAD":
        assert (response.status_code, response.content) == (404, b"")
    else:
        read_problem(response, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"{", b"\xff\xfe{\x00}\x00", b'{"a":1,"a":2}', b"[" * 1000, b"x" * 3_000_000],
    ids=["empty", "object", "cut", "utf-16", "twice", "nested", "3 MB"],
)
def test_writing_is_refused_whatever_the_body(method: str, body: bytes) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in ("/api/v1/stances", "/api/v1/openapi.json", "/api/docs"):
        response = client.generic(method, address, body, "application/json")
        assert read_problem(response, 405)["type"] == "/api/docs#method-not-allowed"
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_every_kind_of_problem_is_explained_where_it_points(world: Stance, client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    for address in ("/api/v1/nothing", "/api/v1/stances?x=1"):
        kind = client.get(address).json()["type"]
        assert kind.startswith("/api/docs#")
        assert f'id="{kind.partition("#")[2]}"' in page
