"""What words alone say: which proposal a text is about, and whether a country named there takes a position.

The phrases of the lexicon say surely what a clause is about, but "will not go", "such a step" or a wording that no
table knows leave it open. Weighing the stems of the clause, its sentence, its paragraph, the article and the title
against the topic of the sentence before says more. Likewise the words beside a country's name tell one that
decides ("Oslo has signed") from one that is only named ("the attack on Kyiv"). Learnt from our own articles and
sentences; on 224 articles not learnt from (2026-11-22) pair precision and recall of the linker rose from 0.78 and
0.64 to 0.79 and 0.69, on the codebook's development articles from 0.82 and 0.70 to 0.84 and 0.75.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from coalition.extraction.features import list_stems
from coalition.extraction.fitting import Floats
from coalition.extraction.kept import dump, read_kept
from coalition.extraction.sentences import Sentence

FILE = Path(__file__).with_name("guess.json")
NOTHING = "none"  # the label of what holds no stance

# What it adds to a proposal's logit that the text before was about, or that the article names most:
# 0 to 1.5 measured alike.
TAKEN_OVER = 0.7
DOMINANT = 0.7
# The least share of a proposal, so that one unknown view cannot veto the other.
LEAST_SHARE = 1e-3
DECIMALS = 3  # of a share, so that thresholds fall alike on every machine
LIKELIEST = 2  # proposals that a clause and its sentence may bring up by wording alone
# Proposals that a paragraph, and the article, may bring up, and the least share of one.
LIKELIEST_AROUND, WORTH_ASKING = 3, 0.1
MOST_RANKS = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each known feature (row of `weights`) speaks for each of `labels`."""

    labels: tuple[str, ...]
    bias: Floats
    rows: Mapping[str, int]
    weights: Floats

    def share(self, features: Sequence[str]) -> Floats:
        """How likely each label is; unknown features only make the known ones count less."""
        known = [self.rows[one] for one in features if one in self.rows]
        logits = self.bias + self.weights[known].sum(axis=0) / max(len(features), 1) ** 0.5
        raised = np.exp(logits - logits.max())
        shares: Floats = np.round(raised / raised.sum(), DECIMALS)
        return shares


@dataclass(frozen=True, slots=True)
class Guess:
    """Weights of stems for the proposals, and of a mention's context (`roles.py`) for what it is named as."""

    topics: Weights
    roles: Weights
    about: Mapping[str, str]

    def share(self, text: str) -> Floats:
        """How likely each proposal is for a text, and that it holds no stance at all."""
        return self.topics.share(list_stems(text))


@dataclass(frozen=True, slots=True)
class Wording:
    """How likely each label is around a clause: its sentence, the one before, its paragraph, article and title."""

    sentence: Floats
    before: Floats
    paragraph: Floats
    article: Floats
    title: Floats


def read_wordings(
    sentences: Sequence[Sentence], text: str, title: str, guess: Guess
) -> list[Wording]:
    """What is spoken of around each of an article's sentences; paragraph and article are the mean of theirs."""
    shares = [guess.share(text[one.start : one.end]) for one in sentences]
    paragraphs: dict[int, list[Floats]] = defaultdict(list)
    for one, share in zip(sentences, shares, strict=True):
        paragraphs[one.paragraph].append(share)
    means = {number: np.mean(inside, axis=0) for number, inside in paragraphs.items()}
    article, named = np.mean(shares, axis=0) if shares else guess.share(""), guess.share(title)
    return [
        Wording(share, before, means[one.paragraph], article, named)
        for one, share, before in zip(sentences, shares, [guess.share(""), *shares], strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Shares:
    """How likely each label is for a clause, and around it."""

    labels: tuple[str, ...]
    clause: Floats
    around: Wording

    def guess(self, before: Iterable[str], dominant: str | None) -> str:
        """The slug that the clause is most likely about.

        `before` are the proposals that the text before was about, `dominant` the one that the article
        names most.
        """
        logits = self._speak()
        for slug in before:
            logits[self.labels.index(slug)] += TAKEN_OVER
        if dominant is not None:
            logits[self.labels.index(dominant)] += DOMINANT
        return self.labels[int(np.argmax(logits))]

    def likeliest(self) -> list[str]:
        """The proposals that clause and sentence together speak for most, then those of paragraph and article."""
        found = self._order()[:LIKELIEST]
        for shares in (self.around.paragraph, self.around.article):
            likely = np.argsort(-shares, kind="stable")[:LIKELIEST_AROUND].tolist()
            found += [at for at in likely if shares[at] >= WORTH_ASKING]
        return [label for at in dict.fromkeys(found) if (label := self.labels[at]) != NOTHING]

    def describe(self, slug: str) -> dict[str, float]:
        """What they say of a proposal, as traits."""
        if slug not in self.labels:
            return {}
        at = self.labels.index(slug)
        rank = int((self.around.article > self.around.article[at]).sum())
        return self._list_shares("guess", at) | {
            "guess title": float(self.around.title[at]),
            "guess first": float(self._order()[0] == at),
            "guess rank": min(rank, MOST_RANKS) / MOST_RANKS,
        }

    def describe_nothing(self) -> dict[str, float]:
        """How likely there is no stance at all, as traits."""
        return self._list_shares("nothing", self.labels.index(NOTHING))

    def _list_shares(self, name: str, at: int) -> dict[str, float]:
        around = self.around
        return {
            f"{name} clause": float(self.clause[at]),
            f"{name} sentence": float(around.sentence[at]),
            f"{name} before": float(around.before[at]),
            f"{name} paragraph": float(around.paragraph[at]),
            f"{name} article": float(around.article[at]),
        }

    def _speak(self) -> Floats:
        """What clause and sentence say of each label, that of no stance left out."""
        sentence = np.log(self.around.sentence + LEAST_SHARE)
        speaking: Floats = np.log(self.clause + LEAST_SHARE) + sentence
        speaking[self.labels.index(NOTHING)] = -np.inf
        return speaking

    def _order(self) -> list[int]:
        order: list[int] = np.argsort(-self._speak(), kind="stable").tolist()
        return order


@lru_cache(maxsize=1)
def read_guess(path: Path = FILE) -> Guess:
    """The weights in a file; raises BadFile where it holds none."""
    return read_kept(path, "trained weights", _make_guess)


def _make_guess(kept: Mapping[str, Any]) -> Guess:
    return Guess(_make_weights(kept["topics"]), _make_weights(kept["roles"]), kept["about"])


def _make_weights(kept: Mapping[str, Any]) -> Weights:
    weights = np.zeros((len(kept["features"]), len(kept["labels"])))
    for at, row in enumerate(kept["features"].values()):
        weights[at, row[::2]] = row[1::2]
    return Weights(
        labels=tuple(kept["labels"]),
        bias=np.array(kept["bias"], dtype=np.float64),
        rows={feature: at for at, feature in enumerate(kept["features"])},
        weights=weights,
    )


def format_guess(guess: Guess) -> str:
    """The text that `read_guess` reads: a line a feature, as label, weight, label, weight …"""
    parts = ",\n".join(
        f'"{name}": {_format_weights(weights)}'
        for name, weights in (("topics", guess.topics), ("roles", guess.roles))
    )
    return f'{{\n"about": {dump(dict(guess.about))},\n{parts}\n}}\n'


def _format_weights(weights: Weights) -> str:
    rows = ",\n".join(
        f"{dump(feature)}: {_format_row(weights.weights[at])}"
        for feature, at in weights.rows.items()
    )
    head = f'"labels": {dump(weights.labels)},\n"bias": {dump(weights.bias.tolist())}'
    return f'{{\n{head},\n"features": {{\n{rows}\n}}}}'


def _format_row(row: Floats) -> str:
    spoken = [(at, value) for at, value in enumerate(row.tolist()) if value]
    return dump([part for pair in spoken for part in pair])
