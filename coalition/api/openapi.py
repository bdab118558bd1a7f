"""The description of the API (OpenAPI 3.1), with what ninja leaves out said of every operation."""

from functools import cache
from typing import Any

import orjson
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from coalition.api import problems, schemas

Document = dict[str, Any]

PLACE = "#/components/schemas/"
PROBLEM = {"$ref": f"{PLACE}Problem"}
HEADERS: Document = {
    "X-Request-Id": {
        "description": "Id of the request: your own where it is well formed, else a new one.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Strong tag of these very bytes, for If-None-Match.",
        "schema": {"type": "string"},
    },
}
SAID_OUTSIDE = {"title", "description", "example", "examples"}  # of a parameter, beside its schema
LINK: Document = {
    "description": "Address of the next page with rel=next; absent on the last page.",
    "schema": {"type": "string"},
}


class DescribedAPI(NinjaAPI):
    """An API whose description is finished by `finish_operation`."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description; building it takes about 0.1 s, so `render_document` keeps it."""
        document = super().get_openapi_schema(**options)
        for path in document["paths"].values():
            for operation in path.values():
                finish_operation(operation)
        components = document["components"]["schemas"] | describe_shape(schemas.Problem)
        used = find_shapes(document["paths"], components)
        document["components"]["schemas"] = {name: components[name] for name in sorted(used)}
        return document


def describe_shape(shape: type[BaseModel]) -> Document:
    """A shape that no route replies with, and those inside it, as components."""
    _, found = models_json_schema([(shape, "serialization")], ref_template=PLACE + "{model}")
    return dict(found["$defs"])


def find_shapes(part: Any, components: Document) -> set[str]:
    """The names of all components that a part of the description leads to, through others too."""
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).removeprefix(PLACE)
        inner = [components[name], *part.values()] if name else list(part.values())
        return {name for name in [name] if name}.union(*(find_shapes(i, components) for i in inner))
    if isinstance(part, list):
        return set().union(*(find_shapes(inner, components) for inner in part))
    return set()


def finish_operation(operation: Document) -> None:
    """Adds the headers of replies, the errors and 304; null is no value that a query can carry."""
    ok = operation["responses"][200]
    ok["headers"] = HEADERS | ({"Link": LINK} if takes(operation, "limit") else {})
    statuses = [422, *([404] if takes_path(operation) else [])]
    operation["responses"] = {
        "200": ok,
        "304": {"description": "Nothing changed since the tag of If-None-Match."},
        **{str(status): describe_problem(problems.KINDS[status].meaning) for status in statuses},
        "default": describe_problem("Any other error."),
    }
    for parameter in operation["parameters"]:
        finish_parameter(parameter)


def takes(operation: Document, name: str) -> bool:
    """Whether an operation has a parameter of this name."""
    return any(parameter["name"] == name for parameter in operation["parameters"])


def takes_path(operation: Document) -> bool:
    """Whether an operation names one thing in its path."""
    return any(parameter["in"] == "path" for parameter in operation["parameters"])


def describe_problem(words: str) -> Document:
    """An error reply."""
    return {
        "description": words,
        "headers": {"X-Request-Id": HEADERS["X-Request-Id"]},
        "content": {problems.CONTENT_TYPE: {"schema": PROBLEM}},
    }


def finish_parameter(parameter: Document) -> None:
    """Drops null, which left-out means already, and moves the example to where the standard has it."""
    schema = {key: value for key, value in parameter["schema"].items() if key not in SAID_OUTSIDE}
    if "anyOf" in schema:
        (kept,) = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema = kept | {key: value for key, value in schema.items() if key != "default"}
    examples = parameter.pop("examples", [])
    parameter["schema"] = schema
    if examples:
        parameter["example"] = examples[0]


@cache
def render_document(api: NinjaAPI) -> bytes:
    """The description as JSON, built once: it changes only with the code."""
    return orjson.dumps(api.get_openapi_schema(), option=orjson.OPT_NON_STR_KEYS)
