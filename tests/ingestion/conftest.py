"""What tests of ingestion share."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from coalition.ingestion.fetching import get_door


@pytest.fixture
def door_to_loopback(settings: Settings) -> Iterator[None]:
    """The door of the settings, with the switch that lets it reach loopback and nothing else."""
    settings.FETCH_ALLOW_NETS = ["127.0.0.0/8"]
    get_door.cache_clear()
    yield
    get_door.cache_clear()
