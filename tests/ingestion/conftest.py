"""A local web and a local language model for tests of what comes from outside."""

from collections.abc import Iterator

import pytest

from tests import factories
from tests.hostile_server import HostileServer
from tests.stub_model import StubModel, run_stub


@pytest.fixture
def server(db: None) -> Iterator[HostileServer]:
    """A host without pages, and the rows that what comes from it rests on."""
    factories.make_source("unknown.invalid", name="Unknown", tier="unknown")
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")
    with HostileServer() as running:
        yield running


@pytest.fixture
def stub() -> Iterator[StubModel]:
    with run_stub() as server:
        yield server
