"""The belief behind the band: how plausible each step is on a day, after all that was said."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp
from operator import add

from coalition.estimation.evidence import STEPS, Evidence

# A reviewed word on record is hit exactly on 72 % of the steps inside the scale (two coders of the
# same words agree as often): x = 0.175 with 1 / (1 + 2x + ...) near 0.72; ln(1 / 0.175) = 1.74.
PULL_A_STEP = 1.74
PULL_A_POINT = PULL_A_STEP / 100
# How far each step lies from each other.
DISTANCES = [[abs(step - other) for step in STEPS] for other in STEPS]
# A pull halves in half the proposal's horizon: it is down to a quarter when the line goes stale.
HALF_LIFE_SHARE = 0.5
# What earlier pulls still count once the government speaks anew.
KEPT_AT_NEW_WORD = 0.25
# The band leaves out one tenth at each end: an 80 % band.
TAIL = 0.1
# Guards the band against the last bit of a float.
TINY = 1e-9


@cache
def draw_away(step: int, points: int) -> tuple[int, ...]:
    """The pull away from each step of so many points at one."""
    return tuple(points * distance for distance in DISTANCES[step])


class Belief:
    """The pull of the evidence away from each step: points times distance, ageing by the day.

    The share of a step falls by a factor of exp(PULL_A_STEP) for each step that 100 fresh points
    lie away from it. With no pull all steps are alike.
    """

    def __init__(self, horizon_days: int) -> None:
        self.half_life = max(1.0, horizon_days * HALF_LIFE_SHARE)
        self.pull = [0.0] * len(STEPS)
        self.day = 0

    def age_to(self, day: int) -> None:
        """Lets the pulls age until a day."""
        self.pull = self.pull_on(day)
        self.day = day

    def pull_on(self, day: int) -> list[float]:
        """The pulls that are left on a later day."""
        if day == self.day:
            return self.pull
        left = self.share_on(day)
        return [pull * left for pull in self.pull]

    def share_on(self, day: int) -> float:
        """What is left of a pull on a later day, as a share."""
        return math.pow(2.0, (self.day - day) / self.half_life)

    def hear(self, evidence: Iterable[Evidence]) -> None:
        """Adds the pull of some origins."""
        pull = self.pull
        for one in evidence:
            pull = list(map(add, pull, draw_away(one.step, one.points)))
        self.pull = pull

    def hear_anew(self, words: Iterable[Evidence]) -> None:
        """Adds words on record, before which all that was said earlier counts less."""
        self.pull = [pull * KEPT_AT_NEW_WORD for pull in self.pull]
        self.hear(words)

    def band_on(self, day: int) -> tuple[int, int]:
        """The lowest and highest step of the middle 80 % on a day."""
        return cut_tails(weigh_steps(self.pull, PULL_A_POINT * self.share_on(day)))


def share_belief(pull: Sequence[float]) -> list[float]:
    """The plausibility of each step, opposed first; they sum to 1."""
    weights = weigh_steps(pull)
    total = sum(weights)
    return [weight / total for weight in weights]


def weigh_steps(pull: Sequence[float], a_point: float = PULL_A_POINT) -> tuple[float, ...]:
    """How plausible each step is beside the most plausible one, which has 1."""
    least = min(pull)
    # Written out: a comprehension takes half as long again, and this is what drawing a line does most.
    a, b, c, d, e, f = pull
    return (
        exp((least - a) * a_point),
        exp((least - b) * a_point),
        exp((least - c) * a_point),
        exp((least - d) * a_point),
        exp((least - e) * a_point),
        exp((least - f) * a_point),
    )


def cut_tails(weights: Sequence[float]) -> tuple[int, int]:
    """The lowest and highest step that are left where TAIL of the whole is cut off at each end."""
    tail = (TAIL - TINY) * sum(weights)
    low, below = 0, weights[0]
    while below < tail:
        low += 1
        below += weights[low]
    high, above = len(weights) - 1, weights[-1]
    while above < tail:
        high -= 1
        above += weights[high]
    return low, high
