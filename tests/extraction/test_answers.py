"""From a model's words to claims: the form is exact, and what breaks it is refused with its reason."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.errors import BadInput
from coalition.extraction.answers import CONFIDENCE, make_claim, parse_answer, write_schema
from coalition.extraction.claims import ArticleText, Claim, ClaimedCondition, Day, Quantity
from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    Position,
    Precision,
    Scope,
    Time,
    Voice,
)
from tests.stub_model import stance

TEXT = "Norway is ready. Norway is ready, if parliament agrees, with 10-30 soldiers."
ARTICLE = ArticleText(TEXT, day=date(2026, 3, 1), precision=Precision.MONTH)
LINES = {1: (0, 16), 2: (17, len(TEXT))}


def parse(*stances: Any) -> Any:
    """The parsed answer that holds these stances."""
    return parse_answer(json.dumps({"stances": stances}))


def claim(**values: Any) -> Claim:
    """The claim made of one stance."""
    parsed = parse(stance("Norway is ready", **values))
    assert parsed.faults == ()
    return make_claim(parsed.stances[0], ARTICLE, LINES, note="model")


def test_every_field_of_an_answer_becomes_its_field_of_the_claim() -> None:
    number = {
        "low": 10,
        "high": 30,
        "unit": "troops",
        "scope": "own",
        "raw": "10-30 soldiers",
        "flag": "implausible",
    }
    assert claim(
        position="conditional",
        voice="other",
        time="past",
        attribution="on-record",
        speaker="the minister",
        reported_by="The Times",
        stance_date="2026-02",
        conditions=[{"type": "parliament", "words": "if parliament agrees"}],
        quantity=number,
        sentence=2,
    ) == Claim(
        country="NO",
        proposal="troops-on-ground",
        position=Position.CONDITIONAL,
        quote="Norway is ready",
        start=17,
        voice=Voice.OTHER,
        time=Time.PAST,
        attribution=Attribution.ON_RECORD,
        speaker="the minister",
        reported_by="The Times",
        day=Day(date(2026, 2, 1), Precision.MONTH),
        conditions=(ClaimedCondition(Condition.PARLIAMENT, "if parliament agrees"),),
        quantity=Quantity(10, 30, "troops", Scope.OWN, "10-30 soldiers", Flag.IMPLAUSIBLE),
        confidence=CONFIDENCE,
        note="model",
    )


@pytest.mark.parametrize(("sentence", "start"), [(1, 0), (2, 17), (3, None), (0, None), (-1, None)])
def test_the_sentence_says_where_the_quote_begins(sentence: int, start: int | None) -> None:
    assert claim(sentence=sentence).start == start


@pytest.mark.parametrize("day", ["2026-04-01", "2026-04", "2027", "soon", "2026-13"])
def test_a_date_that_is_none_or_lies_after_the_article_is_refused(day: str) -> None:
    with pytest.raises(BadInput, match="stance_date: "):
        claim(stance_date=day)


@pytest.mark.parametrize("day", ["2026-03-31", "2026-03", "2026", "2025-12-24"])
def test_a_date_up_to_the_end_of_the_articles_month_is_taken(day: str) -> None:
    assert claim(stance_date=day).day is not None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"position": "maybe"}, "position: Input should be 'committed', "),
        ({"voice": None}, "voice: Input should be"),
        ({"quote": 5}, "quote: Input should be a valid string."),
        ({"sentence": "1"}, "sentence: Input should be a valid integer."),
        ({"sentence": True}, "sentence: Input should be a valid integer."),
        ({"mood": "good"}, "mood: Extra inputs are not permitted."),
        ({"speaker": "x" * 201}, "speaker: String should have at most 200 characters."),
        ({"quote": "Norway\x00 is ready"}, "quote: Value error, a NUL character"),
        ({"conditions": [{"type": "luck", "words": "x"}]}, "conditions.0.type: Input should be"),
        ({"quantity": {"low": 1}}, "quantity.high: Field required."),
    ],
)
def test_a_stance_that_breaks_the_form_is_a_fault_with_its_reason(
    values: dict[str, Any], reason: str
) -> None:
    whole = stance("Norway is ready")
    parsed = parse(whole | values, whole)
    assert len(parsed.stances) == 1
    (fault,) = parsed.faults
    assert fault.reason.startswith(reason)
    assert fault.about == ("NO", "troops-on-ground")


@pytest.mark.parametrize("row", [None, 5, "NO", [], {}, {"country": ["NO"]}, {"country": "\x00"}])
def test_what_is_no_stance_at_all_is_a_fault(row: Any) -> None:
    parsed = parse(row)
    assert (parsed.stances, [fault.about for fault in parsed.faults]) == ((), [("", "")])


def test_half_a_surrogate_pair_is_a_fault() -> None:
    parsed = parse_answer(json.dumps({"stances": [stance("Norway \ud800 is ready")]}))
    assert (len(parsed.stances), len(parsed.faults)) == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No stance.",
        '{"stances": [',
        "[]",
        "null",
        '{"stance": []}',
        '{"stances": {}}',
        "[" * 100_000,
        '{"stances": [' + "1" * 5_000 + "]}",
        json.dumps({"stances": [None] * 81}),
    ],
    ids=["empty", "words", "cut", "list", "null", "other", "object", "deep", "huge", "many"],
)
def test_an_answer_of_no_use_as_a_whole_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"^it "):
        parse_answer(text)


@pytest.mark.parametrize(
    "fence", ["```json\n{}\n```", "Here:\n```\n{}\n```\nDone.", "{}", "```JSON\n{}"]
)
def test_a_fence_around_the_answer_is_taken_off(fence: str) -> None:
    text = fence.replace("{}", json.dumps({"stances": [stance("Norway is ready")]}))
    assert len(parse_answer(text).stances) == 1


@given(st.text(max_size=200))
def test_text_that_is_no_answer_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(BadInput, match=r"^it "):
        parse_answer(text)


def test_back_quotes_inside_an_answer_are_no_fence() -> None:
    quoted = stance("Norway ``` is ```\n ready")
    assert parse(quoted).stances[0].quote == quoted["quote"]


def test_the_schema_is_strict_all_the_way_down_and_names_the_codes() -> None:
    schema = write_schema(["demining", "air-policing"], ["SE", "NO"])
    objects = [schema, *(node for node in schema["$defs"].values() if node["type"] == "object")]
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
    fields = schema["$defs"]["StanceAnswer"]["properties"]
    assert fields["country"]["enum"] == ["NO", "SE"]
    assert fields["proposal"]["enum"] == ["air-policing", "demining"]
    assert [
        word for word in ("maxLength", "minimum", "default") if word in json.dumps(schema)
    ] == []
