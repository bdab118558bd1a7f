"""Headers that every reply bears, those of static files, redirects and errors too."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from coalition.config.csp_reports import ADDRESS, GROUP

# Nothing of ours asks for any of it. Only features that browsers know: they complain of others.
FORBIDDEN = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(f"{name}=()" for name in FORBIDDEN)


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy where a reply bears none: django-csp puts it together in any case, twice, which
    is a tenth of what a page of the API takes."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The reply with a policy."""
        return response if HEADER in response else super().process_response(request, response)


def add_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The middleware. What any site may read or frame, any site may hold; all else is ours alone,
    unless its view says otherwise."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_shared = response.get("Access-Control-Allow-Origin") == "*" or getattr(
            response, "xframe_options_exempt", False
        )
        holder = "cross-origin" if is_shared else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", holder)
        response["Permissions-Policy"] = PERMISSIONS
        response["Reporting-Endpoints"] = f'{GROUP}="{ADDRESS}"'
        return response

    return answer
