"""The review queue: which stances it holds, in which order, and which one comes next."""
# ruff: noqa: ARG002 - the signatures are Django's

import re
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from coalition.admin.tables import ClosedFilter
from coalition.admin.words import say
from coalition.models import CorrectionRequest, Source, Stance, Waiting
from coalition.vocabulary import Outcome, ReviewState

if TYPE_CHECKING:
    from coalition.admin.stances import StanceAdmin

FILTERS = "_changelist_filters"  # the admin's own parameter that carries a list's filters along
REVIEW = "review"  # the parameter without which a list of stances is the queue
EVERYTHING = "all"
# Asked of the stances themselves, both lists would cost a look at every row each time. A test holds
# the readers to those that there are; to import them would load their models into the web server.
READERS = ("offline", "rules", "llm", "coded", "editor")
# The queue's order and that of all other lists; `Waiting.place` says what comes first.
QUEUE_ORDER, LIST_ORDER = ("waiting__place", "pk"), ("-pk",)
MOST_FOUND = 2_000  # stances that a search looks through further; who wants others adds a word


class Place(NamedTuple):
    """Where in a list a stance stands: its place in the queue, None outside of it, and its number."""

    place: int | None
    number: int

    def write(self) -> str:
        """As an address carries it."""
        return f"{'' if self.place is None else self.place}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """What `write` gave; None for anything else."""
        place, _, number = text.partition(".")
        if len(text) > 30 or not number.isdecimal() or not (place.isdecimal() or place == ""):
            return None
        return cls(int(place) if place else None, int(number))


def is_queue(request: HttpRequest) -> bool:
    """Whether the list asked for is that of the stances that wait."""
    return request.GET.get(REVIEW, ReviewState.WAITING) == ReviewState.WAITING


class ReviewStateFilter(admin.SimpleListFilter):
    """What was said of a stance; without a choice, the list is the queue of those that wait."""

    title = _("review")
    parameter_name = REVIEW

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [state for state in ReviewState if state is not ReviewState.WAITING]
        return [*((state.value, say(state)) for state in others), (EVERYTHING, _("all"))]

    def choices(self, changelist: Any) -> Any:
        """The choices, with the queue in the place of the admin's own "all"."""
        queue, *others = super().choices(changelist)
        return [{**queue, "display": say(ReviewState.WAITING)}, *others]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        value = self.value()
        if value == EVERYTHING:
            return queryset
        if is_queue(request):
            return queryset.filter(waiting__isnull=False)
        return queryset.filter(review_state=value)


class QueuedFilter(ClosedFilter):
    """A filter by a column that the queue repeats: its own index then finds and orders at once."""

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        rows = super().queryset(request, queryset)
        if rows is None or not self.used_parameters or not is_queue(request):
            return rows if rows is not None else queryset
        return rows.filter(**{f"waiting__{self.field_path}": F(self.field_path)})


class SourceFilter(QueuedFilter):
    """The sources that have stances at all."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        rows = Source.objects.filter(Exists(Stance.objects.filter(source=OuterRef("pk"))))
        return [(row.pk, row.name) for row in rows.order_by("name")]


class ColumnFilter(admin.SimpleListFilter):
    """A filter by a plain column that the queue repeats."""

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if not (value := self.value()):
            return queryset
        rows = queryset.filter(**{f"{self.parameter_name}": value})
        return (
            rows.filter(**{f"waiting__{self.parameter_name}": value}) if is_queue(request) else rows
        )


class LanguageFilter(ColumnFilter):
    """The languages of the sources."""

    title = _("language")
    parameter_name = "language"
    template = "admin/filter_closed.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        languages = Source.objects.order_by("language").values_list("language", flat=True)
        return [(language, language) for language in languages.distinct() if language]


class ReaderFilter(ColumnFilter):
    """Who found the stance."""

    title = _("reader")
    parameter_name = "reader"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(reader, reader) for reader in READERS]


class EffectFilter(admin.SimpleListFilter):
    """What a verdict would flip."""

    title = _("what a verdict flips")
    parameter_name = "flips"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", _("today's position")),
            ("past", _("the past")),
            ("nothing", _("nothing")),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        wanted = {
            "today": Q(waiting__today=True),
            "past": Q(waiting__deed__isnull=False, waiting__today=False),
            "nothing": Q(waiting__isnull=False, waiting__deed__isnull=True),
        }
        return queryset.filter(wanted[value]) if (value := self.value()) in wanted else queryset


class AskedFilter(admin.SimpleListFilter):
    """Whether a reader asks for its correction."""

    title = _("request of a reader")
    parameter_name = "asked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if (value := self.value()) not in {"yes", "no"}:
            return queryset
        # By the requests themselves: they are few, and the rows of the queue are not.
        asked = Q(pk__in=CorrectionRequest.objects.filter(state=Outcome.OPEN).values("stance"))
        return queryset.filter(asked if value == "yes" else ~asked)


class AssignedFilter(admin.SimpleListFilter):
    """Who took a stance on."""

    title = _("who took it on")
    parameter_name = "taken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("by me")), ("nobody", _("by nobody")), ("others", _("by others"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        mine = Q(assignment__editor=request.user.pk)
        wanted = {
            "me": mine,
            "nobody": Q(assignment__isnull=True),
            "others": Q(assignment__isnull=False) & ~mine,
        }
        return queryset.filter(wanted[value]) if (value := self.value()) in wanted else queryset


def search_words(queryset: "QuerySet[Stance]", text: str) -> "QuerySet[Stance]":
    """The stances whose quote, summary or speaker hold all these words, or words that begin so."""
    query = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", text))
    if not query:
        return queryset.none()
    found = (
        Stance.objects.alias(searched=SearchVector("quote", "summary", "speaker", config="simple"))
        .filter(searched=SearchQuery(query, config="simple", search_type="raw"))
        .order_by()
        .values("pk")
    )
    # A limit of its own: the words are looked up in their index, whatever the list is ordered by.
    return queryset.filter(pk__in=found[:MOST_FOUND])


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
        return Stance.objects.filter(waiting__isnull=False).order_by(*QUEUE_ORDER)
    return queue


def find_place(stance: Stance, filters: str) -> Place:
    """Where a stance stands in the list with these filters, before it is judged."""
    if QueryDict(filters).get(REVIEW, ReviewState.WAITING) != ReviewState.WAITING:
        return Place(None, stance.pk)
    place = Waiting.objects.filter(pk=stance.pk).values_list("place", flat=True).first()
    return Place(0 if place is None else place, stance.pk)


def find_next(queue: "QuerySet[Stance]", place: Place | None) -> int | None:
    """The stance after a place in its list, beginning anew at the end; None when it is empty."""
    keys = queue.values_list("pk", flat=True)
    if place is None:
        return keys.first()
    if place.place is None:
        later = Q(pk__lt=place.number)
    else:
        # The first part alone lets the index begin at the place.
        later = Q(waiting__place__gte=place.place) & (
            Q(waiting__place__gt=place.place) | Q(pk__gt=place.number)
        )
    return keys.filter(later).first() or keys.exclude(pk=place.number).first()
