"""Every error of the API as application/problem+json (RFC 9457): a sentence that one can act on."""

import logging
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, DataError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from coalition.api.reading import SHOWN, find_misuse
from coalition.errors import StoreAway
from coalition.outages import RETRY_SECONDS, Outage, find_outage

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
REQUEST_ID = "coalition.request_id"  # its place in request.META
WELL_FORMED_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in `type`, its title, and what it means for the caller."""

    name: str
    title: str
    meaning: str


KINDS = {
    400: Kind("bad-request", "Bad request", "The request as a whole cannot be read."),
    401: Kind(
        "key-needed",
        "Key needed",
        "There is no key where one is needed, or the key is unknown, expired or revoked.",
    ),
    403: Kind("other-scope", "Other scope", "The key is good, but not for this."),
    404: Kind("not-found", "Not found", "There is no such address, or no such thing behind it."),
    405: Kind("method-not-allowed", "Method not allowed", "Allow says what this address takes."),
    409: Kind(
        "conflict",
        "Conflict",
        "Something else is stored under this name; nothing was changed.",
    ),
    410: Kind("outdated", "Outdated", "A token of an earlier form: begin anew with 0."),
    413: Kind("too-large", "Too large", "The body is larger than what is taken in."),
    415: Kind("other-kind", "Other kind", "The body is of another kind than what is taken in."),
    422: Kind(
        "bad-parameter",
        "Bad parameter",
        "A parameter, or a field of the body, is unknown, given twice, or has a value that cannot be; `errors` names each.",
    ),
    429: Kind(
        "too-many-requests",
        "Too many requests",
        "The rate is used up; go on after the seconds of Retry-After. A key has a higher one.",
    ),
    500: Kind(
        "internal-error",
        "Internal error",
        "The fault is ours. The request id leads us to it in our logs.",
    ),
    503: Kind(
        "unavailable",
        "Unavailable",
        "The database does not answer in time, or takes no writing; try again after the seconds of Retry-After.",
    ),
}


BUSY = "The database is too busy to answer this in time; try again in a moment."
OUTAGES = {
    Outage.AWAY: "The database does not answer; try again in a moment.",
    Outage.BUSY: BUSY,
    Outage.SLOW: BUSY,
    Outage.UNWRITABLE: "Nothing can be stored at the moment, and nothing of this was; reading goes on.",
}


def read_request_id(request: HttpRequest) -> str:
    """The request's id: the client's own X-Request-Id where it is well formed, else one made now."""
    if REQUEST_ID not in request.META:
        given = request.headers.get("X-Request-Id", "")
        request.META[REQUEST_ID] = given if WELL_FORMED_ID.fullmatch(given) else uuid.uuid4().hex
    return str(request.META[REQUEST_ID])


def make_problem(
    request: HttpRequest,
    status: int,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
) -> HttpResponse:
    """The reply to a request that went wrong. `detail` must hold no secret and no text of a stack."""
    kind = KINDS.get(status)
    body = {
        "type": f"{reverse('api-docs')}#{kind.name}" if kind else "about:blank",
        "title": kind.title if kind else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": read_request_id(request),
        "errors": list(errors),
    }
    return HttpResponse(orjson.dumps(body), content_type=CONTENT_TYPE, status=status)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """404 for an address that the API does not have."""
    docs = reverse("api-docs")
    return make_problem(request, 404, f"There is no such address; {docs} lists those there are.")


def describe_error(request: HttpRequest, found: Mapping[str, Any]) -> dict[str, Any]:
    """An error of ninja's list in our words."""
    context = found.get("ctx", {})
    name = str(context.get("parameter") or found["loc"][-1])
    given = request.GET.get(name)
    return {
        "parameter": name,
        "detail": f"{name} {found['msg']}",
        "given": None if given is None else show(given),
        "allowed": context.get("allowed", []),
        "near": context.get("near", []),
    }


def show(given: str) -> str:
    """A given value, cut, and with nothing in it that could not be shown or encoded."""
    return given[:SHOWN].encode("utf-8", "backslashreplace").decode()


def describe_errors(errors: Sequence[Mapping[str, Any]]) -> str:
    """All errors as one sentence."""
    said = [
        str(error["detail"])
        + (f" (did you mean {' or '.join(error['near'])}?)" if error["near"] else "")
        for error in errors
    ]
    return "; ".join(said) + "."


def answer_bad_parameters(request: HttpRequest, exc: Any) -> HttpResponse:
    """422 that names every parameter that is unknown, repeated, or has a bad value."""
    errors = [
        *({**found, "given": show(found["given"])} for found in find_misuse(request)),
        *(describe_error(request, found) for found in exc.errors),
    ]
    return make_problem(request, 422, describe_errors(errors), errors)


def answer_http_error(request: HttpRequest, exc: Any) -> HttpResponse:
    """What a route itself refuses, such as 404 for an unknown id."""
    return make_problem(request, exc.status_code, exc.message)


def answer_missing(request: HttpRequest, _exc: Any) -> HttpResponse:
    """404 where something inside said no more than that."""
    return make_problem(request, 404, "There is no such thing.")


def answer_suspicious(request: HttpRequest, _exc: Any) -> HttpResponse:
    """400 for a request that Django refuses to read, such as one with thousands of parameters."""
    return make_problem(request, 400, "The request is too large or has too many parameters.")


def answer_bad_data(request: HttpRequest, exc: Any) -> HttpResponse:
    """422 for a value that the database refuses. No check of ours should let one through: it is logged."""
    log.error("%s: the database refused a value", read_request_id(request), exc_info=exc)
    return make_problem(request, 422, "A value lies outside what can be stored.")


def answer_unavailable(request: HttpRequest, exc: Any) -> HttpResponse:
    """503 while the database is down, too slow, or takes no writing; 500 where it is to blame for
    something else."""
    outage = find_outage(exc)
    if outage is None:
        return answer_fault(request, exc)
    log.error("%s: the database is %s", read_request_id(request), outage, exc_info=exc)
    response = make_problem(request, 503, OUTAGES[outage])
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def answer_fault(request: HttpRequest, exc: Any) -> HttpResponse:
    """500 that tells nothing but the id under which the log holds everything."""
    log.error("%s: a fault of ours", read_request_id(request), exc_info=exc)
    return make_problem(request, 500, "The fault is ours; the request id leads us to it.")


def install(api: NinjaAPI) -> None:
    """Makes these the only answers to errors of an API."""
    api.add_exception_handler(ValidationError, answer_bad_parameters)
    api.add_exception_handler(HttpError, answer_http_error)
    api.add_exception_handler(Http404, answer_missing)
    api.add_exception_handler(SuspiciousOperation, answer_suspicious)
    api.add_exception_handler(DataError, answer_bad_data)
    api.add_exception_handler(DatabaseError, answer_unavailable)
    api.add_exception_handler(InterfaceError, answer_unavailable)
    api.add_exception_handler(StoreAway, answer_unavailable)
    api.add_exception_handler(Exception, answer_fault)
