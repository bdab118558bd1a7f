"""How long a session at the desk lasts: NIST SP 800-63B asks for both ends at this level."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]

BEGUN, SEEN = "desk_begun", "desk_seen"  # keys of the session, in seconds since 1970
IDLE_SECONDS = 60 * 60
NOTED_SECONDS = 60  # not every request writes when it came


def limit_session(view: View) -> View:
    """The view for sessions that are within their limits; another is ended first."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not keep_session(request, int(time.time())):
            logout(request)
            messages.info(request, _("You were logged out after a while: please log in again."))
        return view(request, *args, **kwargs)

    return limited


def keep_session(request: HttpRequest, now: int) -> bool:
    """Whether a session goes on; notes when it was seen, and in the first place when it began."""
    begun = request.session.setdefault(BEGUN, now)
    seen = request.session.setdefault(SEEN, now)
    if now - begun > settings.SESSION_COOKIE_AGE or now - seen > IDLE_SECONDS:
        return False
    if now - seen > NOTED_SECONDS:
        request.session[SEEN] = now
    return True
