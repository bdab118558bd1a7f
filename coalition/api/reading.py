"""How a route is written: a function that reads, its address, and what comes out.

    @read(router, "/countries/{code}", CountryDetail, example="/countries/IT")
    def get_country(request: HttpRequest, code: CountryInPath) -> HttpResponse: ...

The function's name is the operation's id, the first line of its docstring the summary; a parameter
`filters` is its query.
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, get_args

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from ninja import Router
from ninja.errors import ValidationError
from pydantic import BaseModel

from coalition.api.filters import find_near
from coalition.api.scopes import require_scope
from coalition.vocabulary import KeyScope

View = Callable[..., HttpResponse]

A_YEAR = timedelta(days=365)
PRIVATE = "private, no-store"
# What was known at an instant that has settled never changes (vintages.py).
FOR_EVER = "public, max-age=31536000, immutable"
SHOWN = 100  # characters of a given name or value that an error repeats

# The parameters of each operation, by its id: whatever else is asked for is a mistake.
PARAMETERS: dict[str, tuple[str, ...]] = {}
PATTERNS: set[str] = set()  # of the addresses that can be read
STEADY: set[str] = set()  # the operations whose replies change only when something is written


@dataclass(frozen=True, slots=True)
class Deprecation:
    """That an address will go: the day from which its replies say so, the first day without it, at least
    a year later, and the address below the API's root that takes its place."""

    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        if self.sunset < self.since + A_YEAR:
            raise ValueError("Version 1 promises a year between Deprecation and Sunset.")

    def add_headers(self, response: HttpResponse) -> None:
        """Says so on a reply (RFC 9745, RFC 8594)."""
        begins, ends = (
            datetime.combine(day, time.min, UTC).timestamp() for day in (self.since, self.sunset)
        )
        response["Deprecation"] = f"@{begins:.0f}"
        response["Sunset"] = http_date(ends)
        links = [
            response.get("Link", ""),
            f'<{reverse("api-docs")}>; rel="deprecation"; type="text/html"',
            f'<{reverse("api:api-root").rstrip("/")}{self.instead}>; rel="successor-version"',
        ]
        response["Link"] = ", ".join(link for link in links if link)


def read(
    router: Router,
    path: str,
    reply: type[BaseModel],
    *,
    example: str,
    scope: KeyScope | None = None,
    steady: bool = True,
    deprecation: Deprecation | None = None,
) -> Callable[[View], View]:
    """Adds a reading route. The fields that its rows may be cut to are those of the reply's items.
    `example` is an address of it, below the API's root, that works.

    With `scope` it takes a key of that scope, and no cache keeps what it says. What looks at files, or
    at the clock finer than by the day, is not `steady`.
    """
    extra: dict[str, Any] = {"x-example": example, "x-fields": list_fields(reply)}
    if scope:
        extra["security"] = [{"key": [scope.value]}]

    def add_route(view: View) -> View:
        name = view.__name__
        PARAMETERS[name] = list_parameters(view)
        PATTERNS.add(write_pattern(path))
        if steady and not scope:
            STEADY.add(name)

        @wraps(view)
        def checked(request: HttpRequest, **values: Any) -> HttpResponse:
            if scope:
                require_scope(request, scope)
            check_use(request)
            response = view(request, **values)
            if scope:
                response["Cache-Control"] = PRIVATE
            elif as_of := getattr(values.get("filters"), "as_of", None):
                response["Cache-Control"] = FOR_EVER
                response["Last-Modified"] = http_date(as_of.timestamp())
            if deprecation:
                deprecation.add_headers(response)
            return response

        summary, _, rest = inspect.cleandoc(view.__doc__ or "").partition("\n\n")
        router.add_api_operation(
            path,
            ["GET"],
            checked,
            response=reply,
            operation_id=name,
            url_name=name,
            summary=summary,
            description=rest or None,
            deprecated=deprecation is not None or None,
            openapi_extra=extra,
        )
        return checked

    return add_route


def write_pattern(path: str) -> str:
    """A path as Django's resolver has it."""
    return re.sub(r"\{([^}]+)\}", r"<\1>", path).lstrip("/")


def list_fields(reply: type[BaseModel]) -> list[str]:
    """The fields of the items of a list; none for other replies."""
    items = reply.model_fields.get("items")
    kinds = get_args(items.annotation) if items else ()
    return [name for kind in kinds[:1] for name in getattr(kind, "model_fields", {})]


def list_parameters(view: View) -> tuple[str, ...]:
    """The names of a route's query parameters."""
    filters = inspect.signature(view).parameters.get("filters")
    return tuple(get_args(filters.annotation)[0].model_fields) if filters else ()


def check_use(request: HttpRequest) -> None:
    """Raises ValidationError for parameters as such; the handler finds them again, beside bad values."""
    if find_misuse(request):
        raise ValidationError([])


def find_misuse(request: HttpRequest) -> list[dict[str, Any]]:
    """The parameters of a request that its route does not know, or that are given more than once.

    What writes takes its values in the body alone.
    """
    match = request.resolver_match if request.method == "GET" else None
    allowed = PARAMETERS.get(match.url_name or "", ()) if match else ()
    return [
        describe_misuse(name[:SHOWN], given, allowed)
        for name, given in request.GET.lists()
        if name not in allowed or len(given) > 1
    ]


def describe_misuse(name: str, given: Sequence[str], allowed: Sequence[str]) -> dict[str, Any]:
    """What is wrong with a parameter as such, and what would do."""
    if name in allowed:
        said = f"{name} must be given once, not {len(given)} times"
        return {"parameter": name, "detail": said, "given": given[-1], "allowed": [], "near": []}
    near = find_near(name, {known: known for known in allowed})
    offer = "" if near else f", which takes {', '.join(allowed) or 'none'}"
    return {
        "parameter": name,
        "detail": f"{name} is no parameter of this address{offer}",
        "given": given[-1],
        "allowed": list(allowed),
        "near": near,
    }


def reply_json(body: Mapping[str, Any]) -> HttpResponse:
    """A reply of plain records, rows, and mappings of them."""
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    return HttpResponse(content, content_type="application/json")
