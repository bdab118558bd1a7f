"""A page on which something is decided: what is known of it, a form, and a button for each answer."""
# ruff: noqa: ARG002 - the signatures are Django's

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coalition.admin.tables import OwnPageAdmin
from coalition.admin.words import name_stance
from coalition.errors import CoalitionError
from coalition.models import Stance
from coalition.vocabulary import Outcome

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Facts = list[tuple[str | Promise, Any]]


class Button(NamedTuple):
    """A way to decide: the word that is sent, and what stands on the button."""

    deed: str
    label: str | Promise


class DecidingAdmin(OwnPageAdmin):
    """A table whose rows wait for an editor. Subclasses say what is shown, asked and done."""

    may_add = may_change = may_delete = False
    permission = ""  # who may decide
    form_class: type[forms.Form] = forms.Form

    def may_send(self, request: HttpRequest, row: Any) -> bool:
        """Whether this person may decide at all."""
        return request.user.has_perm(self.permission)

    def describe(self, request: HttpRequest, row: Any) -> Facts:
        """What is known of a row, by its names."""
        raise NotImplementedError

    def is_open(self, row: Any) -> bool:
        """Whether a row still waits to be decided."""
        return bool(row.state == Outcome.OPEN)

    def list_buttons(self, request: HttpRequest, row: Any) -> list[Button]:
        """The ways in which this person may decide an open row."""
        raise NotImplementedError

    def offer_buttons(self, request: HttpRequest, row: Any) -> list[Button]:
        """The buttons of a row; none for one that is decided, and for who may not decide."""
        if not self.is_open(row) or not self.may_send(request, row):
            return []
        return self.list_buttons(request, row)

    def decide(self, row: Any, deed: str, said: dict[str, Any], by: "User") -> str:
        """Does what a button says, and returns what to tell. Raises what the deed raises."""
        raise NotImplementedError

    def show_row(self, request: HttpRequest, row: Any) -> HttpResponse:
        """The page of a row."""
        form = self.form_class(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            deed = request.POST.get("deed", "")
            try:
                if deed in {one.deed for one in self.offer_buttons(request, row)}:
                    told = self.decide(row, deed, form.cleaned_data, cast("User", request.user))
                    self.message_user(request, told, messages.SUCCESS)
                    return HttpResponseRedirect(request.get_full_path())
            except CoalitionError as error:
                form.add_error(None, str(error))
                row.refresh_from_db()
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "row": row,
            "facts": self.describe(request, row),
            "form": form,
            "buttons": self.offer_buttons(request, row),
        }
        return TemplateResponse(request, "admin/coalition/decide.html", context)


def link_stance(stance: Stance) -> SafeString:
    """A stance by its number, as a link to its screen."""
    address = reverse("admin:coalition_stance_change", args=[stance.pk])
    return format_html('<a href="{}">{} · {}</a>', address, stance.pk, name_stance(stance))
