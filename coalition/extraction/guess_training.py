"""Trains the guess of the topic: `python -m coalition.extraction.guess_training` writes guess.json.

Each of our own sentences is an example of the proposals of its stances (or of none), and each strong
phrase of the lexicon one of its own.
"""

import csv
import hashlib
import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from coalition.extraction.features import list_stems
from coalition.extraction.fitting import Floats, SparseMatrix, fit_softmax
from coalition.extraction.goldfiles import read_gold
from coalition.extraction.guessing import FILE, NOTHING, TopicGuess, format_guess
from coalition.extraction.training import FOLDER

PENALTY = 1.0  # 1 and 3 measured alike on articles
LEAST_COUNT = 2  # a stem seen once is a name or a number; without them nothing is lost
DECIMALS = 1
Example = tuple[str, frozenset[str]]


def read_examples(folder: Path = FOLDER) -> list[Example]:
    """Texts with the slugs that they are about; an empty set for none."""
    examples: list[Example] = []
    for path in sorted(folder.glob("*.jsonl")):
        for gold in read_gold(path, language=path.stem):
            slugs = frozenset(stance.claim.proposal for stance in gold.stances)
            examples.append((gold.article.text, slugs))
    with (folder.parent / "phrases.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    examples += [
        (row["phrase"], frozenset({row["slug"]})) for row in rows if row["weight"] == "strong"
    ]
    return examples


def train_guess(examples: Sequence[Example]) -> TopicGuess:
    """The weights fitted to the examples, rounded so that every machine finds the same."""
    labels = (*sorted({slug for _, slugs in examples for slug in slugs}), NOTHING)
    texts = [list_stems(text) for text, _ in examples]
    counts = Counter(stem for text in texts for stem in text)
    kept = sorted(stem for stem, count in counts.items() if count >= LEAST_COUNT)
    rarity = {stem: 1 + math.log((1 + len(texts)) / (1 + counts[stem])) for stem in kept}
    column = {stem: number for number, stem in enumerate(kept)}
    rows = [
        {column[stem]: rarity[stem] / math.sqrt(len(text)) for stem in text if stem in column}
        for text in texts
    ]
    targets = np.stack([_spread(slugs, labels) for _, slugs in examples])
    weights, bias = fit_softmax(SparseMatrix(rows, len(kept)), targets, PENALTY)
    return TopicGuess(
        labels=labels,
        bias=np.round(bias, DECIMALS) + 0.0,
        stems={stem: row for stem in kept if (row := _tidy(weights[column[stem]] * rarity[stem]))},
        about={"examples": str(len(examples)), "training": _hash(examples)},
    )


def _spread(slugs: frozenset[str], labels: Sequence[str]) -> Floats:
    wanted = slugs or {NOTHING}
    return np.array([(label in wanted) / len(wanted) for label in labels], dtype=np.float64)


def _tidy(weights: Floats) -> dict[int, float]:
    rounded = np.round(weights, DECIMALS).tolist()
    return {label: weight for label, weight in enumerate(rounded) if weight}


def _hash(examples: Sequence[Example]) -> str:
    lines = "\n".join(f"{' '.join(sorted(slugs))}\t{text}" for text, slugs in examples)
    return hashlib.sha256(lines.encode()).hexdigest()


def main() -> int:
    """Trains on the shipped sentences and phrases and writes the shipped weights."""
    examples = read_examples()
    FILE.write_text(format_guess(train_guess(examples)), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: trained on {len(examples)} sentences and phrases\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
