"""Boosted trees over a few hundred numbers of each row: how likely is a yes?

Gradient boosting of logistic loss (Friedman 2001) by symmetric trees: all nodes of one depth ask the same
question, so a tree of depth d is d questions and 2^d answers (Prokhorenkova et al. 2018). Gradients are
rounded to whole steps before they are added up. Sums of whole numbers come out the same in every order,
so that the same rows give the same trees on every machine, whichever BLAS it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coalition.extraction.fitting import Floats
from coalition.extraction.kept import dump

Bools = npt.NDArray[np.bool_]

MOST_BINS = 24  # questions that a feature can be asked; more measured alike
STEPS = 4096.0  # whole steps of a gradient: sums of a million rows stay exact in 53 bits
DECIMALS = 4  # of an answer, in log odds


@dataclass(frozen=True, slots=True)
class Trees:
    """`features[t, d]` and `cuts[t, d]` are what tree t asks at depth d: is the feature above the cut?

    `answers[t]` are what the tree adds to the log odds, by the answers read as bits, the first lowest.
    """

    base: float
    features: npt.NDArray[np.int32]
    cuts: Floats
    answers: Floats

    def score(self, rows: Floats) -> Floats:
        """The probability of a yes for each row."""
        odds = np.full(len(rows), self.base)
        weights = 1 << np.arange(self.features.shape[1])
        for features, cuts, answers in zip(self.features, self.cuts, self.answers, strict=True):
            odds += answers[(rows[:, features] > cuts) @ weights]
        scores: Floats = 1 / (1 + np.exp(-odds))
        return scores


def format_trees(trees: Trees) -> str:
    """An object of JSON, one line a tree: its features, cuts and answers."""
    rows = ",\n".join(
        dump([features.tolist(), cuts.tolist(), answers.tolist()])
        for features, cuts, answers in zip(trees.features, trees.cuts, trees.answers, strict=True)
    )
    return f'{{"base": {trees.base}, "trees": [\n{rows}\n]}}'


def make_trees(kept: Mapping[str, Any]) -> Trees:
    """The trees of such an object; raises ValueError, KeyError or TypeError where it holds none."""
    features, cuts, answers = zip(*kept["trees"], strict=True)
    return Trees(
        float(kept["base"]),
        np.array(features, dtype=np.int32),
        np.array(cuts, dtype=np.float64),
        np.array(answers, dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees are grown. `share` of the columns is looked at for a tree; `calm` pulls answers to zero."""

    trees: int = 120
    depth: int = 5
    rate: float = 0.12
    calm: float = 8.0
    share: float = 0.35
    seed: int = 20_251_122


def grow_trees(
    rows: Floats, truth: Bools, growth: Growth | None = None, counts: Floats | None = None
) -> Trees:
    """Trees fitted to rows and their truth. Deterministic. `counts` are whole: how often each row counts."""
    growth = growth or Growth()
    wanted = np.asarray(truth, dtype=np.float64)
    counts = np.ones(len(wanted)) if counts is None else counts
    cuts = [_find_cuts(column) for column in rows.T]
    owner = np.repeat(np.arange(len(cuts)), [len(found) for found in cuts])
    levels = np.concatenate(cuts)
    # One column a question: 1 where the row's feature lies above the cut.
    asked = (rows[:, owner] > levels).astype(np.float64)
    share = float((wanted * counts).sum() / counts.sum())
    base = round(float(np.log(share / (1 - share))), DECIMALS)
    odds = np.full(len(wanted), base)
    random = np.random.default_rng(growth.seed)
    features, questions, answers = [], [], []
    for _ in range(growth.trees):
        likely = 1 / (1 + np.exp(-odds))
        gradient = np.rint((wanted - likely) * STEPS) * counts
        weight = np.rint(likely * (1 - likely) * STEPS) * counts
        seen = random.random(len(cuts)) < growth.share
        pool = np.flatnonzero(seen[owner])
        if not len(pool):
            pool = np.arange(len(owner))
        chosen, leaf = _grow(asked, pool, gradient, weight, growth)
        size = 1 << growth.depth
        pulls = np.bincount(leaf, gradient, minlength=size)
        weights = np.bincount(leaf, weight, minlength=size)
        given = growth.rate * pulls / (weights + growth.calm * STEPS)
        given = np.round(given, DECIMALS) + 0.0
        odds += given[leaf]
        features.append(owner[chosen])
        questions.append(levels[chosen])
        answers.append(given)
    return Trees(base, np.array(features, np.int32), np.array(questions), np.array(answers))


def _find_cuts(column: Floats) -> Floats:
    """Between which values of a feature is asked: half way between neighbours, evenly over the rows."""
    values = np.unique(np.round(column, DECIMALS))
    if len(values) > MOST_BINS:
        places = np.linspace(0, 1, MOST_BINS + 1)[1:-1]
        values = np.quantile(column, places, method="nearest")
        cuts: Floats = np.unique(np.round(values, DECIMALS))
    else:
        cuts = np.round((values[1:] + values[:-1]) / 2, DECIMALS + 1)
    return cuts


def _grow(
    asked: Floats, pool: npt.NDArray[np.intp], gradient: Floats, weight: Floats, growth: Growth
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The questions of one tree, and the leaf that each row comes to."""
    leaf = np.zeros(len(gradient), dtype=np.intp)
    calm = growth.calm * STEPS
    looked_at = asked[:, pool]
    chosen = []
    for depth in range(growth.depth):
        size = 1 << depth
        inside = np.zeros((2 * size, len(gradient)))
        inside[leaf, np.arange(len(leaf))] = gradient
        inside[size + leaf, np.arange(len(leaf))] = weight
        above = inside @ looked_at
        total = inside.sum(axis=1, keepdims=True)
        below = total - above
        gain = (above[:size] ** 2 / (above[size:] + calm)).sum(axis=0) + (
            below[:size] ** 2 / (below[size:] + calm)
        ).sum(axis=0)
        best = pool[int(np.argmax(np.round(gain)))]
        leaf = leaf + (asked[:, best] > 0) * size
        chosen.append(best)
    return np.array(chosen, dtype=np.intp), leaf
