"""From a page to its article: a version when the text changed, and the story it belongs to."""

import hashlib
from collections.abc import Callable

from django.db.models import Max

from coalition.errors import BadInput, Unreadable
from coalition.extraction.articles import HTML, ArticleDraft, read_article, read_article_safely
from coalition.extraction.wires import name_wire
from coalition.ingestion.jobs import add_job
from coalition.ingestion.stories import find_place, store_place
from coalition.models import Article, Page
from coalition.origins import name_known_wire, settle_origins
from coalition.page_bytes import read_bytes
from coalition.positions import redraw_lines
from coalition.vocabulary import JobKind, PageState


def prepare_article(page_id: int) -> Callable[[], None]:
    """Reads the text of a page, and returns what stores it; the caller opens the transaction.

    Nothing is read of a page whose bytes were let go of: its articles stay as they are. Raises
    StoreAway, BytesMissing.
    """
    page = Page.objects.select_related("source").get(pk=page_id)
    raw = read_bytes(page)
    if not raw and page.articles.exists():
        return lambda: None
    try:
        draft = read_page(page, raw, page.content_type)
    except (Unreadable, BadInput) as error:
        reason = str(error)
        return lambda: mark_unreadable(page_id, reason)
    return lambda: store_article(page, draft)


def read_page(page: Page, raw: bytes, content_type: str) -> ArticleDraft:
    """What these bytes of a page hold, with what its giver said of it. Raises Unreadable, BadInput."""
    given = {name: page.given.get(name, "") for name in ("language", "date", "title")}
    # HTML can be made to swell or to stall its parser: it is read in a child process with limits.
    is_html = content_type.partition(";")[0].strip().lower() == HTML
    read = read_article_safely if is_html else read_article
    return read(raw, content_type, url=page.canonical or page.url, **given)


def store_article(page: Page, draft: ArticleDraft) -> None:
    """Keeps a text as the newest version of its page, in its story, and asks for its stances.

    The same text again is the same version. A copy may tell whose report its story is: then the
    lines that rest on the story are redrawn. Called inside a transaction.
    """
    sha256 = hashlib.sha256(draft.text.encode()).hexdigest()
    # Its source as it is now: an editor may have given its host a tier while it was read.
    held = Page.objects.select_for_update(of=("self",)).select_related("source").defer("raw")
    page.source = held.get(pk=page.pk).source
    if not page.articles.filter(sha256=sha256).exists():
        place = find_place(draft.text, draft.language, page)
        newest = page.articles.aggregate(newest=Max("version"))["newest"] or 0
        article = Article.objects.create(
            page=page,
            version=newest + 1,
            story=place.story,
            source=page.source,
            title=draft.title,
            author=draft.author,
            language=draft.language,
            published=draft.day.first if draft.day else None,
            precision=draft.day.precision if draft.day else None,
            text=draft.text,
            sha256=sha256,
            wire=name_known_wire(name_wire(draft.text, draft.author), page.source),
        )
        store_place(article, place)
        redraw_lines(settle_origins([place.story.pk]))
        add_job(JobKind.READ_STANCES, article.pk)
    canonical = draft.canonical or page.canonical
    Page.objects.filter(pk=page.pk).update(state=PageState.STORED, failure="", canonical=canonical)


def mark_unreadable(page_id: int, reason: str) -> None:
    """Says on the page why no article came of it."""
    Page.objects.filter(pk=page_id).update(state=PageState.UNREADABLE, failure=reason)
