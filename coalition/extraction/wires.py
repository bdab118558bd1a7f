"""Which news agency a text says it comes from: in its dateline, its first words, its author or its end.

Only there: an agency that is named in the middle of a report stands behind one sentence of it, not
behind the report. Names and cues stand in `cues/wires.toml`.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from coalition.errors import BadSeed

TABLE = Path(__file__).resolve().parent / "cues" / "wires.toml"
DATELINE = 250  # characters: place, day and agency, after a headline that was stored with the text
OPENING = 500  # characters: the first two or three sentences say whose report it is
CLOSING = 200  # characters: a credit line


class Patterns(NamedTuple):
    """The agencies' domains by their names, and where a name tells whose report it is."""

    domains: dict[str, str]
    dateline: re.Pattern[str]
    name: re.Pattern[str]
    cued: re.Pattern[str]
    credit: re.Pattern[str]


def name_wire(text: str, author: str = "") -> str | None:
    """The domain of the agency that a text names as its own, or None.

    The dateline decides before the author, the first words before the credit at the end.
    """
    patterns = read_patterns()
    opening, closing = text[:OPENING], text[-CLOSING:]
    found = (
        patterns.dateline.search(opening[:DATELINE])
        or patterns.name.search(author)
        or patterns.cued.search(opening)
        or patterns.dateline.search(closing)
        or patterns.credit.search(closing)
    )
    if found is None:
        return None
    return next(patterns.domains[name] for name in found.groups() if name)


@lru_cache(maxsize=1)
def read_patterns() -> Patterns:
    """The patterns of the table. Raises BadSeed where a name stands for two agencies."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    domains: dict[str, str] = {}
    for domain, names in table["names"].items():
        for name in names:
            if domains.setdefault(name, domain) != domain:
                raise BadSeed(f"cues/wires.toml: {name!r} stands for {domain} and {domains[name]}.")
    # Longer names first: "RIA Novosti" before "RIA".
    one_of = "|".join(map(re.escape, sorted(domains, key=lambda name: (-len(name), name))))
    name = rf"(?<!\w)({one_of})(?!\w)"
    cues = (cue for language in table["cues"].values() for cue in language)
    cued = "|".join(write_cue(cue, name) for cue in cues)
    words = "|".join(map(re.escape, table["credits"]["words"]))
    return Patterns(
        domains,
        # "(Reuters) –", "[dpa]", "(AFP/Reuters)": the first of several is the one that is kept.
        dateline=re.compile(rf"[(\[]\s*{name}\s*[)\]/,;:–-]"),
        name=re.compile(name),
        cued=re.compile(cued),
        credit=re.compile(rf"(?:{words})\s*(?:\d{{4}}\s+)?{name}"),
    )


def write_cue(cue: str, name: str) -> str:
    """A cue as a pattern: its words in either case, any white space between them, the name at its ~."""
    before, _, after = cue.partition("~")
    parts = [rf"(?i:{write_words(before)})" if before.strip() else "", name]
    if after.strip():
        parts.append(rf"(?i:{write_words(after)})(?!\w)")
    start = r"(?<!\w)" if before.strip() else ""
    return start + "".join(parts)


def write_words(words: str) -> str:
    """Words as a pattern that takes any white space for a space."""
    return r"\s{1,3}".join(map(re.escape, words.split(" ")))
