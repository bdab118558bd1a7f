"""What every reply of the API passes on its way out: request id, errors, tags, CORS, compression.

`guard` wraps a view. What fails before any view is reached, such as a foreign Host header, is not
ours: Django answers that.
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, parse_http_date_safe

from coalition.api import limits, problems

View = Callable[..., HttpResponseBase]

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
PUBLIC = "public, max-age=60"  # as long as one may look at a position that an editor just changed
PREFLIGHT_SECONDS = "86400"  # a day: what may be asked changes only with the code
KEPT = ("Link", "Cache-Control", "Last-Modified")  # of a reply that is not sent again
WORTH_ZIPPING = 1000  # bytes: below about one packet nothing is won
ZIP_LEVEL = 5  # on our lists level 6 takes up to 1.8 times as long for 1 to 5 % fewer bytes


def guard(view: View, methods: str = METHODS) -> View:
    """The view behind the door: counted first, every error a problem, every reply with its tag.

    `methods` are those that its address takes.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response: HttpResponseBase | None = admit(request)
        if response is None and asked == "OPTIONS":
            response = HttpResponse(headers={"Allow": methods}, content_type="text/plain")
            response["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
        elif response is None:
            response = refuse_method(request, view(request, *args, **kwargs), methods)
        if request.method == "GET" and isinstance(response, HttpResponse) and is_data(response):
            response = tag_content(request, response)
        add_headers(request, response)
        request.method = asked
        return drop_content(response) if asked == "HEAD" else response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # there are no cookies to ride on
    return guarded


def is_data(response: HttpResponse) -> bool:
    """Whether a reply is data, in any format, and neither a page nor an error."""
    return response.status_code == 200 and not response.get(
        "Content-Type", "text/plain"
    ).startswith(("text/html", "text/plain"))


def admit(request: HttpRequest) -> HttpResponse | None:
    """A problem where a request is one too many, its key is wrong, or nobody can count: else None."""
    try:
        return limits.admit(request)
    except (OperationalError, InterfaceError) as error:
        return problems.answer_unavailable(request, error)


def refuse_method(
    request: HttpRequest, response: HttpResponseBase, methods: str
) -> HttpResponseBase:
    """The response, or where a view said no more than "not allowed", a problem that says what is."""
    if response.status_code != 405:
        return response
    said = f"{request.method} is not for this address; it takes {methods}."
    problem = problems.make_problem(request, 405, said)
    problem["Allow"] = methods
    return problem


def tag_content(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with a strong tag of its bytes, compressed where asked; or 304 for a known tag."""
    tag = hashlib.sha256(response.content).hexdigest()
    if accepts_gzip(request) and len(response.content) >= WORTH_ZIPPING:
        tag += "-gzip"  # other bytes, so another strong tag
    kept = {name: response[name] for name in KEPT if name in response}
    if is_known(request, tag, kept.get("Last-Modified")):
        response = HttpResponse(status=304, headers=kept)
        del response["Content-Type"]
    elif tag.endswith("-gzip"):
        # No random padding against BREACH: nothing in these replies is secret.
        response.content = gzip.compress(response.content, ZIP_LEVEL, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["ETag"] = f'"{tag}"'
    response.headers.setdefault("Cache-Control", PUBLIC)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def is_known(request: HttpRequest, tag: str, changed: str | None) -> bool:
    """Whether the client holds these very bytes: by its tag, or without one by the time of the last
    change, which only replies with `as_of` bear."""
    given = request.headers.get("If-None-Match")
    if given is not None:
        tags = [one.removeprefix("W/") for one in parse_etags(given)]
        return f'"{tag}"' in tags or given.strip() == "*"
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    at = parse_http_date_safe(changed or "")
    return since is not None and at is not None and at <= since


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the client takes gzip."""
    offers = request.headers.get("Accept-Encoding", "").lower().split(",")
    words = [offer.replace(" ", "").split(";") for offer in offers]
    return any(
        word[0] == "gzip" and not any(weight.strip("q=.0") == "" for weight in word[1:])
        for word in words
    )


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """The id and the rate on every reply, that errors are not kept, and that any site may read the data."""
    response["X-Request-Id"] = problems.read_request_id(request)
    limits.add_headers(request, response)
    if response.status_code == 401:
        limits.ask_for_key(response)
    if response.status_code >= 400:
        response["Cache-Control"] = "no-store"
    if response.get("Content-Type", "").startswith("text/html"):
        return
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, X-Request-Id"
    response["Access-Control-Expose-Headers"] = EXPOSED


def drop_content(response: HttpResponseBase) -> HttpResponseBase:
    """Leaves of a reply to HEAD what one to GET would say of its content, without it."""
    if isinstance(response, HttpResponse):
        response["Content-Length"] = str(len(response.content))
        response.content = b""
        return response
    bare = HttpResponse(status=response.status_code, headers=dict(response.items()))
    response.close()  # a file that is not read
    return bare
