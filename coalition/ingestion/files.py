"""Pages out of files: what `manage.py ingest` is given."""

import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from coalition.errors import BadFile, BadInput, Unreadable
from coalition.extraction.articles import HTML, PLAIN, decode_text
from coalition.ingestion.pages import Given

TYPES = {".txt": PLAIN, ".html": HTML, ".htm": HTML}
METADATA = ".meta.json"
LONGEST_NAME = 255  # what the column holds; a byte that is no letter is written out as six


@dataclass(frozen=True, slots=True)
class FilePage:
    """The bytes of one file, what its metadata file says of it, and how to read it."""

    name: str
    raw: bytes
    content_type: str
    given: Given


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those with a known ending in the folders named, in the order of names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.rglob("*") if file.suffix.lower() in TYPES and file.is_file()
            )
        else:
            yield path


def read_file(path: Path) -> FilePage:
    """One file as a page. Raises BadFile with one sentence: missing, no regular file, of another
    kind, too large, empty, binary, wrongly encoded, or with a metadata file that does not hold."""
    content_type = TYPES.get(path.suffix.lower())
    if content_type is None:
        raise BadFile(f"{show_name(path)}: only {', '.join(sorted(TYPES))} files can be read.")
    raw = read_bytes(path)
    check_bytes(show_name(path), raw, content_type)
    return FilePage(
        show_name(Path(path.name))[:LONGEST_NAME], raw, content_type, read_metadata(path)
    )


def check_bytes(name: str, raw: bytes, content_type: str) -> None:
    """Raises BadFile for bytes that no article can come of."""
    if len(raw) > settings.INGEST_MAX_BYTES:
        raise BadFile(f"{name}: larger than {settings.INGEST_MAX_BYTES:,} bytes.")
    if not raw.strip():
        raise BadFile(f"{name}: the file is empty.")
    if content_type == PLAIN:
        try:
            decode_text(raw)
        except Unreadable as error:
            raise BadFile(f"{name}: {error}") from None


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file, one more than the limit at most; links are not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadFile(f"{show_name(path)}: cannot be opened: {reason}.") from error
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise BadFile(f"{show_name(path)}: not a regular file.")
        return stream.read(settings.INGEST_MAX_BYTES + 1)


def show_name(path: Path) -> str:
    """A name that can be printed and stored: what is neither letter nor sign is written out."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in str(path)
    )


def read_metadata(path: Path) -> Given:
    """What the metadata file beside a file says; empty without one."""
    beside = path.with_name(path.stem + METADATA)
    if not os.path.lexists(beside):
        return Given()
    name = show_name(beside)
    try:
        values = json.loads(read_bytes(beside))
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{name}: not JSON: {error}.") from None
    if not isinstance(values, dict):
        raise BadFile(f'{name}: must hold an object, such as {{"date": "2025-04"}}.')
    try:
        return Given.parse(values, name)
    except BadInput as error:
        raise BadFile(str(error)) from None
