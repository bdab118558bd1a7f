"""The judge that answers from cue tables alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from coalition.extraction.cues import Cues, read_cues
from coalition.extraction.judgement import Judgement, Question
from coalition.extraction.patterns import Hit
from coalition.extraction.tokens import Token, split_tokens
from coalition.vocabulary import Position

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
    "gate": 1.4,
    "if": 0.5,
}
# What a cue means plainly, and denied. A denied doubt says nothing.
_READINGS: dict[str, tuple[Position, Position | None]] = {
    "opposed": (Position.OPPOSED, Position.UNDECIDED),
    "halted": (Position.OPPOSED, Position.COMMITTED),
    "sceptical": (Position.SCEPTICAL, None),
    "undecided": (Position.UNDECIDED, None),
    "supportive": (Position.SUPPORTIVE, Position.OPPOSED),
    "committed": (Position.COMMITTED, Position.OPPOSED),
    "gate": (Position.CONDITIONAL, Position.CONDITIONAL),
    "if": (Position.CONDITIONAL, Position.CONDITIONAL),
}
_DENIED = 0.9
_FAVOUR = (Position.SUPPORTIVE, Position.COMMITTED)
_GATE = _WEIGHTS["gate"]
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
        return [judge_clause(question.language, question.clause) for question in questions]


# Asked for the linker, by the judge and by the weigher: the clauses of an article are among these.
@lru_cache(maxsize=4_096)
def judge_clause(language: str, clause: str) -> Judgement:
    """What the cues in a clause say."""
    cues = read_cues(language)
    tokens = split_tokens(clause, language)
    votes = _collect_votes(tokens, cues)
    weights: dict[Position | None, float] = {}
    for vote in votes:
        # A second cue of the same kind confirms, but does not count as much as the first.
        weights[vote.position] = max(weights.get(vote.position, 0.0) * 1.15, vote.weight)
    _resolve(weights)
    weights[None] = _NOTHING
    total = sum(weights.values())
    return Judgement(
        position={position: weight / total for position, weight in weights.items()},
        reason=" + ".join(dict.fromkeys(vote.reason for vote in votes)),
    )


def _collect_votes(tokens: Sequence[Token], cues: Cues) -> list[_Vote]:
    hits = cues.how.find(tokens)
    said = [hit for hit in cues.who.find(tokens) if hit.label == "say"]
    # The "not" of "not rule out" denies nothing else.
    taken = {at for hit in hits if hit.label == "undecided" for at in range(hit.first, hit.last)}
    negators = [
        at
        for at, token in enumerate(tokens)
        if token.low in cues.grammar["negation"] and at not in taken
    ]
    tending = any(hit.label == "tending" for hit in hits)
    if _is_declined(tokens, cues):
        return []
    votes: list[_Vote] = []
    for hit in hits:
        if _is_saying(hit, said, tokens, cues):
            continue
        vote = _read_hit(
            hit,
            hits,
            negated=_is_negated(hit, negators, tokens, cues),
            temporary=_is_near(hit, hits),
            tending=tending,
        )
        if vote is not None:
            votes.append(vote)
    return votes


def _is_declined(tokens: Sequence[Token], cues: Cues) -> bool:
    """Whether somebody was asked and would not say (codebook, rule 13)."""
    return any(hit.label == "declined" for hit in cues.how.find(tokens))


def _read_hit(
    hit: Hit, hits: Sequence[Hit], *, negated: bool, temporary: bool, tending: bool
) -> _Vote | None:
    reason = ("not " if negated else "") + hit.words
    refusal = Position.SCEPTICAL if temporary or tending else Position.OPPOSED
    weight = _WEIGHTS.get(hit.label)
    if weight is None:
        return None
    if hit.label == "act":
        return _read_act(hit, hits, negated, refusal, reason)
    plain, denied = _READINGS[hit.label]
    if negated:
        position = refusal if denied is Position.OPPOSED else denied
        weight = _DENIED if denied is Position.OPPOSED else weight
    else:
        position = refusal if plain is Position.OPPOSED else plain
    return None if position is None else _Vote(position, weight, reason)


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


def _resolve(weights: dict[Position | None, float]) -> None:
    """Settles what stands together: a gate takes over what it gates, readiness weakens the deed."""
    gate = weights.get(Position.CONDITIONAL, 0.0)
    if gate and len(weights) == 1:
        weights[Position.CONDITIONAL] = gate * 0.4
    if gate >= _GATE:
        _scale(weights, (*_FAVOUR, Position.OPPOSED), 0.3)
    if Position.SUPPORTIVE in weights:
        _scale(weights, (Position.COMMITTED,), 0.7)
    if Position.UNDECIDED in weights and Position.OPPOSED not in weights:
        _scale(weights, _FAVOUR, 0.6)
    for position in (Position.OPPOSED, Position.SCEPTICAL):
        if position in weights:
            _scale(weights, _FAVOUR, 0.5)


def _scale(
    weights: dict[Position | None, float], positions: Sequence[Position], factor: float
) -> None:
    for position in positions:
        if position in weights:
            weights[position] *= factor


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
