"""Where browsers tell that a page of ours broke its Content-Security-Policy.

Anybody can send anything here, and an honest report holds addresses that somebody read. So a line of
the log holds only what helps to mend a page: which of our routes, which rule, and the foreign host.
"""

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from coalition import access

log = logging.getLogger(__name__)

ADDRESS = "/csp-reports"
GROUP = "csp"  # its name in Reporting-Endpoints and report-to
LARGEST = 16_384  # bytes; browsers send one or two thousand
PER_MINUTE = 30  # of one address: a broken page sends a handful
MOST_AT_ONCE = 10  # reports of one request that are looked at
TYPES = {"application/csp-report", "application/reports+json"}
DIRECTIVE = re.compile(r"[a-z-]{1,40}")
HOST = re.compile(r"[a-z0-9.:\[\]-]{1,100}")
KEYWORDS = {"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-policy"}
# Browsers' extensions write into pages of others; what becomes of that is none of our pages' faults.
EXTENSIONS = ("chrome-extension", "moz-extension", "safari-extension", "safari-web-extension")


@csrf_exempt
@require_POST
def take_reports(request: HttpRequest) -> HttpResponse:
    """204 for reports, each of which is one line of the log up to a rate; 4xx for what is none."""
    if request.content_type not in TYPES:
        return HttpResponse(status=415)
    try:
        if access.count_request(f"csp:{access.read_address(request)}").spent > PER_MINUTE:
            return HttpResponse(status=204)  # dropped: an error would be a line of the log again
    except (OperationalError, InterfaceError):
        return HttpResponse(status=503)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    try:
        reports = list_reports(json.loads(body))
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    for report in reports[:MOST_AT_ONCE]:
        if facts := read_facts(report):
            log.warning("csp-violation %s", json.dumps(facts))
    return HttpResponse(status=204)


def list_reports(given: Any) -> list[dict[str, Any]]:
    """The bodies of reports in either form: the old one of report-uri, the list of report-to."""
    if isinstance(given, dict):
        bodies = [given.get("csp-report")]
    elif isinstance(given, list):
        bodies = [
            one.get("body")
            for one in given
            if isinstance(one, dict) and one.get("type") == "csp-violation"
        ]
    else:
        bodies = []
    return [body for body in bodies if isinstance(body, dict)]


def read_facts(report: dict[str, Any]) -> dict[str, str]:
    """What is kept of a report; nothing of one that an extension caused or that is no report."""

    def find(*names: str) -> str:
        found = next((report[name] for name in names if name in report), "")
        return found if isinstance(found, str) else ""

    blocked = find("blockedURL", "blocked-uri").lower()
    source = find("sourceFile", "source-file").lower()
    directive = find("effectiveDirective", "effective-directive", "violated-directive")
    directive = directive.partition(" ")[0]
    if blocked.startswith(EXTENSIONS) or source.startswith(EXTENSIONS):
        return {}
    if not DIRECTIVE.fullmatch(directive):
        return {}
    page = find("documentURL", "document-uri")
    return {"page": name_route(page), "directive": directive, "blocked": name_origin(blocked)}


def name_route(address: str) -> str:
    """Which of our routes an address belongs to: the pattern, without what stood in it."""
    try:
        return resolve(urlsplit(address).path).route
    except (Resolver404, ValueError):
        return "unknown"


def name_origin(blocked: str) -> str:
    """What was blocked: a keyword, or the scheme and host of an address."""
    if blocked in KEYWORDS:
        return blocked
    try:
        parts = urlsplit(blocked)
    except ValueError:
        return "unreadable"
    if not DIRECTIVE.fullmatch(parts.scheme) or not HOST.fullmatch(parts.netloc or "-"):
        return "unreadable"
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else parts.scheme
