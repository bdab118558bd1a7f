"""What became of a text since we stored it: changed by its publisher, gone from the web, or removed.

What we hold, and what rests on it, stays, but for the words of a text that was lawfully removed; whoever
reads it is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from coalition import vintages
from coalition.extraction.quotes import stands_in
from coalition.models import Article, Page
from coalition.vintages import Instant
from coalition.vocabulary import PageState


@dataclass(frozen=True, slots=True)
class FateRecord:
    """`gone_since` is when the page of a text was first missed, None where it is not gone. `left_out_of`
    is the number of the page's newest version where a quote does not stand in it any more, else None.
    `removed_at` is when the text was lawfully removed, with the notice that says why: of every instant
    alike, since its words are gone from the past too."""

    gone_since: datetime | None = None
    left_out_of: int | None = None
    removed_at: datetime | None = None
    removal_notice: str = ""


def find_fate(
    article_id: int | None, quote: str | None = None, *, as_of: Instant | None = None
) -> FateRecord:
    """What became of an article's page, and of a quote of it, as known now or at an instant.

    Nothing for a statement without an article.
    """
    if article_id is None:
        return FateRecord()
    columns = ("page", "version", "removed_at", "removal_notice")
    page, version, removed_at, notice = Article.objects.values_list(*columns).get(pk=article_id)
    pages: QuerySet[Any] = (
        vintages.rows_at(Page, as_of).filter(pgh_obj=page)
        if as_of
        else Page.objects.filter(pk=page)
    )
    gone = pages.filter(state=PageState.GONE).values_list("missing_since", flat=True).first()
    if removed_at or not quote:
        return FateRecord(gone, None, removed_at, notice)
    return FateRecord(gone, find_version_without(quote, page=page, version=version, as_of=as_of))


def find_version_without(
    quote: str, *, page: int, version: int, as_of: Instant | None
) -> int | None:
    """The newest version of a page where it is younger than this one and a quote does not stand in it.

    A version whose text was lawfully removed tells nothing.
    """
    newer = Article.objects.filter(page=page, version__gt=version)
    if as_of:
        newer = newer.filter(stored_at__lte=as_of)
    found = newer.order_by("-version").values_list("version", "text", "removed_at").first()
    if found is None:
        return None
    number, text, removed_at = found
    return None if removed_at or stands_in(text, quote) else number
