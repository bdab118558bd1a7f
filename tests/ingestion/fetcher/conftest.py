"""A hostile server and a door that reaches loopback and nothing else."""

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import pytest

from coalition.ingestion.fetcher import FetchRequest, FetchResult, Kind, WebFetcher
from coalition.ingestion.fetcher.politeness import Manners
from coalition.ingestion.fetcher.wire import Patience, Wire, dial_address
from tests.hostile_server import PAGE, HostileServer, reply
from tests.processes import PATIENCE

LOOPBACK = (ip_network("127.0.0.0/8"),)
TRUST_NOBODY = SSLContext(PROTOCOL_TLS_CLIENT)  # reading the system's certificates takes time
USER_AGENT = "coalition-positions/1.0 (+desk@our.example)"


@dataclass
class Names:
    """A name server of our own: each name has answers, given in turn; the last one stays."""

    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> Sequence[str]:
        self.asked.append(name)
        if name not in self.answers:
            raise socket.gaierror("no such name")
        given = self.answers[name]
        return given.pop(0) if len(given) > 1 else given[0]


@dataclass
class Dialled:
    """Dials as the door does and keeps whom; with `instead`, to that address whatever was asked."""

    instead: str = ""
    calls: list[str] = field(default_factory=list)

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        self.calls.append(address)
        return dial_address(self.instead or address, port, seconds)


def open_door(
    *,
    public: bool = False,
    names: Names | None = None,
    dial: Dialled | None = None,
    tls: SSLContext | None = None,
    total: float = PATIENCE,
    read: float = PATIENCE,
    manners: Manners | None = None,
    own_hosts: frozenset[str] = frozenset(),
    chance: Callable[[], float] = lambda: 0.5,
) -> WebFetcher:
    """A door without pauses; with `public` it knows the rule of production, else loopback only.

    No name is looked up outside of `names`. Only a test of who is too slow gives less time.
    """
    wire = Wire(
        USER_AGENT,
        only=() if public else LOOPBACK,
        patience=Patience(total=total, connect=total, read=read),
        resolve=names or Names(),
        dial=dial or Dialled(),
        tls=tls or TRUST_NOBODY,
    )
    return WebFetcher(
        wire,
        seconds=total,
        manners=manners or Manners(gap=timedelta(0)),
        own_hosts=own_hosts,
        any_port=True,
        chance=chance,
    )


def fetch(url: str, kind: Kind = Kind.PAGE, door: WebFetcher | None = None) -> FetchResult:
    """What the door gives for an address."""
    return (door or open_door()).fetch(FetchRequest(url, kind))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A host with one good page."""
    with HostileServer({"/": reply(PAGE)}) as running:
        yield running
