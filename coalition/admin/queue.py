"""The review queue: which stances it holds, and which one comes next."""
# ruff: noqa: ARG002 - the signatures are Django's

from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from coalition.admin.tables import ClosedFilter
from coalition.admin.words import WORDS
from coalition.models import Source, Stance
from coalition.vocabulary import ReviewState

if TYPE_CHECKING:
    from coalition.admin.stances import StanceAdmin

FILTERS = "_changelist_filters"  # the admin's own parameter that carries a list's filters along
EVERYTHING = "all"
# Asked of the stances themselves, both lists would cost a look at every row each time. A test holds
# the readers to those that there are; to import them would load their models into the web server.
READERS = ("offline", "rules", "llm", "coded")


class ReviewStateFilter(admin.SimpleListFilter):
    """What was said of a stance; without a choice, the list is the queue of those that wait."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [state for state in ReviewState if state is not ReviewState.WAITING]
        return [*((state.value, WORDS[state]) for state in others), (EVERYTHING, _("all"))]

    def choices(self, changelist: Any) -> Any:
        """The choices, with the queue in the place of the admin's own "all"."""
        queue, *others = super().choices(changelist)
        return [{**queue, "display": WORDS[ReviewState.WAITING]}, *others]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        value = self.value()
        if value == EVERYTHING:
            return queryset
        return queryset.filter(review_state=value or ReviewState.WAITING)


class LanguageFilter(admin.SimpleListFilter):
    """The languages of the sources."""

    title = _("language")
    parameter_name = "language"
    template = "admin/filter_closed.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        languages = Source.objects.order_by("language").values_list("language", flat=True)
        return [(language, language) for language in languages.distinct() if language]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(language=self.value()) if self.value() else queryset


class ReaderFilter(admin.SimpleListFilter):
    """Who found the stance."""

    title = _("reader")
    parameter_name = "reader"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(reader, reader) for reader in READERS]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(reader=self.value()) if self.value() else queryset


class SourceFilter(ClosedFilter):
    """The sources that have stances at all."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        rows = Source.objects.filter(Exists(Stance.objects.filter(source=OuterRef("pk"))))
        return [(row.pk, row.name) for row in rows.order_by("name")]


def find_queue(model_admin: "StanceAdmin", request: HttpRequest, filters: str) -> QuerySet[Stance]:
    """The stances of the list with these filters, whichever page of it was shown."""
    wanted = QueryDict(filters, mutable=True)
    for name in (PAGE_VAR, ERROR_FLAG):
        wanted.pop(name, None)
    asked = copy(request)
    asked.GET = wanted  # type: ignore[assignment]  # a copy of ours: nobody else changes it
    try:
        queue: QuerySet[Stance] = model_admin.get_changelist_instance(asked).queryset
    except IncorrectLookupParameters:
        return Stance.objects.filter(review_state=ReviewState.WAITING)
    return queue


def find_next(queue: "QuerySet[Stance]", stance_id: int | None) -> int | None:
    """The stance after this one in the queue, newest first, beginning anew at its end; None when empty."""
    keys = queue.order_by("-pk").values_list("pk", flat=True)
    if stance_id is None:
        return keys.first()
    return keys.filter(pk__lt=stance_id).first() or keys.exclude(pk=stance_id).first()
