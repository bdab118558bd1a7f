"""Sources. A new tier goes through review.py: it moves the lines that rest on it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalition import review
from coalition.admin.tables import ClosedValuesFilter, TableAdmin
from coalition.models import Source
from coalition.vocabulary import Tier

if TYPE_CHECKING:
    SourceModelForm = forms.ModelForm[Source]
else:
    SourceModelForm = forms.ModelForm


class SourceForm(SourceModelForm):
    """A source; a new tier needs its reason."""

    tier_reason = forms.CharField(
        label=_("Reason for the new tier"),
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Needed when the tier changes: its lines are redrawn at once."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuses a new tier without a reason."""
        values = super().clean() or self.cleaned_data
        if "tier" in self.changed_data and not values.get("tier_reason", "").strip():
            self.add_error("tier_reason", _("Say why the tier changes."))
        return values


@admin.register(Source)
class SourceAdmin(TableAdmin):
    """Who publishes, and what its word counts for."""

    may_add = False
    may_delete = False
    form = SourceForm
    list_display = ("domain", "name", "country", "language", "tier", "open_text")
    list_filter = (
        "tier",
        "open_text",
        ("language", ClosedValuesFilter),
        ("country", ClosedValuesFilter),
    )
    search_fields = ("domain", "name")
    readonly_fields = ("domain",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Saves the other fields, and hands a new tier to the deed that redraws its lines."""
        super().save_model(request, obj, form, change)
        if "tier" in form.changed_data:
            assert request.user.is_authenticated
            reason = form.cleaned_data["tier_reason"]
            review.grade_source(obj.pk, Tier(obj.tier), reason=reason, by=request.user)
