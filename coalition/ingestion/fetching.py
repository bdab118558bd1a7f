"""From a link to the bytes of its page, and back to it while a report may still be corrected.

What the web refuses or fails to give ends up on the page, in words. What a page gave before is never
lost by a later look at it: bytes give way to those of a new version only, and a page that vanishes
is marked and keeps its own.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from coalition.errors import BadInput, FetchFailed, FetchRefused, Unreadable
from coalition.extraction.articles import HTML, PLAIN, ArticleDraft
from coalition.extraction.links import clean_link, is_same_site
from coalition.ingestion.articles import read_page, store_article
from coalition.ingestion.fetcher import Fetcher, FetchRequest, FetchResult, Kind, open_fetcher
from coalition.ingestion.fetcher.door import LONGEST_TYPE
from coalition.ingestion.fetcher.politeness import read_clock
from coalition.ingestion.jobs import FIRST_RETRY, LAST_RETRY, add_job
from coalition.ingestion.pages import FILE, find_page_source
from coalition.ingestion.timetable import spread
from coalition.models import Article, Page
from coalition.page_bytes import drop_unnamed, keep_bytes
from coalition.vocabulary import JobKind, PageState

# Reports are corrected mostly within hours; a month later hardly any are. Each is after the last look.
CHECKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=21),
)
# Live blogs change all the time (notes: reliability, F18): one version in so long, and so many.
SHORTEST_VERSION = timedelta(minutes=15)
MOST_VERSIONS = 200
# A page is gone when it was missed so often over so long: sites have bad days (F20).
MISSING = frozenset({404, 410})
MISSING_TIMES, MISSING_SPAN = 3, timedelta(days=7)
MOST_TRIES = 6  # over some two hours; then an editor may ask for another

Store = Callable[[], None]


@cache
def get_door() -> Fetcher:
    """The door to the web, opened once a process."""
    return open_fetcher()


def do_nothing() -> None:
    """What is stored where nothing is to be done."""


def fetch_page(page_id: int, door: Fetcher | None = None) -> Store:
    """Asks the web for a page, and returns what stores the answer, a failure's words too.

    The caller opens the transaction. Nothing is asked for a page that came as a file, that was looked
    at a moment ago, that has versions enough, or whose text was lawfully removed. Lets FetchPostponed
    pass: it is not our turn yet.
    """
    page = Page.objects.select_related("source").defer("raw").filter(pk=page_id).first()
    if page is None or not may_fetch(page):
        return do_nothing
    request = FetchRequest(page.url, Kind.PAGE, page.etag, page.last_modified)
    try:
        result = (door or get_door()).fetch(request)
    except (FetchRefused, FetchFailed) as error:
        return judge_failure(page, error)
    if result.raw is None or result.sha256 == page.sha256:
        return partial(store_check, page_id, result)
    if not page.articles.exists():
        return partial(store_bytes, page_id, result)
    return read_change(page, result)


def judge_failure(page: Page, error: FetchRefused | FetchFailed) -> Store:
    """What stores a failure: a page that we have and that is not there now is missing."""
    if isinstance(error, FetchRefused):
        return partial(store_failure, page.pk, error, final=True)
    if error.status in MISSING and page.sha256:
        return partial(mark_missing, page.pk, error)
    return partial(store_failure, page.pk, error, final=error.hard)


def may_fetch(page: Page) -> bool:
    """Whether the web may be asked for a page now."""
    if page.url.startswith(FILE) or page.state == PageState.ALIAS:
        return False
    versions = Article.objects.filter(page=page)
    if versions.filter(removed_at__isnull=False).exists() or versions.count() >= MOST_VERSIONS:
        return False
    return page.checked_at is None or page.checked_at + SHORTEST_VERSION <= read_clock()


def name_type(result: FetchResult) -> str:
    """The type by which a page is read: HTML, as it nearly always is, unless it is plain text."""
    kind, mark, parameters = result.content_type.partition(";")
    is_markup = (result.raw or b"").lstrip()[:1] == b"<"
    plain = kind.strip().lower() == PLAIN and not is_markup
    return f"{PLAIN if plain else HTML}{mark}{parameters}"[:LONGEST_TYPE]


def store_bytes(page_id: int, result: FetchResult) -> None:
    """Keeps the bytes of a page and asks for its article; notes where it led to a page that we have."""
    page = Page.objects.select_for_update().defer("raw").get(pk=page_id)
    final = clean_link(result.url) or page.url
    others = Page.objects.filter(url=final).exclude(Q(pk=page_id) | Q(same_as=page_id))
    if (other := others.defer("raw").first()) is not None:
        Page.objects.filter(pk=page_id).update(
            state=PageState.ALIAS, same_as=other.same_as or other, canonical=final, failure=""
        )
        return
    Page.objects.filter(pk=page_id).update(
        state=PageState.FETCHED,
        failure="",
        source=page.source if page.given.get("source") else find_page_source(final),
        **keep_bytes(result.raw or b""),
        content_type=name_type(result),
        canonical=final,
        fetched_at=Now(),
    )
    add_job(JobKind.STORE_ARTICLE, page_id)
    store_check(page_id, result)


def read_change(page: Page, result: FetchResult) -> Store:
    """Reads other bytes of a page that has an article, and returns what stores them where they hold
    another text. A wall, an error or another site in its place changes nothing but the page's words:
    nobody else may speak in the name of its source."""
    raw, content_type = result.raw or b"", name_type(result)
    if not is_same_site(page.canonical or page.url, result.url):
        return partial(store_check, page.pk, result, "Fetched again: it leads to another site.")
    try:
        draft = read_page(page, raw, content_type)
    except (Unreadable, BadInput) as error:
        return partial(store_check, page.pk, result, f"Fetched again: {error}")
    return partial(store_change, page.pk, result, draft)


def store_change(page_id: int, result: FetchResult, draft: ArticleDraft) -> None:
    """Keeps a new version of a page's text, with its bytes; the same text keeps the bytes it has."""
    page = Page.objects.select_for_update().get(pk=page_id)
    known = page.articles.filter(sha256=hashlib.sha256(draft.text.encode()).hexdigest())
    if not known.exists():
        Page.objects.filter(pk=page_id).update(
            **keep_bytes(result.raw or b""),
            content_type=name_type(result),
            fetched_at=Now(),
        )
        if page.in_store:
            drop_unnamed(page.sha256)  # of the version before
        store_article(page, draft)
    store_check(page_id, result)


def store_check(page_id: int, result: FetchResult, words: str = "") -> None:
    """Notes that a page was there, or in `words` what stood in its place, and plans the next look.

    A page that was gone is back. What stood in its place is not to be compared with the next time.
    """
    page = Page.objects.select_for_update().defer("raw").get(pk=page_id)
    values: dict[str, Any] = {"checked_at": Now(), "tries": 0}
    if page.state not in {PageState.UNREADABLE, PageState.FAILED}:
        values["failure"] = words
    if not words:
        values |= {"missing_since": None, "missing_times": 0}
        values |= {"etag": result.etag, "last_modified": result.last_modified}
        if page.state == PageState.GONE:
            values["state"] = PageState.STORED
    Page.objects.filter(pk=page_id).update(**values)
    plan_check(page)


def plan_check(page: Page) -> None:
    """Asks for the next look at a page, until the schedule ends."""
    if page.checks < len(CHECKS):
        Page.objects.filter(pk=page.pk).update(checks=F("checks") + 1)
        add_job(JobKind.FETCH_PAGE, page.pk, spread(CHECKS[page.checks]))


def store_failure(page_id: int, error: FetchRefused | FetchFailed, *, final: bool) -> None:
    """Notes why a page did not come, and when to try again; failed where that would not help.

    A page that has come before keeps its state and its bytes.
    """
    page = Page.objects.select_for_update().defer("raw").get(pk=page_id)
    tries, words = page.tries + 1, str(error)
    if page.sha256:
        Page.objects.filter(pk=page_id).update(failure=f"Fetched again: {words}", checked_at=Now())
        plan_check(page)
    elif final or tries >= MOST_TRIES:
        Page.objects.filter(pk=page_id).update(state=PageState.FAILED, failure=words, tries=tries)
    else:
        wait = error.wait if isinstance(error, FetchFailed) else None
        retry = min(LAST_RETRY, FIRST_RETRY * 2 ** (tries + 1))
        Page.objects.filter(pk=page_id).update(
            state=PageState.FOUND, failure=f"{words} It will be tried again.", tries=tries
        )
        add_job(JobKind.FETCH_PAGE, page_id, spread(max(retry, wait or timedelta(0))))


def mark_missing(page_id: int, error: FetchFailed) -> None:
    """Notes that a page which we have is not there; gone once it was missed often and long enough.

    Its text and all that rests on it stays.
    """
    Page.objects.filter(pk=page_id).update(
        missing_since=Coalesce("missing_since", Now()),
        missing_times=F("missing_times") + 1,
        checked_at=Now(),
        failure=f"Not there: {error}",
    )
    page = Page.objects.select_for_update().defer("raw").get(pk=page_id)
    assert page.missing_since is not None
    long_ago = page.missing_since + MISSING_SPAN <= read_clock()
    if page.missing_times >= MISSING_TIMES and long_ago:
        Page.objects.filter(pk=page_id).update(state=PageState.GONE)
    else:
        add_job(JobKind.FETCH_PAGE, page_id, spread(MISSING_SPAN / (MISSING_TIMES - 1)))
