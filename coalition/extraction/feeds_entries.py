"""Entries out of the tree of a feed: RSS of all ages, RDF, Atom."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from lxml import etree

from coalition.extraction.feeds_dates import read_moment
from coalition.extraction.feeds_records import DateQuality, FeedEntry
from coalition.extraction.feeds_text import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    element_text,
    plain_text,
    read_code,
)
from coalition.extraction.links import clean_link, resolve_link

Fields = Mapping[str, Sequence[etree._Element]]
XML = "{http://www.w3.org/XML/1998/namespace}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ATOM = frozenset({"http://www.w3.org/2005/atom", "http://purl.org/atom/ns#"})
# Where names of other vocabularies come from, by the prefix that stands for them below.
VOCABULARIES = {
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "pheedo",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
} | dict.fromkeys(ATOM, "atom")
NEVER_UNITS = frozenset({"media", "itunes", "dc", "dcterms", "xhtml", "content"})
# The first of these that an entry has is taken. The publisher's own address goes before a counter's.
LINKS = ("feedburner:origlink", "pheedo:origlink", "link", "atom:link", "xhtml:link")
TITLES = ("title", "atom:title", "dc:title", "media:title", "itunes:title")
SUMMARIES = (
    "description",
    "summary",
    "tagline",
    "content:encoded",
    "content",
    "atom:summary",
    "atom:content",
    "dc:description",
    "abstract",
    "fullitem",
    "xhtml:body",
    "body",
    "media:description",
    "itunes:summary",
)
DATES = (
    "pubdate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "created",
    "date",
    "atom:published",
    "updated",
    "modified",
    "atom:updated",
    "dcterms:modified",
    "lastbuilddate",
)
IDS = ("guid", "id", "atom:id", "dc:identifier")
LANGUAGES = ("language", "dc:language", "news:language")


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for all entries of a document: where it lies, the latest moment that can be true."""

    url: str
    latest: datetime | None
    language: str = ""


def find_units(root: etree._Element, names: frozenset[str]) -> list[etree._Element]:
    """The elements of these local names, the outermost ones only: a feed may quote another one."""
    units: list[etree._Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        prefix, local = split_name(element)
        if local in names and prefix not in NEVER_UNITS and element is not root:
            units.append(element)
        else:
            waiting.extend(reversed(element))
    return units


def split_name(element: etree._Element) -> tuple[str, str]:
    """The vocabulary of an element, empty where none is known, and its local name, in lower case."""
    return _split_tag(element.tag)


@lru_cache(maxsize=1_000)
def _split_tag(tag: str) -> tuple[str, str]:
    address, _, local = tag.rpartition("}")
    address, local = address[1:].lower(), local.lower()
    if address:
        return VOCABULARIES.get(address, ""), local
    prefix, _, local = local.rpartition(":")  # a prefix that nobody declared
    return prefix, local


def read_fields(unit: etree._Element) -> dict[str, list[etree._Element]]:
    """The children of a unit by name. Names of the unit's own vocabulary go without prefix; those of
    vocabularies that nobody knows are left out."""
    own_address = unit.tag.rpartition("}")[0]
    own_prefix = "" if own_address else split_name(unit)[0]
    fields: dict[str, list[etree._Element]] = {}
    for child in unit:
        if not isinstance(child.tag, str):
            continue
        address = child.tag.rpartition("}")[0]
        prefix, local = split_name(child)
        if address == own_address and (address or prefix in ("", own_prefix)):
            name = local
        elif prefix:
            name = f"{prefix}:{local}"
        elif address and own_address:
            continue
        else:
            name = local
        fields.setdefault(name, []).append(child)
    return fields


def read_entry(unit: etree._Element, given: Given) -> FeedEntry:
    """One entry of RSS, RDF or Atom. Its `id` is what it gives for one, to be settled by `settle_ids`."""
    fields = read_fields(unit)
    base = find_base(unit, given.url)
    identifier, is_address = _read_id(unit, fields)
    given_link = _find_link(unit, fields, base)
    if not given_link and is_address:
        given_link = resolve_link(identifier)
    published, quality, written = read_date(fields, DATES, given.latest)
    language = _first_text(fields, LANGUAGES) or find_attribute(unit, "lang")
    return FeedEntry(
        id=identifier,
        link=clean_link(given_link),
        given_link=given_link,
        title=read_markup(fields, TITLES, LONGEST_TITLE),
        summary=read_markup(fields, SUMMARIES, LONGEST_SUMMARY),
        published=published,
        date_quality=quality,
        given_date=written,
        language=read_code(language) or given.language,
    )


def settle_ids(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Entries with an id that tells them apart: the given one, cleaned where it is an address; the
    link where none is given or where one is given to entries of different links; else a hash."""
    listed = list(entries)
    pairs = {(entry.id, entry.link or entry.title) for entry in listed}
    shared = Counter(identifier for identifier, _ in pairs)
    return tuple(replace(entry, id=_settle_id(entry, shared[entry.id])) for entry in listed)


def _settle_id(entry: FeedEntry, sharers: int) -> str:
    if entry.id and sharers == 1:
        return clean_link(entry.id) or entry.id
    if entry.link:
        return entry.link
    words = "\n".join((entry.title, entry.summary, entry.given_date))
    return hashlib.sha256(words.encode()).hexdigest()


def read_date(
    fields: Fields, names: Sequence[str], latest: datetime | None
) -> tuple[datetime | None, DateQuality, str]:
    """The first date that can be one; else the first that is given, and that it cannot."""
    result: tuple[datetime | None, DateQuality, str] = (None, DateQuality.MISSING, "")
    for written in _texts(fields, names):
        moment, quality = read_moment(written, latest)
        if moment is not None:
            return moment, quality, written[:100]
        if result[1] is DateQuality.MISSING:
            result = (None, quality, written[:100])
    return result


def read_markup(fields: Fields, names: Sequence[str], longest: int) -> str:
    """The plain text of the first of these fields that has any."""
    for name in names:
        for element in fields.get(name, ()):
            markup = element_text(element) if len(element) else element.text or ""
            text = plain_text(markup, longest) or plain_text(element.get("content", ""), longest)
            if text:
                return text
    return ""


def find_base(element: etree._Element, url: str) -> str:
    """The address against which links of an element are resolved: xml:base, from the inside out."""
    bases = [
        base
        for ancestor in (element, *element.iterancestors())
        if (base := ancestor.get(XML + "base") or ancestor.get("xml:base"))
    ]
    for base in reversed(bases[:20]):
        url = resolve_link(base, url) or url
    return url


def find_attribute(element: etree._Element, name: str) -> str:
    """The nearest xml:lang (or the like) of an element or of what it stands in."""
    for ancestor in (element, *element.iterancestors()):
        value = ancestor.get(XML + name) or ancestor.get(f"xml:{name}")
        if value:
            return str(value)
    return ""


def find_page_link(elements: Sequence[etree._Element], base: str) -> str:
    """The link to a page among <link> elements of RSS or Atom: an alternate, HTML before others."""
    for element in elements:
        text = (
            "".join(element.itertext()).strip() if element.get("rel") in (None, "alternate") else ""
        )
        if text and (link := resolve_link(text, base)):
            return link
    alternates = [one for one in elements if one.get("rel", "alternate").lower() == "alternate"]
    alternates.sort(key=lambda one: "html" not in one.get("type", "html").lower())
    links = (resolve_link(one.get("href", ""), find_base(one, base)) for one in alternates)
    return next(filter(None, links), "")


def _find_link(unit: etree._Element, fields: Fields, base: str) -> str:
    found = (find_page_link(fields.get(name, ()), base) for name in LINKS)
    about = unit.get(RDF + "about") or unit.get("rdf:about") or ""
    own = (resolve_link(address, base) for address in (unit.get("href", ""), about))
    return next(filter(None, (*found, *own)), "")


def _read_id(unit: etree._Element, fields: Fields) -> tuple[str, bool]:
    """The id that is given, and whether it may be the address of the page."""
    for name in IDS:
        for element in fields.get(name, ()):
            text = " ".join("".join(element.itertext()).split())
            if text:
                return text[:1_000], element.get(
                    "ispermalink", element.get("isPermaLink", "true")
                ) != "false"
    return (unit.get(RDF + "about") or unit.get("rdf:about") or "")[:1_000], False


def _texts(fields: Fields, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        for element in fields.get(name, ()):
            text = "".join(element.itertext()).strip()
            if text:
                yield text


def _first_text(fields: Fields, names: Sequence[str]) -> str:
    return next(_texts(fields, names), "")
