"""Feeds: how each fares and when it is due; and what we see of whom, week by week."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalition import published
from coalition.admin.tables import TableAdmin, shorten
from coalition.ingestion.timetable import pause_feed, read_now, resume_feed
from coalition.models import Feed
from coalition.published import FeedWeek
from coalition.vocabulary import Tier

SILENT = timedelta(
    days=30
)  # a feed without anything new for so long may be a dead one that answers
FEW, WORTH_A_WORD = 0.2, 5  # less than a fifth of at least five articles a week
WEEKS_SHOWN = 6
WEEK = "week"  # where a row of the list keeps its FeedWeek
FORGOTTEN = {"etag": "", "last_modified": "", "body_sha256": "", "sitemaps": []}


def describe_health(feed: Feed, week: FeedWeek) -> str | Promise:
    """How a feed fares, in words, the worst first."""
    now = timezone.now()
    if not feed.active:
        return _("paused")
    if feed.failures:
        words = ngettext("failed %d time", "failed %d times in a row", feed.failures)
        return words % feed.failures
    if feed.last_success_at is None:
        return _("not read yet")
    if (feed.last_new_at or feed.last_success_at) < now - SILENT:
        days = (now - (feed.last_new_at or feed.last_success_at)).days
        return ngettext("nothing new for %d day", "nothing new for %d days", days) % days
    if (week.expected or 0) >= WORTH_A_WORD and week.found < FEW * (week.expected or 0):
        return _("far fewer than expected")
    return _("well, but see its notes") if feed.notes else _("well")


def add_weeks(feeds: Iterable[Feed]) -> None:
    """Puts the last seven days of each feed beside it."""
    rows = list(feeds)
    weeks = published.list_feed_weeks(rows, timezone.now())
    for feed in rows:
        setattr(feed, WEEK, weeks[feed.pk])


@admin.register(Feed)
class FeedAdmin(TableAdmin):
    """Lists of links, when they are due, and how they fared."""

    list_display = ("url", "source", "health", "this_week", "due_at", "last_success_at", "error")
    list_select_related = ("source",)
    words = {"source__tier": Tier}  # noqa: RUF012 - declared in TableAdmin
    list_filter = ("active", "form", "source__tier")
    search_fields = ("url", "source__name", "last_error")
    raw_id_fields = ("source",)
    actions = ("read_now", "pause", "resume")
    change_list_template = "admin/coalition/feed/change_list.html"
    fields = (
        "source",
        "url",
        "form",
        "active",
        "leads_elsewhere",
        "expected_weekly",
        "due_at",
        "interval",
        "health",
        "this_week",
        "last_error",
        "notes",
        "failures",
        "last_read_at",
        "last_success_at",
        "last_new_at",
        "moved_to",
    )
    readonly_fields = fields[8:]

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, each feed with its last seven days, which are looked up once for all."""
        shown = super().get_changelist_instance(request)
        add_weeks(shown.result_list)
        return shown

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Feed | None:
        """One feed with its last seven days."""
        feed: Feed | None = super().get_object(request, object_id, from_field)
        add_weeks([feed] if feed else [])
        return feed

    @admin.display(description=_("health"))
    def health(self, feed: Feed) -> str | Promise:
        """How it fares, in words."""
        week = getattr(feed, WEEK, None)
        return describe_health(feed, week) if week else ""

    @admin.display(description=_("articles in seven days / expected"))
    def this_week(self, feed: Feed) -> str:
        """How many articles it brought, and how many it should."""
        week = getattr(feed, WEEK, None)
        if week is None:
            return ""
        return f"{week.found} / {'–' if week.expected is None else round(week.expected)}"

    @admin.display(description=_("last error"))
    def error(self, feed: Feed) -> str:
        """The beginning of the last error."""
        return shorten(feed.last_error)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Saves what was changed and nothing else: workers write how the feed fares meanwhile.

        What was known of the address before is forgotten where it changes.
        """
        if not change:
            super().save_model(request, obj, form, change)
            return
        forgotten = FORGOTTEN if {"url", "form"} & set(form.changed_data) else {}
        for name, value in forgotten.items():
            setattr(obj, name, value)
        obj.save(update_fields=[*form.changed_data, *forgotten])

    @admin.action(description=_("Read the selected feeds now"), permissions=["change"])
    def read_now(self, request: HttpRequest, queryset: "QuerySet[Feed]") -> None:
        """Asks for a reading at once; a paused feed stays paused."""
        self.do(request, queryset, read_now, _("Asked for at once: %d."))

    @admin.action(description=_("Pause the selected feeds"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: "QuerySet[Feed]") -> None:
        """Lets feeds alone until they are resumed."""
        self.do(request, queryset, pause_feed, _("Paused: %d."))

    @admin.action(description=_("Resume the selected feeds"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: "QuerySet[Feed]") -> None:
        """Reads feeds again from now on."""
        self.do(request, queryset, resume_feed, _("Read again from now on: %d."))

    def do(self, request: HttpRequest, queryset: "QuerySet[Feed]", deed: Any, words: Any) -> None:
        """Does something with each feed and says with how many."""
        feeds = list(queryset)
        for feed in feeds:
            deed(feed)
        self.message_user(request, words % len(feeds), messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """The pages of the table, and the coverage."""
        view = self.admin_site.admin_view(self.show_coverage)
        own = path("coverage/", view, name="coalition_feed_coverage")
        return [own, *super().get_urls()]

    def show_coverage(self, request: HttpRequest) -> HttpResponse:
        """What was expected, seen, read and unreadable, by country, language, tier and week."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        records = published.list_coverage(timezone.now().date(), WEEKS_SHOWN)
        groups = [records[at : at + WEEKS_SHOWN] for at in range(0, len(records), WEEKS_SHOWN)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Coverage"),
            "opts": self.opts,
            "weeks": [record.week for record in groups[0]] if groups else [],
            "groups": groups,
        }
        return TemplateResponse(request, "admin/coalition/feed/coverage.html", context)
