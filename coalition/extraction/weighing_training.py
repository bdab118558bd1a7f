"""Trains the weigher: `python -m coalition.extraction.weighing_training` writes weighing.json.

It learns from the candidates that are right by the annotations. What heads say of their clauses is said by heads
that were trained without their article, as it will be at work; the vectors of the clauses are kept beside the texts.
"""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coalition.extraction.candidates import Candidate
from coalition.extraction.encoder import E5Encoder, Encoder, Vectors
from coalition.extraction.fitting import Floats
from coalition.extraction.goldfiles import GoldArticle
from coalition.extraction.judge import TrainedJudge
from coalition.extraction.judgement import Question
from coalition.extraction.linking import make_rows
from coalition.extraction.linking_training import (
    BY_HEART,
    WEIGHT,
    find_pair_stances,
    list_candidates,
    list_unseen,
    name_traits,
    overlaps,
)
from coalition.extraction.rules import RulesJudge
from coalition.extraction.scoring import is_core
from coalition.extraction.training import (
    FOLDER,
    SAMPLE,
    VECTORS,
    collect_vectors,
    hash_articles,
    list_examples,
    read_texts,
    train_heads,
)
from coalition.extraction.traits import Traits
from coalition.extraction.trees import grow_trees
from coalition.extraction.weighing import FILE, Weigher, describe_hearing, format_weigher
from coalition.vocabulary import Position

CLAUSES = "clauses.npy"
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """The questions of one text that have an answer by its annotations, and the answers."""

    gold: GoldArticle
    questions: Sequence[Question]
    positions: Sequence[Position]


class KeptVectors:
    """An encoder that knows the vectors of some texts by heart, and asks another for the rest."""

    name, version, dimension = E5Encoder.name, E5Encoder.version, E5Encoder.dimension

    def __init__(self, texts: Sequence[str], vectors: Vectors, encoder: Encoder) -> None:
        self._known: dict[str, Vectors] = dict(zip(texts, vectors, strict=True))
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def make_lesson(gold: GoldArticle, candidates: Sequence[Candidate]) -> Lesson:
    """The right candidates of a text. Of several answers to one the weakest counts (codebook, rule 4)."""
    questions, positions = [], []
    for candidate in candidates:
        question = candidate.question
        here = [one for one in find_pair_stances(gold, candidate) if overlaps(candidate, one)]
        stated = [s.claim.position for s in here if is_core(s)] or [s.claim.position for s in here]
        if stated:
            questions.append(question)
            positions.append(min(stated, key=lambda position: position.step))
    return Lesson(gold, questions, positions)


def collect_known(
    lessons: Sequence[Lesson], encoder: Encoder, folder: Path = FOLDER
) -> KeptVectors:
    """The vectors of all quotes and clauses of the lessons; those not yet kept in a folder are encoded and
    kept there."""
    quotes = [example.text for example in list_examples([lesson.gold for lesson in lessons])]
    clauses = sorted({q.clause for lesson in lessons for q in lesson.questions})
    return KeptVectors(
        [*quotes, *clauses],
        np.vstack(
            [
                collect_vectors(quotes, encoder, folder / VECTORS),
                collect_vectors(clauses, encoder, folder / CLAUSES),
            ]
        ),
        encoder,
    )


def train_weigher(
    lessons: Sequence[Lesson], known: KeptVectors, about: Mapping[str, str]
) -> Weigher:
    """Six forests fitted to the lessons. Deterministic."""
    described = _describe_unseen(lessons, known)
    names = name_traits(described)
    rows = make_rows(described, names)
    positions = np.array([position.value for lesson in lessons for position in lesson.positions])
    weights = np.concatenate([_weigh_lesson(lesson) for lesson in lessons])
    forests = tuple(
        grow_trees(rows, positions == position.value, counts=weights) for position in Position
    )
    return Weigher(names, forests, about)


def _describe_unseen(lessons: Sequence[Lesson], known: KeptVectors) -> list[Traits]:
    """The traits of all questions, in order, as heard by heads that know nothing of their article."""
    described: dict[int, list[Traits]] = {}
    for fold in range(FOLDS):
        kept = [lesson.gold for at, lesson in enumerate(lessons) if at % FOLDS != fold]
        examples = list_examples(kept)
        heads = train_heads(examples, known.encode([example.text for example in examples]))
        judge = TrainedJudge(known, heads, RulesJudge())
        for at in range(fold, len(lessons), FOLDS):
            questions = lessons[at].questions
            described[at] = describe_hearing(questions, judge.judge(questions)) if questions else []
    return [traits for at in range(len(lessons)) for traits in described[at]]


def _weigh_lesson(lesson: Lesson) -> Floats:
    weight = WEIGHT if lesson.gold.name.startswith(BY_HEART) else 1
    return np.full(len(lesson.questions), float(weight))


def list_sample(texts: Sequence[GoldArticle]) -> list[Lesson]:
    """The lessons of a sample of texts, seen as by the shipped guess."""
    return [make_lesson(gold, list_candidates(gold)) for gold in texts[::SAMPLE]]


def digest_sample(texts: Sequence[GoldArticle], known: KeptVectors) -> str:
    """A SHA-256 of the weigher that a sample of texts gives: whether a machine trains alike, in seconds."""
    weigher = train_weigher(list_sample(texts), known, {})
    return hashlib.sha256(format_weigher(weigher).encode()).hexdigest()


def main() -> int:
    """Trains on the shipped texts and writes the shipped weigher."""
    texts = read_texts()
    unseen = zip(texts, list_unseen(texts), strict=True)
    lessons = [make_lesson(gold, candidates) for gold, candidates in unseen]
    # Another guess brings up other proposals, and with them a few other clauses.
    known = collect_known([*lessons, *list_sample(texts)], E5Encoder())
    about = {
        "texts": str(len(texts)),
        "training": hash_articles(texts),
        "sample": digest_sample(texts, known),
    }
    FILE.write_text(format_weigher(train_weigher(lessons, known, about)), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: trained on {len(texts)} texts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
