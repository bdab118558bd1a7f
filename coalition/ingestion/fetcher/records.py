"""What is asked of the door to the web, and what comes back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What is looked for: it sets how much is taken in, and which kinds of content."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """An address to fetch. With `etag` or `last_modified` of an earlier answer, an unchanged one comes
    back as 304 without its bytes, unless `force` asks for them."""

    url: str
    kind: Kind = Kind.PAGE
    etag: str = ""
    last_modified: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed: which address answered, and with what status."""

    url: str
    status: int

    @property
    def permanent(self) -> bool:
        """Whether the site says that the address has changed for good."""
        return self.status in {301, 308}


@dataclass(frozen=True, slots=True)
class FetchResult:
    """An answer that can be used. `url` is the address after all redirects; `status` is 200, 203 or 304.

    `raw` is the body without its content encoding, None with 304. `ttl` is how long the site says that
    the answer stays good, None where it says nothing; `sent_at` its clock's own time, not to be relied on.
    """

    url: str
    status: int
    raw: bytes | None
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    ttl: timedelta | None = None
    sent_at: datetime | None = None
    chain: tuple[Hop, ...] = ()

    @property
    def moved_to(self) -> str:
        """The new address where every hop was permanent; empty where nothing moved for good."""
        return self.url if self.chain and all(hop.permanent for hop in self.chain) else ""

    @property
    def sha256(self) -> str:
        """The name of the bytes: two answers with the same name are the same; empty with 304."""
        return hashlib.sha256(self.raw).hexdigest() if self.raw is not None else ""


class Fetcher(Protocol):
    """The one door to the web."""

    def fetch(self, request: FetchRequest) -> FetchResult:
        """The answer to a request, by the rules of the door.

        Raises FetchRefused where we may not go, FetchFailed where nothing usable came (hard: asking
        again will not help), FetchPostponed where it is not yet our turn at that host. Never call it
        inside a transaction: it takes its turns in transactions of its own, and may take seconds.
        """
        ...
