"""JSON Feed, versions 1 and 1.1 (jsonfeed.org), also where it breaks off."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from coalition.errors import Unreadable
from coalition.extraction.feeds_dates import read_moment
from coalition.extraction.feeds_entries import Given
from coalition.extraction.feeds_records import DateQuality, FeedEntry
from coalition.extraction.feeds_text import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    plain_text,
    read_code,
    shorten_text,
)
from coalition.extraction.links import clean_link, resolve_link

# A list of items without a version is a feed where they have one of these.
ITEM_NAMES = frozenset({"url", "external_url", "content_html", "content_text", "date_published"})
MOST_ITEMS = 20_000  # of a document that breaks off
GAP = re.compile(r"[\s,]*")
SURROGATES = dict.fromkeys(range(55296, 57344)) | dict.fromkeys([0])


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """The members of the feed, its items, and whether the text broke off."""

    head: Mapping[str, object]
    items: tuple[Mapping[str, object], ...]
    was_cut: bool


def load_document(text: str) -> JsonDocument:
    """The members of a JSON Feed. Raises Unreadable where the text is none."""
    try:
        document, was_cut = json.loads(text), False
    except RecursionError:
        raise Unreadable("Not a feed: JSON nested too deeply.") from None
    except ValueError:  # JSONDecodeError, and a number of more than 4,300 digits
        document, was_cut = {"items": _load_items(text)}, True
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list) or (was_cut and not items):
        raise Unreadable("Not a feed: JSON without a list of items.")
    names = {name for item in items if isinstance(item, dict) for name in item}
    if "jsonfeed.org" not in _text(document, "version") and not names & ITEM_NAMES:
        raise Unreadable("Not a feed: JSON whose items are none of a feed.")
    return JsonDocument(document, tuple(item for item in items if isinstance(item, dict)), was_cut)


def read_item(item: Mapping[str, object], given: Given) -> FeedEntry:
    """One item of a JSON Feed."""
    link = resolve_link(_text(item, "url"), given.url) or resolve_link(
        _text(item, "external_url"), given.url
    )
    identifier = _text(item, "id")[:1_000]
    published, quality, written = read_item_date(item, given)
    markup = _text(item, "content_html")
    plain = _text(item, "summary") or _text(item, "content_text")
    summary = shorten_text(plain, LONGEST_SUMMARY) or plain_text(markup, LONGEST_SUMMARY)
    return FeedEntry(
        id=identifier,
        link=clean_link(link or resolve_link(identifier)),
        given_link=link or resolve_link(identifier),
        title=plain_text(_text(item, "title"), LONGEST_TITLE),
        summary=summary,
        published=published,
        date_quality=quality,
        given_date=written,
        language=read_code(_text(item, "language")) or given.language,
    )


def read_item_date(
    item: Mapping[str, object], given: Given
) -> tuple[datetime | None, DateQuality, str]:
    """The date of an item: of publication, else of its last change."""
    written = _text(item, "date_published").strip() or _text(item, "date_modified").strip()
    return *read_moment(written, given.latest), written[:100]


def read_head(head: Mapping[str, object], name: str) -> str:
    """A member of the feed as plain text."""
    return plain_text(_text(head, name), LONGEST_TITLE)


def _text(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value) if abs(value) < 1e30 else ""
    return value.translate(SURROGATES) if isinstance(value, str) else ""


def _load_items(text: str) -> list[object]:
    """The whole items of a document that breaks off."""
    items: list[object] = []
    key = text.find('"items"')
    at = text.find("[", key) + 1 if key >= 0 else 0
    decoder = json.JSONDecoder()
    while at > 0 and len(items) < MOST_ITEMS:
        try:
            item, at = decoder.raw_decode(text, GAP.match(text, at).end())  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            break
        items.append(item)
    return items
