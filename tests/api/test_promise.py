"""Version 1 only grows: what a client may have built on is still there."""

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coalition.api.openapi import render_document
from coalition.api.urls import api
from tests.api.promise import find_breaks, list_demands, list_facts

CHECKED_IN = Path(__file__).parent / "promise.txt"
DOCUMENT: dict[str, Any] = json.loads(render_document(api))
STANCES = "/api/v1/stances"


def read_promise() -> set[str]:
    """The promised facts."""
    return set(CHECKED_IN.read_text().splitlines())


def test_nothing_that_was_promised_is_gone() -> None:
    """RENEW_OPENAPI=1 adds new facts. To take one away is to break v1: delete its line by hand, in a
    change that says why, after a year of Deprecation and Sunset headers."""
    if os.environ.get("RENEW_OPENAPI") == "1":
        facts = read_promise() if CHECKED_IN.exists() else set()
        facts |= set(list_facts(DOCUMENT))
        known = {fact for fact in facts if fact.startswith("demand ")}
        facts |= list_demands(DOCUMENT) if not known else set()
        CHECKED_IN.write_text("\n".join(sorted(facts)) + "\n")
    assert find_breaks(read_promise(), DOCUMENT) == []


def change_type(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Stance"]["properties"]["id"] = {"type": "string"}


def drop_field(document: dict[str, Any]) -> None:
    del document["components"]["schemas"]["Stance"]["properties"]["quote"]


def drop_word(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Position"]["enum"].remove("opposed")


def drop_operation(document: dict[str, Any]) -> None:
    del document["paths"][STANCES]


def drop_parameter(document: dict[str, Any]) -> None:
    document["paths"][STANCES]["get"]["parameters"].pop(0)


def demand_parameter(document: dict[str, Any]) -> None:
    document["paths"][STANCES]["get"]["parameters"][0]["required"] = True


def demand_field(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["WebhookWanted"]["required"].append("country")


def rename_operation(document: dict[str, Any]) -> None:
    document["paths"][STANCES]["get"]["operationId"] = "fetch_stances"


@pytest.mark.parametrize(
    "break_it",
    [
        change_type,
        drop_field,
        drop_word,
        drop_operation,
        drop_parameter,
        demand_parameter,
        demand_field,
        rename_operation,
    ],
)
def test_a_breaking_change_is_found(break_it: Callable[[dict[str, Any]], None]) -> None:
    document = copy.deepcopy(DOCUMENT)
    break_it(document)
    assert find_breaks(read_promise(), document) != []


def test_what_is_new_breaks_nothing() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"]["Stance"]["properties"]["mood"] = {"type": "string"}
    parameter = {"name": "mood", "schema": {"type": "string"}, "required": False}
    document["paths"][STANCES]["get"]["parameters"].append(parameter)
    document["paths"]["/api/v1/moods"] = {
        "get": {
            "operationId": "list_moods",
            "parameters": [{"name": "mood", "schema": {"type": "string"}, "required": True}],
            "responses": {},
        }
    }
    assert find_breaks(read_promise(), document) == []
