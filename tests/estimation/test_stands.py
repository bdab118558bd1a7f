"""Where two lines differ: on a sentence, and day by day for any two."""

from datetime import date

from hypothesis import given
from hypothesis import settings as effort

from coalition.estimation import Statement, estimate_line
from coalition.estimation.sensitivity import Only, fits
from coalition.estimation.stands import NOTHING, Stand, Stretch, compare_lines, find_stand
from coalition.vocabulary import LineState, Position
from tests.test_estimation import read
from tests.test_estimation_promises import ENDED, START, horizons, statement_lists

HELD, STALE = LineState.HELD, LineState.STALE


def test_days_on_which_lines_differ_are_named_from_first_to_last() -> None:
    said = read("01-10 supportive; 01-20 opposed waiting; 02-01 supportive")
    before = estimate_line(said, 100)
    after = estimate_line([one for one in said if fits(one, Only.REVIEWED)], 100)

    assert compare_lines(before, after) == [
        Stretch(
            date(2025, 1, 20),
            date(2025, 2, 1),
            Stand(HELD, Position.OPPOSED),
            Stand(HELD, Position.SUPPORTIVE),
        )
    ]


def test_a_line_of_nothing_differs_from_its_first_day_on() -> None:
    before = estimate_line(read("01-10 supportive"), 100)

    assert compare_lines(before, ()) == [
        Stretch(date(2025, 1, 10), date(2025, 4, 21), Stand(HELD, Position.SUPPORTIVE), NOTHING),
        Stretch(date(2025, 4, 21), None, Stand(STALE, None), NOTHING),
    ]
    assert compare_lines(before, before) == []


@effort(deadline=None)
@given(statement_lists(), statement_lists(), horizons)
def test_the_differences_are_those_of_the_single_days(
    one: list[Statement], other: list[Statement], horizon: int
) -> None:
    before, after = estimate_line(one, horizon), estimate_line(other, horizon)
    found = compare_lines(before, after)
    every = [date.fromordinal(day) for day in range(START.toordinal(), ENDED.toordinal())]
    told = {day: (one.before, one.after) for one in found for day in every if one.covers(day)}
    pairs = {day: (find_stand(before, day), find_stand(after, day)) for day in every}

    assert told == {day: pair for day, pair in pairs.items() if pair[0] != pair[1]}
