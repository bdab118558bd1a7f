"""What the line promises for any evidence; a slow second writing (estimation_slowly.py) agrees."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coalition.estimation import Span, Statement, estimate_line, explain
from coalition.vocabulary import (
    Attribution,
    LineState,
    Position,
    ReviewState,
    StanceKind,
    Tier,
    Voice,
)
from tests.estimation_slowly import write_slowly

START = date(2025, 1, 1)
ENDED = START + timedelta(days=700)
COUNTED_TIERS = [tier for tier in Tier if tier.counts]

# The machine may be busy: no promise is about time.
promise = settings(deadline=None)
days = st.integers(0, 300).map(lambda number: START + timedelta(days=number))
horizons = st.integers(20, 300)


@st.composite
def statement_lists(
    draw: st.DrawFn, lengths: tuple[int, int] = (1, 14), *, precise: bool = False
) -> list[Statement]:
    """Any evidence: some of it shares stories, speakers and days."""
    statements = []
    for number in range(draw(st.integers(*lengths))):
        first = draw(days)
        length = 0 if precise else draw(st.sampled_from([0, 0, 0, 27, 30, 364]))
        statements.append(
            Statement(
                id=number,
                first=first,
                last=first + timedelta(days=length),
                position=draw(st.sampled_from(Position)),
                voice=draw(st.sampled_from([Voice.GOVERNMENT] * 6 + list(Voice))),
                attribution=draw(st.sampled_from(Attribution)),
                tier=draw(st.sampled_from(COUNTED_TIERS * 2 + list(Tier))),
                review=draw(st.sampled_from([ReviewState.WAITING] * 3 + list(ReviewState))),
                origin=f"story-{draw(st.integers(0, 10))}",
                kind=draw(st.sampled_from([StanceKind.QUOTED] * 4 + list(StanceKind))),
                confidence=draw(st.sampled_from([0.2, 0.5, 0.8, 1.0])),
                speaker=draw(st.sampled_from([None, None, "president", "premier"])),
            )
        )
    return statements


def positions_by_day(spans: tuple[Span, ...]) -> dict[date, int]:
    """The step of each day on which a position is held."""
    return {
        day: span.position.step
        for span in spans
        if span.position is not None
        for day in list_days(span)
    }


def list_days(span: Span) -> Iterator[date]:
    """The days of a span; an open one is followed for a while."""
    day = span.first
    while day < (span.until or ENDED):
        yield day
        day += timedelta(days=1)


# The promises


@promise
@given(statement_lists(), horizons, st.randoms())
def test_order_of_arrival_does_not_matter(
    statements: list[Statement], horizon: int, chance: random.Random
) -> None:
    shuffled = list(statements)
    chance.shuffle(shuffled)

    assert estimate_line(shuffled, horizon) == estimate_line(statements, horizon)


@promise
@given(statement_lists(), horizons)
def test_spans_follow_each_other_without_gap_to_an_open_end(
    statements: list[Statement], horizon: int
) -> None:
    spans = estimate_line(statements, horizon)

    assert [span.until for span in spans[:-1]] == [span.first for span in spans[1:]]
    assert all(span.until is None or span.first < span.until for span in spans)
    assert not spans or (spans[-1].until, spans[-1].state) == (None, LineState.STALE)


@promise
@given(statement_lists(), horizons)
def test_nothing_is_held_beyond_the_horizon_of_the_newest_statement(
    statements: list[Statement], horizon: int
) -> None:
    spans = estimate_line(statements, horizon)
    newest = max(statement.first for statement in statements)

    told = {day for span in spans if span.state is not LineState.STALE for day in list_days(span)}
    assert all(day <= newest + timedelta(days=horizon) for day in told)


@promise
@given(statement_lists(), horizons, st.sampled_from(Position))
def test_a_new_word_on_record_moves_the_line_at_once(
    statements: list[Statement], horizon: int, position: Position
) -> None:
    """Whatever was said before it: a month may still blur the band, two voices contest it."""
    day = max(statement.first for statement in statements) + timedelta(days=1)
    word = Statement(
        id=99,
        first=day,
        last=day,
        position=position,
        voice=Voice.GOVERNMENT,
        attribution=Attribution.ON_RECORD,
        tier=Tier.AGENCY,
        review=ReviewState.WAITING,
        origin="its own",
    )
    spans = estimate_line([*statements, word], horizon)

    assert positions_by_day(spans)[day] == position.step


@promise
@given(statement_lists(), horizons, st.data())
def test_a_copy_of_a_story_changes_nothing_but_the_count_of_statements(
    statements: list[Statement], horizon: int, data: st.DataObject
) -> None:
    copied = data.draw(st.sampled_from(statements))
    copy = replace(copied, id=99)

    before = [replace(span, statements=0) for span in estimate_line(statements, horizon)]
    after = [replace(span, statements=0) for span in estimate_line([*statements, copy], horizon)]

    assert after == before


@promise
@given(statement_lists(), horizons, st.data())
def test_what_never_counts_leaves_no_trace(
    statements: list[Statement], horizon: int, data: st.DataObject
) -> None:
    never: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"review": ReviewState.REJECTED},
                {"voice": Voice.CLAIM},
                {"voice": Voice.OTHER},
                *({"tier": tier} for tier in Tier if not tier.counts),
            ]
        )
    )
    extra = replace(data.draw(statement_lists((1, 1)))[0], id=99, **never)

    assert estimate_line([*statements, extra], horizon) == estimate_line(statements, horizon)


@promise
@given(statement_lists(), st.data())
def test_stronger_support_never_lowers_a_line_while_it_stands(
    statements: list[Statement], data: st.DataObject
) -> None:
    """Within one horizon: once a line went stale, what came before it is forgotten."""
    raised = data.draw(st.sampled_from(statements))
    assume(raised.position is not Position.COMMITTED)
    higher = Position.from_step(data.draw(st.integers(raised.position.step + 1, 5)))
    others = [one for one in statements if one is not raised]

    before = positions_by_day(estimate_line(statements, 301))
    after = positions_by_day(estimate_line([*others, replace(raised, position=higher)], 301))

    within = [day for day in before.keys() & after.keys() if day <= START + timedelta(days=300)]
    assert all(after[day] >= before[day] for day in within)


@promise
@given(statement_lists(), horizons, st.data())
def test_a_lone_weak_report_never_moves_a_line(
    statements: list[Statement], horizon: int, data: st.DataObject
) -> None:
    """It may draw one, contest it or keep it from going stale: what is held stays where it was."""
    words = [replace(one, attribution=Attribution.ON_RECORD, confidence=1.0) for one in statements]
    report = replace(
        data.draw(statement_lists((1, 1)))[0],
        id=99,
        origin="its own",
        attribution=data.draw(st.sampled_from([Attribution.ANONYMOUS, Attribution.NARRATIVE])),
    )
    before = positions_by_day(estimate_line(words, horizon))
    after = positions_by_day(estimate_line([*words, report], horizon))

    assert all(after[day] == step for day, step in before.items() if day in after)


@promise
@given(statement_lists(precise=True), horizons)
def test_old_evidence_widens_the_band(statements: list[Statement], horizon: int) -> None:
    """Nothing new said, no month in doubt, no contest: the band only ever grows."""
    spans = estimate_line(statements, horizon)
    firsts = {statement.first for statement in statements}
    for before, after in pairwise(spans):
        if before.position and after.position and after.first not in firsts:
            assert read_band(after)[0] <= read_band(before)[0]
            assert read_band(after)[1] >= read_band(before)[1]


@promise
@given(statement_lists((1, 1)), horizons)
def test_review_never_widens_the_band_nor_leaves_less_of_the_line(
    statements: list[Statement], horizon: int
) -> None:
    waiting = replace(statements[0], review=ReviewState.WAITING, kind=StanceKind.QUOTED)
    accepted = replace(waiting, review=ReviewState.ACCEPTED)
    before = read_bands(estimate_line([waiting], horizon))
    after = read_bands(estimate_line([accepted], horizon))

    assert before.keys() == after.keys()
    assert all(
        low >= before[day][0] and high <= before[day][1] for day, (low, high) in after.items()
    )


@promise
@given(statement_lists((1, 1)), horizons)
def test_another_independent_origin_narrows_the_band(
    statements: list[Statement], horizon: int
) -> None:
    word = replace(
        statements[0], voice=Voice.GOVERNMENT, tier=Tier.AGENCY, review=ReviewState.ACCEPTED
    )
    alone = read_bands(estimate_line([word], horizon))
    both = read_bands(estimate_line([word, replace(word, id=99, origin="another")], horizon))

    assert alone.keys() == both.keys()
    assert all(low >= alone[day][0] and high <= alone[day][1] for day, (low, high) in both.items())
    assert both != alone


def read_band(span: Span) -> tuple[int, int]:
    """The steps of a band."""
    assert span.low is not None
    assert span.high is not None
    return span.low.step, span.high.step


def read_bands(spans: tuple[Span, ...]) -> dict[date, tuple[int, int]]:
    """The band of each day that has one."""
    return {
        day: read_band(span)
        for span in spans
        if span.state is not LineState.STALE
        for day in list_days(span)
    }


@promise
@given(statement_lists(), horizons)
def test_the_explanation_tells_the_same_line(statements: list[Statement], horizon: int) -> None:
    spans = explain(statements, horizon)["spans"]
    assert isinstance(spans, list)

    assert [(span["first"], span["state"], span["low"], span["high"]) for span in spans] == [
        (span.first.isoformat(), span.state, span.low, span.high)
        for span in estimate_line(statements, horizon)
    ]


@settings(deadline=None, max_examples=60)
@given(statement_lists(), horizons)
def test_a_slow_second_writing_agrees(statements: list[Statement], horizon: int) -> None:
    drawn = {
        day: (
            span.state,
            span.position,
            span.low,
            span.high,
            span.statements,
            span.origins,
            span.reviewed,
        )
        for span in estimate_line(statements, horizon)
        for day in list_days(span)
    }

    assert drawn == dict(write_slowly(statements, horizon, START, ENDED))
