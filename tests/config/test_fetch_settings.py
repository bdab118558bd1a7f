"""The settings of the door to the web: its switch for tests cannot be left on by mistake."""

import os
import subprocess
import sys

import pytest

SHOW = "from coalition.config import settings as s; print(s.FETCH_ALLOW_NETS, s.SITE_HOSTS)"
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "only for this test " * 3,
    "ALLOWED_HOSTS": "our.example,*",
    "DATABASE_URL": "postgres://nobody@nowhere.example/none",
    "CELERY_BROKER_URL": "redis://nowhere.example/0",
}
REFUSED = (
    "FETCH_ALLOW_NETS is for tests only: loopback networks such as 127.0.0.0/8, between commas, "
    "and never with PRODUCTION=1."
)


def start(**values: str) -> tuple[str, str]:
    """What a process with these variables prints, and the last line of what it complains of."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=os.environ | values,
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = done.stderr.strip().splitlines() or [""]
    return done.stdout.strip(), complaints[-1].rpartition("ImproperlyConfigured: ")[2]


def test_loopback_can_be_opened_for_tests() -> None:
    said = start(FETCH_ALLOW_NETS="127.0.0.0/8, ::1", ALLOWED_HOSTS="")
    assert said == ("['127.0.0.0/8', '::1'] []", "")


@pytest.mark.parametrize("nets", ["10.0.0.0/8", "0.0.0.0/0", "127.0.0.0/7", "127.0.0.1/8", "here"])
def test_nothing_else_can(nets: str) -> None:
    assert start(FETCH_ALLOW_NETS=nets) == ("", REFUSED)


def test_in_production_nothing_can() -> None:
    assert start(**PRODUCTION) == ("[] ['our.example']", "")
    assert start(**PRODUCTION, FETCH_ALLOW_NETS="127.0.0.0/8") == ("", REFUSED)
