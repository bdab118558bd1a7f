"""How a route that takes something in is written, and how its body is read.

    @write(router, "/articles", ArticleGiven, PageProgress, scope=KeyScope.INGEST, example={...})
    def give_article(request: HttpRequest, given: ArticleGiven) -> HttpResponse: ...

The body is read by hand, after the key was checked: ninja reads a body of any size and kind first,
takes doubled names and answers some bad ones with 500 (notes: reliability, section 5).
"""

import inspect
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel
from pydantic import ValidationError as BadBody

from coalition.api.reading import check_use, write_pattern
from coalition.api.scopes import require_scope
from coalition.vocabulary import KeyScope

Body = TypeVar("Body", bound=BaseModel)

JSON = "application/json"
ESCAPED = 3  # times as long: what JSON makes of a text in Cyrillic that it escapes
AROUND = 20_000  # bytes of a body beside its text
PLACE = "#/components/schemas/"

# The body that each writing operation takes, by its id.
BODIES: dict[str, type[BaseModel]] = {}
# The methods that an address takes beside those that read, by its pattern.
METHODS: dict[str, tuple[str, ...]] = {}


def write(
    router: Router,
    path: str,
    takes: type[Body],
    reply: type[BaseModel],
    *,
    scope: KeyScope,
    example: dict[str, Any],
    status: int = 202,
    tags: list[str] | None = None,
) -> Callable[[Callable[[HttpRequest, Body], HttpResponse]], Callable[..., HttpResponse]]:
    """Adds a route that takes a JSON body from clients with a key of this scope."""

    def add_route(
        view: Callable[[HttpRequest, Body], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        # Not wrapped as such: ninja would see the body among its parameters, and read it itself.
        def checked(request: HttpRequest) -> HttpResponse:
            require_scope(request, scope)
            check_use(request)
            response = view(request, read_body(request, takes))
            response.status_code = status
            return response

        name = view.__name__
        BODIES[name] = takes
        METHODS[write_pattern(path)] = ("POST",)
        summary, _, rest = inspect.cleandoc(view.__doc__ or "").partition("\n\n")
        router.add_api_operation(
            path,
            ["POST"],
            checked,
            response={status: reply},
            operation_id=name,
            url_name=name,
            summary=summary,
            description=rest or None,
            tags=tags,
            openapi_extra={
                "x-example": path,
                "security": [{"key": [scope.value]}],
                "requestBody": describe_body(takes, example),
            },
        )
        return checked

    return add_route


def describe_body(takes: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """A body for the description."""
    shape = {"$ref": PLACE + takes.__name__}
    return {"required": True, "content": {JSON: {"schema": shape, "example": example}}}


def read_body(request: HttpRequest, takes: type[Body]) -> Body:
    """The body of a request as its shape. Raises HttpError or ValidationError that say what is wrong."""
    if request.content_type != JSON:
        raise HttpError(415, f"The body must be {JSON}.")
    most = settings.INGEST_MAX_BYTES * ESCAPED + AROUND
    # A length that does not hold is the server's to refuse; what is read here stops at the limit.
    raw = request.read(most + 1)
    if len(raw) > most:
        raise HttpError(413, f"The body is larger than {most:,} bytes.")
    try:
        values = json.loads(raw.decode(), object_pairs_hook=refuse_doubles)
    except (ValueError, RecursionError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else error
        raise HttpError(400, f"The body is not JSON in UTF-8: {said}.") from error
    try:
        return takes.model_validate(values)
    except BadBody as error:
        raise ValidationError([describe_fault(found) for found in error.errors()]) from error


def refuse_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises ValueError where a name stands twice: which one is meant?"""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return values


def describe_fault(found: Any) -> dict[str, Any]:
    """A fault of a body as `problems` takes them; it does not repeat what was given."""
    place = ".".join(str(part) for part in found["loc"]) or "body"
    return {"loc": (place,), "msg": soften(found["msg"]), "ctx": found.get("ctx", {})}


def soften(words: str) -> str:
    """A sentence of pydantic so that it follows the name of a field."""
    if words.startswith("Extra inputs"):
        return "is no field of this body"
    if words.startswith("Field required"):
        return "must be given"
    return words.replace("Input should be", "must be").replace("String should", "must")
