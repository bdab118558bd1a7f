"""What every request passes first: it gets its run, is timed, and leaves a line in the log."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from coalition.api.problems import read_request_id
from coalition.config import metrics
from coalition.config.health import PROBES
from coalition.runs import working_for

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]
HEADER = "X-Request-Id"
STATIC = "static"  # files that WhiteNoise serves before any address is looked up


def follow(answer: Answer) -> Answer:
    """Middleware: names the request's run, tells it in X-Request-Id, and notes how long it took.

    A query is not logged: what people search for is their own.
    """

    def followed(request: HttpRequest) -> HttpResponseBase:
        run = read_request_id(request)
        began = perf_counter()
        with working_for(run):
            response = answer(request)
            seconds = perf_counter() - began
            route = find_route(request)
            metrics.note_request(str(request.method), route, response.status_code, seconds)
            told = {
                "method": request.method,
                "path": request.path,
                "route": route,
                "status": response.status_code,
                "seconds": round(seconds, 4),
            }
            quiet = route == STATIC or request.path in PROBES  # asked all the time
            log.log(logging.DEBUG if quiet else logging.INFO, "answered", extra={"told": told})
        response.headers.setdefault(HEADER, run)
        return response

    return followed


def find_route(request: HttpRequest) -> str:
    """The name of the address that was asked for; one word for all that there are not, since anybody
    can make those up."""
    if request.path in PROBES:
        return request.path
    if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return STATIC
    match = request.resolver_match
    return (match.view_name or match.route) if match else "unknown"
