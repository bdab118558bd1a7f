"""From a feed to the pages that it names: new ones are found, each once, and asked for.

Nothing is deleted because a feed no longer lists it. What is wrong stands on the feed's row, in words:
`last_error` where nothing could be read, `notes` where something was odd.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F
from django.db.models.functions import Now

from coalition.errors import FetchFailed, FetchRefused, Unreadable
from coalition.extraction.feeds import parse_feed_safely
from coalition.extraction.feeds_gdelt import parse_article_list
from coalition.extraction.feeds_records import FeedEntry, FeedKind, ParsedFeed
from coalition.extraction.links import is_same_site
from coalition.ingestion.entries import find_pages
from coalition.ingestion.fetcher import Fetcher, FetchRequest, FetchResult, Kind
from coalition.ingestion.fetcher.politeness import read_clock
from coalition.ingestion.fetching import do_nothing, get_door
from coalition.ingestion.jobs import add_job
from coalition.ingestion.timetable import LONGEST, adapt_interval, plan_after_failure, spread
from coalition.models import Feed
from coalition.vocabulary import FeedForm, JobKind, Tier

log = logging.getLogger(__name__)

KINDS = {
    FeedForm.SYNDICATION: Kind.FEED,
    FeedForm.SITEMAP: Kind.SITEMAP,
    FeedForm.GDELT: Kind.FEED,
}
TOMORROW = timedelta(days=1)  # clocks and zones of sites are off by hours: no date may lie beyond
MOST_SITEMAPS = 5  # of an index, the newest: news lies in the first one or two
SITEMAP_GAP = timedelta(seconds=30)  # between two of them
MOVED_TIMES = 3  # a move is believed when it is said so often in a row
GONE_TIMES = 3  # 410s in a row that end a feed; 404 may be a mistake of the site's
GONE = 410
# A feed whose links mostly lead to other sites has changed hands, unless it is meant to (F14).
FEWEST_LINKS, FOREIGN_SHARE = 5, 0.5
FELL_TO, FELL_FROM = 0.2, 10  # a feed that lists a fifth of what it usually does is worth a word
USUAL_WEIGHT = 0.25  # of the newest count in the usual one: a fall stays told for some readings
CLOCK_OFF = timedelta(minutes=10)

Store = Callable[[], None]


def read_feed(feed_id: int, door: Fetcher | None = None) -> Store:
    """Asks the web for a feed, or for the next sitemap of its index, and returns what stores the
    answer, a failure's words too. The caller opens the transaction.

    Lets FetchPostponed pass: it is not our turn yet.
    """
    feed = Feed.objects.select_related("source").filter(pk=feed_id).first()
    if feed is None:
        return do_nothing
    step = feed.sitemaps[0] if feed.sitemaps else ""
    form = FeedForm(feed.form)
    request = FetchRequest(step or feed.url, KINDS[form])
    if not step:
        request = FetchRequest(feed.url, KINDS[form], feed.etag, feed.last_modified)
    try:
        result = (door or get_door()).fetch(request)
        if result.raw is None or (not step and result.sha256 == feed.body_sha256):
            return partial(store_unchanged, feed_id, result)
        parsed = parse(result, form)
    except (FetchRefused, FetchFailed, Unreadable) as error:
        words = f"{step}: {error}" if step else str(error)
        status, wait = getattr(error, "status", None), getattr(error, "wait", None)
        return partial(store_failure, feed_id, words, status=status, wait=wait)
    return partial(store_reading, feed_id, result, parsed, step)


def parse(result: FetchResult, form: FeedForm) -> ParsedFeed:
    """The entries of what came, in the child where it is XML. Raises Unreadable."""
    assert result.raw is not None
    if form is FeedForm.GDELT:
        return parse_article_list(result.raw)
    latest = read_clock() + TOMORROW
    return parse_feed_safely(result.raw, result.url, result.content_type, latest=latest)


def store_reading(feed_id: int, result: FetchResult, parsed: ParsedFeed, step: str) -> None:
    """Finds the pages of a reading and notes how the feed fares; a feed that leads elsewhere is held."""
    feed = lock_feed(feed_id)
    entries = parsed.list_pages()
    if words := describe_foreign(feed, entries):
        store_held(feed, words)
        return
    found = find_pages(feed, entries, dated=is_dated(parsed))
    notes = [*parsed.warnings, *describe_change(feed, parsed, result)]
    if step:
        values: dict[str, Any] = {"sitemaps": [one for one in feed.sitemaps if one != step]}
        if found:
            values["interval"] = adapt_interval(feed.interval, new=True)
    else:
        all_new = bool(entries) and found == len(entries) and feed.last_success_at is not None
        if all_new:
            notes.append("All links were new: some may have come and gone between two readings.")
        values = {
            "language": parsed.language or feed.language,
            "interval": adapt_interval(feed.interval, new=bool(found), all_new=all_new),
            "sitemaps": list(parsed.sitemaps[:MOST_SITEMAPS]),
            **remember(feed, result, parsed),
        }
    if step and parsed.sitemaps:
        notes.append(f"{step}: an index within an index, which is not followed.")
    if found:
        values["last_new_at"] = Now()
    store_success(feed, result, values | {"notes": "\n".join(notes)})


def lock_feed(feed_id: int) -> Feed:
    """The row of a feed, locked, and its source, which is not."""
    rows = Feed.objects.select_for_update(of=("self",)).select_related("source")
    return rows.get(pk=feed_id)


def remember(feed: Feed, result: FetchResult, parsed: ParsedFeed) -> dict[str, Any]:
    """What the next reading is compared with: the same bytes are not read twice, and the usual number
    of entries is led by the newest one.

    Of an index nothing is: it may stay the same while its sitemaps change.
    """
    if parsed.kind is FeedKind.SITEMAP_INDEX:
        return {"etag": "", "last_modified": "", "body_sha256": ""}
    count, usual = len(parsed.entries), feed.usual_entries or len(parsed.entries)
    return {
        "etag": result.etag,
        "last_modified": result.last_modified,
        "body_sha256": result.sha256,
        "usual_entries": usual + USUAL_WEIGHT * (count - usual),
    }


def is_dated(parsed: ParsedFeed) -> bool:
    """Whether the dates of entries are of publication; those of a plain sitemap are of any change."""
    titled = any(entry.title for entry in parsed.entries)
    return titled or parsed.kind not in {FeedKind.SITEMAP, FeedKind.TEXT_SITEMAP}


def store_unchanged(feed_id: int, result: FetchResult) -> None:
    """Notes a success that brought nothing new."""
    feed = lock_feed(feed_id)
    values: dict[str, Any] = {"interval": adapt_interval(feed.interval, new=False)}
    if result.raw is not None:  # the same bytes under another name
        values |= {"etag": result.etag, "last_modified": result.last_modified}
    store_success(feed, result, values)


def store_success(feed: Feed, result: FetchResult, values: dict[str, Any]) -> None:
    """Writes what a reading found, and when the next one is due."""
    values |= follow_move(feed, result) if not feed.sitemaps else {}
    interval = values.get("interval", feed.interval)
    Feed.objects.filter(pk=feed.pk).update(
        **values,
        due_at=Now() + spread(max(interval, min(result.ttl or interval, LONGEST))),
        last_read_at=Now(),
        last_success_at=Now(),
        last_error="",
        failures=0,
        gone_times=0,
    )
    if values.get("sitemaps"):
        add_job(JobKind.READ_FEED, feed.pk, SITEMAP_GAP)


def follow_move(feed: Feed, result: FetchResult) -> dict[str, Any]:
    """What changes on a feed that says that it has moved for good: its address, at the third time.

    The address before stays in the row's history.
    """
    if not result.moved_to:
        return {"moved_to": "", "moved_times": 0}
    times = feed.moved_times + 1 if result.moved_to == feed.moved_to else 1
    if times < MOVED_TIMES or Feed.objects.filter(url=result.moved_to).exists():
        return {"moved_to": result.moved_to, "moved_times": min(times, MOVED_TIMES)}
    log.info("feed %d has moved from %s to %s", feed.pk, feed.url, result.moved_to)
    return {"url": result.moved_to, "moved_to": "", "moved_times": 0}


def store_failure(
    feed_id: int, words: str, *, status: int | None = None, wait: timedelta | None = None
) -> None:
    """Notes why a feed could not be read, and leaves it alone for longer each time.

    A feed that says three times that it is gone is paused; no other one ever is.
    """
    feed = lock_feed(feed_id)
    failures = feed.failures + 1
    gone = feed.gone_times + 1 if status == GONE else 0
    paused = gone >= GONE_TIMES
    if paused:
        words += " It was paused: it says that it is gone for good."
    Feed.objects.filter(pk=feed_id).update(
        active=feed.active and not paused,
        failures=failures,
        gone_times=gone,
        last_error=words,
        last_read_at=Now(),
        sitemaps=[],
        due_at=Now() + plan_after_failure(failures, feed.interval, wait),
    )


def store_held(feed: Feed, words: str) -> None:
    """Pauses a feed whose links lead elsewhere: none of them is taken before an editor has looked."""
    Feed.objects.filter(pk=feed.pk).update(
        active=False,
        failures=F("failures") + 1,
        last_error=words,
        last_read_at=Now(),
        sitemaps=[],
        etag="",
        last_modified="",
        body_sha256="",
    )


def describe_foreign(feed: Feed, entries: tuple[FeedEntry, ...]) -> str:
    """Why a feed is held, as a sentence; empty for one whose links lead where they should."""
    may_lead = feed.leads_elsewhere or feed.form == FeedForm.GDELT
    if may_lead or feed.source.tier == Tier.AGGREGATOR or len(entries) < FEWEST_LINKS:
        return ""
    own = feed.url, f"https://{feed.source_id}/"
    foreign = [one for one in entries if not any(is_same_site(one.link, site) for site in own)]
    if len(foreign) <= FOREIGN_SHARE * len(entries):
        return ""
    host = urlsplit(foreign[0].link).hostname
    return (
        f"{len(foreign)} of {len(entries)} links lead to other sites, such as {host}. It was paused: "
        "say on its page that its links may lead elsewhere, or leave it."
    )


def describe_change(feed: Feed, parsed: ParsedFeed, result: FetchResult) -> list[str]:
    """What is odd about a reading beside the ones before it."""
    notes, count = [], len(parsed.entries)
    usual = round(feed.usual_entries)
    lists = parsed.kind is not FeedKind.SITEMAP_INDEX and not feed.sitemaps
    if lists and usual >= FELL_FROM and count <= FELL_TO * usual:
        notes.append(f"It lists {count} entries, usually {usual}.")
    if feed.language and parsed.language and parsed.language != feed.language:
        notes.append(
            f"It says that its language is {parsed.language}, before it was {feed.language}."
        )
    if result.sent_at and abs(result.sent_at - read_clock()) > CLOCK_OFF:
        notes.append(f"The clock of its server is wrong: {result.sent_at:%Y-%m-%d %H:%M} UTC.")
    return notes
