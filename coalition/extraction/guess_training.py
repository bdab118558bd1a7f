"""Trains the guess: `python -m coalition.extraction.guess_training` writes guess.json.

Of the topic: each sentence and title of our annotated texts is an example of the proposals of its stances (or of
none), and each strong phrase of the lexicon one of its own. Of the role: each country that a sentence names is one
of taking a position there, of a line that is told by others or is over, or of neither.
"""

import csv
import hashlib
import math
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from coalition.extraction.features import list_stems
from coalition.extraction.fitting import Floats, SparseMatrix, fit_softmax
from coalition.extraction.goldfiles import GoldArticle
from coalition.extraction.guessing import FILE, NOTHING, Guess, Weights, format_guess
from coalition.extraction.lexicon import read_lexicon
from coalition.extraction.parsing import Parser
from coalition.extraction.roles import ASIDE, CORE, list_context
from coalition.extraction.scoring import is_core
from coalition.extraction.sentences import split_sentences
from coalition.extraction.training import FOLDER, SAMPLE, hash_articles, read_texts

TOPIC_PENALTY = 1.0  # 1 and 3 measured alike on articles
ROLE_PENALTY = 2.0
LEAST_COUNT = 3  # what is seen less often is a name or a number
TOPIC_DECIMALS, ROLE_DECIMALS = 1, 2
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """Features and the labels that they are an example of."""

    features: Sequence[str]
    labels: frozenset[str]


def train_guess(texts: Iterable[GoldArticle], about: dict[str, str]) -> Guess:
    """The weights fitted to some annotated texts and the phrases, rounded so that every machine finds the same."""
    return _fit([(_list_topics(gold), _list_roles(gold)) for gold in texts], about)


def train_unseen(texts: Sequence[GoldArticle]) -> list[Guess]:
    """For each text a guess that has not seen it, as it will be at work: one for each fourth of the texts."""
    examples = [(_list_topics(gold), _list_roles(gold)) for gold in texts]
    guesses = [
        _fit([one for at, one in enumerate(examples) if at % FOLDS != fold], {})
        for fold in range(FOLDS)
    ]
    return [guesses[at % FOLDS] for at in range(len(texts))]


def _fit(examples: Sequence[tuple[list[Example], list[Example]]], about: dict[str, str]) -> Guess:
    topics = [one for some, _ in examples for one in some] + _list_phrases()
    roles = [one for _, some in examples for one in some]
    return Guess(
        _fit_weights(topics, TOPIC_PENALTY, TOPIC_DECIMALS),
        _fit_weights(roles, ROLE_PENALTY, ROLE_DECIMALS),
        about,
    )


def _list_topics(gold: GoldArticle) -> list[Example]:
    """A text's sentences, each with the proposals of the stances in it, and its title with all of them."""
    text = gold.article.text
    examples = [
        _make_topic(
            text[one.start : one.end],
            {s.claim.proposal for s in gold.stances if s.start < one.end and one.start < s.end},
        )
        for one in split_sentences(text)
    ]
    if gold.article.title and gold.stances:
        named = {stance.claim.proposal for stance in gold.stances}
        examples.append(_make_topic(gold.article.title, named))
    return examples


def _list_phrases() -> list[Example]:
    with (FOLDER.parent / "phrases.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [_make_topic(row["phrase"], {row["slug"]}) for row in rows if row["weight"] == "strong"]


def _make_topic(text: str, slugs: Collection[str]) -> Example:
    return Example(list_stems(text), frozenset(slugs or {NOTHING}))


def _list_roles(gold: GoldArticle) -> list[Example]:
    """The countries that a text's sentences name, each with what the stances of its sentence make of it."""
    article = gold.article
    examples = []
    for one in Parser(article.text, article.language or "", article.day, read_lexicon()).parse():
        sentence = one.sentence
        here = [s for s in gold.stances if s.start < sentence.end and sentence.start < s.end]
        for mention in one.mentions:
            own = [stance for stance in here if stance.claim.country in mention.codes]
            label = CORE if any(is_core(s) for s in own) else ASIDE if own else NOTHING
            if mention.codes:
                context = list_context(one.tokens, mention)
                examples.append(Example(context, frozenset({label})))
    return examples


def _fit_weights(examples: Sequence[Example], penalty: float, decimals: int) -> Weights:
    labels = tuple(sorted({label for one in examples for label in one.labels}))
    counts = Counter(feature for one in examples for feature in set(one.features))
    kept = sorted(feature for feature, count in counts.items() if count >= LEAST_COUNT)
    rarity = np.array([1 + math.log((1 + len(examples)) / (1 + counts[one])) for one in kept])
    column = {feature: at for at, feature in enumerate(kept)}
    rows = [
        {
            column[feature]: float(rarity[column[feature]]) / math.sqrt(len(one.features))
            for feature in one.features
            if feature in column
        }
        for one in examples
    ]
    targets = np.stack([_spread(one.labels, labels) for one in examples])
    weights, bias = fit_softmax(SparseMatrix(rows, len(kept)), targets, penalty)
    return Weights(
        labels=labels,
        bias=np.round(bias, decimals) + 0.0,
        rows=column,
        weights=np.round(weights * rarity[:, np.newaxis], decimals) + 0.0,
    )


def _spread(wanted: frozenset[str], labels: Sequence[str]) -> Floats:
    return np.array([(label in wanted) / len(wanted) for label in labels], dtype=np.float64)


def digest_sample(texts: Sequence[GoldArticle]) -> str:
    """A SHA-256 of the guess that a sample of texts gives: whether a machine trains alike, in seconds."""
    return hashlib.sha256(format_guess(train_guess(texts[::SAMPLE], {})).encode()).hexdigest()


def main() -> int:
    """Trains on the shipped texts and phrases and writes the shipped weights."""
    texts = read_texts()
    about = {
        "texts": str(len(texts)),
        "training": hash_articles(texts),
        "sample": digest_sample(texts),
    }
    FILE.write_text(format_guess(train_guess(texts, about)), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: trained on {len(texts)} texts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
