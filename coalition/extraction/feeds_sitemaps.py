"""Sitemaps: of news, of anything, of sitemaps, and plain lists of addresses."""

from datetime import datetime

from lxml import etree

from coalition.extraction.feeds_dates import read_moment
from coalition.extraction.feeds_entries import (
    Given,
    find_units,
    read_date,
    read_fields,
    read_markup,
)
from coalition.extraction.feeds_records import DateQuality, FeedEntry
from coalition.extraction.feeds_text import LONGEST_TITLE, read_code
from coalition.extraction.links import clean_link, resolve_link

MOST_LINES = 5_000  # of a plain list; the protocol allows 50,000
MOST_SITEMAPS = 5_000  # of one index; the protocol allows 50,000


def read_sitemap_unit(unit: etree._Element, given: Given) -> FeedEntry:
    """One <url> of a sitemap, with what its <news:news> says of it."""
    fields = read_fields(unit)
    news = fields.get("news:news") or fields.get("news") or []
    about = read_fields(news[0]) if news else {}
    link = _location(fields, given.url)
    published, quality, written = read_unit_date(unit, given)
    publication = (about.get("publication") or about.get("news:publication") or [None])[0]
    language = ""
    if publication is not None:
        inner = read_fields(publication)
        language = "".join(
            "".join(one.itertext())
            for name in ("language", "news:language")
            for one in inner.get(name, ())[:1]
        )
    return FeedEntry(
        id=link,
        link=clean_link(link),
        given_link=link,
        title=read_markup(about, ("title", "news:title"), LONGEST_TITLE),
        published=published,
        date_quality=quality,
        given_date=written,
        language=read_code(language),
    )


def read_unit_date(unit: etree._Element, given: Given) -> tuple[datetime | None, DateQuality, str]:
    """The date of a <url>: of publication, else of its last change."""
    fields = read_fields(unit)
    for news in fields.get("news:news") or fields.get("news") or ():
        found = read_date(
            read_fields(news), ("publication_date", "news:publication_date"), given.latest
        )
        if found[1] is not DateQuality.MISSING:
            return found
    return read_date(fields, ("lastmod",), given.latest)


def read_index(root: etree._Element, given: Given) -> tuple[tuple[str, ...], bool]:
    """The sitemaps of an index, newest first, each once and never the index itself, and whether
    that is all of them."""
    dated: dict[str, float] = {}
    for unit in find_units(root, frozenset({"sitemap"})):
        fields = read_fields(unit)
        link = _location(fields, given.url)
        if link and link != resolve_link(given.url):
            written = next(("".join(one.itertext()) for one in fields.get("lastmod", ())), "")
            moment, _ = read_moment(written, given.latest)
            dated.setdefault(link, -moment.timestamp() if moment else 0.0)
    links = sorted(dated, key=lambda link: dated[link])
    return tuple(links[:MOST_SITEMAPS]), len(links) <= MOST_SITEMAPS


def read_list(text: str) -> tuple[FeedEntry, ...]:
    """The first addresses of a plain list, one a line; empty where a line is none."""
    lines = [line.strip() for line in text.split("\n", MOST_LINES)[:MOST_LINES]]
    links = [(line, resolve_link(line)) for line in lines if line]
    if not links or not all(link for _, link in links) or any(" " in line for line, _ in links):
        return ()
    return tuple(FeedEntry(id=link, link=clean_link(link), given_link=link) for _, link in links)


def _location(fields: dict[str, list[etree._Element]], base: str) -> str:
    for element in fields.get("loc", ()):
        return resolve_link("".join(element.itertext()), base)
    return ""
