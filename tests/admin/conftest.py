"""People with their roles, logged in as themselves."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from lxml import html
from pytest_django import Settings

from tests import factories
from tests.addresses import ADMIN

PASSWORD = "a long password of a test"
LogIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """A slow hash protects people's passwords, and costs half a second a login."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def roles(db: None) -> None:
    """The roles, made anew where a test with a real server emptied the tables."""
    with connection.schema_editor() as editor:
        import_module("coalition.migrations.0002_roles").make_roles(apps, editor)


@pytest.fixture
def log_in(roles: None) -> LogIn:
    """A browser of somebody with this role, logged in through the admin's own form."""

    def log_in_as(role: str) -> Client:
        factories.make_person(role)
        client = Client()
        answer = client.post(f"{ADMIN}/login/", {"username": role, "password": PASSWORD})
        assert answer.status_code == 302
        return client

    return log_in_as


@pytest.fixture
def editor(log_in: LogIn) -> Client:
    """A logged-in editor."""
    return log_in("editor")


def read_form(page: Any) -> dict[str, str]:
    """What a browser would send of the form of a row, as it stands on its page."""
    (form,) = html.fromstring(page.content.decode()).xpath("//div[@id='content-main']/form")
    # As a browser does, without the line break that Django writes at the beginning of a text.
    return {name: value.removeprefix("\n") for name, value in form.form_values()}
