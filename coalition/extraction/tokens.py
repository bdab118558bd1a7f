"""Words with their offsets, the unit that names and cues are matched on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coalition.extraction.folding import fold_word

_MARKS = "\u00ad\u200b-\u200d\u2060\u0300-\u036f"
# Letters or digits with invisible marks and accents inside; an apostrophe joins only two letters.
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+(?:['\u2019\u02bc](?:[^\W_]|[{_MARKS}])+)*")
# French and Italian elision: the article or preposition before the apostrophe is a word of its own.
_ELISION = re.compile(
    r"^(?:[ldscnjmt]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|all|dall|nell|sull|coll|un|quest|quell|nessun"
    r"|alcun|tutt|anch|com|dov|cos|mezz|buon|gl|c|d|l|s|senz)['\u2019](?=.{2})",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['\u2019][sS]$")
ELIDING = frozenset({"fr", "it"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as written, folded (`low`), where it stands, and what stands between it and the last one."""

    text: str
    low: str
    start: int
    end: int
    gap: str

    @property
    def is_capital(self) -> bool:
        """Whether it is written with a capital letter first."""
        return self.text[:1].isupper()

    @property
    def is_joined(self) -> bool:
        """Whether a hyphen ties it to the word before."""
        return self.gap in ("-", "\u2010", "\u2011")


def split_tokens(text: str, language: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of `text[start:end]` in their order; offsets count from the start of `text`.

    Hyphens part words; elided articles (fr, it) and the English possessive are words of their own.
    """
    stop = len(text) if end is None else end
    tokens: list[Token] = []
    last = start
    for match in _WORD.finditer(text, start, stop):
        for left, right in _split_word(match.group(), match.start(), language):
            word = text[left:right]
            tokens.append(Token(word, fold_word(word).rstrip("'"), left, right, text[last:left]))
            last = right
    return tokens


def _split_word(word: str, start: int, language: str) -> Sequence[tuple[int, int]]:
    end = start + len(word)
    if "'" not in word and "\u2019" not in word:
        return ((start, end),)
    if language in ELIDING and (match := _ELISION.match(word)):
        cut = start + match.end()
        return ((start, cut), (cut, end))
    if language == "en" and (match := _POSSESSIVE.search(word)):
        cut = start + match.start()
        return ((start, cut), (cut, end))
    return ((start, end),)
