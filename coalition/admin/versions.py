"""Any two versions of a stance side by side, and going back to an earlier one, as a new version."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.forms import LARGEST_OFFSET
from coalition.admin.history import find_snapshots, read_context
from coalition.admin.words import list_choices, say, word
from coalition.conditions import describe_conditions
from coalition.desk.verdicts import give_verdict
from coalition.errors import BadVerdict, Conflict, QuoteRefused
from coalition.models import Stance, Suggestion
from coalition.models.stances import claim_fields
from coalition.review import CONDITIONS, DATE_DEED
from coalition.vocabulary import Condition, Reason, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coalition.admin.stances import StanceAdmin


@dataclass(frozen=True, slots=True)
class Version:
    """What stood of a stance in one edition, and since when."""

    edition: int
    at: Any
    values: dict[str, Any]


class RevertForm(forms.Form):
    """Why an earlier version is right, and the edition that the editor saw."""

    back_to = forms.IntegerField(min_value=1, max_value=LARGEST_OFFSET)
    edition = forms.IntegerField(min_value=1, max_value=LARGEST_OFFSET)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=list_choices(Reason), widget=forms.RadioSelect
    )


def list_versions(stance: Stance) -> list[Version]:
    """The editions of a stance, newest first, each as it was at its end."""
    snapshots = find_snapshots(Stance)
    assert snapshots is not None
    rows: Any = snapshots._default_manager.filter(pgh_obj_id=stance.pk)
    newest: dict[int, Version] = {}
    dated = set()
    for row in rows.select_related("pgh_context").order_by("pgh_id"):
        if row.edition not in newest and read_context(row).get("deed") == DATE_DEED:
            dated.add(row.edition)
        values = claim_fields(row) | {"review_state": str(row.review_state)}
        newest[row.edition] = Version(row.edition, row.pgh_created_at, values)
    versions = [newest[edition] for edition in sorted(newest, reverse=True)]
    # Every other edition began with a verdict, and a verdict says which conditions it replaced.
    reviews = stance.reviews.order_by("-id").iterator()
    conditions = describe_conditions(stance)
    for version in versions:
        version.values[CONDITIONS] = conditions
        review = None if version.edition in dated else next(reviews, None)
        if review is not None:
            conditions = review.before.get(CONDITIONS, conditions)
    return versions


def show_versions(model_admin: "StanceAdmin", request: HttpRequest, key: int) -> HttpResponse:
    """Compares two editions; goes back to one where that was sent."""
    stance: Stance = model_admin.open_row(request, str(key))
    versions = {version.edition: version for version in list_versions(stance)}
    if request.method == "POST":
        return go_back(model_admin, request, stance, versions)
    editions = list(versions)
    before = read_edition(request, "before", editions, editions[min(1, len(editions) - 1)])
    after = read_edition(request, "after", editions, editions[0])
    one, other = versions[before].values, versions[after].values
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Versions of stance %d") % stance.pk,
        "opts": model_admin.opts,
        "stance": stance,
        "versions": list(versions.values()),
        "before": before,
        "after": after,
        "rows": [
            (
                name,
                write_cell(name, one[name]),
                write_cell(name, other[name]),
                one[name] != other[name],
            )
            for name in one
        ],
        "form": RevertForm(),
        "may_judge": model_admin.has_change_permission(request, stance),
    }
    return TemplateResponse(request, "admin/coalition/stance/versions.html", context)


def write_cell(name: str, value: object) -> object:
    """A value as the table shows it: in words, and conditions a line each."""
    if not isinstance(value, list):
        return word(value, name)
    return "\n".join(f"{say(Condition(one['kind']))}: {one['words']}" for one in value)


def read_edition(request: HttpRequest, name: str, editions: list[int], default: int) -> int:
    """An edition that an address names, or the one to begin with."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) in editions else default


def go_back(
    model_admin: "StanceAdmin", request: HttpRequest, stance: Stance, versions: dict[int, Version]
) -> HttpResponse:
    """Corrects a stance to what stood in an earlier edition: a verdict like any other."""
    form = RevertForm(request.POST)
    if not form.is_valid() or form.cleaned_data["back_to"] not in versions:
        model_admin.message_user(request, _("Choose a reason for it."), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
    said = form.cleaned_data
    values = dict(versions[said["back_to"]].values)
    del values["review_state"]
    if not stance.quote:
        for name in ("quote", "quote_start", "quote_end"):
            del values[name]
    try:
        done = give_verdict(
            stance.pk,
            Verdict.CORRECT,
            by=cast("User", request.user),
            changes=values,
            reason=Reason(said["reason"]),
            edition=said["edition"],
            note=_("back to version %d") % said["back_to"],
        )
    except (BadVerdict, QuoteRefused, Conflict) as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())
    words = (
        _("This would flip a position; another editor has to confirm it.")
        if isinstance(done, Suggestion)
        else _("The stance is as it was in version %d.") % said["back_to"]
    )
    model_admin.message_user(request, words, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:coalition_stance_change", args=[stance.pk]))
