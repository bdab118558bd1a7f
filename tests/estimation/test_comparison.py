"""Where two lines differ, held against a day by day comparison."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.estimation import Span, Statement, estimate_line
from coalition.estimation.comparison import compare_spans, find_effects, name_span
from coalition.vocabulary import Attribution, Position, ReviewState, Tier, Voice

BEGIN = date(2026, 1, 1)


def state(number: int, day: int, step: int) -> Statement:
    first = BEGIN + timedelta(days=day)
    return Statement(
        id=number,
        first=first,
        last=first,
        position=Position.from_step(step),
        voice=Voice.GOVERNMENT,
        attribution=Attribution.ON_RECORD,
        tier=Tier.QUALITY,
        review=ReviewState.WAITING,
        origin=f"story-{number}",
    )


def say(spans: tuple[Span, ...], day: date) -> str:
    return name_span(
        next(
            (one for one in spans if one.first <= day and (one.until is None or day < one.until)),
            None,
        )
    )


LINES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), max_size=6).map(
    lambda rows: estimate_line([state(n, *row) for n, row in enumerate(rows, 1)], 40)
)


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_the_stretches_are_exactly_the_days_that_differ(
    before: tuple[Span, ...], after: tuple[Span, ...]
) -> None:
    stretches = compare_spans(before, after)
    for number in range(-5, 160):
        day = BEGIN + timedelta(days=number)
        told = [(one.before, one.after) for one in stretches if one.covers(day)]
        said = (say(before, day), say(after, day))
        assert told == ([said] if said[0] != said[1] else [])


def test_the_flip_of_today_is_told_before_that_of_the_past() -> None:
    line = [state(1, 0, 5), state(2, 10, 0)]
    effects = find_effects(line, 40, [], {1, 2}, BEGIN + timedelta(days=12))
    assert {key: (one.deed, one.today, one.stretch.after) for key, one in effects.items()} == {
        1: ("reject", False, "no-evidence"),
        2: ("reject", True, "committed"),
    }


def test_what_never_counts_has_no_effect() -> None:
    other = Statement(
        **{name: getattr(state(1, 0, 5), name) for name in Statement.__slots__}
        | {"voice": Voice.OTHER}
    )
    assert find_effects([other], 40, [], {1}, BEGIN) == {}
