"""What asks for an editor's word: suggestions, batches, differences, second codings, requests."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.bulk import describe_suggested
from coalition.admin.deciding import Button, DecidingAdmin, Facts, link_stance
from coalition.admin.effects import describe_flips, read_flips
from coalition.admin.forms import DecisionForm, ReasonForm
from coalition.admin.marking import find_surroundings
from coalition.admin.tables import ReadOnlyAdmin
from coalition.admin.words import label, say, word
from coalition.desk import batches, differences, requests, samples, verdicts
from coalition.errors import BadVerdict
from coalition.models import (
    Assignment,
    Batch,
    CorrectionRequest,
    Difference,
    SavedFilter,
    SecondCoding,
    Suggestion,
)
from coalition.models.desk import NO_STANCE
from coalition.vocabulary import Outcome, Position, Reason, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Who took which stance on."""

    list_display = ("stance", "editor", "at")
    list_select_related = ("stance", "editor")
    list_filter = ("editor",)


@admin.register(SavedFilter)
class SavedFilterAdmin(ReadOnlyAdmin):
    """An editor's own filters; nobody sees those of others."""

    list_display = ("name", "query")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[SavedFilter]":
        return super().get_queryset(request).filter(editor=request.user.pk)


@admin.register(Batch)
class BatchAdmin(DecidingAdmin):
    """Verdicts on many stances at once, each of which is taken back as one deed."""

    permission = "coalition.change_batch"
    list_display = ("id", "at", "editor", "verdict", "reason", "note")
    list_select_related = ("editor",)
    list_filter = ("verdict", "editor")

    def is_open(self, row: Batch) -> bool:
        return batches.is_undoable(row)

    def describe(self, request: HttpRequest, row: Batch) -> Facts:
        reviews = row.reviews.select_related("stance").order_by("id")
        undone = Batch.objects.filter(undoes=row).first()
        return [
            (_("Verdict"), say(Verdict(row.verdict))),
            (_("Editor"), row.editor),
            (_("When"), row.at),
            (_("Note"), row.note),
            (_("Takes back"), row.undoes or ""),
            (_("Taken back by"), undone or ""),
            *((_("Stance"), link_stance(one.stance)) for one in reviews),
        ]

    def list_buttons(self, request: HttpRequest, row: Batch) -> list[Button]:
        return [Button("undo", gettext_lazy("Take this batch back"))]

    def decide(self, row: Batch, deed: str, said: dict[str, Any], by: "User") -> str:
        outcome = batches.undo_batch(row.pk, by=by)
        told = [_("%d verdicts are taken back.") % outcome.done]
        if outcome.suggested:
            told.append(describe_suggested(outcome.suggested))
        return " ".join([*told, *outcome.refused])


@admin.register(Suggestion)
class SuggestionAdmin(DecidingAdmin):
    """Verdicts that would flip a position, and wait for another editor."""

    permission = "coalition.change_suggestion"
    form_class = DecisionForm
    list_display = ("stance", "verdict", "reason", "editor", "state", "at", "decided_by")
    list_select_related = ("stance", "editor", "decided_by")
    list_filter = ("state", "verdict", "editor")

    def describe(self, request: HttpRequest, row: Suggestion) -> Facts:
        return [
            (_("Stance"), link_stance(row.stance)),
            (_("Words"), row.stance.words),
            (_("Verdict"), say(Verdict(row.verdict))),
            (_("Changes"), describe_changes(row)),
            (_("Reason"), say(Reason(row.reason)) if row.reason else ""),
            (_("Note"), row.note),
            (_("Suggested by"), row.editor),
            (_("Would flip"), "\n".join(describe_flips(read_flips(row.flips)))),
            (_("State"), say(Outcome(row.state))),
            (_("Answer"), row.answer),
        ]

    def list_buttons(self, request: HttpRequest, row: Suggestion) -> list[Button]:
        decline = Button("decline", gettext_lazy("Decline, with an answer"))
        if row.editor_id == request.user.pk:
            return [Button("decline", gettext_lazy("Take it back, with an answer"))]
        return [Button("confirm", gettext_lazy("Confirm")), decline]

    def decide(self, row: Suggestion, deed: str, said: dict[str, Any], by: "User") -> str:
        if deed == "confirm":
            verdicts.confirm_suggestion(row.pk, by=by)
            return _("The verdict stands.")
        verdicts.decline_suggestion(row.pk, by=by, answer=said["answer"])
        return _("The suggestion is declined.")


def describe_changes(row: Suggestion) -> str:
    """What a suggested correction would change, a field a line."""
    return "\n".join(f"{label(name)}: {word(value, name)}" for name, value in row.changes.items())


@admin.register(Difference)
class DifferenceAdmin(DecidingAdmin):
    """What a reader newly says of words that an editor judged otherwise."""

    permission = "coalition.change_difference"
    form_class = ReasonForm
    list_display = ("stance", "reader", "version", "state", "at", "decided_by")
    list_select_related = ("stance", "decided_by")
    list_filter = ("state", "reader", "version")

    def describe(self, request: HttpRequest, row: Difference) -> Facts:
        found = differences.list_differing(row.stance, row.found)
        return [
            (_("Stance"), link_stance(row.stance)),
            (_("Words"), row.stance.words),
            (_("Reader"), f"{row.reader} {row.version}"),
            *(
                (
                    label(name),
                    _("stands: %(stands)s\nthe reader says: %(found)s")
                    % {
                        "stands": word(stands, name),
                        "found": word(says, name),
                    },
                )
                for name, stands, says in found
            ),
            (_("State"), say(Outcome(row.state))),
        ]

    def list_buttons(self, request: HttpRequest, row: Difference) -> list[Button]:
        return [
            Button("keep", gettext_lazy("Keep what stands")),
            Button("take", gettext_lazy("Take what the reader says")),
        ]

    def decide(self, row: Difference, deed: str, said: dict[str, Any], by: "User") -> str:
        if deed == "keep":
            differences.keep_verdict(row.pk, by=by)
            return _("What stands is kept.")
        if not said["reason"]:
            raise BadVerdict(_("Choose a reason for it."))
        reason = Reason(said["reason"])
        given = differences.take_claim(row.pk, reason=reason, by=by, edition=row.stance.edition)
        if isinstance(given, Suggestion):
            return _("This would flip a position; another editor has to confirm it.")
        return _("The stance is corrected to what the reader says.")


def name_label(label: str) -> str:
    """What a coder said, in words; nothing where he has not said it yet."""
    return str(_("no stance") if label == NO_STANCE else word(label, "position"))


class CodingForm(forms.Form):
    """What a second coder says of the words."""

    label = forms.ChoiceField(
        label=gettext_lazy("Position"),
        widget=forms.RadioSelect,
        choices=[
            *((step.value, say(step)) for step in Position),
            (NO_STANCE, gettext_lazy("no stance of this country on this proposal")),
        ],
    )


@admin.register(SecondCoding)
class SecondCodingAdmin(DecidingAdmin):
    """The weekly sample: coded again by somebody who does not see what stands."""

    permission = "coalition.change_secondcoding"
    concealed = ("first_label", "stance")
    form_class = CodingForm
    list_display = ("id", "week", "first_said", "then_said", "editor", "coded_at")
    list_select_related = ("editor",)
    list_filter = ("week", "editor")

    @admin.display(description=gettext_lazy("first label"))
    def first_said(self, row: SecondCoding) -> str:
        """What the first editor said, once it can no longer lead the second one."""
        return name_label(row.first_label) if row.label else ""

    @admin.display(description=gettext_lazy("second label"))
    def then_said(self, row: SecondCoding) -> str:
        """What the second editor said."""
        return name_label(row.label)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """None before it is coded: it would tell the first label."""
        row = self.get_object(request, object_id)
        if row is not None and not row.label:
            return self.change_view(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def is_open(self, row: SecondCoding) -> bool:
        return not row.label

    def describe(self, request: HttpRequest, row: SecondCoding) -> Facts:
        stance, article = row.stance, row.stance.article
        around = ""
        if article and stance.quote_start is not None and stance.quote_end is not None:
            first, last = find_surroundings(article.text, stance.quote_start, stance.quote_end)
            around = article.text[first:last]
        facts: Facts = [
            (_("Country"), stance.country),
            (_("Proposal"), stance.proposal),
            (_("Quote"), stance.quote),
            (_("Around it"), around),
        ]
        if row.label:
            facts += [
                (_("First label"), name_label(row.first_label)),
                (_("Second label"), name_label(row.label)),
                (_("Second coder"), row.editor),
                (_("Stance"), link_stance(stance)),
            ]
        return facts

    def list_buttons(self, request: HttpRequest, row: SecondCoding) -> list[Button]:
        own = row.first_editor_id == request.user.pk
        return [] if own else [Button("code", gettext_lazy("Save"))]

    def decide(self, row: SecondCoding, deed: str, said: dict[str, Any], by: "User") -> str:
        samples.code_again(row.pk, said["label"], by=by)
        return _("Saved.")


@admin.register(CorrectionRequest)
class CorrectionRequestAdmin(DecidingAdmin):
    """What the public says is wrong. Who wrote is shown to those who answer."""

    permission = "coalition.change_correctionrequest"
    concealed = ("contact", "sender")
    form_class = DecisionForm
    list_display = ("id", "at", "stance", "state", "decided_by")
    list_select_related = ("stance", "decided_by")
    list_filter = ("state",)
    search_fields = ("words",)

    def describe(self, request: HttpRequest, row: CorrectionRequest) -> Facts:
        facts: Facts = [
            (_("Stance"), link_stance(row.stance)),
            (_("Quote"), row.stance.words),
            (_("What is wrong"), row.words),
            (_("State"), say(Outcome(row.state))),
            (_("Answer"), row.answer),
        ]
        if self.may_send(request, row):
            facts.insert(3, (_("Sender"), row.contact))
        return facts

    def list_buttons(self, request: HttpRequest, row: CorrectionRequest) -> list[Button]:
        return [
            Button("accepted", gettext_lazy("Close as right, with an answer")),
            Button("declined", gettext_lazy("Decline, with an answer")),
        ]

    def decide(self, row: CorrectionRequest, deed: str, said: dict[str, Any], by: "User") -> str:
        requests.answer_request(row.pk, Outcome(deed), answer=said["answer"], by=by)
        return _("The answer stands in public.")
