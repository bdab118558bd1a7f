"""The judge that ships: trained heads and cue rules, each a witness of its own.

Measured on 1,200 clauses of our training sentences that the heads had not seen: position right for the
rules 0.67, for the heads 0.65, for both together 0.76. Three things were tried and left out. Heads for
voice and time added nothing to the structure of the sentence (0.872 to 0.876). A label "no stance"
told clauses of our silent sentences from those with a stance (AUC 0.83), and lost a third of the true
stances of the tuning articles. Heads on maxima over the words, or on earlier layers of the encoder,
gained nothing there.
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
    """Multiplies what the heads and the rules say of a clause; whether it says anything is the rules'."""

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
        spoken = self._rules.judge(questions)
        asked = [row for row, said in enumerate(spoken) if len(said.position) > 1]
        clauses = [questions[row].clause for row in asked]
        learnt = self._heads.judge(self._encoder.encode(clauses), clauses)
        judgements = list(spoken)
        for row, shares in zip(asked, learnt, strict=True):
            trained = {
                Position(label): float(share)
                for label, share in zip(self._heads.labels, shares, strict=True)
            }
            judgements[row] = _join(spoken[row], trained)
        return judgements


def _join(said: Judgement, trained: Mapping[Position, float]) -> Judgement:
    nothing = said.position.get(None, 0.0)
    joint = {
        position: share * (said.position.get(position, 0.0) + FLOOR)
        for position, share in trained.items()
    }
    total = sum(joint.values())
    positions: dict[Position | None, float] = {
        position: round((1 - nothing) * share / total, DECIMALS)
        for position, share in joint.items()
    }
    positions[None] = round(1 - sum(positions.values()), DECIMALS)
    likely = max(trained, key=lambda position: trained[position])
    heard = f"heads: {likely} {trained[likely]:.2f}"
    reason = f"{said.reason} | {heard}" if said.reason else heard
    return Judgement(positions, said.voice, said.time, reason)
