"""The door that the settings open."""

import pytest
from pytest_django import Settings

from coalition.errors import FetchRefused, SetupError
from coalition.ingestion.fetcher import FetchRequest, Kind, open_fetcher, write_user_agent
from tests.hostile_server import PAGE, HostileServer

pytestmark = pytest.mark.django_db


def test_without_the_switch_loopback_is_closed(server: HostileServer) -> None:
    for url in (server.url("/"), "http://127.0.0.1/"):
        with pytest.raises(FetchRefused):
            open_fetcher().fetch(FetchRequest(url))
    assert server.accepted == 0


def test_with_the_switch_loopback_is_open_and_we_say_who_we_are(
    server: HostileServer, settings: Settings
) -> None:
    settings.FETCH_ALLOW_NETS, settings.CONTACT = ["127.0.0.0/8"], "desk@our.example"
    assert open_fetcher().fetch(FetchRequest(server.url("/"), Kind.ROBOTS)).raw == PAGE
    agents = [asked.headers["user-agent"] for asked in server.asked]
    assert agents == ["coalition-positions/1.0 (+desk@our.example)"]


def test_our_own_site_is_not_asked(settings: Settings) -> None:
    settings.SITE_HOSTS = ["Our.example"]
    with pytest.raises(FetchRefused, match=r"our\.example is this site itself"):
        open_fetcher().fetch(FetchRequest("https://our.example/"))


def test_a_contact_that_could_break_a_header_is_refused() -> None:
    assert write_user_agent("") == "coalition-positions/1.0"
    for contact in ("a\r\nCookie: b", "привіт", "a" * 201):
        with pytest.raises(SetupError, match="one line of plain ASCII"):
            write_user_agent(contact)
