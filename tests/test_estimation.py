"""The rule of the line as a table of sentences; pins; the explanation.

What holds for any evidence is in test_estimation_promises.py.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coalition.estimation import METHOD, VERSION, Pin, Span, Statement, estimate_line, explain
from coalition.vocabulary import (
    Attribution,
    LineState,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)
from tests.estimation_sentences import SENTENCES

HORIZON = 100
WORD = Statement(
    id=1,
    first=date(2025, 1, 10),
    last=date(2025, 1, 10),
    position=Position.SUPPORTIVE,
    voice=Voice.GOVERNMENT,
    attribution=Attribution.ON_RECORD,
    tier=Tier.AGENCY,
    review=ReviewState.ACCEPTED,
    origin="story-1",
    confidence=0.8,
)


def read(text: str) -> list[Statement]:
    """Statements from `day position what-differs; ...`, each a reviewed word on record of its own
    story; `@` names the speaker, `#` the story, `to=` the last day, a number the confidence."""
    return [read_one(number, one.split()) for number, one in enumerate(text.split(";"), 1) if one]


def read_one(number: int, words: Sequence[str]) -> Statement:
    """One statement of the year 2025."""
    first = date.fromisoformat(f"2025-{words[0]}")
    statement = replace(WORD, id=number, first=first, last=first, origin=f"story-{number}")
    for word in words[1:]:
        statement = replace(statement, **read_field(word))
    return statement


def read_field(word: str) -> dict[str, Any]:
    """The field that a word sets."""
    for field, values in {
        "position": Position,
        "voice": Voice,
        "attribution": Attribution,
        "tier": Tier,
        "review": ReviewState,
        "kind": StanceKind,
    }.items():
        if word in list(values):
            return {field: values(word)}
    if word.startswith("to="):
        return {"last": date.fromisoformat(f"2025-{word[3:]}")}
    named = {"@": "speaker", "#": "origin"}.get(word[0])
    return {named: word[1:]} if named else {"confidence": float(word)}


def write(spans: Sequence[Span]) -> list[str]:
    """Spans to read: first day, what it says, band, statements/origins, `?` if none is reviewed,
    and the cause."""
    lines = []
    for span in spans:
        parts = [span.first.isoformat()[5:], span.position or span.state]
        if span.low and span.high:
            parts.append(f"{span.low.step}-{span.high.step}")
        if span.state is not LineState.STALE:
            parts.append(f"{span.statements}/{span.origins}{'' if span.reviewed else '?'}")
        parts += [f"by {span.cause}"] if span.cause else []
        lines.append(" ".join(parts))
    return lines


@pytest.mark.parametrize(
    ("said", "drawn"), [case[1:] for case in SENTENCES], ids=[case[0] for case in SENTENCES]
)
def test_a_line_is_drawn_as_the_sentence_says(said: str, drawn: str) -> None:
    lines = [line.strip() for line in drawn.strip().splitlines()]

    assert write(estimate_line(read(said), HORIZON)) == lines


def test_a_span_carries_all_its_values() -> None:
    spans = estimate_line(read("01-10 supportive; 01-11 opposed narrative waiting"), HORIZON)

    assert spans[1] == Span(
        first=date(2025, 1, 11),
        until=date(2025, 1, 22),
        state=LineState.CONTESTED,
        position=None,
        low=Position.OPPOSED,
        high=Position.SUPPORTIVE,
        statements=2,
        origins=2,
        reviewed=True,
        cause=2,
    )
    assert spans[-1] == Span(
        first=date(2025, 4, 21),
        until=None,
        state=LineState.STALE,
        position=None,
        low=None,
        high=None,
        statements=0,
        origins=0,
        reviewed=False,
        cause=None,
    )


def test_the_best_sourced_copy_sets_the_day_and_the_position() -> None:
    said = "01-10 opposed narrative waiting #wire; 01-12 supportive #wire; 01-13 opposed anonymous #wire"

    assert write(estimate_line(read(said), HORIZON))[0] == "01-12 supportive 3-5 3/1 by 2"


def test_two_voices_in_one_story_are_no_copies_but_one_origin() -> None:
    said = "01-10 supportive #wire @president; 01-10 opposed #wire @premier"

    assert write(estimate_line(read(said), HORIZON))[0] == "01-10 contested 0-4 2/1 by 2"


def test_one_story_has_one_vote_however_often_it_speaks() -> None:
    said = (
        "01-10 supportive; 01-11 opposed anonymous #wire; "
        "01-20 opposed anonymous #wire; 01-30 opposed anonymous #wire"
    )

    assert write(estimate_line(read(said), HORIZON))[3] == "01-30 contested 0-4 4/2 by 4"


def test_a_word_inside_the_month_ends_the_doubt_about_the_day() -> None:
    said = "01-10 opposed; 02-01 supportive to=02-28; 02-10 supportive"

    assert write(estimate_line(read(said), HORIZON))[1:4] == [
        "02-01 supportive 0-4 1/1 by 2",
        "02-08 supportive 0-5 1/1 by 2",
        "02-10 supportive 3-4 2/2 by 3",
    ]


def pin(position: Position, first: str, last: str | None) -> Pin:
    """A pin of the year 2025."""
    end = date.fromisoformat(f"2025-{last}") if last else None
    return Pin(position, date.fromisoformat(f"2025-{first}"), end)


def test_a_pin_holds_from_its_first_to_its_last_day_and_then_the_evidence_speaks_again() -> None:
    pins = [pin(Position.OPPOSED, "01-15", "01-31")]

    assert write(estimate_line(read("01-10 supportive"), HORIZON, pins)) == [
        "01-10 supportive 3-5 1/1 by 1",
        "01-15 opposed 0-0 0/0",
        "02-01 supportive 3-5 1/1 by 1",
        "02-18 supportive 2-5 1/1 by 1",
        "03-30 supportive 1-5 1/1 by 1",
        "04-21 stale",
    ]


def test_a_pin_without_end_outlasts_the_horizon() -> None:
    pins = [pin(Position.OPPOSED, "01-15", None)]

    assert write(estimate_line(read("01-10 supportive"), HORIZON, pins)) == [
        "01-10 supportive 3-5 1/1 by 1",
        "01-15 opposed 0-0 0/0",
    ]


def test_a_pin_draws_a_line_where_nothing_was_said() -> None:
    spans = estimate_line([], HORIZON, [pin(Position.SCEPTICAL, "01-15", "01-31")])

    assert write(spans) == ["01-15 sceptical 1-1 0/0"]
    assert spans[0].until == date(2025, 2, 1)


def test_the_later_of_two_pins_holds_and_the_earlier_one_comes_back() -> None:
    pins = [
        pin(Position.OPPOSED, "01-15", "01-31"),
        pin(Position.COMMITTED, "01-20", "01-22"),
    ]

    assert write(estimate_line([], HORIZON, reversed(pins))) == [
        "01-15 opposed 0-0 0/0",
        "01-20 committed 5-5 0/0",
        "01-23 opposed 0-0 0/0",
    ]


def test_the_explanation_says_what_became_of_each_statement() -> None:
    said = (
        "01-10 supportive #wire; 01-10 supportive narrative #wire; 01-11 opposed claim; "
        "01-12 opposed rejected; 01-13 opposed mirror; 01-14 opposed anonymous waiting 0.5 regional"
    )
    explained = explain(read(said), HORIZON)
    statements = explained["statements"]
    assert isinstance(statements, list)

    assert [(one["id"], one["fate"], one["points"]) for one in statements] == [
        (1, "word-on-record", 100),
        (2, "copy-of-a-better-one", 0),
        (3, "not-the-voice-of-the-government", 0),
        (4, "rejected-by-an-editor", 0),
        (5, "source-does-not-count", 0),
        (6, "weak-report", 14),
    ]
    assert (explained["method"], explained["version"]) == (METHOD, VERSION)


def test_the_explanation_gives_the_votes_and_the_belief_behind_each_span() -> None:
    explained = explain(read("01-10 supportive; 01-11 opposed narrative waiting"), HORIZON)
    spans = explained["spans"]
    assert isinstance(spans, list)

    assert [(span["rule"], span["votes"]) for span in spans] == [
        ("set-by-a-word-on-record", [0, 0, 0, 0, 100, 0]),
        ("contradicted-by-a-report", [22, 0, 0, 0, 100, 0]),
        ("time-passed", [22, 0, 0, 0, 100, 0]),
        ("time-passed", [22, 0, 0, 0, 100, 0]),
        ("older-than-the-horizon", []),
    ]
    # As the constant promises: a fresh reviewed word on record is hit exactly on 72 %.
    assert spans[0]["pull"] == [400, 300, 200, 100, 0, 100]
    assert spans[0]["belief"] == [0.0007, 0.0039, 0.0222, 0.1264, 0.7204, 0.1264]


def test_the_line_can_be_drawn_again_from_the_explanation_alone() -> None:
    said = read(
        "01-10 supportive; 01-20 opposed narrative waiting; 02-01 opposed to=02-28 @premier"
    )
    pins = [pin(Position.OPPOSED, "03-01", "03-02")]
    explained = json.loads(json.dumps(explain(said, HORIZON, pins)))

    again = [
        Statement(
            id=one["id"],
            first=date.fromisoformat(one["first"]),
            last=date.fromisoformat(one["last"]),
            position=Position(one["position"]),
            voice=Voice(one["voice"]),
            attribution=Attribution(one["attribution"]),
            tier=Tier(one["tier"]),
            review=ReviewState(one["review"]),
            origin=one["origin"],
            kind=StanceKind(one["kind"]),
            confidence=one["confidence"],
            speaker=one["speaker"],
        )
        for one in explained["statements"]
    ]
    assert again == said
    assert [span["first"] for span in explained["spans"]] == [
        span.first.isoformat() for span in estimate_line(again, explained["horizon_days"], pins)
    ]
