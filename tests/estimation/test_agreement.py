"""Agreement of two countries: what it says, and for any two."""

from hypothesis import given
from hypothesis import strategies as st

from coalition.estimation.agreement import Agreement, measure_agreement
from coalition.vocabulary import Position

COMMITTED, SUPPORTIVE, OPPOSED = Position.COMMITTED, Position.SUPPORTIVE, Position.OPPOSED
held = st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(Position))


def test_the_same_steps_throughout_are_1_and_opposite_ends_0() -> None:
    one = dict.fromkeys("abc", COMMITTED)
    assert measure_agreement(one, one) == Agreement(("a", "b", "c"), 1)
    assert measure_agreement(one, dict.fromkeys("abc", OPPOSED)) == Agreement(("a", "b", "c"), 0)


def test_only_what_both_addressed_counts() -> None:
    one = {"a": COMMITTED, "b": COMMITTED, "c": OPPOSED, "d": OPPOSED}
    other = {"a": COMMITTED, "b": SUPPORTIVE, "c": OPPOSED, "e": OPPOSED}
    assert measure_agreement(one, other) == Agreement(("a", "b", "c"), 0.9333)


def test_under_three_in_common_there_is_no_number() -> None:
    one = dict.fromkeys("ab", COMMITTED)
    assert measure_agreement(one, dict.fromkeys("abc", COMMITTED)) == Agreement(("a", "b"), None)
    assert measure_agreement({}, one) == Agreement((), None)


@given(held, held)
def test_it_is_the_same_from_both_sides_and_between_0_and_1(
    one: dict[str, Position], other: dict[str, Position]
) -> None:
    agreement = measure_agreement(one, other)
    assert agreement == measure_agreement(other, one)
    assert agreement.similarity is None or 0 <= agreement.similarity <= 1
