"""Stand-ins for the doors, with the same promise as the real ones (a contract test runs on both)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coalition.errors import CoalitionError, FetchFailed
from coalition.ingestion.fetcher.freshness import is_hard
from coalition.ingestion.fetcher.records import FetchRequest, FetchResult
from coalition.ingestion.fetcher.urls import parse_url


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """What a fake address gives."""

    raw: bytes = b""
    content_type: str = "text/html"
    etag: str = ""
    status: int = 200


@dataclass
class FakeFetcher:
    """A web of a few addresses; any other is not found. `asked` keeps the requests, in order.

    An answer may be an error, which is raised.
    """

    web: Mapping[str, FakeAnswer | CoalitionError]
    asked: list[FetchRequest] = field(default_factory=list)

    def fetch(self, request: FetchRequest) -> FetchResult:
        """The answer to a request, by the promise of `Fetcher.fetch`."""
        self.asked.append(request)
        url = str(parse_url(request.url, any_port=True))
        answer = self.web.get(url, FakeAnswer(status=404))
        if isinstance(answer, CoalitionError):
            raise answer
        if answer.status != 200:
            words = f"{parse_url(url, any_port=True).host} answered {answer.status}."
            raise FetchFailed(words, hard=is_hard(answer.status), status=answer.status)
        unchanged = not request.force and request.etag and request.etag == answer.etag
        if not unchanged and not answer.raw.strip():
            raise FetchFailed("The answer is empty.")
        return FetchResult(
            url=url,
            status=304 if unchanged else 200,
            raw=None if unchanged else answer.raw,
            content_type=answer.content_type,
            etag=answer.etag,
        )
