"""The review queue, and what belongs to a stance: its conditions and the verdicts on it."""
# ruff: noqa: ARG002 - the signatures are Django's

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.asking import first_asked
from coalition.admin.bulk import accept_selected, reject_selected
from coalition.admin.effects import describe_effect
from coalition.admin.forms import write_day
from coalition.admin.judging import judge_stance
from coalition.admin.missed import add_missed
from coalition.admin.queue import (
    FILTERS,
    LIST_ORDER,
    QUEUE_ORDER,
    AskedFilter,
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
from coalition.admin.tables import OwnPageAdmin, ReadOnlyAdmin, shorten
from coalition.admin.versions import show_versions
from coalition.admin.words import name_stance, say
from coalition.desk.gold import make_gold_line, make_training_clause
from coalition.errors import BadInput
from coalition.models import Review, SavedFilter, Stance, StanceCondition
from coalition.vocabulary import ReviewState, StanceKind, Voice

LONGEST_NAME, LONGEST_QUERY = 60, 500  # as the columns of a filter hold them


@admin.register(Stance)
class StanceAdmin(OwnPageAdmin):
    """The queue of stances, and one screen for each. Nothing here saves a stance: review.py does."""

    may_add = False
    may_delete = False
    list_display = (
        "claim",
        "words_in_short",
        "effect",
        "said",
        "printed",
        "read",
        "taken_by",
        "review_state",
    )
    list_display_links = ("claim", "words_in_short")
    list_select_related = ("country", "proposal", "source", "waiting", "assignment__editor")
    list_filter = (
        ReviewStateFilter,
        AssignedFilter,
        AskedFilter,
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
    words = {"voice": Voice, "kind": StanceKind, "review_state": ReviewState}  # noqa: RUF012 - declared in TableAdmin
    search_fields = ("quote", "summary", "speaker")
    sortable_by = ()
    actions = (accept_selected, reject_selected)
    history_of_parts = {StanceCondition: "stance_id"}  # noqa: RUF012 - declared in TableAdmin

    @admin.display(description=gettext_lazy("stance"))
    def claim(self, stance: Stance) -> str:
        """Its number, and who holds which position on what."""
        return f"{stance.pk} · {name_stance(stance)}"

    @admin.display(description=gettext_lazy("said"))
    def said(self, stance: Stance) -> str:
        """The day of the words as far as it is known, and whose they are."""
        return (
            f"{write_day(stance.first_day, stance.precision) or '-'} · {say(Voice(stance.voice))}"
        )

    @admin.display(description=gettext_lazy("source"))
    def printed(self, stance: Stance) -> str:
        """Its source and language."""
        return " · ".join(str(one) for one in (stance.source, stance.language) if one)

    @admin.display(description=gettext_lazy("read by"))
    def read(self, stance: Stance) -> str:
        """Its reader, and the reader's confidence as a share."""
        return f"{stance.reader} · {stance.confidence:.2f}"

    @admin.display(description=gettext_lazy("words"))
    def words_in_short(self, stance: Stance) -> str:
        """The beginning of the quote, or of our summary."""
        return shorten(stance.words)

    @admin.display(description=gettext_lazy("why here"))
    def effect(self, stance: Stance) -> str:
        """What a reader asks, and what a verdict would flip; of one that was judged, how."""
        waiting = getattr(stance, "waiting", None)
        why = describe_effect(waiting, getattr(stance, "asked_words", None))
        judged = waiting is not None and stance.review_state != ReviewState.WAITING
        return f"{say(ReviewState(stance.review_state))} · {why}" if judged else why

    @admin.display(description=gettext_lazy("taken on by"))
    def taken_by(self, stance: Stance) -> str:
        """The editor who took it on."""
        return str(stance.assignment.editor) if hasattr(stance, "assignment") else ""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Stance]":
        """Each stance with what a reader asks of it."""
        rows: QuerySet[Stance] = super().get_queryset(request)
        return rows.annotate(asked_words=first_asked())

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; in the queue nearly all are waiting, and the others say so."""
        columns = super().get_list_display(request)
        return columns[:-1] if is_queue(request) else columns

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
        saved = SavedFilter.objects.filter(editor=request.user.pk)
        context = {"title": _("Review queue"), "saved": saved, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "judge": ("judge/", self.start_view),
            "save_filter": ("filters/", self.save_filter_view),
            "forget": ("filters/<int:key>/forget/", self.forget_view),
            "missed": ("missed/<int:article_id>/", self.missed_view),
            "gold": ("<int:key>/gold/", self.gold_view),
            "clause": ("<int:key>/clause/", self.clause_view),
            "versions": ("<int:key>/versions/", self.versions_view),
        }
        return [
            *(
                path(address, self.admin_site.admin_view(view), name=f"coalition_stance_{name}")
                for name, (address, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def save_filter_view(self, request: HttpRequest) -> HttpResponse:
        """Keeps the filter of the list under a name; the same name again takes the new one."""
        if request.method != "POST" or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name, query = (request.POST.get(one, "").replace("\0", "") for one in ("name", "query"))
        name = name.strip()
        if 0 < len(name) <= LONGEST_NAME and len(query) <= LONGEST_QUERY:
            SavedFilter.objects.update_or_create(
                editor_id=request.user.pk, name=name, defaults={"query": query}
            )
        else:
            words = _("A filter needs a name of at most %d characters.") % LONGEST_NAME
            self.message_user(request, words, messages.ERROR)
        address = reverse("admin:coalition_stance_changelist")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def forget_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Forgets a filter of one's own; that of another is not there."""
        if request.method != "POST" or not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not SavedFilter.objects.filter(pk=key, editor=request.user.pk).delete()[0]:
            raise Http404
        return HttpResponseRedirect(reverse("admin:coalition_stance_changelist"))

    def versions_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Two versions side by side, and the way back."""
        return show_versions(self, request, key)

    def missed_view(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """Adds a stance that no reader found."""
        return add_missed(self, request, article_id)

    def gold_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The article of a stance as a gold line."""
        return self.send_line(request, key, lambda row: make_gold_line(row.article))

    def clause_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A stance as a clause for the training."""
        return self.send_line(request, key, make_training_clause)

    def send_line(
        self, request: HttpRequest, key: int, make: Callable[[Any], dict[str, Any]]
    ) -> HttpResponse:
        """One line of JSON as a file; where none can be made, the stance's screen says why."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        stance = get_object_or_404(Stance.objects.select_related("article__source"), pk=key)
        if stance.article is None:
            raise Http404
        try:
            line = make(stance)
        except BadInput as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:coalition_stance_change", args=[key]))
        text = json.dumps(line, ensure_ascii=False) + "\n"
        headers = {"Content-Disposition": f'attachment; filename="{line["id"]}.jsonl"'}
        return HttpResponse(text, content_type="application/jsonl", headers=headers)

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

    def show_row(self, request: HttpRequest, row: Any) -> HttpResponse:
        """The one screen on which a stance is judged."""
        return judge_stance(self, request, row)


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
