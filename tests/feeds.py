"""Small feeds for tests, and a watch over what reading one opens."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from coalition.extraction.feeds_records import ParsedFeed

_watched: list[str] = []
_is_watching = False


def _watch(event: str, _args: tuple[object, ...]) -> None:
    if _is_watching and event in {"open", "socket.connect", "socket.getaddrinfo", "os.listdir"}:
        _watched.append(event)


sys.addaudithook(_watch)


@contextmanager
def nothing_opened() -> Iterator[None]:
    """Fails where a file or a connection was opened meanwhile."""
    global _is_watching  # noqa: PLW0603 - an audit hook can never be removed
    _watched.clear()
    _is_watching = True
    try:
        yield
    finally:
        _is_watching = False
    assert _watched == []


def rss(items: str, head: str = "") -> bytes:
    return f"{head}<rss><channel><title>F</title>{items}</channel></rss>".encode()


def item(number: int, date: str = "") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>T{number}</title><link>https://e.example/{number}</link>{dated}</item>"


def titles(feed: ParsedFeed) -> list[str]:
    return [entry.title for entry in feed.entries]
