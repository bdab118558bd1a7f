"""How far a long command has come: a bar on a terminal, a line now and then in a log."""

import sys
from collections.abc import Iterable, Iterator, Sized
from time import monotonic
from typing import TextIO, TypeVar

from tqdm import tqdm

Item = TypeVar("Item")
TELL_SECONDS = 10.0  # often enough to see that it moves, seldom enough to read a log of hours


def show_progress(
    items: Iterable[Item],
    words: str,
    unit: str,
    out: TextIO | None = None,
    every: float = TELL_SECONDS,
) -> Iterator[Item]:
    """The same items. What was done with those before is told on `out`, standard error unless given:
    nothing where all are done within `every` seconds."""
    out = out or sys.stderr
    if out.isatty():
        yield from tqdm(items, desc=words, unit=unit, file=out)
        return
    of = f" of {len(items)}" if isinstance(items, Sized) else ""
    told = monotonic()
    for done, item in enumerate(items):
        if done and monotonic() - told >= every:
            out.write(f"{words}: {done}{of} {unit}s\n")
            out.flush()
            told = monotonic()
        yield item
