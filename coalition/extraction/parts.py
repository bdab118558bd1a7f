"""Splits an article that is too long for one question to a language model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coalition.extraction.sentences import Sentence, split_sentences

# About a dozen parts; a longer text is a book, or an attack, and is given to no model.
LONGEST = 120_000
# About 6,000 tokens in Latin and 10,000 in Cyrillic script: models still read all of it with care.
WHOLE = 24_000
# What a longer article is cut into: about 3,000 to 5,000 tokens each.
PART = 12_000
# Paragraphs that a part repeats from the one before, so that "he" and "this idea" keep what they mean.
OVERLAP = 2
# A paragraph longer than this is cut between sentences: the overlap never fills half a part.
PARAGRAPH = PART // 4
# A sentence longer than this is none: it is cut at a blank.
SENTENCE = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence by its number in the article, from 1: `text[start:end]`, in that paragraph."""

    number: int
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Part:
    """Part `number` of `count` of an article."""

    number: int
    count: int
    lines: tuple[Line, ...]


def split_parts(text: str) -> list[Part]:
    """The parts of a text in its order, one for most; a text without a sentence has none.

    Every sentence is in a part; each part repeats the last two paragraphs of the one before.
    """
    lines = [
        Line(number, sentence.start, sentence.end, sentence.paragraph)
        for number, sentence in enumerate(cut_sentences(text, split_sentences(text)), start=1)
    ]
    if not lines:
        return []
    if len(text) <= WHOLE:
        return [Part(1, 1, tuple(lines))]
    paragraphs = list(group_paragraphs(lines))
    spans = list(choose_spans([measure(paragraph) for paragraph in paragraphs]))
    return [
        Part(
            number,
            len(spans),
            tuple(line for paragraph in paragraphs[first:last] for line in paragraph),
        )
        for number, (first, last) in enumerate(spans, start=1)
    ]


def cut_sentences(text: str, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences, those that are too long cut at blanks."""
    for sentence in sentences:
        start = sentence.start
        while sentence.end - start > SENTENCE:
            blank = text.rfind(" ", start + 1, start + SENTENCE)
            end = blank if blank > 0 else start + SENTENCE
            yield replace(sentence, start=start, end=end)
            start = end
        yield replace(sentence, start=start)


def group_paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines by paragraph; a paragraph that is too long comes in several pieces."""
    for _, group in groupby(lines, key=lambda line: line.paragraph):
        piece: list[Line] = []
        for line in group:
            if piece and line.end - piece[0].start > PARAGRAPH:
                yield piece
                piece = []
            piece.append(line)
        yield piece


def choose_spans(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Which paragraphs [first, last) each part holds, by their lengths."""
    first = 0
    while True:
        last, filled = first, 0
        while last < len(lengths) and (last == first or filled + lengths[last] <= PART):
            filled += lengths[last]
            last += 1
        yield first, last
        if last == len(lengths):
            return
        first = max(first + 1, last - OVERLAP)


def measure(paragraph: Sequence[Line]) -> int:
    """How many characters a paragraph has."""
    return paragraph[-1].end - paragraph[0].start
