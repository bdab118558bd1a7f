"""Cohen's kappa, by figures worked out by hand."""

import pytest

from coalition.estimation.coding import CodingAgreement, measure_coding


def test_nothing_coded_says_nothing() -> None:
    assert measure_coding([]) == CodingAgreement(0, None, None, None)


def test_full_agreement_on_several_labels_is_one() -> None:
    found = measure_coding([("committed", "committed"), ("opposed", "opposed")])
    assert found == CodingAgreement(2, 1.0, 1.0, 1.0)


def test_where_chance_alone_agrees_there_is_no_kappa() -> None:
    found = measure_coding([("opposed", "opposed")] * 3)
    assert found == CodingAgreement(3, 1.0, None, None)


def test_a_table_worked_out_by_hand() -> None:
    # 20 both opposed, 5 and 10 apart, 15 both sceptical: observed 0.7, by chance 0.5.
    pairs = (
        [("opposed", "opposed")] * 20
        + [("opposed", "sceptical")] * 5
        + [("sceptical", "opposed")] * 10
        + [("sceptical", "sceptical")] * 15
    )
    found = measure_coding(pairs)
    assert (found.pairs, found.equal) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.weighted_kappa == pytest.approx(0.4)  # with two labels weights change nothing


def test_weights_forgive_a_step_and_leave_out_what_is_no_stance() -> None:
    near = measure_coding(
        [("committed", "supportive"), ("opposed", "opposed"), ("none", "opposed")]
    )
    far = measure_coding([("committed", "opposed"), ("opposed", "opposed"), ("none", "opposed")])
    assert near.weighted_kappa is not None
    assert far.weighted_kappa is not None
    assert near.weighted_kappa > far.weighted_kappa
