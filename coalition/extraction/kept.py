"""What training found, as numbers in a file of JSON: how it is written, and read again."""

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from coalition.errors import BadFile

Made = TypeVar("Made")


def read_kept(path: Path, what: str, make: Callable[[Mapping[str, Any]], Made]) -> Made:
    """What `make` makes of the file's object; raises BadFile, which says `what` was expected, where it
    can make nothing of it."""
    try:
        return make(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadFile(f"{path.name}: expected {what}: {error!r}") from error


def dump(value: str | float | Collection[object]) -> str:
    """A value on one line, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
