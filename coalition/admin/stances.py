"""The review queue, and what belongs to a stance: its conditions and the verdicts on it."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.bulk import accept_selected, reject_selected
from coalition.admin.effects import describe_effect
from coalition.admin.judging import judge_stance
from coalition.admin.queue import (
    FILTERS,
    LIST_ORDER,
    QUEUE_ORDER,
    AssignedFilter,
    EffectFilter,
    LanguageFilter,
    Place,
    QueuedFilter,
    ReaderFilter,
    ReviewStateFilter,
    SourceFilter,
    find_next,
    find_queue,
    is_queue,
    search_words,
)
from coalition.admin.tables import (
    ReadOnlyAdmin,
    TableAdmin,
    shorten,
)
from coalition.models import Review, Stance, StanceCondition


@admin.register(Stance)
class StanceAdmin(TableAdmin):
    """The queue of stances, and one screen for each. Nothing here saves a stance: review.py does."""

    may_add = False
    may_delete = False
    list_display = (
        "claim",
        "words_in_short",
        "effect",
        "taken_by",
        "voice",
        "first_day",
        "source",
        "language",
        "sureness",
        "reader",
        "review_state",
    )
    list_display_links = ("claim", "words_in_short")
    list_select_related = ("country", "proposal", "source", "waiting", "assignment__editor")
    list_filter = (
        ReviewStateFilter,
        AssignedFilter,
        EffectFilter,
        ("country", QueuedFilter),
        ("proposal", QueuedFilter),
        LanguageFilter,
        ("source", SourceFilter),
        ReaderFilter,
        "voice",
        "kind",
        "withdrawn",
    )
    search_fields = ("quote", "summary", "speaker")
    sortable_by = ()
    actions = (accept_selected, reject_selected)
    history_of_parts = {StanceCondition: "stance_id"}  # noqa: RUF012 - declared in TableAdmin

    @admin.display(description=gettext_lazy("stance"))
    def claim(self, stance: Stance) -> str:
        """Its number, and who holds which position on what."""
        return f"{stance.pk} · {stance.country} · {stance.position} · {stance.proposal}"

    @admin.display(description=gettext_lazy("confidence"))
    def sureness(self, stance: Stance) -> str:
        """The reader's confidence, as a share."""
        return f"{stance.confidence:.2f}"

    @admin.display(description=gettext_lazy("words"))
    def words_in_short(self, stance: Stance) -> str:
        """The beginning of the quote, or of our summary."""
        return shorten(stance.words)

    @admin.display(description=gettext_lazy("why here"))
    def effect(self, stance: Stance) -> str:
        """What a verdict would flip."""
        return describe_effect(getattr(stance, "waiting", None))

    @admin.display(description=gettext_lazy("taken on by"))
    def taken_by(self, stance: Stance) -> str:
        """The editor who took it on."""
        return str(stance.assignment.editor) if hasattr(stance, "assignment") else ""

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """One order for the list and for "next"."""
        return QUEUE_ORDER if is_queue(request) else LIST_ORDER

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Stance]", search_term: str
    ) -> tuple["QuerySet[Stance]", bool]:
        """Words by their index."""
        if not search_term:
            return queryset, False
        return search_words(queryset, search_term), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue, under its own name."""
        context = {"title": _("Review queue"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        judge = path(
            "judge/", self.admin_site.admin_view(self.start_view), name="coalition_stance_judge"
        )
        return [judge, *super().get_urls()]

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Opens the first stance of the queue with the filters of this address."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return self.open_next(request, None, request.GET.urlencode())

    def open_next(
        self, request: HttpRequest, place: Place | None, filters: str, judged: int | None = None
    ) -> HttpResponse:
        """Goes on to the stance after this place, or back to the list where the queue is empty."""
        following = find_next(find_queue(self, request, filters), place)
        if following is None:
            self.message_user(request, _("Nothing is left in this queue."))
            address = reverse("admin:coalition_stance_changelist")
            return HttpResponseRedirect(f"{address}?{filters}" if filters else address)
        address = reverse("admin:coalition_stance_change", args=[following])
        query = {FILTERS: filters} if filters else {}
        if judged is not None:
            query["judged"] = str(judged)
        return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The one screen on which a stance is judged."""
        stance: Stance | None = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, stance):
            raise PermissionDenied
        if stance is None:
            raise Http404
        if request.method == "POST" and not self.has_change_permission(request, stance):
            raise PermissionDenied
        return judge_stance(self, request, stance)


@admin.register(StanceCondition)
class StanceConditionAdmin(ReadOnlyAdmin):
    """What countries make their positions depend on, in whose words."""

    list_display = ("stance", "kind", "words")
    list_select_related = ("stance",)
    list_filter = ("kind",)
    search_fields = ("words",)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """The verdicts: only ever added."""

    list_display = ("at", "stance", "verdict", "reason", "editor", "note")
    list_select_related = ("stance", "editor")
    list_filter = ("verdict", "reason", "editor")
    search_fields = ("note", "editor__username")
