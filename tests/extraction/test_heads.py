"""Heads judge by adding two views, and a file gives back what was written."""

from pathlib import Path

import numpy as np
import pytest

from coalition.errors import BadFile
from coalition.extraction.features import list_stems
from coalition.extraction.heads import Heads, format_heads, read_heads

HEADS = Heads(
    labels=("opposed", "supportive"),
    weights=np.array([[1.0, -1.0], [0.5, 0.25]]),
    bias=np.array([0.0, 0.125]),
    stems={"refus": [2.0, -2.0], "ready": [-1.0, 1.0]},
    stem_bias=np.array([0.25, 0.0]),
    warmth=2.0,
    about={"training": "abc"},
)


def test_the_logits_of_both_views_are_added_and_cooled() -> None:
    [shares] = HEADS.judge(np.array([[1.0, 2.0]], dtype=np.float32), ["Refuses, refused to go"])
    # Vector: 1 + 1 and -1 + 0.5 + 0.125. Stems: "refus", "to", "go", so 2 / sqrt(3).
    first, second = 2.0 + 0.25 + 2 / np.sqrt(3), -0.375 - 2 / np.sqrt(3)
    assert shares == pytest.approx([1 / (1 + np.exp((second - first) / 2))] * 1 + [1 - shares[0]])


def test_stems_are_folded_beginnings_of_words_each_once() -> None:
    assert list_stems("Готова, ГОТОВИЙ; L’Italia non ci va") == sorted(
        ["готов", "l", "itali", "non", "ci", "va"]
    )


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    path.write_text(format_heads(HEADS), encoding="utf-8")
    again = read_heads(path)
    assert format_heads(again) == format_heads(HEADS)
    np.testing.assert_array_equal(again.weights, HEADS.weights)


def test_a_file_without_heads_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(BadFile, match=r"heads\.json: expected trained heads"):
        read_heads(path)
