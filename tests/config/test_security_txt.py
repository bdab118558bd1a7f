"""To whom a fault of safety is told, where programs look for it (RFC 9116)."""

import time_machine
from django.test import Client
from pytest_django import Settings

from tests.config.test_safety_settings import start

PATH = "/.well-known/security.txt"


@time_machine.travel("2026-03-02T10:00:00Z", tick=False)
def test_the_contact_of_the_settings_is_told_and_none_is_no_page(
    client: Client, settings: Settings, db: None
) -> None:
    settings.SECURITY_CONTACT = "mailto:safety@example.org"
    told = client.get(PATH)
    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert told.text.splitlines() == [
        "Contact: mailto:safety@example.org",
        "Expires: 2026-08-29T00:00:00Z",
        "Preferred-Languages: en, it",
        "Canonical: http://testserver/.well-known/security.txt",
    ]
    settings.SECURITY_CONTACT = ""
    assert client.get(PATH).status_code == 404


def test_what_is_no_contact_stops_the_start() -> None:
    said = start(SECURITY_CONTACT="safety@example.org")
    assert "SECURITY_CONTACT must begin with mailto:" in said
