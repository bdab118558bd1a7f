"""How alike two countries are on the proposals that both addressed."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.vocabulary import Position

# Below three proposals in common one coincidence would decide.
LEAST_COMMON = 3
WIDEST = Position.COMMITTED.step - Position.OPPOSED.step


@dataclass(frozen=True, slots=True)
class Agreement:
    """The proposals on which both hold a position, and their similarity over these: 1 for the same
    steps throughout, 0 for opposite ends throughout, None under LEAST_COMMON."""

    common: tuple[str, ...]
    similarity: float | None


def measure_agreement(one: Mapping[str, Position], other: Mapping[str, Position]) -> Agreement:
    """The agreement of two countries, each given by the positions that it holds, by proposal.

    The similarity is 1 less the mean distance in steps, as a share of the whole scale.
    """
    common = tuple(sorted(one.keys() & other.keys()))
    if len(common) < LEAST_COMMON:
        return Agreement(common, None)
    distance = sum(abs(one[slug].step - other[slug].step) for slug in common)
    return Agreement(common, round(1 - distance / (WIDEST * len(common)), 4))
