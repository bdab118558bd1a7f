"""How well two coders agree on the same words.

Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological
Measurement 20; with weights: Cohen, J. (1968), Weighted kappa, Psychological Bulletin 70.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from coalition.vocabulary import Position

Label = TypeVar("Label")
STEPS = {position.value: position.step for position in Position}


@dataclass(frozen=True, slots=True)
class CodingAgreement:
    """How two coders agree over `pairs` stances: the share with the same label, Cohen's kappa over all
    labels, and with quadratic weights over those pairs in which both saw a position.

    None where there is nothing to say: no pairs, or chance alone would give full agreement.
    """

    pairs: int
    equal: float | None
    kappa: float | None
    weighted_kappa: float | None


def measure_coding(pairs: Sequence[tuple[str, str]]) -> CodingAgreement:
    """The agreement over the labels of two coders: positions, or a word for no stance."""
    steps = [(STEPS[one], STEPS[other]) for one, other in pairs if {one, other} <= STEPS.keys()]
    return CodingAgreement(
        pairs=len(pairs),
        equal=sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        kappa=measure_kappa(pairs, lambda one, other: float(one != other)),
        weighted_kappa=measure_kappa(steps, lambda one, other: float((one - other) ** 2)),
    )


def measure_kappa(
    pairs: Sequence[tuple[Label, Label]], distance: Callable[[Label, Label], float]
) -> float | None:
    """Cohen's kappa: 1 for full agreement, 0 for that of chance. None as `CodingAgreement` says."""
    if not pairs:
        return None
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    seen = sum(distance(one, other) for one, other in pairs)
    chance = sum(
        distance(one, other) * count * number / len(pairs)
        for one, count in ones.items()
        for other, number in others.items()
    )
    return 1 - seen / chance if chance else None
