"""What the public asks about a stance, on the screen where it is judged: answered with the verdict."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.sent import is_key
from coalition.desk.requests import answer_request
from coalition.models import CorrectionRequest, Stance
from coalition.vocabulary import Outcome

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ANSWER = "answer"  # the deed that answers without a verdict
MAY_ANSWER = "coalition.change_correctionrequest"
SHOWN = "requests"  # the field that names the requests that stood on the screen


class RequestForm(forms.Form):
    """What becomes of one request: it stays open, or is closed with an answer."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        required=False,
        choices=[
            ("", gettext_lazy("it stays open")),
            (Outcome.ACCEPTED.value, gettext_lazy("the reader is right")),
            (Outcome.DECLINED.value, gettext_lazy("declined")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands in public, beside the stance."),
    )

    def __init__(self, data: Any, row: CorrectionRequest) -> None:
        super().__init__(data, prefix=f"request-{row.pk}", initial={"outcome": ""})
        self.row = row

    def clean(self) -> dict[str, Any]:
        """Refuses an answer that closes nothing, and a closing without an answer."""
        said = super().clean() or self.cleaned_data
        outcome, answer = said.get("outcome", ""), said.get("answer", "")
        if outcome and not answer.strip():
            self.add_error("answer", _("Answer in a sentence: it stands in public."))
        if answer.strip() and not outcome and "outcome" not in self.errors:
            self.add_error("outcome", _("Say what becomes of the request."))
        return said

    @property
    def closes(self) -> bool:
        """Whether it holds an answer; of a valid form only."""
        return bool(self.cleaned_data["outcome"])


def open_requests(data: QueryDict | None, stance: Stance) -> list[RequestForm]:
    """A form for each open request about a stance, and for each that was answered while it stood on an
    editor's screen: what he wrote is not lost."""
    if not stance.pk:
        return []
    seen = data.getlist(SHOWN) if data is not None else []
    keys = [int(key) for key in seen if is_key(key)]
    rows = stance.requests.filter(Q(state=Outcome.OPEN) | Q(pk__in=keys)).order_by("pk")
    return [RequestForm(data, row) for row in rows]


def answer_requests(forms_sent: Sequence[RequestForm], *, by: "User") -> None:
    """Gives the answers of valid forms. Raises BadVerdict for a request that was answered before."""
    for form in forms_sent:
        if not by.has_perm(MAY_ANSWER):
            raise PermissionDenied
        said = form.cleaned_data
        answer_request(form.row.pk, Outcome(said["outcome"]), answer=said["answer"], by=by)


def first_asked() -> Subquery:
    """The words of the oldest open request about each stance of a query."""
    rows = CorrectionRequest.objects.filter(stance=OuterRef("pk"), state=Outcome.OPEN)
    return Subquery(rows.order_by("pk").values("words")[:1])
