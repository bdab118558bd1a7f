"""/.well-known/security.txt (RFC 9116): to whom a fault of safety is told."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

GOOD_FOR = timedelta(days=180)  # the standard asks for less than a year


@require_safe
def show_contact(request: HttpRequest) -> HttpResponse:
    """Contact, until when it holds, and our languages. Raises Http404 where SECURITY_CONTACT names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # A day's midnight, so that the text changes once a day.
    until = (datetime.now(UTC) + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )
    reply = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    reply["Cache-Control"] = "public, max-age=86400"
    return reply
