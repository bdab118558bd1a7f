"""Trains the heads on our own sentences: `python -m coalition.extraction.training` writes heads.json.

Each quote of the training files is one example, whoever speaks in it and whenever: a refusal is worded
alike by a minister and by the opposition. Trained on the clauses that the reader cuts instead, the
heads did worse on such clauses (0.73 against 0.76), and would have to be trained anew with each
change of the reader.

The vectors of the quotes are kept beside the sentences, so that training again takes seconds.
"""

import hashlib
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coalition.extraction.encoder import E5Encoder, Encoder, Vectors, hash_model
from coalition.extraction.features import list_stems
from coalition.extraction.fitting import DenseMatrix, Floats, SparseMatrix, fit_softmax
from coalition.extraction.goldfiles import GoldArticle, read_gold
from coalition.extraction.heads import FILE, Heads, format_heads
from coalition.vocabulary import Position

FOLDER = Path(__file__).parents[2] / "seeds" / "training"
VECTORS = "vectors.npy"

# Penalties by five-fold comparison over our own sentences; a factor of three either way changes little.
VECTOR_PENALTY = 200.0
STEM_PENALTY = 3.0
# Each fifth example is held out to find the warmth, then all are used for the weights.
FOLDS = 5
SAMPLE = 32  # each such text is in the sample that tests train on; all of them take minutes
SAMPLE_OF_QUOTES = 8
WARMTHS = np.arange(0.5, 4.0, 0.05)
WEIGHT_DECIMALS = 3
STEM_DECIMALS = 2
# A kept vector holds whole steps of this size: five times finer than what the heads can tell apart.
STEP = 1 / 400
_KEPT = np.dtype([("key", "<u8"), ("vector", "i1", E5Encoder.dimension)])


@dataclass(frozen=True, slots=True)
class Example:
    """A quote and the position that it states."""

    text: str
    position: Position


def read_texts() -> list[GoldArticle]:
    """All annotated sentences and articles, in the order of files and lines."""
    return [gold for path in sorted(FOLDER.rglob("*.jsonl")) for gold in read_gold(path, path.stem)]


def hash_articles(articles: Iterable[GoldArticle]) -> str:
    """A SHA-256 that changes with any text or annotation."""
    digest = hashlib.sha256()
    for gold in articles:
        digest.update(repr((gold.article, gold.stances)).encode())
    return digest.hexdigest()


def list_examples(texts: Iterable[GoldArticle]) -> list[Example]:
    """The distinct quotes of some annotated texts with their positions, in their order."""
    examples = {
        Example(stance.quote, stance.claim.position): None
        for gold in texts
        for stance in gold.stances
    }
    return list(examples)


def train_heads(examples: Sequence[Example], vectors: Vectors) -> Heads:
    """Heads fitted to the examples; `vectors` are those of their texts, one row each."""
    held = np.arange(len(examples)) % FOLDS == 0
    trial = _fit(
        [example for example, out in zip(examples, held, strict=True) if not out],
        vectors[~held],
        1.0,
    )
    tested = [example for example, out in zip(examples, held, strict=True) if out]
    return _fit(examples, vectors, _find_warmth(trial, tested, vectors[held]))


def digest_sample(examples: Sequence[Example], vectors: Vectors) -> str:
    """A SHA-256 of the heads that a sample of quotes gives: whether a machine trains alike, in seconds."""
    heads = train_heads(examples[::SAMPLE_OF_QUOTES], vectors[::SAMPLE_OF_QUOTES])
    return hashlib.sha256(format_heads(heads).encode()).hexdigest()


def hash_examples(examples: Sequence[Example]) -> str:
    """A SHA-256 that changes with any text, position or order."""
    lines = "\n".join(f"{example.position} {example.text}" for example in examples)
    return hashlib.sha256(lines.encode()).hexdigest()


def collect_vectors(texts: Sequence[str], encoder: Encoder, path: Path) -> Vectors:
    """The texts' vectors in whole steps: those that the file keeps, the others newly encoded.

    Writes the file again where any was missing, without those that no text needs any more.
    """
    kept = _read_vectors(path)
    text_of = {_key(text): text for text in texts}
    missing = sorted(key for key in text_of if key not in kept)
    if missing:
        fresh = encoder.encode([text_of[key] for key in missing])
        kept |= zip(missing, quantise(fresh), strict=True)
        rows = np.array([(key, kept[key]) for key in sorted(text_of)], dtype=_KEPT)
        np.save(path, rows, allow_pickle=False)
    steps = np.stack([kept[_key(text)] for text in texts])
    return steps.astype(np.float32) * np.float32(STEP)


def quantise(vectors: Vectors) -> npt.NDArray[np.int8]:
    """The vectors in whole steps, as the file keeps them."""
    steps: npt.NDArray[np.int8] = np.clip(np.rint(vectors / STEP), -127, 127).astype(np.int8)
    return steps


def _read_vectors(path: Path) -> dict[int, npt.NDArray[np.int8]]:
    if not path.exists():
        return {}
    rows = np.load(path, allow_pickle=False)
    return {int(row["key"]): row["vector"] for row in rows}


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def _fit(examples: Sequence[Example], vectors: Vectors, warmth: float) -> Heads:
    labels = tuple(position.value for position in Position)
    targets = np.array(
        [[float(example.position == label) for label in labels] for example in examples]
    )
    dense = vectors.astype(np.float64)
    centre, spread = dense.mean(axis=0), dense.std(axis=0)
    weights, bias = fit_softmax(DenseMatrix((dense - centre) / spread), targets, VECTOR_PENALTY)
    weights = weights / spread[:, None]
    stems, stem_bias = _fit_stems([list_stems(example.text) for example in examples], targets)
    return Heads(
        labels=labels,
        weights=_tidy(weights, WEIGHT_DECIMALS),
        bias=_tidy(bias - np.einsum("i,ij->j", centre, weights), WEIGHT_DECIMALS),
        stems=stems,
        stem_bias=_tidy(stem_bias, WEIGHT_DECIMALS),
        warmth=warmth,
        about={
            "training": hash_examples(examples),
            "examples": str(len(examples)),
            "encoder": E5Encoder.version,
            "model": hash_model(),
        },
    )


def _fit_stems(
    texts: Sequence[Sequence[str]], targets: Floats
) -> tuple[Mapping[str, Sequence[float]], Floats]:
    """Weights of each stem. A rare stem counts for more (inverse document frequency)."""
    counts = Counter(stem for text in texts for stem in text)
    column = {stem: number for number, stem in enumerate(sorted(counts))}
    rarity = {stem: 1 + math.log((1 + len(texts)) / (1 + count)) for stem, count in counts.items()}
    rows = [{column[stem]: rarity[stem] / math.sqrt(len(text)) for stem in text} for text in texts]
    weights, bias = fit_softmax(SparseMatrix(rows, len(column)), targets, STEM_PENALTY)
    stems = {
        stem: _tidy(weights[number] * rarity[stem], STEM_DECIMALS).tolist()
        for stem, number in column.items()
    }
    return {stem: row for stem, row in stems.items() if any(row)}, bias


def _find_warmth(heads: Heads, examples: Sequence[Example], vectors: Vectors) -> float:
    """The warmth that makes the held-out examples most likely; `heads` have a warmth of 1."""
    shares = heads.judge(vectors, [example.text for example in examples])
    truth = [heads.labels.index(example.position) for example in examples]
    logits = np.log(shares)

    def surprise(warmth: float) -> float:
        scaled = logits / warmth
        sums = np.log(np.exp(scaled).sum(axis=1))
        return float(np.sum(sums - scaled[np.arange(len(truth)), truth]))

    best: float = min(WARMTHS.tolist(), key=surprise)
    return round(best, 2)


def _tidy(values: Floats, decimals: int) -> Floats:
    return np.round(values, decimals) + 0.0  # no negative zeros


def main() -> int:
    """Trains on the shipped sentences and writes the shipped heads."""
    examples = list_examples(read_texts())
    texts = [example.text for example in examples]
    vectors = collect_vectors(texts, E5Encoder(), FOLDER / VECTORS)
    heads = train_heads(examples, vectors)
    about = dict(heads.about) | {"sample": digest_sample(examples, vectors)}
    FILE.write_text(format_heads(replace(heads, about=about)), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: trained on {len(examples)} quotes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
