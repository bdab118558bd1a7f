"""Articles with their quotes marked, the stories that they copy, and what readers made of them."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from coalition import review
from coalition.admin.forms import DateForm, write_day
from coalition.admin.marking import mark_text
from coalition.admin.tables import OwnPageAdmin, ReadOnlyAdmin, link_out, shorten
from coalition.models import Article, Reading
from coalition.vocabulary import Tier

MOST_COPIES = 50  # of one story, shown beside an article


class DatedFilter(admin.SimpleListFilter):
    """Whether an article has its date: without one its stances draw no line."""

    title = _("date")
    parameter_name = "dated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("without a date")), ("yes", _("with a date"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() in {"no", "yes"}:
            return queryset.filter(published__isnull=self.value() == "no")
        return queryset


@admin.register(Article)
class ArticleAdmin(OwnPageAdmin):
    """Stored texts. The text never changes; an editor may give an article its date."""

    may_add = False
    may_delete = False
    list_display = ("headline", "source", "language", "published", "precision", "version")
    list_select_related = ("source",)
    words = {"source__tier": Tier}  # noqa: RUF012 - declared in TableAdmin
    list_filter = (DatedFilter, "language", "source__tier")
    search_fields = ("title", "source__name", "=page__url")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Article]":
        """Articles without their texts, which no list needs."""
        return super().get_queryset(request).defer("text")

    @admin.display(description=_("article"), ordering="title")
    def headline(self, article: Article) -> str:
        """The beginning of its title."""
        return shorten(str(article))

    def show_row(self, request: HttpRequest, row: Any) -> HttpResponse:
        """The text with its quotes, and the form for its date."""
        article: Article = row
        if request.method != "POST":
            day = write_day(article.published, article.precision)
            return self.show(request, article, DateForm(initial={"day": day}))
        form = DateForm(request.POST)
        if not form.is_valid():
            return self.show(request, article, form)
        assert request.user.is_authenticated
        review.date_article(article.pk, form.cleaned_data["day"], by=request.user)
        self.message_user(request, _("The article has its date."), messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def show(self, request: HttpRequest, article: Article, form: DateForm) -> HttpResponse:
        """The page of an article."""
        stances = list(
            article.stances.select_related("country", "proposal").order_by("quote_start", "id")
        )
        copies = article.story.articles.exclude(pk=article.pk).select_related("source")
        context = {
            **self.admin_site.each_context(request),
            "title": str(article),
            "opts": self.opts,
            "article": article,
            "address": link_out(article.page.url),
            "marked": mark_text(article.text, stances),
            "stances": stances,
            "copies": copies.defer("text")[:MOST_COPIES],
            "versions": article.page.articles.defer("text").order_by("version"),
            "readings": article.readings.all(),
            "form": form,
            "may_date": self.has_change_permission(request, article),
        }
        return TemplateResponse(request, "admin/coalition/article/screen.html", context)


@admin.register(Reading)
class ReadingAdmin(ReadOnlyAdmin):
    """Which version of which reader read which article, and how many claims were refused."""

    list_display = ("id", "article_id", "reader", "version", "found", "refusals", "read_at")
    list_filter = ("reader", "version")
    search_fields = ("=article__id",)

    @admin.display(description=_("refused"))
    def refusals(self, reading: Reading) -> int:
        """How many claims were not taken."""
        return len(reading.refused)
