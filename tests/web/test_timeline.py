"""Spells and axes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coalition.web.timeline import (
    MOST_TICKS,
    Axis,
    find_last_held,
    find_spell,
    join_spans,
    span_axis,
)
from tests.web.test_charts import LINE, span


def test_spans_that_differ_in_their_band_only_are_one_spell() -> None:
    line = [
        span(date(2026, 1, 1), date(2026, 2, 1), "opposed"),
        span(date(2026, 2, 1), date(2026, 3, 1), "opposed", high="sceptical"),
        span(date(2026, 3, 5), None, "opposed"),
    ]
    spells = join_spans(line)
    assert [(one.first, one.until, len(one.spans)) for one in spells] == [
        (date(2026, 1, 1), date(2026, 3, 1), 2),
        (date(2026, 3, 5), None, 1),
    ]


def test_a_day_lies_in_the_spell_that_has_begun_and_not_ended() -> None:
    spells = join_spans(LINE)
    assert find_spell(spells, date(2026, 1, 9)) is None
    assert find_spell(spells, date(2026, 1, 31)) == spells[0]
    assert find_spell(spells, date(2026, 2, 1)) == spells[1]
    assert find_last_held(spells, date(2026, 6, 1)) == spells[3]


def test_an_axis_of_nothing_still_shows_a_season() -> None:
    axis = span_axis([], date(2026, 3, 1))
    assert axis.last - axis.first == timedelta(days=91)


@given(st.dates(date(2014, 1, 1), date(2026, 1, 1)), st.integers(90, 4500))
def test_an_axis_never_names_more_days_than_fit(first: date, days: int) -> None:
    axis = Axis(first, first + timedelta(days=days))
    ticks = axis.ticks()
    assert len(ticks) <= MOST_TICKS
    assert all(0 <= axis.place(day) <= 100 for day, _word in ticks)
