"""One grammar: the same question in each format gives the same rows, and tables cannot be broken."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from arro3.io import read_parquet
from django.test import Client

from coalition.models import Stance
from coalition.published import write_cell
from tests import factories
from tests.api.conftest import Read, read_problem

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def read_table(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a table."""
    response = client.get(f"/api/v1{address}")
    assert response["Content-Type"] == "text/csv; charset=utf-8", response.content
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def read_lines(client: Client, address: str) -> list[dict[str, Any]]:
    """The rows of JSON Lines."""
    response = client.get(f"/api/v1{address}")
    assert response["Content-Type"] == "application/jsonl"
    return [json.loads(line) for line in response.content.splitlines()]


@pytest.mark.parametrize(
    "question",
    ["", "?country=NO", "?country=NO,IT&limit=1", "?at_least=conditional", "?tier=quality"],
)
def test_the_same_question_gives_the_same_rows_in_every_format(
    world: Stance, client: Client, read: Read, question: str
) -> None:
    ask = f"/stances{question}{'&' if question else '?'}format="
    items = read(f"{ask}json")["items"]
    ids = [item["id"] for item in items]
    assert ids
    assert read_lines(client, f"{ask}jsonl") == items
    assert [int(row["id"]) for row in read_table(client, f"{ask}csv")] == ids
    feed = client.get(f"/api/v1{ask}jsonfeed").json()
    assert [item["id"] for item in feed["items"]] == [item["html_url"] for item in items]
    root = ET.fromstring(client.get(f"/api/v1{ask}atom").content)
    assert [one.text for one in root.findall(f"{ATOM}entry/{ATOM}id")] == [
        item["html_url"] for item in items
    ]


def test_a_table_has_all_columns_also_where_a_value_is_null_or_no_row_is_there(
    world: Stance, client: Client
) -> None:
    quoted, coded = (
        read_table(client, f"/stances?country={code}&format=csv") for code in ("NO", "IT")
    )
    assert list(quoted[0]) == list(coded[0])
    assert quoted[0]["quantity.low"] == "100"
    assert coded[0]["quantity.low"] == ""
    assert json.loads(quoted[0]["conditions"]) == [
        {"kind": "ceasefire", "words": "once the guns are silent"}
    ]
    empty = client.get("/api/v1/stances?q=nothing-of-the-kind&format=csv").content.decode()
    assert empty.splitlines() == [",".join(quoted[0])]


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx"])
def test_T13_no_cell_is_a_formula(world: Stance, client: Client, words: str) -> None:
    factories.make_coded_stance(speaker=words, summary='a "quoted", long\nsummary')
    row = read_table(client, "/stances?limit=1&format=csv")[0]
    assert row["speaker"] == f"'{words}"
    assert row["summary"] == 'a "quoted", long\nsummary'
    assert read_lines(client, "/stances?limit=1&format=jsonl")[0]["speaker"] == words


def test_fields_are_chosen_in_json_lines_and_tables(
    world: Stance, client: Client, read: Read
) -> None:
    ask = "/stances?country=NO&fields=country,position"
    assert read(ask)["items"] == [{"country": "NO", "position": "committed"}]
    assert read_lines(client, f"{ask}&format=jsonl") == read(ask)["items"]
    assert read_table(client, f"{ask}&format=csv") == read(ask)["items"]


@pytest.mark.parametrize("fields", ["", "countr", "country,", "country;day", "*"])
def test_a_field_that_rows_lack_is_refused(world: Stance, client: Client, fields: str) -> None:
    problem = read_problem(client.get("/api/v1/stances", {"fields": fields}), 422)
    assert problem["errors"][0]["parameter"] == "fields"
    assert "country" in problem["errors"][0]["allowed"]


def test_a_page_of_a_table_leads_to_the_next_in_its_header(world: Stance, client: Client) -> None:
    seen: list[str] = []
    address = "/api/v1/stances?limit=1&format=csv"
    for _ in range(3):
        response = client.get(address)
        rows = list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))
        seen += [row["id"] for row in rows]
        links = response.get("Link", "").split(", ")
        onward = [one.partition(">")[0].lstrip("<") for one in links if one.endswith('"next"')]
        if not onward:
            break
        address = onward[0].removeprefix("http://testserver")
    assert seen == [str(pk) for pk in Stance.objects.order_by("-pk").values_list("pk", flat=True)]


def test_a_list_is_walked_back_as_it_was_walked_on(world: Stance, read: Read) -> None:
    for number in range(7):
        factories.make_coded_stance(claim_key=f"walk {number}")
    for address in ("/stances?limit=2", "/articles?limit=1", "/changes?limit=1"):
        pages, back = [], []
        following: str | None = address
        while following:
            page = read(following.removeprefix("http://testserver/api/v1"))
            pages.append(page["items"])
            last, following = page, page["next"]
        while last["prev"]:
            last = read(last["prev"].removeprefix("http://testserver/api/v1"))
            back.append(last["items"])
        assert len(pages) > 1 or address == "/articles?limit=1"
        assert pages[:-1][::-1] == back


def test_a_feed_of_changes_has_an_entry_for_each_with_a_name_for_ever(
    world: Stance, client: Client
) -> None:
    root = ET.fromstring(client.get("/api/v1/changes?country=NO&format=atom").content)
    assert root.find(f"{ATOM}id").text == (  # type: ignore[union-attr]
        "http://testserver/api/v1/changes?country=NO&format=atom"
    )
    entries = root.findall(f"{ATOM}entry")
    told = {child.tag.removeprefix(ATOM): child.text or dict(child.attrib) for child in entries[-1]}
    assert told == {
        "id": "urn:change:2026-03-01.NO.troops-on-ground",
        "title": "NO on troops-on-ground: no-evidence to committed",
        "updated": "2026-03-01T00:00:00Z",
        "link": {
            "rel": "alternate",
            "href": f"http://testserver/countries/NO/#stance-{world.pk}",
        },
        "category": {"term": "position-change"},
        "summary": "Norway will send soldiers to the force",
    }


def test_hostile_words_cannot_break_a_feed(world: Stance, client: Client) -> None:
    words = "<script>alert(1)</script> ]]> & \x0b \ufffe end"
    factories.make_coded_stance(summary=words)
    root = ET.fromstring(client.get("/api/v1/stances?limit=1&format=atom").content)
    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == words.replace("\x0b", "").replace(
        "\ufffe", ""
    )


def test_every_format_has_its_tag_and_is_not_sent_twice(world: Stance, client: Client) -> None:
    tags = set()
    for name in ("json", "csv", "jsonl", "atom", "jsonfeed"):
        first = client.get(f"/api/v1/stances?format={name}")
        again = client.get(
            f"/api/v1/stances?format={name}", headers={"If-None-Match": first["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        tags.add(first["ETag"])
    assert len(tags) == 5


COLUMNS = {
    "/stances": {"id": "Int64", "day": "Date32", "stored_at": "Timestamp", "confidence": "Float64",
                 "counts": "Boolean", "quantity.low": "Int64", "conditions": "Utf8"},
    "/positions": {"first": "Date32", "origins": "Int64", "cause.id": "Int64", "step": "Int64"},
    "/lines?country=NO": {"first": "Date32", "reviewed": "Boolean", "state": "Utf8"},
    "/groups": {"members": "Utf8"},
}  # fmt: skip


@pytest.mark.parametrize("address", COLUMNS)
def test_parquet_holds_what_csv_holds_in_types_of_its_own(
    world: Stance, client: Client, address: str
) -> None:
    ask = f"{address}{'&' if '?' in address else '?'}format="
    response = client.get(f"/api/v1{ask}parquet")
    assert response["Content-Type"] == "application/vnd.apache.parquet"
    found = read_parquet(io.BytesIO(response.content)).read_all()
    kinds = {name: repr(found.schema.field(name).type) for name in found.column_names}
    for name, kind in COLUMNS[address].items():
        assert kind in kinds[name]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/api/v1{ask}csv").content.decode())))
    assert found.column_names == list(rows[0])
    for name in found.column_names:
        assert [write_cell(value) for value in found[name].to_pylist()] == [
            row[name] for row in rows
        ]


def test_an_empty_list_is_parquet_with_all_its_columns(world: Stance, client: Client) -> None:
    response = client.get("/api/v1/stances?country=NO&voice=claim&format=parquet&fields=id,day")
    found = read_parquet(io.BytesIO(response.content)).read_all()
    assert (found.column_names, found.num_rows) == (["id", "day"], 0)
