"""The settings of safety: what is on in production, and an address of the desk that hides no page."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

SHOW = "from coalition.config import settings as s; print(s.ADMIN_PATH, s.REQUIRE_SECOND_FACTOR)"
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "only for this test " * 3,
    "ALLOWED_HOSTS": "our.example",
    "DATABASE_URL": "postgres://nobody@nowhere.example/none",
    "CELERY_BROKER_URL": "redis://nowhere.example/0",
}


def start(**values: str) -> str:
    """What a process with these variables prints, or the last line of what it complains of."""
    environment = {**os.environ, "ADMIN_PATH": "", "REQUIRE_SECOND_FACTOR": "", **values}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def test_a_second_factor_is_required_in_production_unless_somebody_says_otherwise() -> None:
    assert start() == "admin False"
    assert start(**PRODUCTION) == "admin True"
    assert start(**PRODUCTION, REQUIRE_SECOND_FACTOR="0", ADMIN_PATH="desk-7f3") == "desk-7f3 False"


@pytest.mark.parametrize("path", ["api", "countries", "Desk", "a/b", "../x", "desk/"])
def test_an_address_of_the_desk_that_cannot_be_stops_the_start(path: str) -> None:
    assert start(ADMIN_PATH=path).startswith(
        "django.core.exceptions.ImproperlyConfigured: ADMIN_PATH"
    )


def test_no_address_of_the_desk_hides_a_page() -> None:
    def list_firsts(resolver: URLResolver) -> set[str]:
        found = set()
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver) and not str(one.pattern):
                found |= list_firsts(one)
            else:
                found.add(str(one.pattern).partition("/")[0])
        return found - {"", settings.ADMIN_PATH, "positions.csv"}  # a dot is never in such a word

    assert list_firsts(get_resolver()) | {"static"} == settings.TAKEN
