"""The page of the second factor: set a device up, show its code, make recovery codes."""

from base64 import b32encode
from dataclasses import dataclass
from typing import Any, cast

import segno
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp import login as note_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from coalition import second_factor
from coalition.login.forms import CodeForm

TEMPLATE = "admin/second_factor.html"
# The device that this very session is setting up. Another session's is never confirmed here: who
# only knew the password could have seen its key.
PENDING = "pending_device"
SCALE = 5  # pixels a module: wide enough for the camera of a telephone
GROUP = 4  # letters of the key between spaces, where it is typed by hand


@dataclass(frozen=True)
class Setup:
    """What an authenticator app has to learn: the drawing it scans, or the key that one types."""

    drawing: SafeString
    key: str


def show_factor(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page for a member of the staff, whether he has shown his second factor yet or not."""
    user, deed = cast(User, request.user), request.POST.get("deed")
    if deed == "leave":
        logout(request)
        return HttpResponseRedirect(reverse("admin:login"))
    pending, codes = find_pending(request, user), None
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        device: Any = (
            second_factor.confirm_device(pending, code)
            if pending
            else second_factor.check_code(user, code)
        )
        if device is None:
            form.add_error("code", _("This code is wrong, or came too soon after another."))
        else:
            admit(request, device)
            if pending or deed == "codes":
                codes = second_factor.make_recovery_codes(user)
            elif deed != "replace":
                return HttpResponseRedirect(read_next(request))
            pending = begin(request, user) if deed == "replace" and not pending else None
            form = CodeForm()
    context |= {
        "title": _("Second factor"),
        "form": form,
        "codes": codes,
        "setup": describe_setup(pending) if pending else None,
        "left": second_factor.count_recovery_codes(user),
        "verified": cast(Any, user).is_verified(),
        "next": read_next(request),
    }
    return TemplateResponse(request, TEMPLATE, context)


def find_pending(request: HttpRequest, user: User) -> TOTPDevice | None:
    """The device that this session is setting up; begins one for somebody who has none. None for
    somebody who has one, unless he just showed it and asked for another: who comes back to the page
    later, or with his session, is not shown its key."""
    if not second_factor.has_device(user):
        return read_pending(request, user) or begin(request, user)
    if request.method == "GET":
        request.session.pop(PENDING, None)
    return read_pending(request, user) if cast(Any, user).is_verified() else None


def read_pending(request: HttpRequest, user: User) -> TOTPDevice | None:
    """The device that this session is setting up, if it began to and has not ended."""
    waiting = TOTPDevice.objects.filter(user_id=user.pk, confirmed=False)
    return waiting.filter(pk=request.session.get(PENDING)).first()


def begin(request: HttpRequest, user: User) -> TOTPDevice:
    """A new device for this session to set up."""
    device = second_factor.begin_device(user)
    request.session[PENDING] = device.pk
    return device


def admit(request: HttpRequest, device: Any) -> None:
    """Lets a session work that showed its second factor, under a new number."""
    request.session.pop(PENDING, None)
    request.session.cycle_key()
    note_device(request, device)


def describe_setup(device: TOTPDevice) -> Setup:
    """What the app has to learn, drawn here: the key goes to nobody else."""
    drawing = segno.make(device.config_url, micro=False).svg_inline(scale=SCALE, light="#fff")
    key = b32encode(device.bin_key).decode()
    spaced = " ".join(key[at : at + GROUP] for at in range(0, len(key), GROUP))
    return Setup(mark_safe(drawing), spaced)  # noqa: S308 - of segno: modules of black and white


def read_next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is a page of ours; else the desk."""
    given = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(given, {request.get_host()}, request.is_secure())
    return given if ours else reverse("admin:index")
