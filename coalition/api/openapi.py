"""The description of the API (OpenAPI 3.1), with what ninja leaves out said of every operation."""

from functools import cache
from typing import Any

import orjson
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from coalition.api import problems, schemas
from coalition.api.filters_rows import Format
from coalition.api.formats import TYPES
from coalition.api.writing import BODIES

Document = dict[str, Any]

PLACE = "#/components/schemas/"
SELECTED = {"$ref": f"{PLACE}SelectedRows"}
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
    "RateLimit": {
        "description": "Requests left (r) and seconds until they are more again (t).",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "Requests allowed (q) in a window of seconds (w).",
        "schema": {"type": "string"},
    },
}
LOCATION: Document = {
    "description": "Where to look what came of it.",
    "schema": {"type": "string"},
}
CHANGED: Document = {
    "description": "When it was last seen to change, or with as_of that instant, for If-Modified-Since;"
    " absent for some seconds after a change. The tag is finer.",
    "schema": {"type": "string"},
}
RETRY: Document = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
KEYS: Document = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that an editor issued. Reading data needs none; with one, the rate is higher.",
    }
}
NAMING = {"replay_deliveries", "end_webhook"}  # in their bodies a thing that may not be there
ERRORS = (400, 401, 403, 404, 409, 410, 413, 415, 422, 429, None)  # None: any other
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
        components = dict(document["components"]["schemas"])
        shapes: list[type[BaseModel]] = [schemas.Problem, schemas.SelectedRows, *BODIES.values()]
        for shape in shapes:
            components |= describe_shape(shape)
        used = find_shapes([document["paths"], PROBLEM], components)
        document["components"] = {
            "schemas": {name: components[name] for name in sorted(used)},
            "responses": {name_problem(status): describe_problem(status) for status in ERRORS},
            "securitySchemes": KEYS,
        }
        return document


def describe_shape(shape: type[BaseModel]) -> Document:
    """A shape that no route replies with, and those inside it, as components."""
    _, found = models_json_schema([(shape, "validation")], ref_template=PLACE + "{model}")
    return dict(found["$defs"])


def find_shapes(part: Any, components: Document) -> set[str]:
    """The names of all components that a part of the description leads to, through others too."""
    if isinstance(part, dict):
        place = str(part.get("$ref", ""))
        names = {place.removeprefix(PLACE)} if place.startswith(PLACE) else set()
        inner = [*(components[name] for name in names), *part.values()]
        return names.union(*(find_shapes(i, components) for i in inner))
    if isinstance(part, list):
        return set().union(*(find_shapes(inner, components) for inner in part))
    return set()


def finish_operation(operation: Document) -> None:
    """Adds the headers of replies, the errors and 304; null is no value that a query can carry."""
    ((status, ok),) = operation["responses"].items()
    operation.setdefault("parameters", [])
    names = operation.pop("x-fields", [])
    for parameter in operation["parameters"]:
        finish_parameter(parameter)
        if parameter["name"] == "fields":
            one = "|".join(names)
            parameter["schema"] = {"type": "string", "pattern": f"^({one})(,({one}))*$"}
            parameter["example"] = ",".join(names[:2])
    ok["content"] = describe_content(operation, ok["content"])
    ok["headers"] = describe_headers(operation)
    errors = [422, 429, *([404] if takes_path(operation) else [])]
    errors += [410] if operation["operationId"] == "list_row_changes" else []
    errors += [401, 403] if "security" in operation else []
    errors += [404] if operation["operationId"] in NAMING else []
    errors += [400, 409, 413, 415] if "requestBody" in operation else []
    unchanged = {"description": "Nothing changed since the tag of If-None-Match."}
    operation["responses"] = {
        str(status): ok,
        **({"304": unchanged} if status == 200 and "requestBody" not in operation else {}),
        **{str(error): refer_problem(error) for error in sorted(errors)},
        "default": refer_problem(None),
    }


def describe_content(operation: Document, content: Document) -> Document:
    """The good reply of an operation, in each format that it takes."""
    formats = [one["schema"]["enum"] for one in operation["parameters"] if one["name"] == "format"]
    if not formats:
        return content
    whole = content["application/json"]["schema"]
    # What is JSON is described as such; readers of feeds know its shape.
    shapes = {Format.JSONFEED: {"type": "object"}}
    others = {
        TYPES[Format(name)]: {"schema": shapes.get(Format(name), {"type": "string"})}
        for name in formats[0]
        if name != Format.JSON
    }
    cut = {"anyOf": [whole, SELECTED]} if takes(operation, "fields") else whole
    return {"application/json": {"schema": cut}} | others


def describe_headers(operation: Document) -> Document:
    """The headers of a good reply."""
    if "requestBody" in operation:
        rest = {name: header for name, header in HEADERS.items() if name != "ETag"}
        return rest | ({"Location": LOCATION} if operation["operationId"] == "give_article" else {})
    told = HEADERS | {"Last-Modified": CHANGED}
    return told | ({"Link": LINK} if takes(operation, "limit") else {})


def takes(operation: Document, name: str) -> bool:
    """Whether an operation has a parameter of this name."""
    return any(parameter["name"] == name for parameter in operation["parameters"])


def takes_path(operation: Document) -> bool:
    """Whether an operation names one thing in its path."""
    return any(parameter["in"] == "path" for parameter in operation["parameters"])


def name_problem(status: int | None) -> str:
    """The name of an error reply among the components."""
    return problems.KINDS[status].name if status else "any-other"


def refer_problem(status: int | None) -> Document:
    """Where an error reply is described."""
    return {"$ref": f"#/components/responses/{name_problem(status)}"}


def describe_problem(status: int | None) -> Document:
    """An error reply; without a status any other."""
    kept = {name: header for name, header in HEADERS.items() if name != "ETag"}
    return {
        "description": problems.KINDS[status].meaning if status else "Any other error.",
        "headers": kept | ({"Retry-After": RETRY} if status == 429 else {}),
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
