"""One verdict on many stances: each through review.py, in its own transaction, with the edition seen."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalition import review
from coalition.admin.forms import BulkForm
from coalition.errors import Conflict
from coalition.models import Stance
from coalition.vocabulary import Reason, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coalition.admin.stances import StanceAdmin

MOST_AT_ONCE = 200  # as many as an editor can look through on one page
NAMES = {Verdict.ACCEPT: "accept_selected", Verdict.REJECT: "reject_selected"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many verdicts were given, and why the others were not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


@admin.action(description=gettext_lazy("Accept the selected stances"), permissions=["change"])
def accept_selected(
    model_admin: "StanceAdmin", request: HttpRequest, queryset: "QuerySet[Stance]"
) -> HttpResponse | None:
    """Asks whether these are all right, then accepts them."""
    return judge_many(model_admin, request, queryset, Verdict.ACCEPT)


@admin.action(description=gettext_lazy("Reject the selected stances"), permissions=["change"])
def reject_selected(
    model_admin: "StanceAdmin", request: HttpRequest, queryset: "QuerySet[Stance]"
) -> HttpResponse | None:
    """Asks for the reason, then rejects them."""
    return judge_many(model_admin, request, queryset, Verdict.REJECT)


def judge_many(
    model_admin: "StanceAdmin",
    request: HttpRequest,
    queryset: "QuerySet[Stance]",
    verdict: Verdict,
) -> HttpResponse | None:
    """The page between choosing and doing; None once it is done, so that the list is shown again."""
    rows = queryset.select_related("country", "proposal", "article", "source")
    stances = list(rows.defer("article__text")[: MOST_AT_ONCE + 1])
    if len(stances) > MOST_AT_ONCE:
        words = _("Choose at most %d stances: as many as you can look through.") % MOST_AT_ONCE
        model_admin.message_user(request, words, messages.ERROR)
        return None
    sent = "confirmed" in request.POST
    form = BulkForm(request.POST if sent else None, needs_reason=verdict is Verdict.REJECT)
    if sent and form.is_valid():
        outcome = carry_out_many(request, verdict, form.cleaned_data)
        report(model_admin, request, outcome)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Accept these stances?")
        if verdict is Verdict.ACCEPT
        else _("Reject these stances?"),
        "opts": model_admin.opts,
        "stances": stances,
        "form": form,
        "action": NAMES[verdict],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/coalition/stance/bulk.html", context)


def carry_out_many(request: HttpRequest, verdict: Verdict, said: dict[str, Any]) -> Outcome:
    """Gives the verdict to each stance that was on the page, in the edition that was on it."""
    by, done, refused = cast("User", request.user), 0, []
    for key in request.POST.getlist(ACTION_CHECKBOX_NAME)[:MOST_AT_ONCE]:
        edition = request.POST.get(f"edition_{key}", "")
        if not (key.isdecimal() and edition.isdecimal()):
            refused.append(_("Stance %s was not on the page.") % key)
            continue
        common: dict[str, Any] = {"by": by, "edition": int(edition), "note": said["note"]}
        try:
            if verdict is Verdict.ACCEPT:
                review.accept_stance(int(key), **common)
            else:
                review.reject_stance(int(key), reason=Reason(said["reason"]), **common)
        except Conflict as error:
            refused.append(str(error))
        else:
            done += 1
    return Outcome(done, refused)


def report(model_admin: "StanceAdmin", request: HttpRequest, outcome: Outcome) -> None:
    """Says what was done and what was not."""
    if outcome.done:
        words = ngettext("%d stance is judged.", "%d stances are judged.", outcome.done)
        model_admin.message_user(request, words % outcome.done, messages.SUCCESS)
    for words in outcome.refused:
        model_admin.message_user(request, words, messages.ERROR)
