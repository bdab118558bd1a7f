"""The regression finds the one optimum, dense or sparse."""

import numpy as np

from coalition.extraction.fitting import DenseMatrix, Floats, SparseMatrix, fit_softmax

ROWS = [{0: 1.0}, {0: 1.0, 1: 2.0}, {1: -1.0}, {2: 0.5}, {}]
TARGETS = np.eye(3)[[0, 0, 1, 2, 1]]


def dense() -> Floats:
    values = np.zeros((5, 3))
    for row, given in enumerate(ROWS):
        for column, value in given.items():
            values[row, column] = value
    return values


def test_dense_and_sparse_examples_give_the_same_weights() -> None:
    weights, bias = fit_softmax(DenseMatrix(dense()), TARGETS, 0.5)
    other_weights, other_bias = fit_softmax(SparseMatrix(ROWS, 3), TARGETS, 0.5)
    np.testing.assert_allclose(weights, other_weights, atol=1e-6)
    np.testing.assert_allclose(bias, other_bias, atol=1e-6)


def test_at_the_optimum_the_penalty_balances_the_errors() -> None:
    weights, bias = fit_softmax(DenseMatrix(dense()), TARGETS, 0.5)
    raised = np.exp(dense() @ weights + bias)
    errors = raised / raised.sum(axis=1, keepdims=True) - TARGETS
    np.testing.assert_allclose(dense().T @ errors + 0.5 * weights, 0, atol=1e-6)
    np.testing.assert_allclose(errors.sum(axis=0), 0, atol=1e-6)


def test_under_a_heavy_penalty_only_the_frequency_of_the_labels_is_left() -> None:
    weights, bias = fit_softmax(DenseMatrix(dense()), TARGETS, 1e4)
    shares = np.exp(bias) / np.exp(bias).sum()
    np.testing.assert_allclose(weights, 0, atol=1e-3)
    np.testing.assert_allclose(shares, [0.4, 0.4, 0.2], atol=1e-3)
