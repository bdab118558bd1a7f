#!/usr/bin/env python3
"""Writes coalition_client/shapes.py from the API's description.

python write_shapes.py openapi.json > coalition_client/shapes.py
"""

import json
import keyword
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HEAD = '''"""The shapes of the API's rows, written from its description by write_shapes.py: do not edit."""

from typing import Any, Literal, TypedDict
'''
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def write_shapes(document: dict[str, Any]) -> Iterator[str]:
    """The module, line by line. A name comes after those that it uses, where they allow it."""
    yield HEAD
    shapes = document["components"]["schemas"]
    for name, shape in shapes.items():
        if "enum" in shape:
            yield f"{name} = Literal[{', '.join(json.dumps(word) for word in shape['enum'])}]"
    for name, shape in shapes.items():
        if "enum" in shape:
            continue
        fields = shape["properties"]
        odd = [field for field in fields if keyword.iskeyword(field)]
        assert not odd, f"{name} has a field that Python cannot name: {odd}"
        yield f"\n\nclass {name}(TypedDict):"
        yield f'    """{shape["description"]}"""\n'
        for field, schema in fields.items():
            yield f"    {field}: {describe_type(schema)}"


def describe_type(schema: dict[str, Any]) -> str:
    """The type of a value of JSON."""
    if "$ref" in schema:
        return f'"{schema["$ref"].rpartition("/")[2]}"'
    if "anyOf" in schema:
        return describe_choice([describe_type(choice) for choice in schema["anyOf"]])
    kind = schema.get("type")
    if kind == "array":
        return f"list[{describe_type(schema['items'])}]"
    return "dict[str, Any]" if kind == "object" else PLAIN.get(str(kind), "Any")


def describe_choice(kinds: list[str]) -> str:
    """One of several types; quoted as a whole where one is a name that comes later."""
    joined = " | ".join(kind.strip('"') for kind in kinds)
    return f'"{joined}"' if any(kind.startswith('"') for kind in kinds) else joined


if __name__ == "__main__":
    sys.stdout.write("\n".join(write_shapes(json.loads(Path(sys.argv[1]).read_text()))) + "\n")
