"""Splits a text into sentences, with offsets."""

import re
from dataclasses import dataclass

from coalition.extraction.words import read_words

# A closing mark, then what may stand after it; or a line's end. Bounded repeats: linear on any input.
_END = re.compile(
    r"[.!?\u2026]{1,4}[\"'\u00bb\u201d\u2019\u201c)\]]{0,3}(?=\s|$|[A-ZÀ-ÞА-ЯЄІЇҐ])|\n+"
)
# After these a full stop ends no sentence (all eight languages, lower case).
_ABBREVIATIONS = read_words("abbreviations")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` is the sentence, without the white space around it; `paragraph` counts lines."""

    start: int
    end: int
    paragraph: int


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in their order. A line's end always ends a sentence."""
    sentences: list[Sentence] = []
    start, paragraph = 0, 0
    for match in _END.finditer(text):
        is_line = text[match.start()] == "\n"
        if not is_line and not _ends_sentence(text, start, match.start(), match.end()):
            continue
        _append(sentences, text, start, match.end(), paragraph)
        start = match.end()
        paragraph += is_line
    _append(sentences, text, start, len(text), paragraph)
    return sentences


def _append(sentences: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip())
    stripped = raw.strip()
    if any(char.isalnum() for char in stripped):
        sentences.append(Sentence(start + lead, start + lead + len(stripped), paragraph))


def _ends_sentence(text: str, start: int, dot: int, end: int) -> bool:
    if text[dot] != ".":
        return _starts_anew(text, end)
    word = text[max(start, dot - 12) : dot].split()
    last = word[-1].lstrip("(«„“\"'").lower() if word else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        return False
    if last.isdigit() and len(last) <= 2 and end < len(text):
        # "am 3. März", "3. stycznia": an ordinal; few sentences end in so small a number.
        return False
    glued = end < len(text) and not text[end].isspace()
    if glued and not (len(last) > 2 and last.isalpha()):
        return False
    return _starts_anew(text, end)


def _starts_anew(text: str, end: int) -> bool:
    """Whether what follows looks like a new sentence: a capital, a digit or an opening mark."""
    following = text[end : end + 4].lstrip(" \t\u00a0\"'«„“”‘’»([—–-")
    return not following or following[0].isupper() or following[0].isdigit()
