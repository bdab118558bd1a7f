"""Boosted trees: what they learn, that they say how sure they are, and that nothing sways them."""

import numpy as np

from coalition.extraction.trees import Growth, Trees, grow_trees

GROWTH = Growth(trees=60, depth=2)


def draw_rows(count: int = 2_000) -> tuple[np.ndarray, np.ndarray]:
    """Rows of three features: a yes where one of the first two is high, but not both; the third is noise."""
    rows = np.random.default_rng(1).random((count, 3))
    return rows, (rows[:, 0] > 0.5) != (rows[:, 1] > 0.5)


def test_what_no_single_feature_tells_is_learnt_from_two() -> None:
    rows, truth = draw_rows()
    likely = grow_trees(rows, truth, GROWTH).score(rows)
    assert np.mean((likely > 0.5) == truth) > 0.95


def test_where_nothing_can_be_known_the_share_of_yes_is_said() -> None:
    rows = np.zeros((1_000, 2))
    rows[:, 1] = np.arange(1_000) % 2
    truth = np.arange(1_000) % 10 < 3
    likely = grow_trees(rows, truth, GROWTH).score(rows)
    np.testing.assert_allclose(likely, 0.3, atol=0.12)
    assert abs(float(likely.mean()) - 0.3) < 0.01


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows, truth = draw_rows()
    order = np.random.default_rng(2).permutation(len(rows))
    one, other = grow_trees(rows, truth, GROWTH), grow_trees(rows[order], truth[order], GROWTH)
    assert one.base == other.base
    np.testing.assert_array_equal(one.features, other.features)
    np.testing.assert_array_equal(one.cuts, other.cuts)
    np.testing.assert_array_equal(one.answers, other.answers)


def test_answers_are_read_as_bits_the_first_question_lowest() -> None:
    trees = Trees(
        0.0, np.array([[0, 1]], np.int32), np.array([[0.5, 0.5]]), np.array([[0, 1, 2, 3.0]])
    )
    odds = np.array([0, 1, 2, 3.0])
    scores = trees.score(np.array([[0, 0], [1, 0], [0, 1], [1, 1.0]]))
    np.testing.assert_allclose(scores, 1 / (1 + np.exp(-odds)))
