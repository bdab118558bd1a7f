"""The trained heads as numbers: how they judge, and how they are kept in a file.

There are two heads, since a text is seen twice: as the encoder's vector, and as its word stems. Each
was fitted apart and their logits are added: fitted together, the many stems learn the training
sentences by heart (position right on the tuning articles' quotes: 0.67 and 0.68 apart, 0.73 fitted
together, 0.75 added).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coalition.extraction.encoder import Vectors
from coalition.extraction.features import list_stems
from coalition.extraction.fitting import Floats
from coalition.extraction.kept import dump, read_kept

FILE = Path(__file__).with_name("heads.json")


@dataclass(frozen=True, slots=True)
class Heads:
    """Choose one of `labels` for a text. `stems` gives each known stem a weight for each label.

    `warmth` divides the added logits: above 1 it says that the two views know less together than they
    claim apart. `about` says what the numbers were made from.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    stems: Mapping[str, Sequence[float]]
    stem_bias: Floats
    warmth: float
    about: Mapping[str, str]

    def judge(self, vectors: Vectors, texts: Sequence[str]) -> Floats:
        """The probabilities of the labels, one row a text; `vectors` are those of the texts."""
        logits = vectors.astype(np.float64) @ self.weights + self.bias + self.stem_bias
        for row, text in enumerate(texts):
            stems = list_stems(text)
            known = [self.stems[stem] for stem in stems if stem in self.stems]
            if known:
                logits[row] += np.sum(known, axis=0) / math.sqrt(len(stems))
        return soften(logits / self.warmth)


def soften(logits: Floats) -> Floats:
    """The softmax of each row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def read_heads(path: Path = FILE) -> Heads:
    """The heads in a file; raises BadFile where it holds none."""
    return read_kept(path, "trained heads", _make_heads)


def _make_heads(kept: Mapping[str, Any]) -> Heads:
    return Heads(
        labels=tuple(kept["labels"]),
        weights=np.array(kept["weights"], dtype=np.float64).T,
        bias=np.array(kept["bias"], dtype=np.float64),
        stems=kept["stems"],
        stem_bias=np.array(kept["stem_bias"], dtype=np.float64),
        warmth=float(kept["warmth"]),
        about=kept["about"],
    )


def format_heads(heads: Heads) -> str:
    """The text that `read_heads` reads: one line a row of weights, so that a change can be looked at."""
    kept: dict[str, Any] = {
        "about": dict(heads.about),
        "labels": list(heads.labels),
        "warmth": heads.warmth,
        "bias": heads.bias.tolist(),
        "stem_bias": heads.stem_bias.tolist(),
    }
    lines = [f'"{name}": {dump(value)}' for name, value in kept.items()]
    rows = ",\n".join(dump(row) for row in heads.weights.T.tolist())
    stems = ",\n".join(f"{dump(stem)}: {dump(row)}" for stem, row in heads.stems.items())
    lines += [f'"weights": [\n{rows}\n]', f'"stems": {{\n{stems}\n}}']
    return "{\n" + ",\n".join(lines) + "\n}\n"
