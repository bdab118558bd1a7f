"""Heads and rules together: each can tip the other, and where the rules are silent the heads decide."""

from collections.abc import Sequence

import numpy as np
import pytest

from coalition.errors import BadInput
from coalition.extraction.encoder import Vectors
from coalition.extraction.heads import Heads, soften
from coalition.extraction.judge import TrainedJudge
from coalition.extraction.judgement import Judgement, Question
from coalition.extraction.readers import open_reader
from coalition.extraction.rules import RulesJudge
from coalition.vocabulary import Position


class FlatEncoder:
    """Sees nothing in any text."""

    name = "flat"
    version = "1"
    dimension = 2

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), self.dimension), dtype=np.float32)


def heads(**bias: float) -> Heads:
    labels = tuple(position.value for position in Position)
    return Heads(
        labels=labels,
        weights=np.zeros((2, len(labels))),
        bias=np.array([bias.get(label, 0.0) for label in labels]),
        stems={},
        stem_bias=np.zeros(len(labels)),
        warmth=1.0,
        about={"training": "0123456789"},
    )


def ask(clause: str) -> Question:
    return Question("en", clause, clause, "DK", "troops-on-ground")


def judge_with(trained: Heads, clause: str) -> Judgement:
    [judgement] = TrainedJudge(FlatEncoder(), trained, RulesJudge()).judge([ask(clause)])
    return judgement


def test_heads_that_know_nothing_leave_the_rules_choice() -> None:
    clause = "Denmark rejects sending soldiers"
    joined = judge_with(heads(), clause).position
    assert max(joined, key=lambda key: joined[key]) is Position.OPPOSED
    assert set(joined) == set(Position)
    assert sum(joined.values()) == pytest.approx(1)


def test_sure_heads_overrule_a_cue() -> None:
    joined = judge_with(heads(sceptical=6.0), "Denmark rejects sending soldiers").position
    assert max(joined, key=lambda key: joined[key]) is Position.SCEPTICAL


def test_where_the_rules_see_no_cue_the_heads_decide() -> None:
    question = ask("Denmark counts some thousand soldiers")
    [ruled] = RulesJudge().judge([question])
    assert set(ruled.position) == {None}
    trained = TrainedJudge(FlatEncoder(), heads(opposed=9.0), RulesJudge())
    [judged] = trained.judge([question])
    assert max(judged.position, key=lambda key: judged.position[key]) is Position.OPPOSED


def test_the_shipped_judge_reads_sentences_that_it_was_not_trained_on() -> None:
    judge = TrainedJudge.load()
    clauses = {
        "Denmark rejects any deployment of soldiers": Position.OPPOSED,
        "Denmark will send a battalion next spring, the government decided": Position.COMMITTED,
        "Denmark doubts that such a force makes sense": Position.SCEPTICAL,
    }
    judgements = judge.judge([ask(clause) for clause in clauses])
    chosen = [max(said.position, key=lambda key: said.position[key]) for said in judgements]
    assert chosen == list(clauses.values())


def test_readers_are_opened_by_name_and_their_versions_tell_them_apart() -> None:
    offline, rules = open_reader("offline"), open_reader("rules")
    assert (offline.name, rules.name) == ("offline", "rules")
    assert "trained" in offline.version
    assert "trained" not in rules.version
    with pytest.raises(BadInput, match="there is no reader 'oracle'"):
        open_reader("oracle")


def test_softened_logits_are_shares() -> None:
    shares = soften(np.array([[1000.0, 1000.0], [0.0, np.log(3.0)]]))
    np.testing.assert_allclose(shares, [[0.5, 0.5], [0.25, 0.75]])
