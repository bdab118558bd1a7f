"""The weigher: trained again it is the same, it hears the neighbours of a clause, and bad files are refused."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from coalition.errors import BadFile
from coalition.extraction.encoder import E5Encoder, Vectors
from coalition.extraction.judgement import Judgement, Question
from coalition.extraction.linking_training import list_unseen
from coalition.extraction.training import hash_articles, read_texts
from coalition.extraction.weighing import (
    FILE,
    WeighedJudge,
    describe_hearing,
    format_weigher,
    read_weigher,
)
from coalition.extraction.weighing_training import (
    collect_known,
    digest_sample,
    list_sample,
    make_lesson,
    train_weigher,
)
from coalition.vocabulary import Position

SURE = Judgement({Position.COMMITTED: 1.0})
TORN = Judgement({Position.COMMITTED: 0.5, Position.OPPOSED: 0.5})


class NoEncoder:
    """Refuses to encode: all vectors are kept."""

    name, version, dimension = E5Encoder.name, E5Encoder.version, E5Encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(f"run `make train`: {len(texts)} clauses have changed")


class Echo:
    """A judge that says the same of every clause."""

    name, version = "echo", "1"

    def judge(self, questions: Sequence[Question]) -> Sequence[Judgement]:
        return [TORN for _ in questions]


def ask(run: int, country: str, clause: str = "xyzzy", **traits: float) -> Question:
    return Question("en", clause, clause, country, "demining", run=run, traits=traits)


def test_every_machine_trains_alike_and_the_shipped_weigher_is_of_these_texts() -> None:
    texts, about = read_texts(), read_weigher().about
    assert hash_articles(texts) == about["training"]
    known = collect_known(list_sample(texts), NoEncoder())
    assert digest_sample(texts, known) == about["sample"]


@pytest.mark.skipif("TRAIN" not in os.environ, reason="takes six minutes: TRAIN=1 runs it")
def test_training_again_gives_the_shipped_weigher_byte_for_byte() -> None:
    texts = read_texts()
    unseen = zip(texts, list_unseen(texts), strict=True)
    lessons = [make_lesson(gold, candidates) for gold, candidates in unseen]
    trained = train_weigher(lessons, collect_known(lessons, NoEncoder()), read_weigher().about)
    assert format_weigher(trained) == FILE.read_text(encoding="utf-8")


def test_a_clause_is_heard_beside_the_one_before_it_and_where_its_pair_stands_again() -> None:
    questions = [ask(1, "DK", front=1.0), ask(3, "NO"), ask(4, "DK")]
    first, second, third = describe_hearing(questions, [SURE, TORN, SURE])
    alone = {"rules nothing": 1.0, "sentence nothing": 1.0}
    torn = {"heard committed": 0.5, "heard opposed": 0.5}
    assert first == alone | {
        "front": 1.0,
        "heard committed": 1.0,
        "elsewhere committed": 1.0,
    }
    assert second == alone | torn | {
        "before committed": 1.0,
        "before near": pytest.approx(2 / 3),
        "on topic committed": 1.0,
        "on topic near": pytest.approx(2 / 3),
    }
    assert third == alone | {
        "heard committed": 1.0,
        "before committed": 0.5,
        "before opposed": 0.5,
        "before near": pytest.approx(5 / 6),
        "on topic committed": 0.5,
        "on topic opposed": 0.5,
        "on topic near": pytest.approx(5 / 6),
        "elsewhere committed": 1.0,
    }


def test_the_shares_of_a_judgement_are_of_all_positions_and_sum_to_one() -> None:
    judge = WeighedJudge(Echo(), read_weigher())
    [one, other] = judge.judge([ask(0, "DK"), ask(2, "NO")])
    assert set(one.position) == set(other.position) == set(Position)
    assert sum(one.position.values()) == pytest.approx(1, abs=0.003)
    assert judge.judge([]) == []


def test_a_file_without_trees_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weighing.json").write_text("{}")
    with pytest.raises(BadFile, match="expected trained trees"):
        read_weigher(tmp_path / "weighing.json")
