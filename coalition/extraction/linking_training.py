"""Trains the linker: `python -m coalition.extraction.linking_training` writes linking.json.

It learns from whole articles, and from the lone sentences that the heads learn from, so that a text of one sentence is read
as well. A candidate is right where a stance of its country on its proposal is annotated whose quote lies in its clause.
The second forest learns from what a first one thinks of articles that it has not seen, as it will at work.
"""

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from coalition.extraction.candidates import Candidate, find_candidates
from coalition.extraction.claims import QuotedStance
from coalition.extraction.fitting import Floats
from coalition.extraction.goldfiles import GoldArticle
from coalition.extraction.guess_training import train_unseen
from coalition.extraction.guessing import Guess
from coalition.extraction.lexicon import read_lexicon
from coalition.extraction.linking import (
    FILE,
    Linker,
    describe_neighbours,
    format_linker,
    make_rows,
)
from coalition.extraction.scoring import is_core
from coalition.extraction.training import SAMPLE, hash_articles, read_texts
from coalition.extraction.trees import DECIMALS, Trees, grow_trees

FOLDS = 4
# Of twenty candidates one is right. Of the others this share is learnt from: all of them gave the same, slower.
KEPT = 0.25
SEED = 20_251_122
# The two founding documents are known by heart: what the product began with must be read without a fault.
# There each candidate counts this often, and one on the right pair in another clause is wrong.
BY_HEART, WEIGHT = "seed-", 120
# A trait that fewer candidates have tells a tree nothing that holds elsewhere.
LEAST_COUNT = 20
# How much of the shorter of clause and quote must lie in the other one.
INSIDE = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one article; `core` and `aside` tell which are right, `open` which teach nothing.

    A candidate is open where its pair is annotated, but in another clause. Each counts `weight` times.
    """

    candidates: Sequence[Candidate]
    core: npt.NDArray[np.bool_]
    aside: npt.NDArray[np.bool_]
    open: npt.NDArray[np.bool_]
    weight: int = 1


def list_candidates(gold: GoldArticle, guess: Guess | None = None) -> list[Candidate]:
    """The candidates of an annotated text, as a guess sees them (None: the shipped one)."""
    return find_candidates(gold.article, gold.article.language or "", read_lexicon(), guess)


def list_unseen(texts: Sequence[GoldArticle]) -> list[list[Candidate]]:
    """The candidates of some texts, each as a guess sees them that was trained without it; minutes."""
    rows = zip(texts, train_unseen(texts), strict=True)
    told = tqdm(rows, total=len(texts), desc="candidates", unit="text", disable=None)
    return [list_candidates(gold, guess) for gold, guess in told]


def make_example(gold: GoldArticle, candidates: Sequence[Candidate]) -> Example:
    """An article's candidates with what its annotations say of them."""
    core, aside, unclear = [], [], []
    for candidate in candidates:
        same = find_pair_stances(gold, candidate)
        here = [stance for stance in same if overlaps(candidate, stance)]
        core.append(any(is_core(stance) for stance in here))
        aside.append(bool(here) and not core[-1])
        unclear.append(bool(same) and not here and not gold.name.startswith(BY_HEART))
    return Example(
        candidates,
        np.array(core, bool),
        np.array(aside, bool),
        np.array(unclear, bool),
        WEIGHT if gold.name.startswith(BY_HEART) else 1,
    )


def train_linker(examples: Sequence[Example], about: dict[str, str]) -> Linker:
    """The three forests fitted to the examples. Deterministic."""
    names = name_traits(c.question.traits for one in examples for c in one.candidates)
    alone = [make_rows([c.question.traits for c in one.candidates], names) for one in examples]
    first, unseen = _train_first(examples, alone)
    both = [
        np.hstack([rows, describe_neighbours(one.candidates, likely)])
        for one, rows, likely in zip(examples, alone, unseen, strict=True)
    ]
    cores, asides = [one.core for one in examples], [one.aside for one in examples]
    return Linker(names, first, _grow(both, cores, examples), _grow(both, asides, examples), about)


def _train_first(examples: Sequence[Example], rows: Sequence[Floats]) -> tuple[Trees, list[Floats]]:
    """The first forest, and what others like it think of the articles that they were not grown on."""
    cores = [one.core for one in examples]
    unseen: list[Floats] = [np.zeros(0)] * len(examples)
    for fold in range(FOLDS):
        others = [at for at in range(len(examples)) if at % FOLDS != fold]
        trees = _grow(
            [rows[at] for at in others],
            [cores[at] for at in others],
            [examples[at] for at in others],
        )
        for at in range(fold, len(examples), FOLDS):
            unseen[at] = trees.score(rows[at])
    return _grow(rows, cores, examples), unseen


def _grow(
    rows: Sequence[Floats], truths: Sequence[npt.NDArray[np.bool_]], examples: Sequence[Example]
) -> Trees:
    """Trees grown on all that is right and on a share of the rest, put right for that share."""
    table, truth = np.vstack(rows), np.concatenate(truths)
    unclear = np.concatenate([one.open for one in examples])
    weights = np.concatenate([np.full(len(one.core), one.weight) for one in examples])
    drawn = np.random.default_rng(SEED).random(len(truth)) < KEPT
    # What is known by heart is learnt from whole, its wrong candidates for the share that they stand for.
    whole = weights > 1
    weights = np.where(whole & ~truth, np.rint(weights * KEPT), weights)
    kept = ~unclear & (truth | drawn | whole)
    trees = grow_trees(table[kept], truth[kept], counts=weights[kept])
    base = round(trees.base + float(np.log(KEPT)), DECIMALS)
    return Trees(base, trees.features, trees.cuts, trees.answers)


def name_traits(described: Iterable[Mapping[str, float]]) -> tuple[str, ...]:
    """The names of the traits that are common enough to learn from, sorted."""
    counts: dict[str, int] = {}
    for traits in described:
        for name, value in traits.items():
            counts[name] = counts.get(name, 0) + bool(value)
    return tuple(sorted(name for name, count in counts.items() if count >= LEAST_COUNT))


def find_pair_stances(gold: GoldArticle, candidate: Candidate) -> list[QuotedStance]:
    """The annotated stances of a candidate's country on its proposal."""
    pair = (candidate.question.country, candidate.question.proposal)
    return [s for s in gold.stances if (s.claim.country, s.claim.proposal) == pair]


def overlaps(candidate: Candidate, stance: QuotedStance) -> bool:
    """Whether a clause and a quote share half of the shorter one."""
    shared = min(candidate.end, stance.end) - max(candidate.start, stance.start)
    shorter = min(candidate.end - candidate.start, stance.end - stance.start)
    return shared >= INSIDE * shorter


def digest_sample(articles: Sequence[GoldArticle]) -> str:
    """A SHA-256 of the linker that a sample of texts gives: whether a machine trains alike, in seconds.

    Its candidates are seen as by the shipped guess.
    """
    linker = train_linker([make_example(g, list_candidates(g)) for g in articles[::SAMPLE]], {})
    return hashlib.sha256(format_linker(linker).encode()).hexdigest()


def main() -> int:
    """Trains on the shipped articles and writes the shipped linker."""
    articles = read_texts()
    about = {
        "articles": str(len(articles)),
        "training": hash_articles(articles),
        "sample": digest_sample(articles),
    }
    unseen = zip(articles, list_unseen(articles), strict=True)
    examples = [make_example(gold, candidates) for gold, candidates in unseen]
    FILE.write_text(format_linker(train_linker(examples, about)), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: trained on {len(articles)} articles\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
