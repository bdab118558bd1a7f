"""Which candidates hold: does this clause say what this country thinks of this proposal?

A first forest looks at each candidate alone; a second one sees what the first thought of its neighbours too:
of the same clause's other countries and proposals, of the clauses before and after. A round-up that names its
topic once and then goes through ten countries is read by the second. A third tells stances that are no
core: claims of others, other voices, earlier lines.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from coalition.extraction.candidates import Candidate
from coalition.extraction.fitting import Floats
from coalition.extraction.kept import dump, read_kept
from coalition.extraction.traits import Traits
from coalition.extraction.trees import Trees, format_trees, make_trees

FILE = Path(__file__).with_name("linking.json")
# How far the second forest looks: clauses back, and ahead.
BACK, AHEAD = 3, 2
# Counts of likely stances end here.
MANY, MOST = 8, 20


@dataclass(frozen=True, slots=True)
class Link:
    """How likely a candidate is a current stance of the government, and how likely one of another kind."""

    core: float
    aside: float


@dataclass(frozen=True, slots=True)
class Linker:
    """Three forests over the traits `names`; the second and third also over those of `NEIGHBOURS`."""

    names: tuple[str, ...]
    first: Trees
    second: Trees
    aside: Trees
    about: Mapping[str, str]

    @property
    def version(self) -> str:
        """Eight hexadecimal digits that change with any tree."""
        return hashlib.sha256(format_linker(self).encode()).hexdigest()[:8]

    def link(self, candidates: Sequence[Candidate]) -> list[Link]:
        """One link each, in order. The candidates are all those of one article."""
        if not candidates:
            return []
        alone = make_rows([candidate.question.traits for candidate in candidates], self.names)
        likely = self.first.score(alone)
        rows = np.hstack([alone, describe_neighbours(candidates, likely)])
        cores = share_lists(candidates, self.second.score(rows))
        scores = zip(cores, self.aside.score(rows), strict=True)
        return [Link(float(core), float(aside)) for core, aside in scores]


NEIGHBOURS = (
    "alone",
    "rank",
    "lead",
    "same country",
    "same proposal",
    "proposal of clause",
    "proposal just before",
    "proposal before",
    "proposal was first",
    "stance just before",
    "proposal ahead",
    "country before",
    "proposal in article",
    "proposal often",
    "stances",
    "pair elsewhere",
)


def make_rows(traits: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """A matrix of traits: a row each, the columns in the order of `names`; an unknown trait is left out."""
    column = {name: at for at, name in enumerate(names)}
    rows = np.zeros((len(traits), len(names)))
    for at, one in enumerate(traits):
        for name, value in one.items():
            if name in column:
                rows[at, column[name]] = value
    return rows


class _Clauses:
    """What the first forest thinks of an article's clauses."""

    def __init__(self, candidates: Sequence[Candidate], likely: Floats) -> None:
        self.rows: dict[int, list[int]] = defaultdict(list)
        for at, candidate in enumerate(candidates):
            self.rows[candidate.question.run].append(at)
        self.order = {run: number for number, run in enumerate(self.rows)}
        self.proposals: list[dict[str, float]] = []
        self.countries: list[dict[str, float]] = []
        self.pairs: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
        self.sums: Counter[str] = Counter()
        for run, rows in self.rows.items():
            proposals: dict[str, float] = {}
            countries: dict[str, float] = {}
            for at in rows:
                question, share = candidates[at].question, float(likely[at])
                _raise(proposals, question.proposal, share)
                _raise(countries, question.country, share)
                self.pairs[question.country, question.proposal].append((share, run))
            self.proposals.append(proposals)
            self.countries.append(countries)
            self.sums.update(proposals)


def describe_neighbours(candidates: Sequence[Candidate], likely: Floats) -> Floats:
    """The traits `NEIGHBOURS` of each candidate, given what the first forest thinks of them all."""
    clauses = _Clauses(candidates, likely)
    most = max(clauses.sums.values(), default=0.0) or 1.0
    stances = min(sum(clauses.sums.values()), MOST) / MOST
    described = np.zeros((len(candidates), len(NEIGHBOURS)))
    for run, rows in clauses.rows.items():
        shares = sorted((float(likely[at]) for at in rows), reverse=True)
        for at in rows:
            question, share = candidates[at].question, float(likely[at])
            rest = [
                (candidates[other].question, float(likely[other])) for other in rows if other != at
            ]
            traits = _look_around(clauses, run, question.country, question.proposal) | {
                "alone": share,
                "rank": sum(other > share for other in shares),
                "lead": share - (shares[0] if shares[0] > share else _second(shares)),
                "same country": max(
                    (s for q, s in rest if q.country == question.country), default=0.0
                ),
                "same proposal": max(
                    (s for q, s in rest if q.proposal == question.proposal), default=0.0
                ),
                "proposal in article": clauses.sums[question.proposal] / most,
                "proposal often": min(clauses.sums[question.proposal], MANY) / MANY,
                "stances": stances,
            }
            described[at] = [traits[name] for name in NEIGHBOURS]
    return described


def share_lists(candidates: Sequence[Candidate], scores: Floats) -> Floats:
    """The scores, with each member of a list ("Italy, Spain and Portugal") as sure as its surest one."""
    lists: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, candidate in enumerate(candidates):
        if candidate.question.traits.get("chosen"):
            lists[candidate.question.run, candidate.question.proposal].append(at)
    shared = scores.copy()
    for rows in lists.values():
        shared[rows] = scores[rows].max()
    return shared


def _look_around(clauses: _Clauses, run: int, country: str, proposal: str) -> Traits:
    """What is thought of a country and a proposal in the clause itself and in those around it."""
    here = clauses.order[run]
    back = clauses.proposals[max(0, here - BACK) : here]
    ahead = clauses.proposals[here + 1 : here + 1 + AHEAD]
    last = back[-1] if back else {}
    best = max(last.values(), default=0.0)
    return {
        "proposal of clause": float(
            clauses.proposals[here][proposal] == max(clauses.proposals[here].values())
        ),
        "proposal just before": last.get(proposal, 0.0),
        "proposal before": _highest(back, proposal),
        "proposal was first": float(bool(last) and last.get(proposal, 0.0) == best),
        "stance just before": best,
        "proposal ahead": _highest(ahead, proposal),
        "country before": _highest(clauses.countries[max(0, here - BACK) : here], country),
        "pair elsewhere": max(
            (share for share, other in clauses.pairs[country, proposal] if other != run),
            default=0.0,
        ),
    }


def _raise(shares: dict[str, float], name: str, share: float) -> None:
    shares[name] = max(shares.get(name, 0.0), share)


def _second(shares: Sequence[float]) -> float:
    return shares[1] if len(shares) > 1 else 0.0


def _highest(clauses: Sequence[Mapping[str, float]], name: str) -> float:
    return max((clause.get(name, 0.0) for clause in clauses), default=0.0)


@lru_cache(maxsize=1)
def read_linker(path: Path = FILE) -> Linker:
    """The linker in a file; raises BadFile where it holds none."""
    return read_kept(path, "trained trees", _make_linker)


def _make_linker(kept: Mapping[str, Any]) -> Linker:
    return Linker(
        names=tuple(kept["names"]),
        first=make_trees(kept["first"]),
        second=make_trees(kept["second"]),
        aside=make_trees(kept["aside"]),
        about=kept["about"],
    )


def format_linker(linker: Linker) -> str:
    """The text that `read_linker` reads: one line a tree, as its features, cuts and answers."""
    parts = {"about": dict(linker.about), "names": list(linker.names)}
    lines = [f"{dump(name)}: {dump(value)}" for name, value in parts.items()]
    for name, trees in (
        ("first", linker.first),
        ("second", linker.second),
        ("aside", linker.aside),
    ):
        lines.append(f'"{name}": {format_trees(trees)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"
