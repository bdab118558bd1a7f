"""Sources. A new tier goes through review.py: it moves the lines that rest on it. What waits from hosts
that nobody knew is given a source by sources.py."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalition import review
from coalition.admin.tables import ClosedValuesFilter, TableAdmin
from coalition.admin.words import list_choices
from coalition.errors import BadVerdict
from coalition.models import Source
from coalition.models.sources import UNKNOWN_SOURCE
from coalition.sources import add_source, list_unknown_hosts, move_pages
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


class NewSourceForm(forms.Form):
    """A host that becomes a source: what kind of publisher it is, and how that is known."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("The host, or the domain above it; it covers all hosts under it."),
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    tier = forms.ChoiceField(
        label=_("Tier"),
        choices=[("", "-"), *list_choices(tier for tier in Tier if tier is not Tier.UNKNOWN)],
    )
    country = forms.CharField(
        label=_("Country"), required=False, max_length=4, help_text=_("Two letters, as in NO")
    )
    language = forms.CharField(
        label=_("Language"), required=False, max_length=8, help_text=_("Two letters, as in en")
    )
    reason = forms.CharField(label=_("Reason for this tier"), max_length=2000)


@admin.register(Source)
class SourceAdmin(TableAdmin):
    """Who publishes, and what its word counts for."""

    may_add = False
    may_delete = False
    form = SourceForm
    list_display = ("domain", "name", "country", "language", "tier", "open_text")
    words = {"tier": Tier}  # noqa: RUF012 - declared in TableAdmin
    list_filter = (
        "tier",
        "open_text",
        ("language", ClosedValuesFilter),
        ("country", ClosedValuesFilter),
    )
    search_fields = ("domain", "name")
    readonly_fields = ("domain",)
    change_list_template = "admin/coalition/source/change_list.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Saves the other fields, and hands a new tier to the deed that redraws its lines."""
        super().save_model(request, obj, form, change)
        if "tier" in form.changed_data:
            assert request.user.is_authenticated
            reason = form.cleaned_data["tier_reason"]
            review.grade_source(obj.pk, Tier(obj.tier), reason=reason, by=request.user)

    def get_urls(self) -> list[URLPattern]:
        """The pages of the table, and those of the hosts that nobody knew."""
        views = {"hosts": self.show_hosts, "hosts/add": self.add_host, "hosts/move": self.move_host}
        return [
            *(
                path(
                    f"{name}/",
                    self.admin_site.admin_view(view),
                    name=f"coalition_source_{name.replace('/', '_')}",
                )
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def show_hosts(self, request: HttpRequest) -> HttpResponse:
        """The hosts whose pages wait under the unknown source."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            "title": _("Unknown hosts"),
            "hosts": list_unknown_hosts(),
            "may_add": self.has_change_permission(request),
        }
        return self.show(request, "hosts.html", context)

    def add_host(self, request: HttpRequest) -> HttpResponse:
        """Makes a host a source with a tier, and gives it what waits."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else None
        form = NewSourceForm(sent, initial={"domain": request.GET.get("domain", "")[:253]})
        if sent is not None and form.is_valid():
            assert request.user.is_authenticated
            said = form.cleaned_data
            try:
                moved = add_source(**said | {"tier": Tier(said["tier"])}, by=request.user)
            except BadVerdict as error:
                form.add_error(None, str(error))
            else:
                return self.report(request, moved)
        return self.show(request, "new.html", {"title": _("Add a source"), "form": form})

    def move_host(self, request: HttpRequest) -> HttpResponse:
        """Gives a source the pages of its hosts that came before it was one."""
        if request.method != "POST" or not self.has_change_permission(request):
            raise PermissionDenied
        rows = Source.objects.exclude(pk=UNKNOWN_SOURCE)
        source = get_object_or_404(rows, pk=request.POST.get("domain", "")[:253].replace("\0", ""))
        assert request.user.is_authenticated
        return self.report(request, move_pages(source.pk, by=request.user))

    def report(self, request: HttpRequest, moved: int) -> HttpResponse:
        """Back to the list, with the number of pages that moved."""
        words = ngettext(
            "%d page has its source; the lines concerned are redrawn.",
            "%d pages have their source; the lines concerned are redrawn.",
            moved,
        )
        self.message_user(request, words % moved, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:coalition_source_hosts"))

    def show(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """A page beside the table."""
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/coalition/source/{template}", shared | context)
