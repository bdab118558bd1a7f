"""What is not kept for ever: done jobs, old deliveries, ended sessions, and, where the operator says so, raw pages.

History is kept for ever, since `as_of` reads it, and so is what it tells of: articles, stances, reviews.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now

from coalition.ingestion.timetable import clean
from coalition.models import Delivery, Page
from coalition.page_bytes import let_go_of_bytes
from coalition.vocabulary import DeliveryState, PageState

AT_ONCE = 1_000  # pages in one statement: none waits for long behind it
READ = (PageState.STORED, PageState.GONE)  # their texts are articles


def let_go() -> int:
    """Deletes done jobs, old deliveries and sessions that have ended, and empties old raw pages; returns
    how many rows changed.

    Each statement is a transaction of its own, so it may be stopped anywhere, and run again.
    """
    return clean() + delete_deliveries() + delete_sessions() + empty_pages()


def delete_sessions() -> int:
    """Deletes sessions that are over by the clock: nobody comes in with one of them."""
    return Session.objects.filter(expire_date__lt=Now()).delete()[0]


def delete_deliveries() -> int:
    """Deletes what was told, or given up, more than DELIVERY_DAYS ago. It is never told again: what a
    receiver is told of begins where it was told before."""
    ended = (DeliveryState.DELIVERED, DeliveryState.FAILED)
    span = timedelta(days=settings.DELIVERY_DAYS)
    return Delivery.objects.filter(state__in=ended, ended_at__lt=Now() - span).delete()[0]


def empty_pages() -> int:
    """Empties the raw bytes of pages fetched more than RAW_PAGE_DAYS ago whose text is an article; none
    where that is 0. Their hash stays, so that the same bytes are known again."""
    if settings.RAW_PAGE_DAYS == 0:
        return 0
    span, emptied = timedelta(days=settings.RAW_PAGE_DAYS), 0
    old = Page.objects.filter(state__in=READ, fetched_at__lt=Now() - span)
    here = old.filter(in_store=False).exclude(raw=b"")
    while keys := list(here.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        emptied += here.filter(pk__in=keys).update(raw=b"")
    for key in old.filter(in_store=True).order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():  # a page at a time: each asks the store
            let_go_of_bytes(key)
        emptied += 1
    return emptied
