"""The trained heads as numbers: how they judge, and how they are kept in a file.

A head sees a text twice: as the encoder's vector, and as its word stems. Each view has its own weights,
fitted apart, and their logits are added: fitted together, the many stems learn the training sentences
by heart.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coalition.errors import BadFile
from coalition.extraction.encoder import Vectors
from coalition.extraction.features import list_stems
from coalition.extraction.fitting import Floats

FILE = Path(__file__).with_name("heads.json")


@dataclass(frozen=True, slots=True)
class Head:
    """Chooses one of `labels`. `stems` gives each known stem a weight for each label.

    `warmth` divides the added logits: above 1 it says that the two views know less together than they
    claim apart.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    stems: Mapping[str, Sequence[float]]
    stem_bias: Floats
    warmth: float

    def judge(self, vectors: Vectors, texts: Sequence[str]) -> Floats:
        """The probabilities of the labels, one row a text."""
        logits = vectors.astype(np.float64) @ self.weights + self.bias
        for row, text in enumerate(texts):
            logits[row] += self._read_stems(text)
        return soften(logits / self.warmth)

    def _read_stems(self, text: str) -> Floats:
        known = [stem for stem in list_stems(text) if stem in self.stems]
        if not known:
            return self.stem_bias
        total = np.sum([self.stems[stem] for stem in known], axis=0)
        return self.stem_bias + total / math.sqrt(len(known))


@dataclass(frozen=True, slots=True)
class Heads:
    """All heads by name, and what they were made from."""

    version: str
    about: Mapping[str, str]
    heads: Mapping[str, Head]


def soften(logits: Floats) -> Floats:
    """The softmax of each row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def read_heads(path: Path = FILE) -> Heads:
    """The heads in a file; raises BadFile where it holds none."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Heads(
            version=kept["version"],
            about=kept["about"],
            heads={name: _parse_head(head) for name, head in kept["heads"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(f"{path.name}: expected trained heads: {error!r}") from error


def write_heads(heads: Heads, path: Path = FILE) -> None:
    """Writes the file that `read_heads` reads: one line a row of weights, so that changes can be read."""
    kept = {
        "version": heads.version,
        "about": dict(heads.about),
        "heads": {name: _head_row(head) for name, head in heads.heads.items()},
    }
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    path.write_text(_join_numbers(text) + "\n", encoding="utf-8")


def _join_numbers(text: str) -> str:
    """JSON with each innermost list on one line."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        if inside:
            lines[-1] += line.strip()
        else:
            lines.append(line)
        inside = (inside or line.endswith("[")) and not line.lstrip().startswith("]")
    return "\n".join(lines)


def _parse_head(row: Mapping[str, Any]) -> Head:
    return Head(
        labels=tuple(row["labels"]),
        weights=np.array(row["weights"], dtype=np.float64).T,
        bias=np.array(row["bias"], dtype=np.float64),
        stems=row["stems"],
        stem_bias=np.array(row["stem_bias"], dtype=np.float64),
        warmth=float(row["warmth"]),
    )


def _head_row(head: Head) -> dict[str, Any]:
    return {
        "labels": list(head.labels),
        "warmth": head.warmth,
        "bias": head.bias.tolist(),
        "stem_bias": head.stem_bias.tolist(),
        "weights": head.weights.T.tolist(),
        "stems": {stem: list(weights) for stem, weights in head.stems.items()},
    }
