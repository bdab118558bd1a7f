"""What may be asked: everyday bad input is refused with words that help, and never breaks anything."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition.api import urls
from coalition.api.reading import PARAMETERS
from coalition.models import Stance
from tests.api.conftest import read_problem

pytestmark = pytest.mark.django_db

assert urls.api  # all routes are known: each puts its parameters in the table

NUMBERS = "before must be a whole number from 1 to 2147483647."
LIMITS = "limit must be a whole number from 1 to 1000."
DAYS = "must be a day as YYYY-MM-DD, from 2014-01-01 to "
NO_WORD = "is not one of the allowed values"

# The 33 everyday bad inputs of the notes on reliability, as they can come to an API that only reads.
BAD_INPUTS = [
    ("/stances?country=%00", f"country {NO_WORD}."),
    ("/stances?country=I%00T", f"country {NO_WORD}"),
    ("/stances?country=%ED%A0%80", f"country {NO_WORD}."),
    ("/stances?country=%FF%FE", f"country {NO_WORD}."),
    (f"/stances?country={'A' * 201}", f"country {NO_WORD}."),
    (f"/stances?proposal={'a' * 10_000}", f"proposal {NO_WORD}."),
    ("/stances?country=", f"country {NO_WORD}."),
    ("/stances?country=null", f"country {NO_WORD}."),
    ("/stances?country='%20OR%201=1--", f"country {NO_WORD}."),
    ("/stances?country=%25", f"country {NO_WORD}."),
    ("/stances?position=5", f"position {NO_WORD}."),
    ("/stances?review_state=rejected", f"review_state {NO_WORD}"),
    ("/stances?before=2147483648", NUMBERS),
    (f"/stances?before={10**30}", NUMBERS),
    ("/stances?before=0", NUMBERS),
    ("/stances?before=NaN", NUMBERS),
    ("/stances?before=1e999", NUMBERS),
    ("/stances?before=1.0", NUMBERS),
    ("/stances?before=%EF%BC%91", NUMBERS),  # a full-width digit
    ("/stances?limit=-1", LIMITS),
    ("/stances?limit=0", LIMITS),
    ("/stances?limit=1000000000", LIMITS),
    (f"/stances?limit={10**30}", LIMITS),
    ("/stances?limit=%201", LIMITS),
    ("/stances?offset=-1", "offset is no parameter of this address, which takes country, group, "),
    ("/stances?q=%00", "q must be 1 to 200 characters of text."),
    ("/stances?limit=1&limit=2", "limit must be given once, not 2 times."),
    ("/positions?at=9999-12-31", f"at {DAYS}"),
    ("/positions?at=9999-12-31T23:59:59-23:59", f"at {DAYS}"),
    ("/positions?at=0001-01-01T00:00:00%2B23:59", f"at {DAYS}"),
    ("/positions?at=2025-13-45", f"at {DAYS}"),
    ("/positions?at=1746057600", f"at {DAYS}"),
    ("/changes?since=2025-05-02&until=2025-05-01", "since must not be later than until."),
]


def test_all_bad_inputs_of_the_notes_are_in_the_table() -> None:
    assert len({address for address, _ in BAD_INPUTS}) == 33


@pytest.mark.parametrize(("address", "words"), BAD_INPUTS)
def test_A01_a_bad_input_is_refused_by_name(
    world: Stance, client: Client, address: str, words: str
) -> None:
    problem = read_problem(client.get(f"/api/v1{address}"), 422)
    (error,) = problem["errors"]
    assert problem["detail"].startswith(words.removesuffix("."))
    assert error["parameter"] == words.split(maxsplit=1)[0]


@pytest.mark.parametrize(
    ("address", "allowed", "near"),
    [
        ("/stances?coutry=IT", list(PARAMETERS["list_stances"]), ["country", "count"]),
        ("/positions?At=2025-05-01", list(PARAMETERS["list_positions"]), ["at"]),
        ("/positions?country=Itly", ["IT", "NO"], ["IT"]),
        ("/positions?country=it", ["IT", "NO"], ["IT"]),
        ("/positions?country=ITA", ["IT", "NO"], ["IT"]),
        ("/positions?country=Norvay", ["IT", "NO"], ["NO"]),
        ("/positions?country=ZZ", ["IT", "NO"], []),
        ("/positions?proposal=troops", ["troops-on-ground", "demining"], ["troops-on-ground"]),
        ("/positions?group=eu", ["EU", "NB8"], ["EU"]),
        (
            "/stances?position=skeptical",
            ["committed", "supportive", "conditional", "undecided", "sceptical", "opposed"],
            ["sceptical"],
        ),
        ("/stances?kind=quote", ["quoted", "coded"], ["quoted"]),
        ("/stances?review_state=accept", ["waiting", "accepted", "corrected"], ["accepted"]),
        ("/countries?limit=5", ["as_of", "format", "fields"], []),
        ("/countries/IT?limit=5", ["as_of"], []),
        ("/stances?country=IT,NOR", ["IT", "NO"], ["NO"]),
        ("/countries?format=atom", ["json", "csv", "jsonl", "parquet"], []),
        ("/groups?fields=names", ["name", "members"], ["name"]),
    ],
)
def test_a_refusal_says_what_would_do_and_what_was_meant(
    world: Stance, client: Client, address: str, allowed: list[str], near: list[str]
) -> None:
    (error,) = read_problem(client.get(f"/api/v1{address}"), 422)["errors"]
    assert (error["allowed"], error["near"]) == (allowed, near)


def test_all_that_is_wrong_is_said_at_once(world: Stance, client: Client) -> None:
    problem = read_problem(client.get("/api/v1/stances?coutry=IT&limit=-1&country=Itly"), 422)
    assert problem["detail"] == (
        "coutry is no parameter of this address (did you mean country or count?); "
        "country is not one of the allowed values (did you mean IT?); "
        "limit must be a whole number from 1 to 1000."
    )
    assert [error["given"] for error in problem["errors"]] == ["IT", "Itly", "-1"]


def test_lines_need_a_country_or_a_proposal(world: Stance, client: Client) -> None:
    problem = read_problem(client.get("/api/v1/lines"), 422)
    assert problem["detail"] == "country or proposal must be given, or both."


@pytest.mark.parametrize(
    "place", ["x", "2025-05-01", "2025-02-30.IT.demining", "9999-01-01.IT.demining"]
)
def test_a_place_that_no_reply_gave_is_refused(world: Stance, client: Client, place: str) -> None:
    (error,) = read_problem(client.get("/api/v1/changes", {"after": place}), 422)["errors"]
    assert (error["parameter"], error["given"]) == ("after", place)


def test_thousands_of_parameters_are_refused_as_a_whole(world: Stance, client: Client) -> None:
    query = "&".join(f"a{number}=1" for number in range(1001))
    read_problem(client.get(f"/api/v1/stances?{query}"), 400)


def test_a_long_value_is_repeated_only_in_part(world: Stance, client: Client) -> None:
    (error,) = read_problem(client.get(f"/api/v1/stances?country={'A' * 5000}"), 422)["errors"]
    assert error["given"] == "A" * 100
    (error,) = read_problem(client.get(f"/api/v1/stances?{'x' * 5000}=1"), 422)["errors"]
    assert error["parameter"] == "x" * 100


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    operation=st.sampled_from(["stances", "positions", "lines", "changes", "groups", "articles"]),
    query=st.dictionaries(
        st.sampled_from(sorted({"x", *(name for names in PARAMETERS.values() for name in names)})),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
        | st.integers().map(str)
        | st.floats().map(str)
        | st.dates().map(str)
        | st.datetimes().map(str),
        max_size=4,
    ),
)
def test_no_query_at_all_breaks_anything(
    world: Stance, client: Client, operation: str, query: dict[str, Any]
) -> None:
    response = client.get(f"/api/v1/{operation}", query)
    if response.status_code != 200:
        read_problem(response, 422)
