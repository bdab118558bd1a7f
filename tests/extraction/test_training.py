"""What ships is what training gives, and training reads nothing but our own sentences."""

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coalition.extraction.encoder import E5Encoder, Vectors
from coalition.extraction.heads import FILE, format_heads, read_heads
from coalition.extraction.training import (
    FOLDER,
    STEP,
    VECTORS,
    Example,
    collect_vectors,
    digest_sample,
    hash_examples,
    list_examples,
    quantise,
    read_texts,
    train_heads,
)
from coalition.vocabulary import Position

SAMPLE = 40


class CountingEncoder:
    """Gives each text a vector of its length, and remembers what it was asked."""

    name = "counting"
    version = "1"
    dimension = E5Encoder.dimension

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        rows = [[len(text) * STEP] * self.dimension for text in texts]
        return np.array(rows, dtype=np.float32)


def read_kept(tmp_path: Path) -> tuple[list[Example], Vectors]:
    """All examples with the shipped vectors, which a test must not write."""
    examples, encoder = list_examples(read_texts()), CountingEncoder()
    path = shutil.copy(FOLDER / VECTORS, tmp_path)
    vectors = collect_vectors([one.text for one in examples], encoder, Path(path))
    assert encoder.asked == [], "run `make train`: the training sentences have changed"
    return examples, vectors


def test_every_machine_trains_alike_and_the_shipped_heads_are_of_these_texts(
    tmp_path: Path,
) -> None:
    examples, vectors = read_kept(tmp_path)
    about = read_heads().about
    assert hash_examples(examples) == about["training"]
    assert digest_sample(examples, vectors) == about["sample"]


@pytest.mark.skipif("TRAIN" not in os.environ, reason="takes half a minute: TRAIN=1 runs it")
def test_training_again_gives_the_shipped_heads_byte_for_byte(tmp_path: Path) -> None:
    heads = train_heads(*read_kept(tmp_path))
    trained = replace(heads, about=dict(heads.about) | {"sample": read_heads().about["sample"]})
    assert format_heads(trained) == FILE.read_text(encoding="utf-8")


def test_the_kept_vectors_are_those_of_the_encoder(tmp_path: Path) -> None:
    examples, kept = read_kept(tmp_path)
    rows = random.Random(1).sample(range(len(examples)), SAMPLE)
    fresh = quantise(E5Encoder().encode([examples[row].text for row in rows]))
    # Another processor may round a value that lies between two steps the other way.
    assert np.abs(fresh - np.rint(kept[rows] / STEP)).max() <= 1


def test_only_texts_without_a_kept_vector_are_encoded(tmp_path: Path) -> None:
    path = tmp_path / VECTORS
    encoder = CountingEncoder()
    collect_vectors(["no", "yes"], encoder, path)
    vectors = collect_vectors(["perhaps", "no"], encoder, path)
    assert sorted(encoder.asked) == ["no", "perhaps", "yes"]
    np.testing.assert_allclose(vectors[:, 0], [7 * STEP, 2 * STEP], rtol=1e-6)
    assert len(np.load(path)) == 2


def test_the_hash_of_the_examples_tells_texts_positions_and_order_apart() -> None:
    first, second = Example("no", Position.OPPOSED), Example("yes", Position.SUPPORTIVE)
    other = Example("no", Position.SCEPTICAL)
    hashes = {hash_examples(rows) for rows in ([first, second], [second, first], [other, second])}
    assert len(hashes) == 3
