"""The judge that answers from cue tables alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from coalition.extraction.cues import Cues, read_cues
from coalition.extraction.judgement import Judgement, Question
from coalition.extraction.patterns import Hit
from coalition.extraction.tokens import Token, split_tokens
from coalition.vocabulary import Position, Time, Voice

# How many words a negation reaches ahead (and, for German "nicht", back).
_REACH, _REACH_BACK, _TEMPORARY = 4, 3, 4
# Weights of one cue, from the tuning set: refusals and doubts say more than verbs of doing, which also
# stand where nothing is said of this proposal.
_WEIGHTS = {
    "opposed": 1.0,
    "halted": 0.8,
    "sceptical": 0.9,
    "undecided": 0.9,
    "supportive": 0.8,
    "committed": 0.6,
    "act": 0.8,
}
_GATE, _WEAK_GATE = 1.4, 0.5
# What an empty clause weighs against any cue.
_NOTHING = 0.35


@dataclass(slots=True)
class _Vote:
    position: Position
    weight: float
    reason: str


class RulesJudge:
    """Reads cue, negation, gate and hedge. Knows nothing of words that are not in its tables."""

    name = "rules"
    version = "1"

    def judge(self, questions: Sequence[Question]) -> Sequence[Judgement]:
        """One judgement each, in order."""
        return [judge_clause(question) for question in questions]


def judge_clause(question: Question) -> Judgement:
    """What the cues in the question's clause say."""
    cues = read_cues(question.language)
    tokens = split_tokens(question.clause, question.language)
    votes = _collect_votes(tokens, cues)
    weights: dict[Position | None, float] = {}
    for vote in votes:
        # A second cue of the same kind confirms, but does not count as much as the first.
        weights[vote.position] = max(weights.get(vote.position, 0.0) * 1.15, vote.weight)
    _resolve(weights, votes)
    weights[None] = _NOTHING
    total = sum(weights.values())
    return Judgement(
        position={position: weight / total for position, weight in weights.items()},
        voice={question.voice or Voice.GOVERNMENT: 1.0},
        time={question.time or Time.CURRENT: 1.0},
        reason=" + ".join(dict.fromkeys(vote.reason for vote in votes)),
    )


def _collect_votes(tokens: Sequence[Token], cues: Cues) -> list[_Vote]:
    hits = cues.how.find(tokens)
    said = [hit for hit in cues.who.find(tokens) if hit.label == "say"]
    negators = [at for at, token in enumerate(tokens) if token.low in cues.grammar["negation"]]
    tending = any(hit.label == "tending" for hit in hits)
    if any(hit.label == "declined" for hit in hits):
        return []
    votes: list[_Vote] = []
    for hit in hits:
        if _is_saying(hit, said, tokens, cues):
            continue
        vote = _read_hit(
            hit, hits, _is_negated(hit, negators, tokens, cues), _is_near(hit, hits), tending
        )
        if vote is not None:
            votes.append(vote)
    return votes


def _read_hit(
    hit: Hit, hits: Sequence[Hit], negated: bool, temporary: bool, tending: bool
) -> _Vote | None:
    reason = ("not " if negated else "") + hit.words
    refusal = Position.SCEPTICAL if temporary or tending else Position.OPPOSED
    weight = _WEIGHTS.get(hit.label, 0.0)
    if hit.label in ("gate", "if"):
        return _Vote(Position.CONDITIONAL, _GATE if hit.label == "gate" else _WEAK_GATE, reason)
    if hit.label in ("opposed", "halted"):
        if negated:
            turned = Position.UNDECIDED if hit.label == "opposed" else Position.COMMITTED
            return _Vote(turned, weight, reason)
        return _Vote(refusal, weight, reason)
    if hit.label == "sceptical":
        return None if negated else _Vote(Position.SCEPTICAL, weight, reason)
    if hit.label == "undecided":
        return None if negated else _Vote(Position.UNDECIDED, weight, reason)
    if hit.label in ("supportive", "committed"):
        if negated:
            return _Vote(refusal, 0.9, reason)
        return _Vote(Position(hit.label), weight, reason)
    if hit.label == "act":
        return _read_act(hit, hits, negated, refusal, reason)
    return None


def _read_act(
    hit: Hit, hits: Sequence[Hit], negated: bool, refusal: Position, reason: str
) -> _Vote | None:
    """An act alone says nothing; denied it is a refusal, in the future a pledge, with "could" an offer."""
    if negated:
        return _Vote(refusal, 0.9, reason)
    near = [h.label for h in hits if 0 <= hit.first - h.last <= 3]
    if "modal" in near:
        return _Vote(Position.SUPPORTIVE, 0.6, reason)
    if "future" in near:
        return _Vote(Position.COMMITTED, 0.7, reason)
    return None


def _resolve(weights: dict[Position | None, float], votes: Sequence[_Vote]) -> None:
    """Settles what stands together: a gate takes over what it gates, readiness weakens the deed."""
    gate = weights.get(Position.CONDITIONAL, 0.0)
    if gate:
        if len(weights) == 1:
            weights[Position.CONDITIONAL] = gate * 0.4
        for position in (Position.SUPPORTIVE, Position.COMMITTED, Position.OPPOSED):
            if position in weights and gate >= _GATE:
                weights[position] *= 0.3
    if Position.SUPPORTIVE in weights and Position.COMMITTED in weights:
        weights[Position.COMMITTED] *= 0.7
    explicit = any(vote.position is Position.UNDECIDED for vote in votes)
    if explicit and Position.OPPOSED not in weights:
        for position in (Position.SUPPORTIVE, Position.COMMITTED):
            if position in weights:
                weights[position] *= 0.6
    for position in (Position.OPPOSED, Position.SCEPTICAL):
        if position in weights:
            for other in (Position.SUPPORTIVE, Position.COMMITTED):
                if other in weights:
                    weights[other] *= 0.5


def _is_negated(hit: Hit, negators: Sequence[int], tokens: Sequence[Token], cues: Cues) -> bool:
    if any(hit.first <= at < hit.last for at in negators):
        return False
    reach = 6 if cues.language == "de" else _REACH
    for at in negators:
        if hit.first - reach <= at < hit.first and _is_open(tokens, at + 1, hit.first, cues):
            return True
        after = cues.language == "de" and hit.last <= at < hit.last + _REACH_BACK
        if after and _is_open(tokens, hit.last, at, cues):
            return True
    return False


def _is_near(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether "for now" stands beside a cue."""
    return any(
        other.label == "temporary"
        and hit.first - _TEMPORARY <= other.last
        and other.first <= hit.last + _TEMPORARY
        for other in hits
    )


def _is_open(tokens: Sequence[Token], first: int, last: int, cues: Cues) -> bool:
    """Whether no mark and no "and" ends the reach of a negation between two places."""
    for at in range(first, last + 1):
        if not set(tokens[at].gap).isdisjoint(",;:.!?()\u2014\u2013"):
            return False
        linked = tokens[at].low in cues.grammar["link"] - cues.grammar["negation"]
        if linked and first <= at < last:
            return False
    return True


def _is_saying(hit: Hit, said: Sequence[Hit], tokens: Sequence[Token], cues: Cues) -> bool:
    """Whether a cue is here the verb that leads in speech: "insists that", ", Tusk repeated"."""
    if hit.last - hit.first > 1 or not any(other.first == hit.first for other in said):
        return False
    following = tokens[hit.last].low if hit.last < len(tokens) else ""
    return (
        hit.last >= len(tokens) or following in cues.grammar["that"] or "," in tokens[hit.first].gap
    )
