"""Cuts a sentence into segments: stretches that hold one predicate at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coalition.extraction.cues import Cues
from coalition.extraction.mentions import Mention, Standing, is_coordinated
from coalition.extraction.patterns import Hit
from coalition.extraction.tokens import Token

_HARD = frozenset(";:()\u2014\u2013\u2026?!")
_QUOTES = frozenset('"\u201c\u201d\u201e\u00ab\u00bb')
_OPENING, _CLOSING = frozenset("\u201e\u00ab"), frozenset("\u00bb")
# A conjunction this near before a name opens that name's clause.
_NEAR = 3
# Two names with a comma and no more than this between them stand in one list or apposition.
_LEAST_PREDICATE = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """tokens[first:last] of a sentence; `opener` is the folded word it opens with; `quoted` in quote marks."""

    first: int
    last: int
    opener: str
    quoted: bool


def split_segments(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    how: Sequence[Hit],
    say: Sequence[Hit],
    cues: Cues,
    *,
    in_quote: bool = False,
) -> list[Segment]:
    """The segments of one sentence. `in_quote` says that it starts inside quote marks."""
    subjects = _find_openers(tokens, mentions, how, cues)
    gates = _find_gates(mentions, how)
    named = {mention.first for mention in mentions}
    said = {hit.last for hit in say}
    segments: list[Segment] = []
    first, quoted = 0, in_quote
    for at, token in enumerate(tokens):
        flips = _flip_quote(token.gap, quoted)
        cut = at > first and (
            not _HARD.isdisjoint(token.gap)
            or flips != quoted
            or _opens_clause(tokens, at, said, cues)
            or at in gates
            or _opens_subject(tokens, at, subjects, cues)
            or (at not in named and "," in token.gap and _is_inserted(tokens, first, at, cues))
        )
        if cut:
            segments.append(Segment(first, at, tokens[first].low, quoted))
            first = at
        quoted = flips
    if first < len(tokens):
        segments.append(Segment(first, len(tokens), tokens[first].low, quoted))
    return segments


def _is_inserted(tokens: Sequence[Token], first: int, at: int, cues: Cues) -> bool:
    """Whether the segment so far is a subordinate clause, which a comma ends."""
    opener = tokens[first].low
    subordinate = opener in cues.grammar["opens"] - cues.grammar["link"] - cues.grammar["contrast"]
    return subordinate and at - first >= _LEAST_PREDICATE


def _flip_quote(gap: str, quoted: bool) -> bool:
    for char in gap:
        if char in _OPENING:
            quoted = True
        elif char in _CLOSING:
            quoted = False
        elif char in _QUOTES:
            quoted = not quoted
    return quoted


def ends_quoted(text: str, quoted: bool) -> bool:
    """Whether the quote marks of `text` leave a quote open, given that it starts `quoted`."""
    return _flip_quote(text, quoted)


def _opens_clause(tokens: Sequence[Token], at: int, said: set[int], cues: Cues) -> bool:
    low, comma = tokens[at].low, "," in tokens[at].gap
    if comma and (low in cues.grammar["opens"] or low in cues.grammar["that"]):
        return True
    if low in cues.grammar["contrast"]:
        return True
    return low in cues.grammar["that"] and any(end in said for end in range(at - 3, at + 1))


def _find_openers(
    tokens: Sequence[Token], mentions: Sequence[Mention], how: Sequence[Hit], cues: Cues
) -> set[int]:
    """Where a new subject starts: a bare name that is no further member of the list before it."""
    bare = [m for m in mentions if m.standing is Standing.SUBJECT and m.kind != "source"]
    openers: set[int] = set()
    for before, mention in pairwise(bare):
        if is_coordinated(tokens, before, mention, cues):
            continue
        between = range(before.last, mention.first)
        comma = any("," in tokens[at].gap for at in range(before.last, mention.first + 1))
        predicate = any(hit.first in between for hit in how)
        if predicate or (comma and len(between) >= _LEAST_PREDICATE):
            openers.add(mention.first)
    return openers


def _find_gates(mentions: Sequence[Mention], how: Sequence[Hit]) -> set[int]:
    """Where a condition starts that has a subject of its own: "only if Washington ..."."""
    starts = [m.first for m in mentions if m.standing is Standing.SUBJECT]
    return {
        hit.first
        for hit in how
        if hit.label in ("gate", "if")
        and any(hit.last <= start <= hit.last + _NEAR for start in starts)
    }


def _opens_subject(tokens: Sequence[Token], at: int, subjects: set[int], cues: Cues) -> bool:
    """Whether a comma or link here leads to another subject."""
    if "," not in tokens[at].gap and tokens[at].low not in cues.grammar["link"]:
        return False
    return any(start in subjects for start in range(at, at + _NEAR))
