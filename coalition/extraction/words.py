"""Plain word lists, from `cues/words.toml`."""

import tomllib
from functools import lru_cache
from pathlib import Path

from coalition.errors import BadSeed

_FILE = Path(__file__).resolve().parent / "cues" / "words.toml"


@lru_cache(maxsize=8)
def read_words(name: str) -> frozenset[str]:
    """The words of one list. Raises BadSeed where the file or the list is missing."""
    try:
        table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadSeed(f"cues/words.toml: cannot be read ({error}).") from error
    if name not in table:
        raise BadSeed(f"cues/words.toml: the list {name!r} is missing.")
    return frozenset(str(table[name]).split())
