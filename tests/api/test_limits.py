"""Who may ask how often, and who is believed: keys, rates and addresses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import F
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from coalition import access
from coalition.access import read_address
from coalition.api.limits import WRONG_KEY_COST
from coalition.models import ApiKey, RequestCount, Stance
from coalition.vocabulary import KeyScope
from tests.api.conftest import read_problem

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/countries"


def issue(scope: KeyScope = KeyScope.READ, **values: object) -> str:
    """The text of a new key."""
    row, text = ApiKey.objects.issue("a desk", scope)
    ApiKey.objects.filter(pk=row.pk).update(**values)
    return text


def bear(text: str) -> dict[str, str]:
    """The header that carries a key."""
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize(
    ("own", "needed"),
    [
        (KeyScope.READ, {KeyScope.READ}),
        (KeyScope.INGEST, {KeyScope.READ, KeyScope.INGEST}),
        (KeyScope.WEBHOOK, {KeyScope.READ, KeyScope.WEBHOOK}),
        (KeyScope.ADMIN, set(KeyScope)),
    ],
)
def test_a_scope_allows_reading_and_its_own_deed(own: KeyScope, needed: set[KeyScope]) -> None:
    assert {scope for scope in KeyScope if own.allows(scope)} == needed


@pytest.mark.parametrize(
    "address", [ADDRESS, "/api/docs", "/api/v1/nothing", "/api/v1/stances?x=1", "/api/"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_every_reply_says_how_many_requests_are_left(
    client: Client, settings: Settings, address: str, method: str
) -> None:
    settings.API_PER_MINUTE = 50
    response = client.generic(method, address)
    assert response["RateLimit-Policy"] == '"address";q=50;w=60'
    policy, left, seconds = response["RateLimit"].split(";")
    assert (policy, left) == ('"address"', "r=49")
    assert 1 <= int(seconds.removeprefix("t=")) <= 60


def test_a_reply_without_a_change_says_it_too(world: Stance, client: Client) -> None:
    tag = client.get(ADDRESS)["ETag"]
    response = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert response.status_code == 304
    assert "RateLimit" in response


@pytest.mark.usefixtures("still_clock")
def test_one_request_too_many_is_refused_with_the_time_to_wait(
    client: Client, settings: Settings
) -> None:
    settings.API_PER_MINUTE = 2
    seen = [client.get(ADDRESS).status_code for _ in range(2)]
    response = client.get(ADDRESS)
    problem = read_problem(response, 429)
    assert seen == [200, 200]
    assert problem["detail"].startswith("More than 2 requests in this minute; go on in ")
    assert response["Retry-After"] == response["RateLimit"].rpartition("t=")[2]
    assert ";r=0;" in response["RateLimit"]
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("still_clock")
def test_a_key_has_a_rate_of_its_own(client: Client, settings: Settings) -> None:
    settings.API_PER_MINUTE, settings.API_PER_MINUTE_WITH_KEY = 1, 5
    key = issue()
    left = [client.get(ADDRESS, headers=bear(key))["RateLimit"].split(";")[:2] for _ in range(2)]
    assert left == [['"key"', "r=4"], ['"key"', "r=3"]]
    assert [client.get(ADDRESS).status_code for _ in range(2)] == [200, 429]


@pytest.mark.usefixtures("still_clock")
def test_A07_wrong_keys_are_counted_before_they_are_looked_up(
    client: Client, settings: Settings
) -> None:
    settings.API_PER_MINUTE_WITH_KEY = 3 * WRONG_KEY_COST
    seen = [client.get(ADDRESS, headers=bear("cow_x_y")).status_code for _ in range(5)]
    assert seen == [401, 401, 401, 429, 429]
    assert client.get(ADDRESS, headers=bear(issue())).status_code == 429


@pytest.mark.usefixtures("still_clock")
@pytest.mark.parametrize("forged", ["10.0.0.1", "1.1.1.1, 2.2.2.2", "", "x" * 5000])
def test_A07_a_forged_address_has_no_effect(
    client: Client, settings: Settings, forged: str
) -> None:
    settings.API_PER_MINUTE = 1
    client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"X-Forwarded-For": forged}).status_code == 429


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.7", "", False, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", False, "203.0.113.7"),
        ("203.0.113.7", "1.1.1.1, 198.51.100.1", True, "198.51.100.1"),
        ("203.0.113.7", "", True, "203.0.113.7"),
        ("203.0.113.7", "nonsense", True, "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", False, "203.0.113.7"),
        ("", "", False, "unknown"),
    ],
)
def test_whose_request_it_is(
    settings: Settings, remote: str, forwarded: str, trusted: bool, expected: str
) -> None:
    settings.TRUST_PROXY = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)
    assert read_address(request) == expected


def test_unknown_expired_and_revoked_keys_are_refused_alike(client: Client) -> None:
    now = timezone.now()
    good = issue()
    keys = [
        "",
        "x",
        good[:-1],
        f"{good}x",
        "cow_12345678_secret",
        issue(expires_at=now - timedelta(seconds=1)),
        issue(revoked_at=now),
    ]
    told = set()
    for key in keys:
        response = client.get(ADDRESS, headers=bear(key))
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'
        told.add(read_problem(response, 401)["detail"])
        assert len(key) < 5 or key not in response.content.decode()
    assert told == {"This key is unknown, expired or revoked; leave it out to read without one."}
    assert client.get(ADDRESS, headers={"Authorization": f"Basic {good}"}).status_code == 401
    assert client.get(ADDRESS, headers={"Authorization": f"bearer {good}"}).status_code == 200


def test_a_key_in_the_address_is_refused_as_any_unknown_parameter(client: Client) -> None:
    assert client.get(f"{ADDRESS}?key={issue()}").status_code == 422


def test_the_use_of_a_key_is_noted_once_a_minute(client: Client) -> None:
    key = issue()
    client.get(ADDRESS, headers=bear(key))
    first = ApiKey.objects.get().last_used_at
    client.get(ADDRESS, headers=bear(key))
    assert first is not None
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(minutes=2))
    client.get(ADDRESS, headers=bear(key))
    later = ApiKey.objects.get().last_used_at
    assert later is not None
    assert later >= first


def test_counts_hold_no_address_and_old_ones_are_forgotten(client: Client) -> None:
    old = timezone.now() - timedelta(minutes=10)
    RequestCount.objects.create(counter="long ago", minute=old, spent=1)
    client.get(ADDRESS)
    (row,) = RequestCount.objects.all()
    assert row.spent == 1
    assert len(row.counter) == 48
    assert set(row.counter) <= set("0123456789abcdef")


@pytest.mark.django_db(transaction=True)
def test_A07_of_many_requests_at_once_exactly_as_many_pass_as_the_limit_says() -> None:
    def ask(_: int) -> int:
        try:
            return access.count_request("one client").spent
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        seen = sorted(pool.map(ask, range(200)))
    begins = [place for place, spent in enumerate(seen) if spent == 1]
    assert len(begins) in {1, 2}  # a minute may end meanwhile
    if len(begins) == 1:
        assert seen == list(range(1, 201))


def test_a_new_minute_begins_anew_and_a_late_request_does_not_take_it_back() -> None:
    access.count_request("one client")
    RequestCount.objects.update(minute=F("minute") - timedelta(minutes=1), spent=7)
    assert access.count_request("one client").spent == 1
    RequestCount.objects.update(minute=F("minute") + timedelta(minutes=1), spent=7)
    assert access.count_request("one client").spent == 8


@pytest.mark.django_db(transaction=True)
def test_the_table_of_counts_is_unlogged() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname = 'coalition_requestcount'"
        )
        assert cursor.fetchone() == ("u",)


def test_A08_where_nobody_can_count_nothing_is_answered(client: Client) -> None:
    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "coalition_requestcount" in sql:
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        answers = [client.get(ADDRESS), client.post("/api/v1/articles", headers=bear(issue()))]
    assert [(one.status_code, one["Retry-After"]) for one in answers] == [(503, "5")] * 2
