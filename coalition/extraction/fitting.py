"""Multinomial logistic regression with an L2 penalty, in numpy alone.

The optimum is unique, and the search goes on until nothing but rounding is left of the gradient, so
that rounded weights come out the same on every machine.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MEMORY = 20  # pairs of steps that L-BFGS remembers; more changes nothing here
MOST_STEPS = 2_000
TINY = 1e-7  # a gradient this small, in the largest of its entries, is rounding


class Matrix(Protocol):
    """Examples as rows: what the fit asks of them, dense or sparse."""

    rows: int
    columns: int

    def times(self, weights: Floats) -> Floats:
        """The product with a matrix of `columns` rows."""
        ...

    def transposed_times(self, values: Floats) -> Floats:
        """The product of the transposed matrix with one of `rows` rows."""
        ...


class DenseMatrix:
    """A plain array. Its sums are numpy's own, not the threads of a BLAS library: those differ from one
    machine to another, and stand in each other's way on a busy one.
    """

    def __init__(self, values: Floats) -> None:
        self.rows, self.columns = values.shape
        self._values = values

    def times(self, weights: Floats) -> Floats:
        product: Floats = np.einsum("ij,jk->ik", self._values, weights)
        return product

    def transposed_times(self, values: Floats) -> Floats:
        product: Floats = np.einsum("ij,ik->jk", self._values, values)
        return product


class SparseMatrix:
    """Rows given as {column: value}. An empty row or column is a row or column of zeros."""

    def __init__(self, rows: Sequence[Mapping[int, float]], columns: int) -> None:
        self.rows, self.columns = len(rows), columns
        entries = [
            (row, column, value)
            for row, given in enumerate(rows)
            for column, value in given.items()
        ]
        self._row = np.array([entry[0] for entry in entries], dtype=np.intp)
        self._column = np.array([entry[1] for entry in entries], dtype=np.intp)
        self._value = np.array([entry[2] for entry in entries], dtype=np.float64)

    def times(self, weights: Floats) -> Floats:
        return self._add_up(self._row, self._column, weights, self.rows)

    def transposed_times(self, values: Floats) -> Floats:
        return self._add_up(self._column, self._row, values, self.columns)

    def _add_up(
        self, into: npt.NDArray[np.intp], of: npt.NDArray[np.intp], values: Floats, size: int
    ) -> Floats:
        return np.stack(
            [np.bincount(into, self._value * column[of], minlength=size) for column in values.T],
            axis=1,
        )


def fit_softmax(matrix: Matrix, targets: Floats, penalty: float) -> tuple[Floats, Floats]:
    """Weights (columns, labels) and biases (labels,) of the regression of `targets` on the rows.

    `targets` holds a row of probabilities for each example. The biases bear no penalty, and are
    centred: a constant added to all of them would change nothing.
    """
    labels = targets.shape[1]

    def loss_at(point: Floats) -> tuple[float, Floats]:
        weights = point.reshape(matrix.columns + 1, labels)
        logits = matrix.times(weights[:-1]) + weights[-1]
        logits -= logits.max(axis=1, keepdims=True)
        log_sums = np.log(np.exp(logits).sum(axis=1, keepdims=True))
        loss = -np.sum(targets * (logits - log_sums)) + penalty / 2 * np.sum(weights[:-1] ** 2)
        rest = np.exp(logits - log_sums) - targets
        gradient = np.concatenate(
            [
                matrix.transposed_times(rest) + penalty * weights[:-1],
                rest.sum(axis=0, keepdims=True),
            ]
        )
        return float(loss), gradient.ravel()

    point = _minimise(loss_at, np.zeros((matrix.columns + 1) * labels))
    weights = point.reshape(matrix.columns + 1, labels)
    return weights[:-1], weights[-1] - weights[-1].mean()


class _Loss(Protocol):
    def __call__(self, point: Floats) -> tuple[float, Floats]: ...


def _minimise(loss_at: _Loss, point: Floats) -> Floats:
    """The minimum of a smooth convex function by L-BFGS (Liu and Nocedal 1989)."""
    loss, gradient = loss_at(point)
    pairs: list[tuple[Floats, Floats]] = []
    for _ in range(MOST_STEPS):
        if np.abs(gradient).max() < TINY:
            break
        step = -_precondition(gradient, pairs)
        slope = _dot(gradient, step)
        size = 1.0
        while True:
            new_loss, new_gradient = loss_at(point + size * step)
            # Near the minimum the loss is all rounding; the gradient still tells the way.
            if new_loss <= loss + 1e-4 * size * slope or _dot(new_gradient, new_gradient) < _dot(
                gradient, gradient
            ):
                break
            size /= 2
            if size < TINY:
                return point
        change = new_gradient - gradient
        if _dot(change, step) > 0:
            pairs = [*pairs[-MEMORY + 1 :], (size * step, change)]
        point, loss, gradient = point + size * step, new_loss, new_gradient
    return point


def _precondition(gradient: Floats, pairs: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The gradient times the inverse curvature that the last steps showed (the two loops)."""
    result = gradient.copy()
    taken = []
    for step, change in reversed(pairs):
        share = _dot(step, result) / _dot(change, step)
        result -= share * change
        taken.append(share)
    if pairs:
        step, change = pairs[-1]
        result *= _dot(step, change) / _dot(change, change)
    else:
        result /= max(1.0, float(np.abs(gradient).max()))
    for (step, change), share in zip(pairs, reversed(taken), strict=True):
        result += (share - _dot(change, result) / _dot(change, step)) * step
    return result


def _dot(left: Floats, right: Floats) -> float:
    return float(np.einsum("i,i->", left, right))
