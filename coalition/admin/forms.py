"""What editors fill in."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coalition.admin.asking import open_requests
from coalition.admin.words import LABELS, list_choices, say
from coalition.conditions import describe_conditions
from coalition.errors import BadInput
from coalition.extraction.claims import Day
from coalition.extraction.dates import parse_day
from coalition.models import Country, Pin, Proposal, Stance
from coalition.models.stances import CORRECTABLE
from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    LineState,
    Position,
    Precision,
    Reason,
    Scope,
    StanceKind,
    Time,
    Voice,
)

if TYPE_CHECKING:
    PinModelForm = forms.ModelForm[Pin]
else:
    PinModelForm = forms.ModelForm

LARGEST = 2**63 - 1  # what the column of a quantity holds
LARGEST_OFFSET = 2**31 - 1
SHOWN_OF_DATE = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def write_day(first: date | str | None, precision: str | None) -> str:
    """A day as `DayField` takes it: as much of YYYY-MM-DD as is known."""
    if first is None or precision is None:
        return ""
    return str(first)[: SHOWN_OF_DATE[Precision(precision)]]


class DayField(forms.CharField):
    """A date as far as it is known: 2025, 2025-04 or 2025-04-17; gives a Day or None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("2025, 2025-04 or 2025-04-17"))
        super().__init__(max_length=10, **options)

    def clean(self, value: Any) -> Any:
        """The Day that was written. Raises ValidationError for what is no date, and for the future."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_day(text, str(_("date")))
        except BadInput as error:
            raise ValidationError(str(error)) from error
        if day.first > timezone.localdate() + timedelta(days=1):
            raise ValidationError(_("This day lies in the future."))
        return day


class WordsField(forms.CharField):
    """Words of a stored text, taken as they are: browsers send line breaks as two characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class VerdictForm(forms.Form):
    """Why, and the edition that the editor saw."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=list_choices(Reason),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000)
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_OFFSET)


class BulkForm(forms.Form):
    """Why many stances are judged at once."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=list_choices(Reason), widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=2000)

    def __init__(self, data: Any, *, needs_reason: bool) -> None:
        super().__init__(data)
        if not needs_reason:
            del self.fields["reason"]


class StanceForm(VerdictForm):
    """Everything of a stance that an editor may put right; `seen` is what stood when it was opened."""

    country = forms.ModelChoiceField(
        Country.objects.all(), label=LABELS["country"], empty_label=None
    )
    proposal = forms.ModelChoiceField(
        Proposal.objects.all(), label=LABELS["proposal"], empty_label=None
    )
    position = forms.ChoiceField(
        label=LABELS["position"],
        choices=[(one.value, format_lazy("{} {}", one.step, say(one))) for one in Position],
        widget=forms.RadioSelect,
    )
    voice = forms.ChoiceField(label=LABELS["voice"], choices=list_choices(Voice))
    time = forms.ChoiceField(label=LABELS["time"], choices=list_choices(Time))
    attribution = forms.ChoiceField(label=LABELS["attribution"], choices=list_choices(Attribution))
    speaker = forms.CharField(label=LABELS["speaker"], required=False, max_length=200)
    reported_by = forms.CharField(label=LABELS["reported_by"], required=False, max_length=200)
    day = DayField(label=LABELS["first_day"], required=False)
    quote = WordsField(
        label=LABELS["quote"],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Copied from the text, word for word."),
    )
    quote_start = forms.IntegerField(
        label=LABELS["quote_start"],
        min_value=0,
        max_value=LARGEST_OFFSET,
        help_text=_("Change it only where the same words stand in the text more than once."),
    )
    quantity_low = forms.IntegerField(
        label=LABELS["quantity_low"], required=False, min_value=0, max_value=LARGEST
    )
    quantity_high = forms.IntegerField(
        label=LABELS["quantity_high"], required=False, min_value=0, max_value=LARGEST
    )
    quantity_unit = forms.CharField(label=LABELS["quantity_unit"], required=False, max_length=16)
    quantity_scope = forms.TypedChoiceField(
        label=LABELS["quantity_scope"],
        required=False,
        empty_value=None,
        choices=[("", "-"), *list_choices(Scope)],
    )
    quantity_raw = forms.CharField(label=LABELS["quantity_raw"], required=False, max_length=200)
    quantity_flag = forms.TypedChoiceField(
        label=LABELS["quantity_flag"],
        required=False,
        empty_value=None,
        choices=[("", "-"), *list_choices(Flag)],
    )

    def __init__(self, data: Any, stance: Stance, seen: dict[str, Any], edition: int) -> None:
        day = write_day(seen["first_day"], seen["precision"])
        super().__init__(data, initial={**seen, "day": day, "edition": edition})
        self.conditions = open_conditions(data, stance)
        self.requests = open_requests(data, stance)
        if stance.kind != StanceKind.QUOTED:
            del self.fields["quote"], self.fields["quote_start"]

    def list_changes(self) -> dict[str, Any]:
        """What was corrected, as plain values by the names in CORRECTABLE; call it when valid."""
        changes: dict[str, Any] = {}
        for name in self.changed_data:
            value = self.cleaned_data[name]
            if name == "day":
                day = cast(Day | None, value)
                changes["first_day"] = day.first if day else None
                changes["precision"] = day.precision if day else None
            elif name in CORRECTABLE:
                changes[name] = value.pk if isinstance(value, Model) else value
        if self.conditions.has_changed():
            changes["conditions"] = list_conditions(self.conditions)
        return changes

    def list_changed(self) -> list[str]:
        """The names of the correctable fields that the editor changed, valid or not."""
        changed = [name for name in self.changed_data if name == "day" or name in CORRECTABLE]
        return [*changed, "conditions"] if self.conditions.has_changed() else changed

    def is_valid(self) -> bool:
        """Whether the fields, the conditions and the answers to the public hold."""
        parts = [self.conditions.is_valid(), *(one.is_valid() for one in self.requests)]
        return super().is_valid() and all(parts)


class ConditionForm(forms.Form):
    """One condition; without a kind it is none. `start` says where the words were selected."""

    kind = forms.ChoiceField(
        label=_("Condition"), required=False, choices=[("", "-"), *list_choices(Condition)]
    )
    words = WordsField(label=_("Words"), required=False, max_length=1000)
    start = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST_OFFSET, widget=forms.HiddenInput
    )


ConditionSet = forms.formset_factory(ConditionForm, extra=2, max_num=20, absolute_max=20)


def list_conditions(conditions: Any) -> list[dict[str, Any]]:
    """The conditions of a valid set of forms, in the order of `describe_conditions`."""
    rows = [one.cleaned_data for one in conditions if one.cleaned_data.get("kind")]
    return sorted(
        ({name: row[name] for name in ("kind", "words", "start")} for row in rows),
        key=lambda row: (row["kind"], row["words"]),
    )


class DecisionForm(forms.Form):
    """Why something that waited for an editor is decided so."""

    answer = forms.CharField(
        label=_("Answer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why a stance is corrected, where it is."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        choices=list_choices(Reason),
        widget=forms.RadioSelect,
        help_text=_("Needed for a correction."),
    )


def open_conditions(data: Any, stance: Stance) -> Any:
    """The forms of a stance's conditions; what was sent without any leaves them as they are."""
    stored = describe_conditions(stance) if stance.pk else []
    sent = data if data is not None and "conditions-TOTAL_FORMS" in data else None
    if data is not None and sent is None:
        sent = {
            "conditions-TOTAL_FORMS": len(stored),
            "conditions-INITIAL_FORMS": len(stored),
            **{
                f"conditions-{place}-{name}": "" if value is None else value
                for place, row in enumerate(stored)
                for name, value in row.items()
            },
        }
    return ConditionSet(sent, initial=stored, prefix="conditions")


class DateForm(forms.Form):
    """The date of an article."""

    day = DayField(label=_("Date"))


class PinForm(PinModelForm):
    """A new pin."""

    url = forms.URLField(label=_("Address"), required=False, max_length=2000, assume_scheme="https")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "state" in self.fields:
            state = cast(forms.ChoiceField, self.fields["state"])
            state.choices = list_choices([LineState.HELD, LineState.DECLINED])
            state.help_text = _("“Declined” is for a government that was asked and would not say.")
            self.fields["words"].help_text = _("What the source has of it, word for word.")

    def clean(self) -> dict[str, Any]:
        """Refuses a pin that ends before it begins, that holds no position, and one that says that a
        government would not say without its source, its end, or within the proposal's horizon."""
        values = super().clean() or self.cleaned_data
        first, last, proposal = (values.get(name) for name in ("first", "last", "proposal"))
        if first and last and last < first:
            self.add_error("last", _("A pin ends on the day it begins, or later."))
        if values.get("state") != LineState.DECLINED:
            if not values.get("position"):
                self.add_error("position", _("Choose the position that holds."))
            return values
        if values.get("position"):
            self.add_error("position", _("Who would not say holds no position: leave this empty."))
        for name in ("words", "url", "last"):
            if not values.get(name) and name not in self.errors:
                self.add_error(
                    name, _("A refusal to say needs its words, their address and an end.")
                )
        if first and last and proposal and (last - first).days > proposal.horizon_days:
            words = _("A refusal to say holds for %(days)s days here, as a statement does.")
            self.add_error("last", words % {"days": proposal.horizon_days})
        return values


class EndPinForm(forms.Form):
    """Why a pin is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=2000)
