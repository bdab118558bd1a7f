"""A local web for tests of feeds and pages."""

from collections.abc import Iterator

import pytest

from tests import factories
from tests.hostile_server import HostileServer


@pytest.fixture
def server(db: None) -> Iterator[HostileServer]:
    """A host without pages, and the rows that what comes from it rests on."""
    factories.make_source("unknown.invalid", name="Unknown", tier="unknown")
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")
    with HostileServer() as running:
        yield running
