"""Coming in: guessing is bounded, sessions end, passwords are long."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import Settings

from coalition import access
from coalition.login.forms import TRIES_OF_ADDRESS, TRIES_OF_NAME, WINDOW_MINUTES
from coalition.login.sessions import BEGUN, IDLE_SECONDS, SEEN
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import PASSWORD, LogIn
from tests.clock import hold_windows

pytestmark = pytest.mark.django_db
LOGIN = f"{ADMIN}/login/"
TOO_MANY = "Too many tries. Wait "


def give(client: Client, username: str, password: str, address: str = "192.0.2.1") -> str:
    """The first sentence of the answer to a name and a password; "" for somebody who came in."""
    sent = client.post(LOGIN, {"username": username, "password": password}, REMOTE_ADDR=address)
    errors = [] if sent.status_code == 302 else sent.context["form"].non_field_errors()
    return str(errors[0]) if errors else ""


@pytest.mark.usefixtures("still_clock")
def test_A13_guessing_is_stopped_alike_for_known_and_unknown_names(roles: None) -> None:
    factories.make_person("editor")
    client = Client()
    for name in ("editor", "nobody"):
        told = [give(client, name, "wrong") for _ in range(TRIES_OF_NAME + 1)]
        assert len(set(told[:-1])) == 1
        assert told[0].startswith("Please enter the correct username and password")
        assert told[-1].startswith(TOO_MANY)
    assert give(client, "editor", PASSWORD).startswith(TOO_MANY)
    assert "_auth_user_id" not in client.session
    assert give(client, "editor", PASSWORD, "192.0.2.2") == ""  # its owner, elsewhere


@pytest.mark.usefixtures("still_clock")
def test_A13_one_address_cannot_try_many_names_and_a_success_begins_anew(roles: None) -> None:
    factories.make_person("editor")
    client = Client()
    for _ in range(2):
        told = [give(client, "editor", "wrong") for _ in range(TRIES_OF_NAME - 1)]
        assert not [one for one in told if one.startswith(TOO_MANY)]
        assert give(client, "editor", PASSWORD) == ""
    access.count_request("login-from:192.0.2.1", TRIES_OF_ADDRESS, WINDOW_MINUTES)
    assert give(client, "another", "wrong").startswith(TOO_MANY)
    assert not give(client, "another", "wrong", "192.0.2.2").startswith(TOO_MANY)


@pytest.mark.usefixtures("still_clock")
def test_A07_a_forged_header_is_believed_only_behind_our_own_proxy(
    roles: None, settings: Settings
) -> None:
    client = Client()

    def guess(number: int) -> bool:
        sent = client.post(
            LOGIN,
            {"username": "x", "password": "x"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 198.51.100.7",
        )
        return str(sent.context["form"].non_field_errors()[0]).startswith(TOO_MANY)

    assert [guess(number) for number in range(TRIES_OF_NAME + 1)] == [False] * 5 + [True]
    settings.TRUST_PROXY = True
    assert [guess(number) for number in range(TRIES_OF_NAME + 1)] == [False] * 5 + [True]


@pytest.mark.django_db(transaction=True)
def test_A13_of_many_guesses_at_once_no_more_are_looked_at() -> None:
    def guess(_: int) -> bool:
        try:
            # Not the context: the test client's signals would mix those of the threads.
            sent = Client().post(LOGIN, {"username": "editor", "password": "wrong"})
            return TOO_MANY in sent.content.decode()
        finally:
            connection.close()

    access.count_request("login:127.0.0.1:editor", 0, WINDOW_MINUTES)
    hold_windows()
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(guess, range(20))) == 20 - TRIES_OF_NAME


def test_A14_a_new_password_and_a_lost_job_end_all_sessions(log_in: LogIn) -> None:
    stolen, new = Client(), "harbour lantern seventeen"
    mine = log_in("editor")
    assert give(stolen, "editor", PASSWORD) == ""
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert mine.post(f"{ADMIN}/password_change/", sent).status_code == 302
    assert [one.get(f"{ADMIN}/").status_code for one in (mine, stolen)] == [200, 302]
    User.objects.update(is_active=False)
    assert mine.get(f"{ADMIN}/").status_code == 302
    assert give(Client(), "editor", new) != ""


@pytest.mark.parametrize(
    ("key", "seconds", "status"),
    [
        (SEEN, IDLE_SECONDS - 60, 200),
        (SEEN, IDLE_SECONDS + 60, 302),
        (BEGUN, 8 * 3600 - 60, 200),
        (BEGUN, 8 * 3600 + 60, 302),
    ],
)
def test_a_session_ends_when_it_is_idle_or_old(
    log_in: LogIn, key: str, seconds: int, status: int
) -> None:
    client = log_in("editor")
    client.get(f"{ADMIN}/")
    session: Any = client.session
    session[key] -= seconds
    session.save()
    assert client.get(f"{ADMIN}/").status_code == status
    assert ("_auth_user_id" in client.session) == (status == 200)
    told = client.get(LOGIN, follow=True).content.decode()
    assert ("You were logged out after a while" in told) == (status == 302)


@pytest.mark.parametrize("password", ["short", "password1234", "192837465564", "elevenchars"])
def test_a_weak_password_is_refused(log_in: LogIn, password: str) -> None:
    client = log_in("editor")
    sent = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post(f"{ADMIN}/password_change/", sent).status_code == 200
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    "place", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_A20_nobody_is_led_to_another_site(roles: None, place: str) -> None:
    factories.make_person("editor")
    sent = {"username": "editor", "password": PASSWORD, "next": place}
    assert Client().post(LOGIN, sent)["Location"] == f"{ADMIN}/"
    foreign = Client().get(LOGIN, headers={"Host": "evil.example"})
    assert foreign.status_code == 400
    forwarded = Client().get(f"{ADMIN}/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in forwarded["Location"]
