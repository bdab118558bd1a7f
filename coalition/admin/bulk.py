"""One verdict on many stances: a look at what it would flip, then one deed that can be taken back."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coalition.admin.effects import describe_flips
from coalition.admin.forms import LARGEST_OFFSET, BulkForm
from coalition.admin.sent import LONGEST_KEY, is_key
from coalition.desk.batches import UNDO_DAYS, Outcome, foresee_batch, judge_batch
from coalition.foresight import Flip
from coalition.models import Stance
from coalition.vocabulary import Reason, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coalition.admin.stances import StanceAdmin

MOST_AT_ONCE = 200  # as many as an editor can look through on one page
NAMES = {Verdict.ACCEPT: "accept_selected", Verdict.REJECT: "reject_selected"}


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
    rows = queryset.select_related("country", "proposal", "article__story", "source")
    stances = list(rows.defer("article__text")[: MOST_AT_ONCE + 1])
    if len(stances) > MOST_AT_ONCE:
        words = _("Choose at most %d stances: as many as you can look through.") % MOST_AT_ONCE
        model_admin.message_user(request, words, messages.ERROR)
        return None
    sent = "confirmed" in request.POST
    form = BulkForm(request.POST if sent else None, needs_reason=verdict is Verdict.REJECT)
    if sent and form.is_valid():
        report(model_admin, request, carry_out_many(request, verdict, form.cleaned_data))
        return None
    flips = foresee_batch(stances, verdict)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Accept these stances?")
        if verdict is Verdict.ACCEPT
        else _("Reject these stances?"),
        "opts": model_admin.opts,
        "stances": stances,
        "flips": describe_flips(flips),
        "lines": count_lines(flips),
        "today": count_lines(flip for flip in flips if flip.covers(timezone.localdate())),
        "yes": _("Yes, accept them") if verdict is Verdict.ACCEPT else _("Yes, reject them"),
        "undo_days": UNDO_DAYS,
        "form": form,
        "action": NAMES[verdict],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/coalition/stance/bulk.html", context)


def count_lines(flips: Iterable[Flip]) -> int:
    """How many lines would say something else."""
    return len({(flip.country, flip.proposal) for flip in flips})


def carry_out_many(request: HttpRequest, verdict: Verdict, said: dict[str, Any]) -> Outcome | None:
    """Gives the verdict to the stances that were on the page, in the editions that were on it.

    None where nothing that was sent stood on the page.
    """
    editions, unseen = {}, []
    for key in request.POST.getlist(ACTION_CHECKBOX_NAME)[:MOST_AT_ONCE]:
        edition = request.POST.get(f"edition_{key}", "")
        if is_key(key) and is_key(edition) and int(edition) <= LARGEST_OFFSET:
            editions[int(key)] = int(edition)
        else:
            unseen.append(_("Stance %s was not on the page.") % key[:LONGEST_KEY])
    if not editions:
        return None
    reason = Reason(said["reason"]) if "reason" in said else None
    by = cast("User", request.user)
    outcome = judge_batch(editions, verdict, by=by, reason=reason, note=said["note"])
    outcome.refused += unseen
    return outcome


def report(model_admin: "StanceAdmin", request: HttpRequest, outcome: Outcome | None) -> None:
    """Says what was done, how it is taken back, and what was not done."""
    if outcome is None:
        words = _("Nothing was done: none of these stances was on the page.")
        model_admin.message_user(request, words, messages.ERROR)
        return
    if outcome.done:
        words = ngettext("%d stance is judged.", "%d stances are judged.", outcome.done)
        address = reverse("admin:coalition_batch_change", args=[outcome.batch.pk])
        told = format_html(
            '{} <a href="{}">{}</a>', words % outcome.done, address, _("See the batch, or undo it")
        )
        model_admin.message_user(request, told, messages.SUCCESS)
    if outcome.suggested:
        words = describe_suggested(outcome.suggested)
        model_admin.message_user(request, words, messages.WARNING)
    for words in outcome.refused:
        model_admin.message_user(request, words, messages.ERROR)


def describe_suggested(count: int) -> str:
    """That so many verdicts wait for another editor."""
    words = ngettext(
        "%d verdict would flip a position and waits for another editor's word.",
        "%d verdicts would flip positions and wait for another editor's word.",
        count,
    )
    return words % count
