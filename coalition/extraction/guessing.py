"""What a clause is about where its own words name no proposal, learnt from our own sentences.

The phrases of the lexicon say it surely, but "will not go", "such a step" or a wording that no table
knows leave it open. Taking over the topic of the sentence before is then wrong about every second
time; weighing it against the stems of the clause and its sentence is better (held-out articles,
2026-11-22: pair precision 0.56 to 0.63, strict F1 0.39 to 0.45).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from coalition.extraction.features import list_stems
from coalition.extraction.fitting import Floats
from coalition.extraction.kept import dump, read_kept

FILE = Path(__file__).with_name("guess.json")
NOTHING = "none"  # the label of sentences that hold no stance

# What it adds to a proposal's logit that the text before was about, or that the article names most:
# 0 to 1.5 measured alike.
TAKEN_OVER = 0.7
DOMINANT = 0.7
# The least share of a proposal, so that one unknown view cannot veto the other.
LEAST_SHARE = 1e-3
LIKELIEST = 2  # proposals that wording alone may bring up; a third is hardly ever right


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """Weights of word stems for each proposal. `about` says what they were made from."""

    labels: tuple[str, ...]
    bias: Floats
    stems: Mapping[str, Mapping[int, float]]
    about: Mapping[str, str]

    def share(self, text: str) -> Floats:
        """How likely each label is for a text, that of no stance at all among them."""
        stems = list_stems(text)
        logits = self.bias.copy()
        for stem in stems:
            for label, weight in self.stems.get(stem, {}).items():
                logits[label] += weight / math.sqrt(len(stems))
        raised: Floats = np.exp(logits - logits.max())
        shares: Floats = raised / raised.sum()
        return shares


@dataclass(frozen=True, slots=True)
class Shares:
    """How likely each label is for a clause, for its sentence and for the sentence before."""

    labels: tuple[str, ...]
    clause: Floats
    sentence: Floats
    before: Floats

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
        """The two proposals that clause and sentence together speak for most."""
        return [self.labels[at] for at in self._order()[:LIKELIEST]]

    def describe(self, slug: str) -> dict[str, float]:
        """What the three say of a proposal, as traits."""
        if slug not in self.labels:
            return {}
        at = self.labels.index(slug)
        return {
            "guess clause": float(self.clause[at]),
            "guess sentence": float(self.sentence[at]),
            "guess before": float(self.before[at]),
            "guess first": float(self._order()[0] == at),
        }

    def describe_nothing(self) -> dict[str, float]:
        """How likely the three hold no stance at all, as traits."""
        at = self.labels.index(NOTHING)
        return {
            "nothing clause": float(self.clause[at]),
            "nothing sentence": float(self.sentence[at]),
            "nothing before": float(self.before[at]),
        }

    def _speak(self) -> Floats:
        """What clause and sentence say of each label, that of no stance left out."""
        speaking: Floats = np.log(self.clause + LEAST_SHARE) + np.log(self.sentence + LEAST_SHARE)
        speaking[self.labels.index(NOTHING)] = -np.inf
        return speaking

    def _order(self) -> list[int]:
        order: list[int] = np.argsort(-self._speak(), kind="stable").tolist()
        return order


@lru_cache(maxsize=1)
def read_guess(path: Path = FILE) -> TopicGuess:
    """The weights in a file; raises BadFile where it holds none."""
    return read_kept(path, "trained weights", _make_guess)


def _make_guess(kept: Mapping[str, Any]) -> TopicGuess:
    return TopicGuess(
        labels=tuple(kept["labels"]),
        bias=np.array(kept["bias"], dtype=np.float64),
        stems={
            stem: dict(zip(row[::2], row[1::2], strict=True)) for stem, row in kept["stems"].items()
        },
        about=kept["about"],
    )


def format_guess(guess: TopicGuess) -> str:
    """The text that `read_guess` reads: a line a stem, as label, weight, label, weight …"""
    head = {"about": dict(guess.about), "labels": list(guess.labels), "bias": guess.bias.tolist()}
    rows = ",\n".join(
        f"{dump(stem)}: {dump([part for pair in row.items() for part in pair])}"
        for stem, row in guess.stems.items()
    )
    lines = [f'"{name}": {dump(value)}' for name, value in head.items()]
    return "{\n" + ",\n".join([*lines, f'"stems": {{\n{rows}\n}}']) + "\n}\n"
