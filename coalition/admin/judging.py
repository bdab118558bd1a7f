"""An editor's verdict on one stance, and what happens where two editors judge it at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.forms import BoundField, ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coalition.admin.asking import ANSWER, answer_requests
from coalition.admin.effects import describe_flips
from coalition.admin.forms import StanceForm, VerdictForm
from coalition.admin.history import find_snapshots
from coalition.admin.queue import FILTERS, find_place
from coalition.admin.screen import show_stance, write_value
from coalition.admin.words import name_stance, say, word
from coalition.desk.verdicts import foresee_verdict, give_verdict
from coalition.errors import BadVerdict, Conflict, QuoteRefused
from coalition.models import Assignment, Review, Stance, Suggestion
from coalition.models.stances import claim_fields
from coalition.vocabulary import Reason, ReviewState, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coalition.admin.stances import StanceAdmin

NEXT, PREVIEW, TAKE, RELEASE = "next", "preview", "take", "release"


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
    if deed in {TAKE, RELEASE}:
        return assign(model_admin, request, stance, by, deed)
    form = open_form(stance, request.POST)
    if deed == PREVIEW:
        return show_stance(model_admin, request, stance, form, {"preview": preview(stance, form)})
    return judge_and_go_on(model_admin, request, stance, form, deed)


def judge_and_go_on(
    model_admin: "StanceAdmin", request: HttpRequest, stance: Stance, form: StanceForm, deed: str
) -> HttpResponse:
    """Carries out a verdict and opens the next stance, or shows why it cannot be."""
    filters = request.GET.get(FILTERS, "")
    place = find_place(stance, filters)
    try:
        done = carry_out(deed, stance, form, cast("User", request.user))
    except Conflict:
        return show_conflict(model_admin, request, stance, form)
    except (BadVerdict, QuoteRefused) as error:
        about_quote = isinstance(error, QuoteRefused) and "quote" in form.fields
        form.add_error("quote" if about_quote else None, str(error))
        return show_stance(model_admin, request, stance, form)
    if isinstance(done, Suggestion):
        words = _("%s: this would flip a position; another editor has to confirm it.")
        words %= name_stance(stance)
        model_admin.message_user(request, words, messages.WARNING)
    elif done is None and deed == ANSWER:
        model_admin.message_user(request, _("The answer stands in public."))
    elif done is not None:
        said = done.after.get("review_state")
        told = say(ReviewState(said)) if said else say(Verdict(done.verdict))
        model_admin.message_user(request, f"{name_stance(done.stance)}: {told}")
    judged = stance.pk if isinstance(done, Review) else None
    return model_admin.open_next(request, place, filters, judged=judged)


def carry_out(
    deed: str, stance: Stance, form: StanceForm, by: "User"
) -> Review | Suggestion | None:
    """Does what the editor asked for, and answers the public in the same breath; None where there was
    no verdict in it.

    Raises BadVerdict for a verdict that does not hold together, QuoteRefused and Conflict.
    """
    if deed != Verdict.CORRECT and form.list_changed():
        raise BadVerdict(_("You changed fields: save the correction, or reset them first."))
    if not form.is_valid():
        raise BadVerdict(_("Nothing was saved: see the fields that are marked."))
    answers = [one for one in form.requests if one.closes]
    if deed == NEXT:
        if answers:
            raise BadVerdict(_("You wrote an answer: send it with a verdict, or alone."))
        return None
    with transaction.atomic():
        done = None if deed == ANSWER else judge(deed, stance, form, by)
        if answers and isinstance(done, Suggestion):
            raise BadVerdict(
                _("This waits for another editor: answer the request once the verdict stands.")
            )
        if deed == ANSWER and not answers:
            raise BadVerdict(_("Say what becomes of the request, and answer it."))
        answer_requests(answers, by=by)
    return done


def judge(deed: str, stance: Stance, form: StanceForm, by: "User") -> Review | Suggestion:
    """The verdict in a valid form."""
    if deed not in {Verdict.ACCEPT, Verdict.CORRECT, Verdict.REJECT}:
        raise BadVerdict(_("Choose one of the buttons."))
    said = form.cleaned_data
    return give_verdict(
        stance.pk,
        Verdict(deed),
        by=by,
        changes=form.list_changes(),
        reason=Reason(said["reason"]) if said["reason"] else None,
        edition=said["edition"],
        note=said["note"],
    )


def preview(stance: Stance, form: StanceForm) -> list[str]:
    """What the correction in the form would flip, in words; nothing where the form does not hold."""
    if not form.is_valid():
        return []
    try:
        flips = foresee_verdict(stance, Verdict.CORRECT, form.list_changes())
    except (BadVerdict, QuoteRefused) as error:
        form.add_error(None, str(error))
        return []
    return describe_flips(flips) or [_("No line would change.")]


def assign(
    model_admin: "StanceAdmin", request: HttpRequest, stance: Stance, by: "User", deed: str
) -> HttpResponse:
    """Takes a stance on, or lets it go; stays with it. What another editor took on is his."""
    if deed == RELEASE:
        Assignment.objects.filter(stance=stance, editor=by).delete()
    else:
        row, _new = Assignment.objects.get_or_create(stance=stance, defaults={"editor": by})
        if row.editor_id != by.pk:
            words = _("%s took it on before.") % row.editor
            model_admin.message_user(request, words, messages.ERROR)
    return HttpResponseRedirect(request.get_full_path())


def take_back(
    model_admin: "StanceAdmin", request: HttpRequest, stance: Stance, by: "User"
) -> HttpResponse:
    """Undoes the newest verdict, and stays with the stance."""
    edition = read_edition(request.POST)
    try:
        if edition is None:
            raise BadVerdict(_("Nothing was undone: open the stance again."))
        done = give_verdict(stance.pk, Verdict.UNDO, by=by, edition=edition)
    except (BadVerdict, Conflict) as error:
        model_admin.message_user(request, str(error), messages.ERROR)
    else:
        words = (
            _("%s: this would flip a position; another editor has to confirm it.")
            if isinstance(done, Suggestion)
            else _("%s: the verdict is taken back.")
        )
        model_admin.message_user(request, words % name_stance(stance))
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
                name_value(form[name], form.get_initial_for_field(form.fields[name], name)),
                name_value(form[name], fresh[name].value()),
                name_value(form[name], form[name].value()),
            )
        ]
        if not base == theirs == mine
    ]
    context = {"conflict": True, "differences": differences}
    return show_stance(model_admin, request, now, open_form(now, merged), context, status=409)


def name_value(field: BoundField, value: object) -> str:
    """A value of a field as a person reads it."""
    if isinstance(field.field, ModelChoiceField):
        choices = field.field.queryset
        return str(choices.filter(pk=value).first() or "") if choices is not None else ""
    return str(word(write_value(value), field.name))
