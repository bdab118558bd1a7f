"""How well a stance is sourced: who says it, on the record or not, and which outlet had it first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coalition.extraction.candidates import Candidate
from coalition.extraction.lexicon import Lexicon
from coalition.vocabulary import Attribution

# Names of outlets that are everyday words, or shorter than this, are no sign of an outlet.
_SHORTEST_NAME = 4
_EVERYDAY = frozenset({"today", "time", "monde", "welt", "stampa", "razón", "vanguardia", "pais"})
_FIRST_NAMES = re.compile(r"(?:[A-ZÀ-ÞА-ЯЄІЇҐ][\w\u00ad'\u2019-]+\s)$")


@dataclass(frozen=True, slots=True)
class Sourcing:
    """An attribution with the speaker's words in the text and the outlet that is repeated."""

    attribution: Attribution
    speaker: str | None
    reported_by: str | None


def describe_sourcing(text: str, candidate: Candidate, outlets: Mapping[str, str]) -> Sourcing:
    """The sourcing of one candidate: its speech, else its holder where that is a person, else narrative."""
    reported_by = _find_outlet(text[candidate.sentence.start : candidate.sentence.end], outlets)
    speech = candidate.speech
    if speech is not None and speech.kind == "source":
        return Sourcing(Attribution.ANONYMOUS, speech.words or None, reported_by)
    if speech is not None and speech.kind != "pronoun":
        named = _extend_name(text, candidate, speech.words) if speech.person else speech.words
        return Sourcing(Attribution.ON_RECORD, named or None, reported_by)
    if speech is not None:
        return Sourcing(Attribution.ON_RECORD, None, reported_by)
    if candidate.holder.person is not None and candidate.holder.words:
        named = _extend_name(text, candidate, candidate.holder.words)
        return Sourcing(Attribution.ON_RECORD, named, reported_by)
    return Sourcing(Attribution.NARRATIVE, None, reported_by)


def index_outlets(lexicon: Lexicon) -> dict[str, str]:
    """The names of outlets that can be told from other words, without a leading article: name to name."""
    names = sorted({outlet.name for outlet in lexicon.outlets})
    found: dict[str, str] = {}
    for name in names:
        bare = re.sub(r"^(?:The|Le|La|Il|El|Der|Die|Das)\s", "", name)
        if len(bare) >= _SHORTEST_NAME and bare.lower() not in _EVERYDAY and bare[0].isupper():
            found.setdefault(bare, name)
    return found


def _find_outlet(sentence: str, outlets: Mapping[str, str]) -> str | None:
    """The first outlet named in a sentence, by the name that the source table gives it."""
    hits: Sequence[tuple[int, str]] = [
        (at, name)
        for bare, name in outlets.items()
        if (at := sentence.find(bare)) >= 0 and _is_word(sentence, at, at + len(bare))
    ]
    return min(hits)[1] if hits else None


def _is_word(text: str, start: int, end: int) -> bool:
    before = start == 0 or not text[start - 1].isalnum()
    return before and (end >= len(text) or not text[end].isalnum())


def _extend_name(text: str, candidate: Candidate, words: str) -> str:
    """A person's words with the first name before them, where it stands there."""
    if " " in words:
        return words
    start = text.find(words, candidate.sentence.start, candidate.sentence.end)
    if start < 0:
        return words
    before = _FIRST_NAMES.search(text[max(candidate.sentence.start, start - 40) : start])
    return (before.group() if before is not None else "") + words
