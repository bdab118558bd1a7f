"""Whether it works just now, and how fresh it is: for readers, in words; /metrics is for machines."""

from datetime import datetime, timedelta
from http import HTTPStatus

from babel.dates import format_timedelta
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from coalition.watching import Figures, read_figures
from coalition.web.dates import locale
from coalition.web.views.page import page

FRESH = timedelta(days=1)  # news comes every day
WAITS = timedelta(minutes=30)  # longer than a turn of any worker: nobody takes what waits
EXPORTED = timedelta(days=2)  # bulk files are built each night

# What works, in words, whether it does, and what is to be said of it.
Part = tuple[str, bool, str]


@page
def status(request: HttpRequest) -> HttpResponse:
    """What works and how old the newest of it is; 503 where the database does not answer."""
    try:
        parts = list_parts(read_figures())
    except (OperationalError, InterfaceError):
        parts = [(_("Pages and API"), False, _("The database does not answer."))]
    reached = len(parts) > 1
    return render(
        request,
        "web/status.html",
        {"nav": "status", "parts": parts, "works": all(works for _name, works, _said in parts)},
        status=HTTPStatus.OK if reached else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def list_parts(figures: Figures) -> list[Part]:
    """Each part of the site. What there is none of yet is not broken."""
    now = figures.now
    late = max(queue.oldest for queue in figures.queues)
    keeps_up = late < WAITS.total_seconds() and not figures.feeds_late
    return [
        (_("Pages and API"), True, _("They answer.")),
        (
            _("Newest article"),
            is_within(FRESH, figures.newest_article, now),
            say_age(figures.newest_article, now),
        ),
        (
            _("Feeds"),
            figures.feeds_failing * 2 <= figures.feeds,
            _("%(n)s are read; %(failing)s of them failed the last time.")
            % {"n": figures.feeds, "failing": figures.feeds_failing},
        ),
        (
            _("Reading"),
            keeps_up,
            _("Nothing waits for long.")
            if keeps_up
            else _("What came in waits for longer than usual."),
        ),
        (
            _("Review"),
            True,
            _("%(n)s statements wait for an editor, those coded by hand among them.")
            % {"n": figures.waiting},
        ),
        (
            _("Bulk files"),
            is_within(EXPORTED, figures.newest_export, now),
            say_age(figures.newest_export, now),
        ),
    ]


def is_within(span: timedelta, at: datetime | None, now: datetime) -> bool:
    """Whether something is young enough; what never was is not old."""
    return at is None or now - at <= span


def say_age(at: datetime | None, now: datetime) -> str:
    """How long ago it was, in words."""
    if at is None:
        return _("There is none yet.")
    return str(format_timedelta(at - now, add_direction=True, locale=locale()))
