"""What a feed gives: plain records."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """The family of formats that a feed was written in."""

    RSS = "rss"
    RDF = "rdf"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap-index"
    TEXT_SITEMAP = "text-sitemap"


class DateQuality(StrEnum):
    """What the date of an entry is worth: a moment is given, none is, or what is given cannot be one."""

    GIVEN = "given"
    MISSING = "missing"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One link that a feed offers.

    `id` tells entries of one feed apart and stays the same from reading to reading as far as the
    feed allows. `link` is absolute, http(s) and cleaned, empty where the entry has none; `given_link`
    is the same before cleaning. `title` and `summary` are plain text and may hold any character that
    a page must escape. `published` is an aware moment in UTC, None unless `date_quality` is given;
    `given_date` is what stood there. `language` is an ISO 639 code or empty.
    """

    id: str
    link: str = ""
    given_link: str = ""
    title: str = ""
    summary: str = ""
    published: datetime | None = None
    date_quality: DateQuality = DateQuality.MISSING
    given_date: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed: what it says of itself, its entries as a reader would list them, and `warnings`,
    sentences on what was wrong with it. An index has `sitemaps`, links to read next, instead of
    entries. `is_whole` is false where entries may be missing: their absence then means nothing.
    """

    kind: FeedKind
    title: str = ""
    link: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    encoding: str = "utf-8"
    is_whole: bool = True

    def list_pages(self) -> tuple[FeedEntry, ...]:
        """The entries that lead to a page, one for each link: the first of those that share it."""
        pages: dict[str, FeedEntry] = {}
        for entry in self.entries:
            if entry.link:
                pages.setdefault(entry.link, entry)
        return tuple(pages.values())
