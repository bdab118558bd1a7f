"""The real door: each rule is asked again at each hop, and no answer leaves it unchecked."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from coalition.errors import FetchFailed, FetchRefused
from coalition.ingestion.fetcher.content import read_body
from coalition.ingestion.fetcher.freshness import (
    is_hard,
    read_moment,
    read_rest,
    read_ttl,
    read_validator,
)
from coalition.ingestion.fetcher.politeness import (
    Manners,
    find_rules,
    rest_host,
    store_rules,
    visit_host,
)
from coalition.ingestion.fetcher.records import FetchRequest, FetchResult, Hop, Kind
from coalition.ingestion.fetcher.robots import ROBOTS_BYTES, Rules, read_rules
from coalition.ingestion.fetcher.urls import Url, join_url, parse_url
from coalition.ingestion.fetcher.wire import Answer, Bounds, Deadline, Wire

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A newspaper's page is 0.1 to 1 MB; a sitemap may have 50 MB by its own standard.
BOUNDS = {
    Kind.PAGE: Bounds(wire=5_000_000, plain=10_000_000),
    Kind.FEED: Bounds(wire=5_000_000, plain=10_000_000),
    Kind.SITEMAP: Bounds(wire=50_000_000, plain=50_000_000),
    Kind.ROBOTS: Bounds(wire=ROBOTS_BYTES, plain=ROBOTS_BYTES, cut=True),
}
FULL_SHARE = 0.01  # of conditional requests: a server that says 304 for ever is found out
ROBOTS_REST = timedelta(minutes=10)  # before a robots.txt that could not be read is asked for again
LONGEST_TYPE = 80  # characters of a content type: what the column of a page holds


@dataclass(slots=True)
class Trip:
    """One fetch under way: the redirects so far, and the clock, which starts with the first turn."""

    request: FetchRequest
    conditions: Mapping[str, str]
    seconds: float
    chain: list[Hop] = field(default_factory=list)
    _deadline: Deadline | None = None

    @property
    def deadline(self) -> Deadline:
        """The clock over the whole fetch."""
        if self._deadline is None:
            self._deadline = Deadline(self.seconds)
        return self._deadline


class WebFetcher:
    """Fetches from the web, politely and within bounds. See `Fetcher` for the promise.

    `own_hosts` are the names of our own site, which is never asked; `.name` covers subdomains too.
    `any_port` belongs to the tests' switch. `chance` yields numbers from 0 to 1.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        seconds: float,
        manners: Manners,
        own_hosts: frozenset[str] = frozenset(),
        any_port: bool = False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._wire = wire
        self._seconds = seconds
        self._manners = manners
        self._own_hosts = own_hosts
        self._any_port = any_port
        self._chance = chance

    def fetch(self, request: FetchRequest) -> FetchResult:
        """The answer to a request; see `Fetcher.fetch`. An error carries the redirects before it."""
        trip = Trip(request, self._write_conditions(request), self._seconds)
        try:
            url = self._check(parse_url(request.url, any_port=self._any_port))
            while True:
                outcome = self._visit(url, trip)
                if isinstance(outcome, FetchResult):
                    return outcome
                url = outcome
        except (FetchRefused, FetchFailed) as error:
            error.chain = tuple(hop.url for hop in trip.chain)
            raise

    def _write_conditions(self, request: FetchRequest) -> Mapping[str, str]:
        """The headers that ask for an answer only if it changed; none where all of it is wanted."""
        if request.force or self._chance() < FULL_SHARE:
            return {}
        asked = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        return {name: value for name, value in asked.items() if read_validator(value)}

    def _check(self, url: Url) -> Url:
        """The address, unless it is our own site's: asking it would have us wait for ourselves."""
        parents = {url.host[i:] for i, letter in enumerate(url.host) if letter == "."}
        if self._own_hosts & {url.host, f".{url.host}", *parents}:
            raise FetchRefused(f"{url.host} is this site itself.")
        return url

    def _visit(self, url: Url, trip: Trip) -> FetchResult | Url:
        """All requests at one host, in one turn: the result, or where on another host it leads."""
        # An address inside is refused before its host gets a row, a turn or a word.
        self._wire.check_literal(url)
        host = url.netloc
        with visit_host(host, self._manners):
            while True:
                if trip.request.kind is not Kind.ROBOTS:
                    self._obey_robots(url, trip.deadline)
                bounds = BOUNDS[trip.request.kind]
                answer = self._wire.ask(url, trip.conditions, bounds, trip.deadline)
                if answer.status not in REDIRECTS:
                    return self._read(url, answer, trip)
                url, before = self._follow(url, answer, trip.chain), url
                if url.netloc != before.netloc:
                    return url

    def _follow(self, url: Url, answer: Answer, chain: list[Hop]) -> Url:
        """Where a redirect leads; notes it in `chain`. Raises FetchRefused where we may not follow."""
        chain.append(Hop(str(url), answer.status))
        if len(chain) > MOST_REDIRECTS:
            raise FetchFailed(
                f"It redirects more than {MOST_REDIRECTS} times.", status=answer.status
            )
        if "location" not in answer.headers:
            raise FetchFailed("It redirects without saying where to.", status=answer.status)
        target = self._check(join_url(url, answer.headers["location"], any_port=self._any_port))
        if url.scheme == "https" and target.scheme == "http":
            raise FetchRefused(f"{url.host} redirects from https to http, which is not followed.")
        return target

    def _obey_robots(self, url: Url, deadline: Deadline) -> None:
        """Raises FetchRefused where robots.txt closes the address to us, FetchFailed where it cannot
        be read: then nothing is fetched for now, and its host rests."""
        rules = find_rules(url.netloc)
        if rules is None:
            try:
                rules = self._ask_robots(url, deadline)
            except FetchFailed as error:
                words = f"robots.txt of {url.host} could not be read: {error}"
                wait = max(error.wait or ROBOTS_REST, ROBOTS_REST)
                rest_host(url.netloc, wait, words)
                raise FetchFailed(words, status=error.status, wait=wait) from error
            store_rules(url.netloc, rules, self._manners)
        if not rules.allow(url):
            raise FetchRefused(f"robots.txt of {url.host} closes this address to us.")

    def _ask_robots(self, site: Url, deadline: Deadline) -> Rules:
        """The rules of a site; one that has none (4xx) allows all. Raises FetchFailed."""
        url = Url(site.scheme, site.host, site.port, "/robots.txt")
        chain: list[Hop] = []
        while True:
            try:
                answer = self._wire.ask(url, {}, BOUNDS[Kind.ROBOTS], deadline)
                if answer.status in REDIRECTS:
                    url = self._follow(url, answer, chain)
                    continue
            except FetchRefused as error:
                if not chain:
                    raise  # the site itself may not be asked
                raise FetchFailed(str(error)) from error
            if answer.status in {200, 203}:
                return read_rules(answer.body)
            if is_hard(answer.status):
                return Rules("")
            raise self._judge(url, answer)

    def _read(self, url: Url, answer: Answer, trip: Trip) -> FetchResult:
        """A usable answer as a result. Raises FetchFailed for any other status or content."""
        headers = answer.headers
        raw: bytes | None = None
        if answer.status in {200, 203}:
            kind, type_ = trip.request.kind, headers.get("content-type", "")
            raw = read_body(kind, type_, answer.body, BOUNDS[kind].plain)
        elif answer.status != 304:
            failure = self._judge(url, answer)
            if failure.wait:
                rest_host(url.netloc, failure.wait, f"it asked for a rest ({answer.status}).")
            raise failure
        elif not trip.conditions:
            raise FetchFailed("It says that nothing changed, but was not asked that.", status=304)
        return FetchResult(
            url=str(url),
            status=answer.status,
            raw=raw,
            content_type=headers.get("content-type", "")[:LONGEST_TYPE],
            etag=read_validator(headers.get("etag", "")),
            last_modified=read_validator(headers.get("last-modified", "")),
            ttl=read_ttl(headers),
            sent_at=read_moment(headers.get("date", "")),
            chain=tuple(trip.chain),
        )

    def _judge(self, url: Url, answer: Answer) -> FetchFailed:
        """What a status that is no answer means, and how long the site wants us to stay away."""
        wait = read_rest(answer.status, answer.headers, datetime.now(UTC), self._chance())
        return FetchFailed(
            f"{url.host} answered {answer.status}.",
            hard=is_hard(answer.status),
            status=answer.status,
            wait=wait or None,
        )
