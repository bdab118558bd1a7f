"""From the entries of a feed to pages: which are known, by address or by the entry's id, and which new."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import Q
from django.db.models.functions import Now

from coalition.extraction.feeds_records import FeedEntry
from coalition.ingestion.jobs import add_jobs
from coalition.ingestion.pages import find_page_source
from coalition.models import Feed, Offer, Page, Source
from coalition.vocabulary import JobKind

# Pages of one host are asked for one after the other: a little more than what lies between two
# requests, so that few come in vain.
PAGE_GAP = timedelta(seconds=6)


def find_pages(feed: Feed, entries: Sequence[FeedEntry], *, dated: bool) -> int:
    """Adds the pages that were not known and asks for them; returns how many. In a transaction.

    A page is known by its address, by the one where it ended, or by the entry's id where its title
    is the same: feeds change the addresses of their articles, and some give old ids to new ones.
    `dated` says that the entries' dates are those of publication.
    """
    keys = {entry.link: hash_id(entry) for entry in entries}
    known = find_known(keys)
    offered = {
        offer.key: offer.page
        for offer in Offer.objects.filter(feed=feed, key__in=keys.values())
        .select_related("page")
        .defer("page__raw")
    }
    new = []
    for entry in entries:
        before = offered.get(keys[entry.link])
        if (
            entry.link not in known
            and before
            and fold(before.given.get("title", "")) == fold(entry.title)
        ):
            known[entry.link] = before.pk
        if entry.link not in known:
            new.append(entry)
    known |= add_pages(feed, new, dated=dated)
    pages = {keys[link]: page for link, page in sorted(known.items())}
    Offer.objects.bulk_create(
        [Offer(feed=feed, key=key, page_id=page) for key, page in pages.items()],
        update_conflicts=True,
        unique_fields=["feed", "key"],
        update_fields=["page"],
    )
    return len(new)


def find_known(links: dict[str, str]) -> dict[str, int]:
    """The pages that we have of these addresses."""
    rows = Page.objects.filter(Q(url__in=links) | Q(canonical__in=links)).order_by("-id")
    known: dict[str, int] = {}
    for key, url, canonical in rows.values_list("pk", "url", "canonical"):
        known |= {link: key for link in (canonical, url) if link in links}
    return known


def add_pages(feed: Feed, entries: Sequence[FeedEntry], *, dated: bool) -> dict[str, int]:
    """Adds a page for each entry, in the order of addresses so that two feeds cannot block each other,
    and asks for them host by host."""
    sources: dict[str, Source] = {}
    for entry in entries:
        host = urlsplit(entry.link).hostname or ""
        if host not in sources:
            sources[host] = find_page_source(entry.link)
    Page.objects.bulk_create(
        [
            Page(
                url=entry.link,
                source=sources[urlsplit(entry.link).hostname or ""],
                feed=feed,
                given=describe_entry(entry, feed.source, dated=dated),
                found_at=Now(),
            )
            for entry in sorted(entries, key=lambda one: one.link)
        ],
        ignore_conflicts=True,
    )
    links = [entry.link for entry in entries]
    added = dict(Page.objects.filter(url__in=links).values_list("url", "pk"))
    turns: Counter[str] = Counter()
    waits = {}
    for entry in entries:
        host = urlsplit(entry.link).netloc
        waits[added[entry.link]] = PAGE_GAP * turns[host]
        turns[host] += 1
    add_jobs(JobKind.FETCH_PAGE, waits)
    return added


def describe_entry(entry: FeedEntry, source: Source, *, dated: bool) -> dict[str, str]:
    """What a feed says of a page, as far as it can be believed.

    Its language counts where it is the source's own: many feeds say `en` whatever they hold.
    """
    said = {
        "title": entry.title,
        "date": entry.published.date().isoformat() if dated and entry.published else "",
        "language": entry.language if source.language in {"", entry.language} else "",
        "link": entry.given_link if entry.given_link != entry.link else "",
    }
    return {name: value for name, value in said.items() if value}


def hash_id(entry: FeedEntry) -> str:
    """The key of an entry within its feed."""
    return hashlib.sha256(entry.id.encode("utf-8", "surrogatepass")).hexdigest()


def fold(title: str) -> str:
    """A title without case and spacing."""
    return " ".join(title.split()).casefold()
