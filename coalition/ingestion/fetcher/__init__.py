"""The one door to the web: every byte from outside comes through `Fetcher.fetch`.

door         follows: robots, redirects, conditions; each rule again at each hop
urls         what an address is: one parser, nothing parses again
addresses    where we may connect: public addresses only
wire         one request and one answer on our own sockets, under one clock
content      what a body is: unpacked within bounds, of a kind that we read
robots       what a site allows
politeness   turns at a host, shared by all workers
freshness    what headers say about time
records      request, result, and the promise
"""

import re
from datetime import timedelta

from django.conf import settings

from coalition.errors import SetupError
from coalition.ingestion.fetcher.addresses import read_networks
from coalition.ingestion.fetcher.door import WebFetcher
from coalition.ingestion.fetcher.politeness import Manners
from coalition.ingestion.fetcher.records import Fetcher, FetchRequest, FetchResult, Hop, Kind
from coalition.ingestion.fetcher.robots import ROBOT
from coalition.ingestion.fetcher.wire import Patience, Wire

__all__ = [
    "FetchRequest",
    "FetchResult",
    "Fetcher",
    "Hop",
    "Kind",
    "WebFetcher",
    "open_fetcher",
    "write_user_agent",
]


def open_fetcher(wait: timedelta = timedelta(0)) -> WebFetcher:
    """The door of the settings; keep it, since opening it reads all certificates of the system.

    `wait` is how long to wait for a turn at a host: nothing for workers, who have other work; some
    time for a person at the command line. Raises SetupError where CONTACT cannot stand in a header.
    """
    only = read_networks(settings.FETCH_ALLOW_NETS)
    patience = Patience()
    return WebFetcher(
        Wire(write_user_agent(settings.CONTACT), only=only, patience=patience),
        seconds=patience.total,
        manners=Manners(wait=wait),
        own_hosts=frozenset(name.lower() for name in settings.SITE_HOSTS),
        any_port=bool(only),
    )


def write_user_agent(contact: str) -> str:
    """Who we say that we are, with an address for people who want us to stop."""
    if not re.fullmatch(r"[\x21-\x7e ]{0,200}", contact):
        raise SetupError("CONTACT must be one line of plain ASCII, such as a mail address.")
    return f"{ROBOT}/1.0 (+{contact})" if contact else f"{ROBOT}/1.0"
