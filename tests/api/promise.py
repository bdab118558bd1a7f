"""What version 1 of the API promises, as facts one a line: they may be added to, never taken away."""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def list_facts(document: Document) -> Iterator[str]:
    """Every fact that a client may have built on."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            yield f"operation {name}: {method.upper()} {path}"
            for parameter in operation["parameters"]:
                yield f"parameter {name} {parameter['name']}: {describe(parameter['schema'])}"
            for status, reply in operation["responses"].items():
                for kind, content in reply.get("content", {}).items():
                    yield f"reply {name} {status} {kind}: {describe(content['schema'])}"
    for name, shape in document["components"]["schemas"].items():
        for word in shape.get("enum", []):
            yield f"word {name}: {word}"
        for field, schema in shape.get("properties", {}).items():
            yield f"field {name}.{field}: {describe(schema)}"


def list_demands(document: Document) -> set[str]:
    """What a client must send: nothing may be added to it."""
    demands = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["required"]:
                    demands.add(f"demand {operation['operationId']} {parameter['name']}")
            for content in operation.get("requestBody", {}).get("content", {}).values():
                shape = content["schema"]["$ref"].rpartition("/")[2]
                required = document["components"]["schemas"][shape].get("required", [])
                demands |= {f"demand {operation['operationId']} {field}" for field in required}
    return demands


def describe(schema: Document) -> str:
    """A type in few words, without the bounds and words that may grow."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return "|".join(describe(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{describe(schema['items'])}]"
    return str(schema.get("format") or schema.get("type"))


def find_breaks(promised: set[str], document: Document) -> list[str]:
    """What a document lacks of the promised facts, and what it demands beyond them."""
    held, demands = set(list_facts(document)), list_demands(document)
    lost = {fact for fact in promised if not fact.startswith("demand ")} - held
    added = demands - promised
    # A new operation may demand what it likes: nobody calls it yet.
    known = {fact.split()[1].rstrip(":") for fact in promised if fact.startswith("operation ")}
    return sorted(lost | {demand for demand in added if demand.split()[1] in known})
