"""Lists as feeds: Atom (RFC 4287) and JSON Feed 1.1, an entry for each row of a page."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import orjson

Row = Mapping[str, Any]

ATOM = "http://www.w3.org/2005/Atom"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries was last changed
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
GENERATOR = "Positions on proposals for Ukraine"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `id` is the same for ever, `updated` when it was stored, `kind` what it tells of."""

    id: str
    title: str
    link: str
    updated: datetime
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Newsfeed:
    """A feed's title, and what makes an entry of a row."""

    title: str
    describe: Callable[[Row], Entry]


def at_midnight(day: date) -> datetime:
    """A day as the instant that it begins."""
    return datetime.combine(day, time.min, UTC)


def say(instant: datetime) -> str:
    """An instant as both formats have it."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def write_atom(feed: Newsfeed, rows: Sequence[Row], url: str, following: str | None) -> bytes:
    """A page of a feed as Atom; `url` is its own address, `following` that of the next page."""
    entries = [feed.describe(row) for row in rows]
    root = ET.Element("feed", xmlns=ATOM)
    add(root, "id", url)
    add(root, "title", feed.title)
    add(root, "updated", say(max((entry.updated for entry in entries), default=NEVER)))
    add(root, "generator", GENERATOR)
    ET.SubElement(ET.SubElement(root, "author"), "name").text = GENERATOR
    ET.SubElement(root, "link", rel="self", href=clean(url))
    if following:
        ET.SubElement(root, "link", rel="next", href=clean(following))
    for entry in entries:
        part = ET.SubElement(root, "entry")
        add(part, "id", entry.id)
        add(part, "title", entry.title)
        add(part, "updated", say(entry.updated))
        ET.SubElement(part, "link", rel="alternate", href=clean(entry.link))
        ET.SubElement(part, "category", term=entry.kind)
        add(part, "summary", entry.words)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def add(parent: ET.Element, name: str, text: str) -> None:
    """A child that holds a text."""
    ET.SubElement(parent, name).text = clean(text)


def clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return NO_XML.sub("", text)


def write_json_feed(feed: Newsfeed, rows: Sequence[Row], url: str, following: str | None) -> bytes:
    """A page of a feed as JSON Feed 1.1."""
    entries = [feed.describe(row) for row in rows]
    body: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "feed_url": url,
        "items": [
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "content_text": entry.words,
                "date_published": say(entry.updated),
                "tags": [entry.kind],
            }
            for entry in entries
        ],
    }
    return orjson.dumps(body | ({"next_url": following} if following else {}))
