"""What every reply of the API passes on its way out: request id, errors, CORS, and `replies`.

`ShortWay` leads past what pages need, `guard` wraps a view. What fails before any view is reached, such
as a foreign Host header, is not ours: Django answers that.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import lru_cache, partial, wraps
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve

from coalition.api import limits, problems
from coalition.api.replies import Shelf, is_steady, name_reply, send, take, tell_change
from coalition.replica import reading

View = Callable[..., HttpResponseBase]

ROOT = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
EXPOSED = (
    "ETag, Last-Modified, Link, Deprecation, Sunset, RateLimit, RateLimit-Policy, Retry-After,"
    " X-Request-Id"
)
PREFLIGHT_SECONDS = "86400"  # a day: what may be asked changes only with the code
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"
SHELF = Shelf()


class ShortWay:
    """Middleware that leads whoever reads the API past all that follows: data is the same in every
    language, and knows neither sessions nor cookies. Writing goes the whole way."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS.split(", ") or not request.path_info.startswith(ROOT):
            return self.get_response(request)
        request.get_host()  # a foreign one is refused here, by Django, before anything is counted
        match = request.resolver_match = find_view(request.path_info, settings.ROOT_URLCONF)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        response.headers.setdefault("Content-Security-Policy", NOTHING_RUNS)
        if isinstance(response, HttpResponse) and response.status_code != 304:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


@lru_cache(maxsize=500)
def find_view(path: str, routes: str) -> ResolverMatch:
    """What answers an address, by the routes of this module: some addresses are asked for all the time,
    and going through all routes takes as long as checking what was asked."""
    return resolve(path, routes)


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
            answer = partial(view, request, *args, **kwargs)
            if request.method == "GET":
                # Who may write hears of his own deeds at once.
                with nullcontext() if limits.may_write(request) else reading():
                    response = read(request, answer, methods)
            else:
                response = check_method(request, answer, methods)
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


def read(
    request: HttpRequest, view: Callable[[], HttpResponseBase], methods: str
) -> HttpResponseBase:
    """The reply to GET: a kept one where it still holds; else the view's, kept where it may be."""
    key, written = name_reply(request), limits.read_written(request)
    # Before anything is read: at midnight the reply may be of the next day, its time never.
    changed = tell_change(written) if is_steady(request) else None
    reply = SHELF.find(key, written)
    if reply is None:
        response = check_method(request, view, methods)
        if not isinstance(response, HttpResponse) or not is_data(response):
            return response
        reply = take(response)
        if is_steady(request):
            SHELF.keep(key, written, reply)
    return send(request, reply, changed)


def check_method(
    request: HttpRequest, view: Callable[[], HttpResponseBase], methods: str
) -> HttpResponseBase:
    """The view's response, or where it said no more than "not allowed", a problem that says what is."""
    response = view()
    if response.status_code != 405:
        return response
    said = f"{request.method} is not for this address; it takes {methods}."
    problem = problems.make_problem(request, 405, said)
    problem["Allow"] = methods
    return problem


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
    response["Content-Security-Policy"] = NOTHING_RUNS
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
