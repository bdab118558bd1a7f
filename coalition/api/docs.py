"""The page that explains the API, drawn from its description: no script, nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from coalition.api import problems

TITLES = {
    "lines": _("Positions over time"),
    "analysis": _("Why, what if, and who with whom"),
    "evidence": _("Evidence"),
    "reference": _("Reference tables"),
    "bulk": _("Everything at once"),
    "writing": _("With a key"),
    "webhooks": _("Webhooks"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a reply; `shape` names the component that its type leads to."""

    name: str
    kind: str
    shape: str
    words: str
    example: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the API. `scope` is that of the key it needs, `body` what it takes, `sent` an example
    of that; each is empty where there is none."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[Field, ...]
    body: str
    reply: str
    example: str
    sent: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a reply holds."""

    name: str
    words: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Addresses of one kind."""

    title: Any
    operations: tuple[Operation, ...]


def show_docs(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """The page."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    chapters, shapes = read_document(api)
    context = {
        "chapters": chapters,
        "shapes": shapes,
        "kinds": problems.KINDS,
        "free": settings.API_PER_MINUTE,
        "keyed": settings.API_PER_MINUTE_WITH_KEY,
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "api/docs.html", context)


@cache
def read_document(api: NinjaAPI) -> tuple[tuple[Chapter, ...], tuple[Shape, ...]]:
    """The description as the page shows it: addresses by kind, then the shapes of replies."""
    document = api.get_openapi_schema()
    operations = [
        (operation["tags"][0], describe_operation(path, method, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    chapters = tuple(
        Chapter(title, tuple(operation for tag, operation in operations if tag == wanted))
        for wanted, title in TITLES.items()
    )
    return chapters, tuple(describe_shapes(document["components"]["schemas"]))


def describe_operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    """One address."""
    good = next(reply for status, reply in operation["responses"].items() if status[0] == "2")
    taken = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    scopes = [scope for need in operation.get("security", []) for scope in need["key"]]
    root = path.partition("/v1/")[0] + "/v1"
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=read_words(operation),
        scope=" ".join(scopes),
        parameters=tuple(describe_parameter(one) for one in operation["parameters"]),
        body=describe_kind(taken["schema"]) if taken else "",
        reply=find_reply(good["content"]["application/json"]["schema"]),
        example=root + operation["x-example"],
        sent=orjson.dumps(taken["example"]).decode() if taken else "",
    )


def find_reply(schema: dict[str, Any]) -> str:
    """The component that a reply leads to, the whole one where fields can be chosen."""
    return describe_kind(schema["anyOf"][0] if "anyOf" in schema else schema)


def describe_parameter(parameter: dict[str, Any]) -> Field:
    """One parameter."""
    return Field(
        parameter["name"],
        describe_kind(parameter["schema"]),
        find_shape(parameter["schema"]),
        read_words(parameter),
        str(parameter.get("example", "")),
        parameter["required"],
    )


def describe_shapes(components: dict[str, Any]) -> Iterator[Shape]:
    """The shapes of replies, and the words that fields may hold."""
    for name, shape in components.items():
        if "enum" in shape:
            yield Shape(name, " · ".join(shape["enum"]), ())
            continue
        fields = tuple(
            Field(
                field,
                describe_kind(schema),
                find_shape(schema),
                read_words(schema),
                describe_example(schema),
            )
            for field, schema in shape["properties"].items()
        )
        yield Shape(name, read_words(shape), fields)


def describe_kind(schema: dict[str, Any]) -> str:
    """A type in a few words: `date`, `integer 1 to 1000`, `list of Stance`, `Span or null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(describe_kind(choice) for choice in schema["anyOf"])
    if schema["type"] == "array":
        return f"list of {describe_kind(schema['items'])}"
    if "minimum" in schema and "maximum" in schema:
        return f"{schema['type']} {schema['minimum']} to {schema['maximum']}"
    return str(schema.get("format", schema["type"]))


def find_shape(schema: dict[str, Any]) -> str:
    """The component that a type leads to; empty for plain types."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return next((describe_kind(one) for one in inner if "$ref" in one), "")


def describe_example(schema: dict[str, Any]) -> str:
    """The example of a field as JSON; empty where it would show nothing."""
    shown = [example for example in schema.get("examples", []) if example not in (None, [], "")]
    return orjson.dumps(shown[0]).decode() if shown else ""


def read_words(part: dict[str, Any]) -> str:
    """What the description says of a part, without its marks of code."""
    return str(part.get("description", "")).replace("`", "")
