"""Replies with their tags, packed as a client takes them, and kept while nothing changes.

**Why a kept reply is never stale.** Counting a request also tells what has been written so far, as two
numbers that do not come again (`access.Written`). A reply is kept under the numbers that were told
before it was read, and given again only to a request that is told the same ones: every write that was
committed before that request came makes them others. What is asked with `as_of` depends on history
alone, and outlives all writes that only add to it.

**Why Last-Modified is true.** A client that bears the second of one state asked while that state held, at
a later second than that; whatever is written afterwards is seen later still, and named by a later second
(`access.Standing`). What a reply shows may be newer than what its request was told, and is sent once more then.
"""

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from coalition.access import Written
from coalition.api.reading import FOR_EVER, STEADY

PUBLIC = "public, max-age=60"  # as long as one may look at a position that an editor just changed
KEPT = (
    "Link",
    "Cache-Control",
    "Last-Modified",
    "Deprecation",
    "Sunset",
)  # of a reply, beside its content
WORTH_PACKING = 1000  # bytes: below about one packet nothing is won
GZIP_LEVEL = 5  # on our lists level 6 takes up to 1.8 times as long for 1 to 5 % fewer bytes
BROTLI_QUALITY = 5  # 0.6 ms for 45 kB, as gzip 5 takes 0.5, and 8 % fewer bytes
MOST_KEPT = 32_000_000  # bytes of one process
LARGEST_KEPT = 1_000_000  # bytes of one reply
OF_A_KEY = 500  # bytes: what an entry takes beside its texts

Key = tuple[str, str, str, str]
Token = tuple[int | None, date | None]


@dataclass(slots=True)
class Reply:
    """Data in one format, its tag, the headers that belong to it, and what it is packed as so far."""

    content: bytes
    content_type: str
    headers: dict[str, str]
    tag: str
    packed: dict[str, bytes] = field(default_factory=dict)

    @property
    def lasts(self) -> bool:
        """Whether it tells of a past that only a removal changes."""
        return self.headers["Cache-Control"] == FOR_EVER

    def pack(self, coding: str) -> bytes:
        """The content in a coding; "" is none."""
        if not coding:
            return self.content
        if coding not in self.packed:
            self.packed[coding] = (
                brotli.compress(self.content, quality=BROTLI_QUALITY)
                if coding == "br"
                else gzip.compress(self.content, GZIP_LEVEL, mtime=0)
            )
        return self.packed[coding]


def take(response: HttpResponse) -> Reply:
    """A reply of a route, with a strong tag of its bytes."""
    headers = {name: response[name] for name in KEPT if name in response}
    headers.setdefault("Cache-Control", PUBLIC)
    tag = hashlib.sha256(response.content).hexdigest()
    return Reply(response.content, response["Content-Type"], headers, tag)


def send(request: HttpRequest, reply: Reply, changed: str | None = None) -> HttpResponse:
    """The reply as this client takes it, or 304 where it holds these very bytes. `changed` is the
    Last-Modified of a reply that has none of its own."""
    coding = ""
    if len(reply.content) >= WORTH_PACKING:
        coding = choose_coding(request.headers.get("Accept-Encoding", ""))
    # Other bytes, so another strong tag.
    tag = f'"{reply.tag}-{coding}"' if coding else f'"{reply.tag}"'
    changed = reply.headers.get("Last-Modified", changed)
    if is_known(request, tag, changed):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        # No random padding against BREACH: nothing in these replies is secret.
        response = HttpResponse(reply.pack(coding), content_type=reply.content_type)
        if coding:
            response["Content-Encoding"] = coding
    for name, value in reply.headers.items():
        response[name] = value
    if changed:
        response["Last-Modified"] = changed
    response["ETag"] = tag
    response["Vary"] = "Accept-Encoding"
    return response


def is_known(request: HttpRequest, tag: str, changed: str | None) -> bool:
    """Whether the client holds these very bytes: by its tag, or without one by the time of the last
    change."""
    given = request.headers.get("If-None-Match")
    if given is not None:
        tags = [one.removeprefix("W/") for one in parse_etags(given)]
        return tag in tags or given.strip() == "*"
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    at = parse_http_date_safe(changed or "")
    return since is not None and at is not None and at <= since


def tell_change(written: Written) -> str | None:
    """The Last-Modified of what is known now: the second since which nothing was written, or the
    beginning of the day, since a line goes stale by time alone. None where there is no telling, or where
    that lies ahead of our own clock, by which the day is read."""
    if written.since is None:
        return None
    now = timezone.now()
    changed = max(written.since, now.replace(hour=0, minute=0, second=0, microsecond=0))
    return http_date(changed.timestamp()) if changed <= now else None


@lru_cache(maxsize=200)
def choose_coding(offered: str) -> str:
    """The coding to pack with for an Accept-Encoding: "br", "gzip", or "" for none."""
    wanted = {}
    for offer in offered.lower().replace(" ", "").split(","):
        name, *weights = offer.split(";")
        wanted[name] = not any(weight.strip("q=.0") == "" for weight in weights)
    return next((name for name in ("br", "gzip") if wanted.get(name)), "")


class Shelf:
    """Replies of one process, each under what it answers; the longest unasked go first."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most, self.held = most, 0
        self.entries: OrderedDict[Key, tuple[Token, Reply, int]] = OrderedDict()
        self.lock = Lock()

    def find(self, key: Key, written: Written) -> Reply | None:
        """The reply that is kept under a key, where it still holds."""
        with self.lock:
            token, reply, _ = self.entries.get(key, (None, None, 0))
            if reply is None or token != make_token(reply, written):
                return None
            self.entries.move_to_end(key)
            return reply

    def keep(self, key: Key, written: Written, reply: Reply) -> None:
        """Keeps a reply that was read after `written` was told."""
        token, size = make_token(reply, written), measure(key, reply)
        if token[0] is None or size > LARGEST_KEPT:
            return
        with self.lock:
            self.drop(key)
            self.entries[key] = (token, reply, size)
            self.held += size
            while self.held > self.most:
                self.drop(next(iter(self.entries)))

    def drop(self, key: Key) -> None:
        """Forgets a reply, where there is one."""
        if key in self.entries:
            self.held -= self.entries.pop(key)[2]


def make_token(reply: Reply, written: Written) -> Token:
    """What must stay the same for a reply to hold: of one about now also the day, since a line goes
    stale by time alone."""
    return (written.past, None) if reply.lasts else (written.now, timezone.now().date())


def measure(key: Key, reply: Reply) -> int:
    """The bytes that an entry may come to take: packed, a reply is smaller than plain, twice."""
    return 2 * len(reply.content) + sum(map(len, key)) + OF_A_KEY


def name_reply(request: HttpRequest) -> Key:
    """What a request asks for, as far as replies differ by it: links in them bear scheme and host."""
    query = str(request.META.get("QUERY_STRING", ""))
    return str(request.scheme), request.get_host(), request.path_info, query


def is_steady(request: HttpRequest) -> bool:
    """Whether the route of a request gives the same until something is written."""
    match = request.resolver_match
    return match is not None and match.url_name in STEADY
