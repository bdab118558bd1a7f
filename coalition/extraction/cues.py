"""The cue tables of one language, from `cues/<language>.toml` and the phrases of the lexicon.

How the patterns are written: see `patterns`. A broken table raises BadSeed, naming file and section.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from coalition.errors import BadSeed
from coalition.extraction.lexicon import Lexicon, read_lexicon
from coalition.extraction.patterns import PatternSet
from coalition.extraction.tokens import ELIDING, split_tokens

FOLDER = Path(__file__).resolve().parent / "cues"
SECTIONS = ("how", "who", "grammar", "when", "what", "conditions", "groups")
# Slugs marked so name a proposal only together with another cue.
WEAK = "?"
# The label of words that look like a topic and are none ("Russian soldiers").
VOID = "none"
# The label of places and missions that have nothing to do with Ukraine.
ELSEWHERE = "elsewhere"
# A citation form stands for its inflections: words this long lose so many letters at their end.
_STEM_CUTS = ((8, 2), (5, 1))


@dataclass(frozen=True, slots=True)
class Cues:
    """Pattern sets of one language; `grammar` holds plain sets of folded words."""

    language: str
    how: PatternSet
    who: PatternSet
    when: PatternSet
    what: PatternSet
    conditions: PatternSet
    groups: PatternSet
    grammar: Mapping[str, frozenset[str]]


def read_cues(language: str, lexicon: Lexicon | None = None) -> Cues:
    """The cues of `language`, one of `LANGUAGES`, with the lexicon's phrases; read once."""
    return _read_cues(language, lexicon or read_lexicon())


# The lexicon is a mapping inside and cannot be hashed: it is told apart by identity, and kept alive here.
_CACHE: dict[tuple[str, int], tuple[Lexicon, Cues]] = {}


def _read_cues(language: str, lexicon: Lexicon) -> Cues:
    key = (language, id(lexicon))
    if key not in _CACHE:
        _CACHE[key] = (lexicon, _build_cues(language, lexicon))
    return _CACHE[key][1]


def _build_cues(language: str, lexicon: Lexicon) -> Cues:
    table = _read_table(language)
    what = {label: list(words) for label, words in table["what"].items()}
    for phrase in lexicon.phrases:
        if phrase.language == language:
            label = phrase.slug if phrase.strong else phrase.slug + WEAK
            what.setdefault(label, []).append(_stem_phrase(phrase.words, language))
    unknown = (
        {label.removesuffix(WEAK) for label in what} - set(lexicon.proposals) - {VOID, ELSEWHERE}
    )
    if unknown:
        raise BadSeed(f"cues/{language}.toml, [what]: unknown proposals {sorted(unknown)}.")
    return Cues(
        language=language,
        how=PatternSet(table["how"]),
        who=PatternSet(table["who"]),
        when=PatternSet(table["when"]),
        what=PatternSet(what),
        conditions=PatternSet(table["conditions"]),
        groups=PatternSet(table["groups"]),
        grammar={label: frozenset(words) for label, words in table["grammar"].items()},
    )


@lru_cache(maxsize=16)
def _read_table(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    path = FOLDER / f"{language}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadSeed(f"cues/{language}.toml: cannot be read ({error}).") from error
    if missing := set(SECTIONS) - set(table):
        raise BadSeed(f"cues/{language}.toml: sections {sorted(missing)} are missing.")
    return {
        section: {
            label: tuple(
                pattern
                for part in _split_elisions(words, language).replace("\n", ",").split(",")
                if part.strip()
                for pattern in _expand(part.strip())
            )
            for label, words in table[section].items()
        }
        for section in SECTIONS
    }


def _expand(pattern: str) -> list[str]:
    """A pattern whose alternatives are phrases ("silence the_guns|arms") as patterns of plain words."""
    if "_" not in pattern:
        return [pattern]
    choices = [part.split("|") if "_" in part else [part] for part in pattern.split()]
    return [" ".join(picked).replace("_", " ") for picked in product(*choices)]


def _split_elisions(words: str, language: str) -> str:
    """`words` with elided articles as words of their own ("l'onu" as "l onu"), as tokens have them."""
    if language not in ELIDING:
        return words
    phrases = re.sub(r"(_\w*)'(?=\w)", r"\1_", words)
    return re.sub(r"(?<=\w)'(?=\w)", " ", phrases)


def _stem_phrase(words: str, language: str) -> str:
    return " ".join(_stem_word(token.low) for token in split_tokens(words, language))


def _stem_word(low: str) -> str:
    if not low.isalpha():
        return low
    for length, cut in _STEM_CUTS:
        if len(low) >= length:
            return low[:-cut] + "*"
    return low
