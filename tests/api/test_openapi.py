"""The description of the API is checked in, complete, and true of every reply."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pydantic import TypeAdapter
from pytest_django import Settings

from coalition.api import (
    schemas,
    schemas_analysis,
    schemas_bulk,
    schemas_evidence,
    schemas_ingest,
    schemas_lines,
    schemas_webhooks,
)
from coalition.api.openapi import render_document
from coalition.api.reading import PARAMETERS
from coalition.api.urls import api
from coalition.api.writing import BODIES
from coalition.exports import build_export
from coalition.models import Stance
from tests.api.conftest import Read

CHECKED_IN = Path(__file__).parent / "openapi.json"

DOCUMENT: dict[str, Any] = json.loads(render_document(api))
MODULES = (
    schemas,
    schemas_evidence,
    schemas_lines,
    schemas_analysis,
    schemas_bulk,
    schemas_ingest,
    schemas_webhooks,
)
SHAPES: dict[str, Any] = {name: shape for module in MODULES for name, shape in vars(module).items()}
GOOD = ("200", "201", "202")
OPERATIONS = {
    operation["operationId"]: (path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for operation in methods.values()
}
OPEN = sorted(name for name, (_, one) in OPERATIONS.items() if "security" not in one)


def find_reply(operation: dict[str, Any]) -> str:
    """The name of the shape that an operation replies with."""
    (good,) = [
        operation["responses"][status] for status in GOOD if status in operation["responses"]
    ]
    schema = good["content"]["application/json"]["schema"]
    whole = schema["anyOf"][0] if "anyOf" in schema else schema
    return str(whole["$ref"].rpartition("/")[2])


def test_the_description_is_the_one_that_is_checked_in() -> None:
    """Where a change of the API is meant, RENEW_OPENAPI=1 writes it anew: read the difference."""
    if os.environ.get("RENEW_OPENAPI") == "1":
        CHECKED_IN.write_text(json.dumps(DOCUMENT, indent=1, ensure_ascii=False) + "\n")
    assert json.loads(CHECKED_IN.read_text()) == DOCUMENT


def test_operation_ids_are_unique_and_are_the_names_that_clients_know() -> None:
    assert sorted(OPERATIONS) == sorted([*PARAMETERS, *BODIES])
    assert sorted(OPERATIONS) == [
        "end_webhook",
        "explain_line",
        "get_article",
        "get_country",
        "get_edition",
        "get_page",
        "get_proposal",
        "get_stance",
        "get_story",
        "get_webhook",
        "give_article",
        "list_articles",
        "list_changes",
        "list_conditions",
        "list_countries",
        "list_coverage",
        "list_events",
        "list_groups",
        "list_lines",
        "list_neighbours",
        "list_positions",
        "list_proposals",
        "list_row_changes",
        "list_series",
        "list_sources",
        "list_stances",
        "list_stories",
        "list_tables",
        "list_webhooks",
        "make_webhook",
        "play_coalition",
        "replay_deliveries",
        "search",
        "trace_stance",
        "weaken_lines",
    ]


def test_every_field_and_parameter_has_words_and_an_example() -> None:
    bare = [
        f"{name}.{field}"
        for name, shape in DOCUMENT["components"]["schemas"].items()
        for field, schema in shape.get("properties", {}).items()
        if not schema.get("description") or "examples" not in schema
    ] + [
        f"{name}?{parameter['name']}"
        for name, (_, operation) in OPERATIONS.items()
        for parameter in operation["parameters"]
        if not parameter.get("description") or "example" not in parameter
    ]
    assert bare == []


def test_every_example_of_a_field_fits_its_field(world: Stance) -> None:
    for name in DOCUMENT["components"]["schemas"]:
        shape = SHAPES.get(name)
        for field in (
            shape.model_fields.values() if shape and hasattr(shape, "model_fields") else ()
        ):
            (example,) = field.examples
            TypeAdapter(field.annotation).validate_json(json.dumps(example), strict=True)


def test_no_two_shapes_share_a_name() -> None:
    """Ninja lets the later shape win in silence."""
    for _, operation in OPERATIONS.values():
        name = find_reply(operation)
        told = SHAPES[name].model_json_schema(
            ref_template="#/components/schemas/{model}", mode="serialization"
        )
        inner = told.pop("$defs", {})
        for part, schema in (inner | {name: told}).items():
            assert DOCUMENT["components"]["schemas"][part] == schema


def test_every_operation_tells_of_its_errors_and_its_tag() -> None:
    for path, operation in OPERATIONS.values():
        expected = {"422", "429", "default"} | ({"404"} if "{" in path else set())
        expected |= {"410"} if "{token}" in path else set()
        expected |= {"401", "403"} if "security" in operation else set()
        writing = {"400", "409", "413", "415"}
        expected |= writing if "requestBody" in operation else {"200", "304"}
        if "requestBody" in operation:
            (good,) = set(operation["responses"]) & set(GOOD)
            naming = {"replay_deliveries", "end_webhook"}
            expected |= {good} | ({"404"} if operation["operationId"] in naming else set())
        assert set(operation["responses"]) == expected
        if "304" in expected:
            assert "ETag" in operation["responses"]["200"]["headers"]
        for status in expected - set(GOOD) - {"304"}:
            place = operation["responses"][status]["$ref"].rpartition("/")[2]
            told = DOCUMENT["components"]["responses"][place]
            assert set(told["content"]) == {"application/problem+json"}
            assert "RateLimit" in told["headers"]


@pytest.mark.parametrize("name", OPEN)
def test_every_reply_has_exactly_the_shape_that_is_described(
    world: Stance, read: Read, name: str, settings: Settings, tmp_path: Path
) -> None:
    settings.EXPORT_DIR = tmp_path
    if name == "get_edition":
        build_export()
    _, operation = OPERATIONS[name]
    shape = SHAPES[find_reply(operation)]
    address = operation["x-example"].replace("at=2025-05-01", "at=2026-03-05")
    assert world.article is not None
    ids = {
        "get_article": f"/articles/{world.article_id}",
        "get_stance": f"/stances/{world.pk}",
        "get_story": f"/stories/{world.article.story_id}",
        "trace_stance": f"/provenance/{world.pk}",
        "list_conditions": "/conditions?condition=ceasefire",
    }
    for body in (read(ids.get(name, address)), read(ids.get(name, address.partition("&")[0]))):
        shaped = shape.model_validate_json(json.dumps(body), strict=True)
        assert shaped.model_dump(mode="json") == body
        assert body.get("items") != [] or name == "list_row_changes"  # it is too young


@pytest.mark.django_db
def test_problems_have_exactly_the_shape_that_is_described(client: Client) -> None:
    for address in ("/api/v1/nothing", "/api/v1/stances?x=1&limit=0&limit=1", "/api/v1/lines"):
        body = client.get(address).json()
        shaped = schemas.Problem.model_validate_json(json.dumps(body), strict=True)
        assert shaped.model_dump(mode="json") == body


@pytest.mark.django_db
def test_the_description_is_served(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.json() == DOCUMENT
    assert DOCUMENT["openapi"] == "3.1.0"
