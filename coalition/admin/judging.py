"""An editor's verdict on one stance, and what happens where two editors judge it at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coalition import review
from coalition.admin.forms import StanceForm, VerdictForm
from coalition.admin.history import find_snapshots
from coalition.admin.queue import FILTERS, find_place
from coalition.admin.screen import show_stance, write_value
from coalition.admin.words import WORDS
from coalition.errors import BadVerdict, Conflict, QuoteRefused
from coalition.models import Review, Stance
from coalition.models.stances import claim_fields
from coalition.vocabulary import Reason, ReviewState, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coalition.admin.stances import StanceAdmin

NEXT = "next"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in a conflict: as both editors saw it, as the other left it, as this one wants it."""

    label: str
    base: str
    theirs: str
    mine: str


def judge_stance(model_admin: "StanceAdmin", request: HttpRequest, stance: Stance) -> HttpResponse:
    """Shows a stance; carries out the verdict that was sent, and goes on to the next one.

    A verdict that cannot be is shown with its reason, and all that was typed stays in the form.
    """
    if request.method != "POST":
        return show_stance(model_admin, request, stance, open_form(stance))
    by = cast("User", request.user)
    deed = request.POST.get("deed", "")
    if deed == Verdict.UNDO:
        return take_back(model_admin, request, stance, by)
    filters = request.GET.get(FILTERS, "")
    place = find_place(stance, filters)
    form = open_form(stance, request.POST)
    try:
        done = carry_out(deed, stance, form, by)
    except Conflict:
        return show_conflict(model_admin, request, stance, form)
    except (BadVerdict, QuoteRefused) as error:
        form.add_error("quote" if isinstance(error, QuoteRefused) else None, str(error))
        return show_stance(model_admin, request, stance, form)
    if done is None:
        return model_admin.open_next(request, place, filters)
    said = WORDS[ReviewState(done.after["review_state"])] if "review_state" in done.after else ""
    model_admin.message_user(request, f"{done.stance}: {said or WORDS[Verdict(done.verdict)]}")
    return model_admin.open_next(request, place, filters, judged=stance.pk)


def carry_out(deed: str, stance: Stance, form: StanceForm, by: "User") -> Review | None:
    """Does what the editor asked for; None where that was only to go on.

    Raises BadVerdict for a verdict that does not hold together, QuoteRefused and Conflict.
    """
    if deed != Verdict.CORRECT and form.list_changed():
        raise BadVerdict(_("You changed fields: save the correction, or reset them first."))
    if not form.is_valid():
        raise BadVerdict(_("Nothing was saved: see the fields that are marked."))
    said = form.cleaned_data
    common: dict[str, Any] = {"by": by, "edition": said["edition"], "note": said["note"]}
    if deed == NEXT:
        return None
    if deed == Verdict.ACCEPT:
        return review.accept_stance(stance.pk, **common)
    if deed not in {Verdict.CORRECT, Verdict.REJECT}:
        raise BadVerdict(_("Choose one of the buttons."))
    if not said["reason"]:
        raise BadVerdict(_("Choose a reason for it."))
    reason = Reason(said["reason"])
    if deed == Verdict.REJECT:
        return review.reject_stance(stance.pk, reason=reason, **common)
    return review.correct_stance(stance.pk, form.list_changes(), reason=reason, **common)


def take_back(
    model_admin: "StanceAdmin", request: HttpRequest, stance: Stance, by: "User"
) -> HttpResponse:
    """Undoes the newest verdict, and stays with the stance."""
    edition = read_edition(request.POST)
    try:
        if edition is None:
            raise BadVerdict(_("Nothing was undone: open the stance again."))
        review.undo_review(stance.pk, by=by, edition=edition)
    except (BadVerdict, Conflict) as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        model_admin.message_user(request, _("%s: the verdict is taken back.") % stance)
    filters = request.GET.get(FILTERS, "")
    address = reverse("admin:coalition_stance_change", args=[stance.pk])
    query = f"?{urlencode({FILTERS: filters})}" if filters else ""
    return HttpResponseRedirect(address + query)


def open_form(stance: Stance, data: QueryDict | None = None) -> StanceForm:
    """The form of a stance, against what its editor saw: an earlier edition where one was sent."""
    edition = stance.edition if data is None else read_edition(data)
    seen = find_edition(stance, stance.edition if edition is None else edition)
    return StanceForm(data, stance, seen, stance.edition)


def read_edition(data: QueryDict) -> int | None:
    """The edition that an editor saw, None where the form does not say it."""
    form = VerdictForm(data)
    return form.cleaned_data["edition"] if form.is_valid() else None


def find_edition(stance: Stance, edition: int) -> dict[str, Any]:
    """What stood of a stance in an edition, out of its history; what stands, where there was none."""
    snapshots = find_snapshots(Stance)
    if edition == stance.edition or snapshots is None:
        return claim_fields(stance)
    rows = snapshots._default_manager.filter(pgh_obj_id=stance.pk, edition=edition)
    row = rows.order_by("-pgh_id").first()
    return claim_fields(cast(Stance, row) if row else stance)


def show_conflict(
    model_admin: "StanceAdmin", request: HttpRequest, stance: Stance, form: StanceForm
) -> HttpResponse:
    """Says that somebody was quicker: what both saw, what they made of it, what this editor wants.

    The form then holds their values and, over them, what this editor changed; sending it again is
    a verdict on the new edition.
    """
    now = Stance.objects.get(pk=stance.pk)
    fresh = open_form(now)
    merged = request.POST.copy()
    merged["edition"] = str(now.edition)
    for name in fresh.fields:
        if name not in VerdictForm.base_fields and name not in form.changed_data:
            merged[name] = write_value(fresh[name].value())
    differences = [
        Difference(str(form[name].label), base, theirs, mine)
        for name in fresh.fields
        if name not in VerdictForm.base_fields
        for base, theirs, mine in [
            (
                write_value(form.get_initial_for_field(form.fields[name], name)),
                write_value(fresh[name].value()),
                write_value(form[name].value()),
            )
        ]
        if not base == theirs == mine
    ]
    context = {"conflict": True, "differences": differences}
    return show_stance(model_admin, request, now, open_form(now, merged), context, status=409)
