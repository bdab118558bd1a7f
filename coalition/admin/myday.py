"""An editor's day: what he took on, what waits, what others made of his verdicts. And the two pages
that belong to no row: what the readers got wrong, and an article that is given by hand."""

from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.admin.effects import describe_effect
from coalition.admin.giving import PasteForm, store_given
from coalition.admin.tables import ReadOnlyAdmin
from coalition.admin.words import say
from coalition.desk import misreadings, samples, workload
from coalition.errors import BadInput
from coalition.models import Article, Page, SavedFilter, Waiting
from coalition.vocabulary import PageState, Reason

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@admin.register(Waiting)
class WaitingAdmin(ReadOnlyAdmin):
    """The order of the queue, as it is kept."""

    list_display = ("stance_id", "country", "proposal", "asked", "place", "effect", "since")
    list_select_related = ("country", "proposal")
    list_filter = ("asked", "weighed", "today", "deed")

    @admin.display(description=_("why here"))
    def effect(self, waiting: Waiting) -> str:
        """What a verdict would flip."""
        return describe_effect(waiting)

    def get_urls(self) -> list[URLPattern]:
        pages = {"my-day": self.my_day, "errors": self.errors, "paste": self.paste}
        return [
            *(
                path(
                    f"{name}/",
                    self.admin_site.admin_view(view),
                    name=f"coalition_{name.replace('-', '_')}",
                )
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def show(self, request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
        """A page of the desk."""
        shared = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/coalition/desk/{template}", shared | context)

    def my_day(self, request: HttpRequest) -> HttpResponse:
        """What an editor has to do, and how it went."""
        if not request.user.has_perm("coalition.change_stance"):
            raise PermissionDenied
        me = cast("User", request.user)
        return self.show(
            request,
            "my_day.html",
            _("My day"),
            assigned=[
                (one.stance, describe_effect(one.stance.waiting))
                for one in workload.list_assigned(me)
            ],
            reversals=workload.list_reversed(me),
            backlog=workload.count_backlog(),
            throughput=workload.count_throughput(me, timezone.localdate()),
            agreement=workload.measure_editor(me),
            open=workload.count_open(me),
            coding=samples.find_coding(me),
            filters=SavedFilter.objects.filter(editor=me),
        )

    def errors(self, request: HttpRequest) -> HttpResponse:
        """What the readers got wrong, by reason, version and language."""
        if not request.user.has_perm("coalition.view_review"):
            raise PermissionDenied
        everything = misreadings.count_misreadings()
        choices = {
            "reader": sorted({f"{row.reader} {row.version}" for row in everything}),
            "language": sorted({row.language for row in everything}),
        }
        chosen = {
            name: value
            for name, values in choices.items()
            if (value := request.GET.get(name, "")) in values
        }
        reader, _space, version = chosen.get("reader", "").partition(" ")
        about = misreadings.About(reader, version, chosen.get("language", ""))
        rows = misreadings.count_misreadings(about=about)
        weeks = misreadings.count_weeks(about=about)
        return self.show(
            request,
            "errors.html",
            _("Error report"),
            choices=choices,
            chosen=chosen,
            rows=[(say(Reason(row.reason)), row) for row in rows if row.reason],
            weeks=weeks,
            trend=list_trend(weeks),
        )

    def paste(self, request: HttpRequest) -> HttpResponse:
        """Takes in an article that is given by address or as text, by the checks for any other."""
        if not request.user.has_perm("coalition.add_page"):
            raise PermissionDenied
        form = PasteForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                page = store_given(form.cleaned_data)
            except BadInput as error:
                form.add_error(None, str(error))
            else:
                return self.report(request, page)
        return self.show(request, "paste.html", _("Add an article"), form=form)

    def report(self, request: HttpRequest, page: Page) -> HttpResponse:
        """Goes to what came of a given page: its article, or the page where there is none yet."""
        page.refresh_from_db()
        article = Article.objects.filter(page=page).order_by("-version").first()
        if article is None:
            if page.state == PageState.UNREADABLE:
                self.message_user(request, page.failure, messages.ERROR)
            else:
                self.message_user(request, _("It is kept; the workers make an article of it."))
            return HttpResponseRedirect(reverse("admin:coalition_page_change", args=[page.pk]))
        copies = article.story.articles.exclude(pk=article.pk).count()
        if copies:
            words = _("Mind: %d other articles are copies of this report.") % copies
            self.message_user(request, words, messages.WARNING)
        self.message_user(request, _("The article is stored; its stances are being read."))
        return HttpResponseRedirect(reverse("admin:coalition_article_change", args=[article.pk]))


def list_trend(weeks: list[misreadings.Week]) -> list[tuple[Any, list[int]]]:
    """The reasons that occur, the most frequent first, each with its number in every week."""
    total: Counter[str] = Counter()
    for week in weeks:
        total += week.reasons
    return [
        (say(Reason(reason)), [week.reasons[reason] for week in weeks])
        for reason, _count in total.most_common()
        if reason
    ]
