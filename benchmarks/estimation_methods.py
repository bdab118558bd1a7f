"""The candidates for drawing a line: each hears evidence day by day and tells the share of each step.

Small on purpose: what is compared is the idea. `settings` are chosen by the log score on the
timeline (benchmarks/estimation.py).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coalition.estimation.belief import share_belief
from coalition.estimation.evidence import Evidence
from coalition.estimation.line import Line

STEPS = np.arange(6)
Shares = NDArray[np.float64]
Settings = tuple[float, ...]


class Method(Protocol):
    """A candidate: hears the evidence of one day after another, and tells the share of each step."""

    def hear(self, day: int, heard: Sequence[Evidence], /) -> None: ...

    def shares_on(self, day: int, /) -> Shares: ...


def spread(level: float, width: float) -> Shares:
    """Shares that fall by exp(-1 / width) for each step away from a level."""
    weights = np.exp(-np.abs(STEPS - level) / width)
    return np.asarray(weights / weights.sum())


class LastStatement:
    """The newest statement is the position; how sure does not depend on anything."""

    def __init__(self, _horizon: int, width: float) -> None:
        self.width = width
        self.step = 0

    def hear(self, _day: int, heard: Sequence[Evidence]) -> None:
        self.step = heard[-1].step

    def shares_on(self, _day: int) -> Shares:
        return spread(self.step, self.width)


class WeightedMedian:
    """The median of all statements, by points that halve with age."""

    def __init__(self, _horizon: int, half_life: float, width: float) -> None:
        self.half_life, self.width = half_life, width
        self.votes = np.zeros(6)
        self.day = 0

    def hear(self, day: int, heard: Sequence[Evidence]) -> None:
        self.votes *= 0.5 ** ((day - self.day) / self.half_life)
        self.day = day
        for evidence in heard:
            self.votes[evidence.step] += evidence.points

    def shares_on(self, _day: int) -> Shares:
        level = int(np.searchsorted(np.cumsum(self.votes), self.votes.sum() / 2))
        return spread(level, self.width)


class RobustKalman:
    """A local level that drifts; a surprising statement gains less (after the study's notes)."""

    def __init__(self, _horizon: int, drift: float, noise: float) -> None:
        self.drift, self.noise = drift, noise
        self.mean, self.variance = 2.5, 4.0
        self.day: int | None = None

    def hear(self, day: int, heard: Sequence[Evidence]) -> None:
        if self.day is not None:
            self.variance += self.drift * (day - self.day)
        self.day = day
        for evidence in heard:
            error = evidence.step - self.mean
            total = self.variance + self.noise * 100 / evidence.points
            likely = 0.88 * math.exp(-error * error / 2 / total) / math.sqrt(2 * math.pi * total)
            share = likely / (likely + 0.12 / 6)
            gain = self.variance / total
            self.mean += share * gain * error
            self.variance *= 1 - share * gain
            self.variance += share * (1 - share) * (gain * error) ** 2

    def shares_on(self, day: int) -> Shares:
        variance = self.variance + self.drift * (day - (self.day or day)) + 1 / 12
        weights = np.exp(-((STEPS - self.mean) ** 2) / 2 / variance)
        return np.asarray(weights / weights.sum())


class HiddenMarkov:
    """A hidden step that drifts to its neighbours and at times jumps anywhere."""

    def __init__(self, _horizon: int, drift: float, jump: float, sharpness: float) -> None:
        self.sharpness = sharpness
        rates = np.full((6, 6), jump / 6)
        rates += np.diag(np.full(5, drift), 1) + np.diag(np.full(5, drift), -1)
        np.fill_diagonal(rates, 0)
        np.fill_diagonal(rates, -rates.sum(axis=1))
        self.roots, self.vectors = np.linalg.eigh(rates)
        self.shares = np.full(6, 1 / 6)
        self.day: int | None = None

    def hear(self, day: int, heard: Sequence[Evidence]) -> None:
        self.shares = self.shares_on(day)
        self.day = day
        for evidence in heard:
            distance = np.abs(STEPS - evidence.step)
            likely = np.exp(-self.sharpness * distance * evidence.points / 100)
            self.shares = self.shares * likely
            self.shares /= self.shares.sum()

    def shares_on(self, day: int) -> Shares:
        days = day - (day if self.day is None else self.day)
        step = (self.vectors * np.exp(self.roots * days)) @ self.vectors.T
        return np.asarray(np.clip(self.shares @ step, 0, None))


class Shipped:
    """What the product does: the belief of coalition.estimation."""

    def __init__(self, horizon: int) -> None:
        self.line = Line(horizon)

    def hear(self, day: int, heard: Sequence[Evidence]) -> None:
        self.line.hear_day(day, heard)

    def shares_on(self, day: int) -> Shares:
        return np.array(share_belief(self.line.belief.pull_on(day)))


@dataclass(frozen=True)
class Candidate:
    """A method by name, with the settings to choose from."""

    name: str
    make: Callable[..., Method]
    grid: tuple[Settings, ...] = ()

    def settings(self) -> list[Settings]:
        return list(product(*self.grid))


WIDTHS = (0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.3)
CANDIDATES = (
    Candidate("last statement", LastStatement, (WIDTHS,)),
    Candidate("weighted median", WeightedMedian, ((30, 60, 120, 240), WIDTHS)),
    Candidate(
        "robust Kalman", RobustKalman, ((0.001, 0.002, 0.0045, 0.009, 0.02), (0.1, 0.2, 0.4, 0.8))
    ),
    Candidate(
        "ordinal hidden Markov",
        HiddenMarkov,
        ((0.0005, 0.001, 0.002, 0.004), (0.0005, 0.001, 0.002, 0.004), (0.7, 1.0, 1.4, 2.2)),
    ),
    Candidate("shipped rule", Shipped),
)
