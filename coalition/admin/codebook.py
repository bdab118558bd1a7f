"""The codebook beside the form: what each position means, and the rules that name it."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coalition import extraction
from coalition.vocabulary import Position

# The text that the language model is given: one codebook for machines and editors.
FILE = Path(extraction.__file__).parent / "prompt" / "codebook.md"
RULE = re.compile(r"(\d+)\. (.+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A position as the codebook has it: its meaning, and the numbered rules in which it occurs."""

    position: Position
    meaning: str
    rules: tuple[tuple[str, str], ...]


@cache
def read_codebook() -> dict[Position, Entry]:
    """The entry of each position."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rules = [found.groups() for line in lines if (found := RULE.fullmatch(line))]
    entries = {}
    for position in Position:
        begin = f"- {position.value}: "
        meaning = next(line.removeprefix(begin) for line in lines if line.startswith(begin))
        named = re.compile(rf"\b{position.value}\b", re.IGNORECASE)
        about = tuple((number, text) for number, text in rules if named.search(text))
        entries[position] = Entry(position, meaning, about)
    return entries
