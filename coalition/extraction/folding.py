"""Folds what typography varies and meaning does not, keeping the way back to the original offsets."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Zero-width characters and the soft hyphen: they steer line breaks and joining, and are never read.
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
)

_TYPOGRAPHY = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u2039\u203a`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    "\u2026": "...",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Character `i` of it stems from `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@lru_cache(maxsize=4)
def fold_text(text: str) -> Folded:
    """`text` with plain quotes, dashes, dots and single spaces, composed (NFC), invisible marks dropped.

    Each run of white space becomes one space. Letters and their case stay as they are.
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, length = 0, len(text)
    while at < length:
        end = _cluster_end(text, at)
        for char in _fold_cluster(text[at:end]):
            if char == " " and chars and chars[-1] == " ":
                ends[-1] = end
                continue
            chars.append(char)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(chars), tuple(starts), tuple(ends))


def fold_word(word: str) -> str:
    """`word` in lower case, composed, with plain apostrophes, no invisible marks, and Russian ё as е."""
    if word.isascii():
        return word.lower()
    kept = "".join(_TYPOGRAPHY.get(char, char) for char in word if char not in INVISIBLE)
    return unicodedata.normalize("NFC", kept).lower().replace("ё", "е")


def is_mark(char: str) -> bool:
    """Whether `char` belongs to the character before it: an accent set apart."""
    return unicodedata.combining(char) != 0


def _cluster_end(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and ord(text[end]) > 0x2FF and is_mark(text[end]):
        end += 1
    return end


def _fold_cluster(cluster: str) -> str:
    if len(cluster) == 1:
        if cluster in INVISIBLE:
            return ""
        if cluster.isspace():
            return " "
        if cluster in _TYPOGRAPHY:
            return _TYPOGRAPHY[cluster]
        if cluster.isascii():
            return cluster
    return unicodedata.normalize("NFC", cluster)
