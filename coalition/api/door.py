"""What every reply of the API passes on its way out: request id, errors, tags, CORS, compression.

`guard` wraps a view. What fails before any view is reached, such as a foreign Host header, is not
ours: Django answers that.
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from coalition.api import problems

View = Callable[..., HttpResponse]

METHODS = "GET, HEAD, OPTIONS"
PUBLIC = "public, max-age=60"  # as long as one may look at a position that an editor just changed
PREFLIGHT_SECONDS = "86400"
WORTH_ZIPPING = 1000  # bytes: below about one packet nothing is won
ZIP_LEVEL = 5  # level 6 and above cost twice the time for 2 % of the bytes


def guard(view: View) -> View:
    """The view behind the door: reads only, every error a problem, every reply with its tag."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        if asked == "OPTIONS":
            response = HttpResponse(headers={"Allow": METHODS}, content_type="text/plain")
            response["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        else:
            request.method = "GET" if asked == "HEAD" else asked
            response = view(request, *args, **kwargs)
        response = finish_errors(request, response)
        if response.status_code == 200 and response["Content-Type"] == "application/json":
            response = tag_content(request, response)
        add_headers(request, response)
        request.method = asked
        if asked == "HEAD":
            drop_content(response)
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # there are no cookies to ride on
    return guarded


def finish_errors(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or a problem in place of an error of another kind; its headers are kept."""
    if response.status_code < 400 or response["Content-Type"] == problems.CONTENT_TYPE:
        return response
    said = f"{request.method} is not for this address; it can be read with {METHODS}."
    detail = said if response.status_code == 405 else f"{response.reason_phrase}."
    problem = problems.make_problem(request, response.status_code, detail)
    if response.status_code == 405:
        problem["Allow"] = METHODS
    return problem


def tag_content(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with a strong tag of its bytes, compressed where asked; or 304 for a known tag."""
    tag = hashlib.sha256(response.content).hexdigest()
    if accepts_gzip(request) and len(response.content) >= WORTH_ZIPPING:
        tag += "-gzip"  # other bytes, so another strong tag
    known = request.headers.get("If-None-Match", "")
    if f'"{tag}"' in [one.removeprefix("W/") for one in parse_etags(known)] or known.strip() == "*":
        link = response.headers.get("Link")
        response = HttpResponse(status=304, headers={"Link": link} if link else None)
        del response["Content-Type"]
    elif tag.endswith("-gzip"):
        # No random padding against BREACH: nothing in these replies is secret.
        response.content = gzip.compress(response.content, ZIP_LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["ETag"] = f'"{tag}"'
    response["Cache-Control"] = PUBLIC
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the client takes gzip."""
    offers = request.headers.get("Accept-Encoding", "").lower().split(",")
    words = [offer.replace(" ", "").split(";") for offer in offers]
    return any(
        word[0] == "gzip" and not any(weight.strip("q=.0") == "" for weight in word[1:])
        for word in words
    )


def add_headers(request: HttpRequest, response: HttpResponse) -> None:
    """The headers that every reply has: its id, who may read it, and that errors are not kept."""
    response["X-Request-Id"] = problems.read_request_id(request)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, X-Request-Id"
    response["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After, X-Request-Id"
    if response.status_code >= 400:
        response["Cache-Control"] = "no-store"


def drop_content(response: HttpResponse) -> None:
    """Leaves of a reply to HEAD what one to GET would say of its content, without it."""
    response["Content-Length"] = str(len(response.content))
    response.content = b""
