"""Finds many word patterns at once in a row of tokens, in time that grows with the tokens alone.

A pattern is written as words: `rule* out`, `ready|willing to`, `lehn* .. ab`. `*` ends a stem, `|` parts
alternatives, `..` stands for up to three words in between and `...` for up to eight.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coalition.extraction.folding import fold_word
from coalition.extraction.tokens import Token

SHORT_GAP, LONG_GAP = 3, 8
# Between two words of one pattern no clause may end; a comma may stand only where the pattern has a gap.
_ENDING = frozenset(";:.!?()\n\u2014\u2013")


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a pattern: what it may be, and how many words may stand before it."""

    words: frozenset[str]
    stems: tuple[str, ...]
    reach: int

    def fits(self, low: str) -> bool:
        return low in self.words or (bool(self.stems) and low.startswith(self.stems))


@dataclass(frozen=True, slots=True)
class Hit:
    """Pattern `words` of `label` stands at tokens[first:last]."""

    label: str
    first: int
    last: int
    words: str


class PatternSet:
    """Patterns under labels; `find` gives the longest ones that stand in a row of tokens."""

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, list[tuple[str, str, tuple[_Step, ...]]]] = {}
        self._stems: dict[str, list[tuple[str, str, tuple[_Step, ...]]]] = {}
        self._longest = 0
        for label, written in patterns.items():
            for words in written:
                self._add(label, words)

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """The hits in the order of the text; a hit inside a longer one is left out."""
        hits: list[Hit] = []
        for at, token in enumerate(tokens):
            for label, words, steps in self._starting(token.low):
                last = _match_rest(tokens, at, steps)
                if last is not None:
                    hits.append(Hit(label, at, last, words))
        return _keep_longest(hits)

    def _add(self, label: str, words: str) -> None:
        steps = _parse(words)
        entry = (label, words, steps)
        for word in sorted(steps[0].words):
            self._exact.setdefault(word, []).append(entry)
        for stem in steps[0].stems:
            self._stems.setdefault(stem, []).append(entry)
            self._longest = max(self._longest, len(stem))

    def _starting(self, low: str) -> list[tuple[str, str, tuple[_Step, ...]]]:
        found = list(self._exact.get(low, ()))
        for length in range(1, min(len(low), self._longest) + 1):
            if entries := self._stems.get(low[:length]):
                found.extend(entries)
        return found


def _parse(words: str) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    reach = 0
    for part in words.split():
        if part in ("..", "..."):
            reach = SHORT_GAP if part == ".." else LONG_GAP
            continue
        choices = [fold_word(choice) for choice in part.split("|")]
        steps.append(
            _Step(
                frozenset(choice for choice in choices if not choice.endswith("*")),
                tuple(choice[:-1] for choice in choices if choice.endswith("*")),
                reach,
            )
        )
        reach = 0
    if not steps or any("" in step.stems for step in steps):
        raise ValueError(f"a pattern needs words, not {words!r}")
    return tuple(steps)


def _match_rest(tokens: Sequence[Token], at: int, steps: Sequence[_Step]) -> int | None:
    """Where the pattern ends that starts at token `at`, nearest words first; None where it does not."""
    here = at + 1
    for step in steps[1:]:
        for ahead in range(here, min(here + step.reach + 1, len(tokens))):
            gap = tokens[ahead].gap
            if not _ENDING.isdisjoint(gap) or (step.reach == 0 and "," in gap):
                return None
            if step.fits(tokens[ahead].low):
                here = ahead + 1
                break
        else:
            return None
    return here


def _keep_longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if not any(_covers(other, hit) for other in reversed(kept[-8:])):
            kept.append(hit)
    return kept


def _covers(other: Hit, hit: Hit) -> bool:
    """Whether `hit` lies inside `other` and is shorter, or repeats it."""
    if other.first > hit.first or other.last < hit.last:
        return False
    longer = other.last - other.first > hit.last - hit.first
    return longer or other.label == hit.label
