"""Lines, which are rebuilt and never edited; the pins that editors set on them; events of the world."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from coalition import pins
from coalition.admin.forms import EndPinForm, PinForm
from coalition.admin.tables import ClosedFilter, ReadOnlyAdmin, TableAdmin
from coalition.errors import BadVerdict
from coalition.models import Change, Pin, Position, WorldEvent
from coalition.pins import Witness
from coalition.vocabulary import Position as Step


@admin.register(Position)
class PositionAdmin(ReadOnlyAdmin):
    """Derived rows: where each line stands, and since when."""

    list_display = (
        "country",
        "proposal",
        "first",
        "until",
        "state",
        "position",
        "statements",
        "origins",
        "reviewed",
    )
    list_select_related = ("country", "proposal")
    list_filter = (
        "state",
        "position",
        "reviewed",
        ("proposal", ClosedFilter),
        ("country", ClosedFilter),
    )
    search_fields = ("country__name_en", "proposal__name_en")


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """Derived rows: the steps of lines."""

    list_display = (
        "day",
        "country",
        "proposal",
        "state_before",
        "position_before",
        "state_after",
        "position_after",
        "cause",
    )
    list_select_related = ("country", "proposal", "cause")
    list_filter = ("state_after", ("proposal", ClosedFilter), ("country", ClosedFilter))
    search_fields = ("country__name_en", "proposal__name_en")


@admin.register(WorldEvent)
class WorldEventAdmin(TableAdmin):
    """What happened in the world and charts show."""

    list_display = ("day", "title_en", "title_it", "kind")
    list_filter = ("kind",)
    search_fields = ("title_en", "title_it")


@admin.register(Pin)
class PinAdmin(TableAdmin):
    """An editor's word on a line: set and taken away by the deeds that redraw it, never edited."""

    may_change = False
    may_delete = False
    form = PinForm
    list_display = ("country", "proposal", "state", "position", "first", "last", "active", "editor")
    list_select_related = ("country", "proposal", "editor")
    list_filter = ("active", "state", ("proposal", ClosedFilter), ("country", ClosedFilter))
    search_fields = ("reason", "country__name_en")
    fields = (
        "country",
        "proposal",
        "state",
        "position",
        "first",
        "last",
        "words",
        "url",
        "reason",
    )
    change_form_template = "admin/coalition/pin/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fields, "active", "editor", "created_at"] if obj else self.fields

    def may_end(self, request: HttpRequest) -> bool:
        """Who may take a pin away."""
        return request.user.has_perm("coalition.change_pin")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Hands a new pin to the deed that redraws the line."""
        assert request.user.is_authenticated
        pin = pins.pin_position(
            obj.country_id,
            obj.proposal_id,
            Step(obj.position) if obj.position else None,
            first=obj.first,
            last=obj.last,
            witness=Witness(obj.words, obj.url),
            reason=obj.reason,
            by=request.user,
        )
        obj.pk = pin.pk

    def get_urls(self) -> list[URLPattern]:
        end = path(
            "<path:object_id>/end/",
            self.admin_site.admin_view(self.end_view),
            name="coalition_pin_end",
        )
        return [end, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **options: Any
    ) -> Any:
        context["may_end"] = self.may_end(request)
        return super().render_change_form(request, context, *args, **options)

    def end_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks why a pin is taken away, and takes it away."""
        if not self.may_end(request):
            raise PermissionDenied
        pin: Pin | None = self.get_object(request, unquote(object_id))
        if pin is None:
            raise Http404
        form = EndPinForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            assert request.user.is_authenticated
            try:
                pins.unpin_position(pin.pk, reason=form.cleaned_data["reason"], by=request.user)
            except BadVerdict as error:
                form.add_error(None, str(error))
            else:
                self.message_user(request, _("The pin is taken away."), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:coalition_pin_change", args=[pin.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take a pin away"),
            "subtitle": str(pin),
            "opts": self.opts,
            "pin": pin,
            "form": form,
        }
        return TemplateResponse(request, "admin/coalition/pin/end.html", context)
