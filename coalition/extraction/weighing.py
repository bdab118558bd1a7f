"""How a position is weighed: what is heard in a clause, how it is built, and what was said just before.

A clause alone often leaves its position open: "so will Malta" takes it from the clause before, "the chancellor
too" from two sentences back, and a verb of giving weighs otherwise where its subject is asked to give. Six
forests, one a position, see the witnesses (heads and rules) of the clause, of its sentence and of its neighbours
beside the traits that the linker sees. On 224 articles that nothing was trained on (2026-11-22) strict F1 was
0.533 with them and 0.515 without.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from coalition.extraction.fitting import Floats
from coalition.extraction.judgement import Judge, Judgement, Question
from coalition.extraction.kept import dump, read_kept
from coalition.extraction.linking import make_rows
from coalition.extraction.rules import judge_clause
from coalition.extraction.traits import Traits
from coalition.extraction.trees import Trees, format_trees, make_trees
from coalition.vocabulary import Position

FILE = Path(__file__).with_name("weighing.json")
DECIMALS = 3  # so that thresholds fall alike on every machine
FAR = 5  # clauses back; what lies farther is about as little heard


@dataclass(frozen=True, slots=True)
class Weigher:
    """A forest for each position, in the order of `Position`, over the traits `names`."""

    names: tuple[str, ...]
    forests: tuple[Trees, ...]
    about: Mapping[str, str]

    @property
    def version(self) -> str:
        """Eight hexadecimal digits that change with any tree."""
        return hashlib.sha256(format_weigher(self).encode()).hexdigest()[:8]

    def weigh(self, traits: Sequence[Mapping[str, float]]) -> Floats:
        """The shares of the positions, one row each."""
        rows = make_rows(traits, self.names)
        scores = np.stack([forest.score(rows) for forest in self.forests], axis=1)
        shares: Floats = scores / scores.sum(axis=1, keepdims=True)
        return shares


class WeighedJudge:
    """Weighs what another judge says of each clause. Asked of all likely stances of an article at once."""

    name = "weighed"

    def __init__(self, witness: Judge, weigher: Weigher) -> None:
        self._witness = witness
        self._weigher = weigher
        self.version = f"{weigher.version}+{witness.name}-{witness.version}"

    def judge(self, questions: Sequence[Question]) -> Sequence[Judgement]:
        """One judgement each, in order."""
        if not questions:
            return []
        heard = self._witness.judge(questions)
        shares = self._weigher.weigh(describe_hearing(questions, heard))
        return [
            Judgement(
                {
                    position: round(float(share), DECIMALS)
                    for position, share in zip(Position, row, strict=True)
                },
                one.reason,
            )
            for one, row in zip(heard, shares, strict=True)
        ]


def describe_hearing(questions: Sequence[Question], heard: Sequence[Judgement]) -> list[Traits]:
    """The traits of each question: its own, and what was heard in its clause and around it.

    The questions are those of one article, `heard` what a judge says of each.
    """
    said = {q.run: one for q, one in zip(questions, heard, strict=True)}
    runs_of: dict[str, set[int]] = {}
    pairs: dict[tuple[str, str], set[int]] = {}
    for question in questions:
        runs_of.setdefault(question.proposal, set()).add(question.run)
        pairs.setdefault((question.country, question.proposal), set()).add(question.run)
    before = _find_before(said)
    on_topic = {proposal: _find_before(runs) for proposal, runs in runs_of.items()}
    described = []
    for question in questions:
        run = question.run
        others = pairs[question.country, question.proposal] - {run}
        described.append(
            dict(question.traits)
            | _name("heard", said[run])
            | _name("rules", judge_clause(question.language, question.clause))
            | _name("sentence", judge_clause(question.language, question.sentence))
            | _look_back("before", run, before.get(run), said)
            | _look_back("on topic", run, on_topic[question.proposal].get(run), said)
            | _mean("elsewhere", [said[other] for other in sorted(others)])
        )
    return described


def _find_before(runs: Mapping[int, object] | set[int]) -> dict[int, int]:
    """For each run but the first, the one before it."""
    return {run: last for last, run in pairwise(sorted(runs))}


def _look_back(
    place: str, run: int, last: int | None, said: Mapping[int, Judgement]
) -> dict[str, float]:
    if last is None:
        return {}
    return _name(place, said[last]) | {f"{place} near": 1 - min(run - last, FAR) / (FAR + 1)}


def _name(place: str, judgement: Judgement) -> dict[str, float]:
    return {
        f"{place} {position or 'nothing'}": share for position, share in judgement.position.items()
    }


def _mean(place: str, judgements: Sequence[Judgement]) -> dict[str, float]:
    names = [_name(place, judgement) for judgement in judgements]
    return {
        name: sum(one.get(name, 0.0) for one in names) / len(names)
        for name in dict.fromkeys(name for one in names for name in one)
    }


@lru_cache(maxsize=1)
def read_weigher(path: Path = FILE) -> Weigher:
    """The weigher in a file; raises BadFile where it holds none."""
    return read_kept(path, "trained trees", _make_weigher)


def _make_weigher(kept: Mapping[str, Any]) -> Weigher:
    return Weigher(
        names=tuple(kept["names"]),
        forests=tuple(make_trees(kept[position]) for position in Position),
        about=kept["about"],
    )


def format_weigher(weigher: Weigher) -> str:
    """The text that `read_weigher` reads: one line a tree."""
    lines = [
        f'"about": {dump(dict(weigher.about))}',
        f'"names": {dump(weigher.names)}',
        *(
            f"{dump(position.value)}: {format_trees(forest)}"
            for position, forest in zip(Position, weigher.forests, strict=True)
        ),
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"
