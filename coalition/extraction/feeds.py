"""From the bytes of a feed to its entries: RSS, RDF, Atom, JSON Feed, sitemaps.

Pure: no network, no file, no clock; bounded in time and memory by the caps below, for whatever bytes.
lxml reads what is XML and our own mender the rest. feedparser was tried beside it on 3,286 test feeds of
three readers: it found no entry that this does not find, but it has no cap on size or time (50,000
entries take it 10 s) and opens a path that is given for a feed.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from lxml import etree

from coalition.errors import Unreadable
from coalition.extraction.decoding import Decoded, decode_markup
from coalition.extraction.feeds_entries import (
    DATES,
    Given,
    find_attribute,
    find_base,
    find_page_link,
    find_units,
    read_date,
    read_entry,
    read_fields,
    read_markup,
    settle_ids,
)
from coalition.extraction.feeds_json import load_document, read_head, read_item, read_item_date
from coalition.extraction.feeds_records import DateQuality, FeedKind, ParsedFeed
from coalition.extraction.feeds_sitemaps import (
    read_index,
    read_list,
    read_sitemap_unit,
    read_unit_date,
)
from coalition.extraction.feeds_text import LONGEST_TITLE, plain_text, read_code
from coalition.extraction.feeds_xml import ROOTS, Tree, parse_tree, read_prolog
from coalition.extraction.links import clean_link, resolve_link
from coalition.extraction.sandbox import run_limited

MOST_BYTES = (
    10_000_000  # what the fetcher lets through; a feed of 2,000 whole articles has about 8 MB
)
MOST_SITEMAP_BYTES = 50_000_000  # the protocol's own limit
MOST_ENTRIES = 2_000
MOST_SITEMAP_ENTRIES = 5_000
# At each end of a longer list, dates are looked at to find the newest; in between there are hardly any.
MOST_AT_AN_END = 10_000
GZIP = b"\x1f\x8b"
# What one reading may take in a child; the cap on bytes keeps it far below on every input we know.
CPU_SECONDS, MEMORY_BYTES, WALL_SECONDS = 10, 500_000_000, 20.0
HTML_HEAD = 200_000  # where a page names its feeds
TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,1000})", re.IGNORECASE)
LINK_TAG = re.compile(r"<link\b([^<>]{0,1000})>", re.IGNORECASE)
HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json", re.IGNORECASE)

Unit = TypeVar("Unit")


@dataclass(slots=True)
class Findings:
    """What is noticed on the way: sentences for the person who looks after the feed."""

    warnings: list[str] = field(default_factory=list)
    is_whole: bool = True

    def note(self, warning: str, *, lost: bool = False) -> None:
        self.warnings.append(warning)
        self.is_whole = self.is_whole and not lost


def parse_feed(
    raw: bytes, url: str = "", content_type: str = "", *, latest: datetime | None = None
) -> ParsedFeed:
    """The entries of a feed in the order of the document, at most 2,000 (5,000 of a sitemap), the
    newest where there are more.

    `url` is where it was fetched, for relative links; `latest` the moment after which no date can be
    true, the hour of the fetch and a day. A feed that breaks off or had to be mended gives what is
    there, with a warning. Raises Unreadable with the reason where there is no feed: an empty body, a
    page (its title and its feed are named), unsafe XML, too large.
    """
    findings = Findings()
    decoded = decode_markup(_unpack(raw), content_type)
    text = decoded.text.strip()
    if not text:
        raise Unreadable("The feed is empty.")
    if decoded.guessed:
        findings.note(f"The encoding was guessed: {decoded.encoding}.")
    given = Given(resolve_link(url), latest)
    if text[0] in "{[":
        feed = _parse_json(text, given, findings)
    elif text[0] != "<" and (listed := read_list(text)):
        feed = ParsedFeed(FeedKind.TEXT_SITEMAP, entries=listed)
    else:
        feed = _parse_xml(text, given, findings)
    return _finish(feed, decoded, findings)


def parse_feed_safely(
    raw: bytes, url: str = "", content_type: str = "", *, latest: datetime | None = None
) -> ParsedFeed:
    """As `parse_feed`, in a child process with limits on time and memory, should lxml itself fail."""
    return run_limited(
        parse_feed,
        raw,
        url,
        content_type,
        latest=latest,
        cpu_seconds=CPU_SECONDS,
        memory_bytes=MEMORY_BYTES,
        wall_seconds=WALL_SECONDS,
    )


def _unpack(raw: bytes) -> bytes:
    """The bytes of a feed, unpacked where it is a .gz, within the cap."""
    if raw.startswith(GZIP):
        packed = zlib.decompressobj(wbits=31)
        try:
            raw = packed.decompress(raw, MOST_SITEMAP_BYTES + 1)
        except zlib.error:
            raise Unreadable("Not a feed: a damaged .gz file.") from None
        if raw.startswith(GZIP):
            raise Unreadable("Not a feed: packed more than once.")
    most = (
        MOST_SITEMAP_BYTES
        if b"<urlset" in raw[:5_000] or b"<sitemapindex" in raw[:5_000]
        else MOST_BYTES
    )
    if len(raw) > most:
        raise Unreadable(f"Too large: more than {most // 1_000_000} MB.")
    return raw


def _parse_json(text: str, given: Given, findings: Findings) -> ParsedFeed:
    document = load_document(text)
    if document.was_cut:
        findings.note("The feed breaks off; entries may be missing.", lost=True)
    head = document.head
    language = read_code(read_head(head, "language"))
    base = (
        resolve_link(read_head(head, "feed_url"))
        or given.url
        or resolve_link(read_head(head, "home_page_url"))
    )
    given = Given(base, given.latest, language)
    items = _limit_by(
        document.items, lambda item: read_item_date(item, given)[0], findings, MOST_ENTRIES
    )
    entries = settle_ids(read_item(item, given) for item in items)
    link = clean_link(read_head(head, "home_page_url"), base)
    return ParsedFeed(FeedKind.JSON, read_head(head, "title"), link, language, entries)


def _parse_xml(text: str, given: Given, findings: Findings) -> ParsedFeed:
    prolog = read_prolog(text)
    if prolog.root not in ROOTS | {"opml"}:
        raise Unreadable(describe_page(text, given.url))
    if prolog.root == "opml":
        raise Unreadable("Not a feed: a list of feeds (OPML); give its feeds one by one.")
    if prolog.names_dtd:
        findings.note("The feed names a document type; it was not read.")
    tree = parse_tree(text, prolog)
    if tree.was_mended:
        findings.note("The feed is not well-formed XML; it was mended.")
    if tree.was_cut:
        findings.note("The feed breaks off; entries may be missing.", lost=True)
    match tree.name:
        case "sitemapindex":
            sitemaps, are_all = read_index(tree.root, given)
            if not are_all:
                findings.note("The index lists more sitemaps than are read.", lost=True)
            return ParsedFeed(FeedKind.SITEMAP_INDEX, sitemaps=sitemaps)
        case "urlset":
            units = find_units(tree.root, frozenset({"url"}))
            units = _limit_by(
                units, lambda unit: read_unit_date(unit, given)[0], findings, MOST_SITEMAP_ENTRIES
            )
            return ParsedFeed(
                FeedKind.SITEMAP, entries=tuple(read_sitemap_unit(unit, given) for unit in units)
            )
        case _:
            return _parse_syndication(tree, given, findings)


def _parse_syndication(tree: Tree, given: Given, findings: Findings) -> ParsedFeed:
    """RSS, RDF, Atom."""
    kinds = {"feed": FeedKind.ATOM, "entry": FeedKind.ATOM, "rdf": FeedKind.RDF}
    units = find_units(tree.root, frozenset({"item", "entry"}))
    if tree.name == "entry":
        units = [tree.root]
    head = _find_head(tree.root)
    if head is None and not units:
        raise Unreadable(f"Not a feed: its <{tree.name}> has neither a channel nor entries.")
    fields = read_fields(head) if head is not None else {}
    base = find_base(tree.root, given.url)
    link = find_page_link(fields.get("link", ()), base)
    language = read_code(
        next(
            (
                "".join(one.itertext())
                for name in ("language", "dc:language")
                for one in fields.get(name, ())
            ),
            "",
        )
        or find_attribute(tree.root, "lang")
    )
    given = Given(given.url or link, given.latest, language)
    units = _limit_by(
        units,
        lambda unit: read_date(read_fields(unit), DATES, given.latest)[0],
        findings,
        MOST_ENTRIES,
    )
    entries = settle_ids(read_entry(unit, given) for unit in units)
    title = read_markup(fields, ("title", "atom:title", "dc:title"), LONGEST_TITLE)
    return ParsedFeed(
        kinds.get(tree.name, FeedKind.RSS), title, clean_link(link), language, entries
    )


def _find_head(root: etree._Element) -> etree._Element | None:
    """The element that describes the feed itself; None where an RDF or RSS has no channel."""
    channels = find_units(root, frozenset({"channel"}))
    if channels:
        return channels[0]
    name = root.tag.rpartition("}")[2].rpartition(":")[2].lower()
    return root if name in ("feed", "channel", "entry") else None


def describe_page(text: str, url: str = "") -> str:
    """Why a page is no feed, and which feed it names, as a sentence."""
    text = text[:HTML_HEAD]
    title = TITLE.search(text)
    name = f" “{plain_text(title[1], 200)}”" if title and title[1].strip() else ""
    for tag in LINK_TAG.finditer(text):
        href = HREF.search(tag[1])
        if href and FEED_TYPE.search(tag[1]):
            link = resolve_link(plain_text(next(filter(None, href.groups()), ""), 2_000), url)
            if link:
                return f"Not a feed: this is a page{name}; its feed is {link}"
    what = f"a page{name}" if "<" in text else "a text"
    return f"Not a feed: this is {what}."


def _limit_by(
    units: Sequence[Unit], when: Callable[[Unit], datetime | None], findings: Findings, most: int
) -> list[Unit]:
    """The newest units, in the order of the document; those without a date count as the oldest."""
    if len(units) <= most:
        return list(units)
    findings.note(f"The feed lists {len(units)} entries; the newest {most} were taken.", lost=True)
    never = datetime.min.replace(tzinfo=UTC)
    ends = sorted({*range(len(units))[:MOST_AT_AN_END], *range(len(units))[-MOST_AT_AN_END:]})
    looked_at = [(when(units[at]) or never, -at) for at in ends]
    return [units[at] for at in sorted(-at for _, at in sorted(looked_at, reverse=True)[:most])]


def _finish(feed: ParsedFeed, decoded: Decoded, findings: Findings) -> ParsedFeed:
    unlinked = sum(not entry.link for entry in feed.entries)
    if unlinked:
        findings.note(f"{unlinked} of {len(feed.entries)} entries have no link to a page.")
    odd = sum(entry.date_quality is DateQuality.IMPLAUSIBLE for entry in feed.entries)
    if odd:
        findings.note(f"{odd} of {len(feed.entries)} entries have a date that cannot be.")
    return replace(
        feed,
        warnings=tuple(findings.warnings),
        encoding=decoded.encoding,
        is_whole=findings.is_whole,
    )
