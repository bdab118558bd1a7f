"""The judge that ships: trained heads and cue rules, each a witness of its own.

Measured on the clauses of the codebook's development articles, on which nothing was trained then: position
right for the heads 0.77, for heads and rules together 0.84. Heads for voice and time, heads on maxima over
the words or on earlier layers of the encoder were tried and gained nothing.
"""

from collections.abc import Mapping, Sequence

from coalition.extraction.encoder import E5Encoder, Encoder
from coalition.extraction.heads import Heads, read_heads
from coalition.extraction.judgement import Judgement, Question
from coalition.extraction.rules import RulesJudge
from coalition.vocabulary import Position

# What a position keeps for which no cue speaks: 0.02 to 0.2 measured alike, so long as it is not zero.
FLOOR = 0.05
DECIMALS = 3  # so that thresholds fall alike on every machine


class TrainedJudge:
    """Multiplies what the heads and the rules say of a clause; where no cue speaks, the heads decide."""

    name = "trained"

    def __init__(self, encoder: Encoder, heads: Heads, rules: RulesJudge) -> None:
        self._encoder = encoder
        self._heads = heads
        self._rules = rules
        self.version = f"{heads.about['training'][:8]}+{rules.name}-{rules.version}"

    @classmethod
    def load(cls) -> "TrainedJudge":
        """The judge as shipped; raises SetupError where the encoder cannot be loaded here."""
        encoder = E5Encoder()
        encoder.encode(["?"])  # loads the model now: a reader that cannot read must not start
        return cls(encoder, read_heads(), RulesJudge())

    def judge(self, questions: Sequence[Question]) -> Sequence[Judgement]:
        """One judgement each, in order; the clauses of all questions are encoded in one go."""
        clauses = [question.clause for question in questions]
        learnt = self._heads.judge(self._encoder.encode(clauses), clauses)
        return [
            _join(
                said,
                {
                    Position(label): float(share)
                    for label, share in zip(self._heads.labels, shares, strict=True)
                },
            )
            for said, shares in zip(self._rules.judge(questions), learnt, strict=True)
        ]


def _join(said: Judgement, trained: Mapping[Position, float]) -> Judgement:
    joint = {
        position: share * (said.position.get(position, 0.0) + FLOOR)
        for position, share in trained.items()
    }
    total = sum(joint.values())
    positions: dict[Position | None, float] = {
        position: round(share / total, DECIMALS) for position, share in joint.items()
    }
    likely = max(trained, key=lambda position: trained[position])
    heard = f"heads: {likely} {trained[likely]:.2f}"
    reason = f"{said.reason} | {heard}" if said.reason else heard
    return Judgement(positions, reason)
