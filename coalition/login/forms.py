"""What somebody types to come in."""

import logging
from typing import Any, cast

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition import access

log = logging.getLogger(__name__)

WINDOW_MINUTES = 15
TRIES_OF_NAME = 5  # for one name from one address: nobody else locks its owner out elsewhere
TRIES_OF_ADDRESS = 50  # for any names: an office may share an address
LONGEST_CODE = 40  # a recovery code with its strokes has 19 characters


class LoginForm(AdminAuthenticationForm):
    """Name and password. Tries are counted before anything is checked, so that many at once do not
    slip through, and alike whether there is such a name or not."""

    def clean(self) -> dict[str, Any]:
        """Refuses one try too many, then what is wrong."""
        address = access.read_address(cast(HttpRequest, self.request))
        of_address = f"login-from:{address}"
        of_name = f"login:{address}:{self.cleaned_data.get('username')}"
        spent = access.count_request(of_name, minutes=WINDOW_MINUTES)
        spent_here = access.count_request(of_address, minutes=WINDOW_MINUTES)
        if spent.spent > TRIES_OF_NAME or spent_here.spent > TRIES_OF_ADDRESS:
            log.warning("a login was refused after too many tries")
            seconds = max(spent.seconds, spent_here.seconds)
            raise ValidationError(
                _("Too many tries. Wait %(minutes)d minutes, then try again.")
                % {"minutes": -(-seconds // 60)},
                code="too_many",
            )
        try:
            cleaned = super().clean()
        except ValidationError:
            log.warning("a login failed")
            raise
        if user := self.get_user():
            access.forget_count(of_name)
            log.info("user %d logged in", user.pk)
        return cleaned


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )
