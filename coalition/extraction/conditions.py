"""Conditions and limits of a stance, with the words that state them."""

from collections.abc import Sequence

from coalition.extraction.claims import ClaimedCondition
from coalition.extraction.cues import Cues
from coalition.extraction.patterns import Hit
from coalition.extraction.tokens import Token
from coalition.vocabulary import Condition

# Limits say where or what, and need no gate (codebook, rule 6).
_LIMITS = frozenset({Condition.PLACE_LIMIT, Condition.ROLE_LIMIT})
# How many words may stand between a gate ("only if") and what it asks for.
_REACH = 8


def find_conditions(text: str, tokens: Sequence[Token], cues: Cues) -> tuple[ClaimedCondition, ...]:
    """The conditions that the tokens of a clause state; words are copied from `text`, gate included.

    A condition counts where a gate stands before it; a gate that asks for nothing that the tables know is
    `other`. One of a kind, in the order of the text.
    """
    gates = [hit for hit in cues.how.find(tokens) if hit.label in ("gate", "if")]
    found: dict[Condition, ClaimedCondition] = {}
    answered: set[int] = set()
    for hit in cues.conditions.find(tokens):
        kind = Condition(hit.label)
        gate = _find_gate(gates, hit)
        if gate is None and kind not in _LIMITS:
            continue
        first = gate.first if gate is not None else hit.first
        if gate is not None:
            answered.add(gate.first)
        last = max(hit.last, gate.last if gate is not None else 0)
        found.setdefault(kind, _claim(kind, text, tokens, first, last))
    strong = [gate for gate in gates if gate.label == "gate" and gate.first not in answered]
    if strong and not found:
        last = min(strong[0].last + _REACH, len(tokens))
        found[Condition.OTHER] = _claim(Condition.OTHER, text, tokens, strong[0].first, last)
    return tuple(found.values())


def _find_gate(gates: Sequence[Hit], hit: Hit) -> Hit | None:
    near = [gate for gate in gates if -2 <= hit.first - gate.first <= _REACH + 2]
    return near[-1] if near else None


def _claim(
    kind: Condition, text: str, tokens: Sequence[Token], first: int, last: int
) -> ClaimedCondition:
    return ClaimedCondition(kind, text[tokens[first].start : tokens[last - 1].end])
