"""Coalition arithmetic: what the switches do, on sentences and for any coalition."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.estimation.arithmetic import (
    LIMITS,
    Member,
    Outcome,
    Sum,
    add_up,
    find_backing,
    play,
    share_of,
)
from coalition.vocabulary import Condition, Position
from tests.test_estimation import read

BACKSTOP, CEASEFIRE, MANDATE = Condition.US_BACKSTOP, Condition.CEASEFIRE, Condition.MANDATE
CONDITIONAL, SUPPORTIVE = Position.CONDITIONAL, Position.SUPPORTIVE
conditions = st.frozensets(st.sampled_from(Condition), max_size=4)
positions = st.none() | st.sampled_from(Position)


def ask(
    position: Position | None,
    named: set[Condition],
    met: set[Condition] = frozenset(),  # type: ignore[assignment]
    failed: set[Condition] = frozenset(),  # type: ignore[assignment]
    threshold: Position = SUPPORTIVE,
) -> Outcome:
    """What becomes of Norway, with these conditions."""
    return play(Member("NO", position, frozenset(named), None, None), met, failed, threshold)


def test_a_conditional_country_is_a_pivot_and_its_open_conditions_block_it() -> None:
    assert ask(CONDITIONAL, {CEASEFIRE, BACKSTOP}, met={CEASEFIRE}) == Outcome(
        "NO", CONDITIONAL, counted=False, pivot=True, blocked_by=(BACKSTOP,)
    )


def test_once_all_that_it_names_is_met_it_is_in() -> None:
    assert ask(CONDITIONAL, {CEASEFIRE, BACKSTOP}, met={CEASEFIRE, BACKSTOP}) == Outcome(
        "NO", SUPPORTIVE, counted=True, pivot=False, blocked_by=()
    )


def test_one_that_names_no_condition_is_not_lifted() -> None:
    assert ask(CONDITIONAL, set(), met=set(Condition)) == Outcome(
        "NO", CONDITIONAL, counted=False, pivot=True, blocked_by=()
    )


@pytest.mark.parametrize("position", [CONDITIONAL, SUPPORTIVE, Position.COMMITTED])
def test_who_names_a_failed_condition_drops_out_however_strong_its_support(
    position: Position,
) -> None:
    assert ask(position, {MANDATE, BACKSTOP}, failed={BACKSTOP}) == Outcome(
        "NO", None, counted=False, pivot=False, blocked_by=(BACKSTOP,)
    )


def test_a_limit_is_no_gate() -> None:
    assert ask(SUPPORTIVE, set(LIMITS), failed=set(LIMITS)).counted
    assert ask(CONDITIONAL, {CEASEFIRE, *LIMITS}, met={CEASEFIRE}).counted


def test_a_refusal_stays_a_refusal_whatever_is_met() -> None:
    assert ask(Position.OPPOSED, {BACKSTOP}, met=set(Condition)) == Outcome(
        "NO", Position.OPPOSED, counted=False, pivot=False, blocked_by=()
    )


def test_a_lower_threshold_counts_conditional_countries_and_makes_undecided_ones_pivots() -> None:
    assert ask(CONDITIONAL, {BACKSTOP}, threshold=CONDITIONAL).counted
    assert ask(Position.UNDECIDED, set(), threshold=CONDITIONAL).pivot


@given(positions, conditions, conditions, conditions, st.sampled_from(Condition))
def test_meeting_one_more_never_takes_a_country_out_and_failing_one_more_never_brings_one_in(
    position: Position | None,
    named: frozenset[Condition],
    met: frozenset[Condition],
    failed: frozenset[Condition],
    one: Condition,
) -> None:
    member = Member("NO", position, named, None, None)
    counted = play(member, met, failed, SUPPORTIVE).counted

    assert play(member, met | {one}, failed, SUPPORTIVE).counted >= counted
    assert play(member, met, failed | {one}, SUPPORTIVE).counted <= counted


@given(positions, conditions)
def test_without_switches_every_country_is_where_it_stands(
    position: Position | None, named: frozenset[Condition]
) -> None:
    assert play(Member("NO", position, named, None, None), (), (), SUPPORTIVE).position is position


def test_sums_name_those_of_whom_nothing_is_known() -> None:
    members = [
        Member("IT", SUPPORTIVE, frozenset(), 59, 3),
        Member("NO", SUPPORTIVE, frozenset(), 5, 0),
        Member("XK", SUPPORTIVE, frozenset(), 2, None),
    ]

    assert add_up(members) == Sum(3, 66, 3, ("XK",))
    assert add_up([]) == Sum(0, 0, 0, ())
    assert (share_of(1, 3), share_of(0, 3), share_of(0, 0)) == (0.3333, 0, None)


def test_what_stands_behind_a_position_is_near_it_recent_and_counts() -> None:
    said = read(
        "01-01 conditional; 01-20 supportive narrative waiting; 01-25 conditional #wire; "
        "01-26 conditional narrative #wire; 02-01 opposed narrative waiting; "
        "02-02 conditional other; 02-03 conditional rejected; 02-04 conditional mirror; "
        "02-10 conditional; 03-01 conditional"
    )

    assert find_backing(said, 31, CONDITIONAL, date(2025, 2, 15)) == [9, 4, 3, 2]
    assert find_backing(said, 31, Position.OPPOSED, date(2025, 2, 15)) == [5]
