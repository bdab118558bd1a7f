"""Bulk files: every table as CSV, JSON Lines and Parquet, as it stood at one settled instant.

An edition is a folder that is built aside, checked, and renamed into its place whole; the newest one
is the one that is published, so a build that fails or is killed leaves the last good one. Its manifest
holds the SHA-256 of each file, the meaning of each column, and the token of the change feed from which
to go on. The rows are those of the feed: replaying it from zero gives the same files, byte for byte.
"""

import csv
import fcntl
import hashlib
import math
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from coalition import vintages
from coalition.errors import Conflict, ExportRefused
from coalition.estimation import METHOD, VERSION
from coalition.published.changefeed import Place, write_token
from coalition.published.dictionary import TABLES, Kind, Row, Table
from coalition.published.parquet import PARQUET, write_parquet
from coalition.published.rows_at import read_table
from coalition.published.tables import write_cell
from coalition.vintages import Instant

KEPT = 3  # editions: whoever is in the middle of the one before may end
FEWEST_KEPT = 0.9  # share of a table's rows that is there again: more never goes at once by itself
MOST_MOVED = 0.2  # share of lines that say something else now than in the edition before
WORTH_COUNTING = 20  # rows or lines: in fewer a share means nothing
EDITION = re.compile(r"[0-9]{8}T[0-9]{6}Z")
EDITION_FORMAT = "%Y%m%dT%H%M%SZ"
FILE = re.compile(r"[a-z]{1,20}\.(csv|jsonl|parquet)")
MANIFEST = "manifest.json"
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl", "parquet": PARQUET}
# Which column of a table names a row of another one, which must be there.
LEADS = {
    "memberships": {"country": "countries"},
    "offices": {"country": "countries"},
    "definitions": {"proposal": "proposals"},
    "articles": {"source": "sources"},
    "stances": {
        "country": "countries",
        "proposal": "proposals",
        "article": "articles",
        "source": "sources",
    },
    "conditions": {"stance": "stances"},
    "pins": {"country": "countries", "proposal": "proposals"},
    "positions": {"country": "countries", "proposal": "proposals", "cause": "stances"},
}
KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.FLAG: (bool,),
}


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A file of an edition, and what its manifest says of it."""

    path: Path
    content_type: str
    sha256: str


def build_export(*, forced: bool = False) -> dict[str, Any]:
    """Builds an edition of now, checks it and publishes it; returns its manifest.

    Raises ExportRefused where it does not hold together: nothing is published then. `forced` passes
    over the comparison with the edition before, after a large change that is meant. Raises Conflict
    while another build runs.
    """
    root = Path(settings.EXPORT_DIR)
    root.mkdir(parents=True, exist_ok=True)
    with hold_lock(root):
        instant = vintages.find_settled()
        edition = instant.strftime(EDITION_FORMAT)
        if (root / edition).exists():
            raise Conflict(f"The edition {edition} is there already: try again in a second.")
        with tempfile.TemporaryDirectory(prefix=".building-", dir=root) as folder:
            building = Path(folder) / edition
            building.mkdir()
            manifest = write_edition(building, edition, instant)
            if not forced:
                compare(read_manifest(), manifest)
            (building / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
            flush(building)
            building.rename(root / edition)
        for old in list_editions()[:-KEPT]:
            shutil.rmtree(root / old)
    return manifest


@contextmanager
def hold_lock(root: Path) -> Iterator[None]:
    """Lets one build run at a time; it ends with its process. Raises Conflict where one runs."""
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("Another export is being built.") from error
        for left in root.glob(".building-*"):  # of a build that was killed
            shutil.rmtree(left)
        yield


def write_edition(folder: Path, edition: str, instant: Instant) -> dict[str, Any]:
    """Writes all tables into a folder and returns the manifest. Raises ExportRefused."""
    keys: dict[str, set[Any]] = {}
    held = Held()
    tables = []
    for table in TABLES:
        rows = check_rows(table, read_table(table, instant), keys, held)
        tables.append(write_table(folder, table, rows))
    return {
        "edition": edition,
        "as_of": vintages.say(instant),
        "token": write_token(Place(instant)),
        "method": METHOD,
        "method_version": VERSION,
        "held": held.lines,
        "tables": tables,
    }


class Held:
    """What each line says at its end, as the next edition compares it."""

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}

    def note(self, row: Row) -> None:
        """Takes down a span: the last one of a line stays."""
        self.lines[f"{row['country']}.{row['proposal']}"] = row["position"] or row["state"]


def check_rows(
    table: Table, rows: Iterable[Row], keys: dict[str, set[Any]], held: Held
) -> Iterator[Row]:
    """The rows, each held against its described columns and against the tables before it.

    Raises ExportRefused for a value of another kind, a key that comes twice, or an orphan.
    """
    seen = keys[table.name] = set()
    leads = LEADS.get(table.name, {})
    for row in rows:
        key = table.find_key(row)
        where = f"{table.name} {'.'.join(map(str, key))}"
        short = key[0] if len(key) == 1 else key
        if short in seen:
            raise ExportRefused(f"{where} comes twice.")
        seen.add(short)
        for column in table.columns:
            wanted, value = KINDS.get(column.kind), row[column.name]
            if wanted and value is not None and not isinstance(value, wanted):
                raise ExportRefused(f"{where}: {column.name} is no {column.kind}: {value!r}.")
        for column_name, other in leads.items():
            led = row[column_name]
            if led is not None and led not in keys[other]:
                raise ExportRefused(f"{where}: its {column_name} {led} is not in {other}.")
        if table.model is None:
            held.note(row)
        yield row


def write_table(folder: Path, table: Table, rows: Iterable[Row]) -> dict[str, Any]:
    """Writes a table in each format and returns its part of the manifest."""
    names = [column.name for column in table.columns]
    count = 0
    lines_path, cells_path = folder / f"{table.name}.jsonl", folder / f"{table.name}.csv"
    with (
        lines_path.open("wb") as lines,
        cells_path.open("w", newline="", encoding="utf-8") as cells,
    ):
        writer = csv.writer(cells, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            lines.write(write_line(row))
            writer.writerow([write_cell(row[name]) for name in names])
            count += 1
    with lines_path.open("rb") as stored:
        columns = [(one.name, one.kind) for one in table.columns]
        write_parquet(map(orjson.loads, stored), folder / f"{table.name}.parquet", columns)
    return {
        "name": table.name,
        "words": table.words,
        "rows": count,
        "key": list(table.key),
        "columns": [
            {"name": one.name, "kind": one.kind.value, "words": one.words} for one in table.columns
        ],
        "files": [describe_file(path) for path in sorted(folder.glob(f"{table.name}.*"))],
    }


def write_line(row: Row) -> bytes:
    """A row as a line of JSON Lines: the form whose hash a mirror compares."""
    return orjson.dumps(row, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def describe_file(path: Path) -> dict[str, Any]:
    """What the manifest says of a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def compare(before: dict[str, Any] | None, now: dict[str, Any]) -> None:
    """Raises ExportRefused where an edition lost much against the one before, or much moved."""
    if before is None:
        return
    counts = {table["name"]: table["rows"] for table in now["tables"]}
    for table in before["tables"]:
        name, rows = table["name"], table["rows"]
        if rows >= WORTH_COUNTING and counts.get(name, 0) < rows * FEWEST_KEPT:
            raise ExportRefused(
                f"{name} has {counts.get(name, 0)} rows, {rows} in the edition before: --force says"
                " that this is meant."
            )
    moved = sum(now["held"].get(line) != said for line, said in before["held"].items())
    if len(before["held"]) >= WORTH_COUNTING and moved > len(before["held"]) * MOST_MOVED:
        raise ExportRefused(
            f"{moved} of {len(before['held'])} lines say something else than in the edition before:"
            " --force says that this is meant."
        )


def flush(folder: Path) -> None:
    """Waits until the files are on the disk: a name that is published leads to whole files."""
    for path in (*folder.iterdir(), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def list_editions() -> list[str]:
    """The editions that are published, oldest first."""
    root = Path(settings.EXPORT_DIR)
    if not root.is_dir():
        return []
    return sorted(one.name for one in root.iterdir() if EDITION.fullmatch(one.name))


def find_published() -> datetime:
    """The second at which the newest edition was in its place already: whoever asked then or later got
    that one or one that came after it."""
    root = Path(settings.EXPORT_DIR)
    # That an edition came or went stands on the folder that holds them all.
    came = root.stat().st_mtime if root.is_dir() else 0
    return datetime.fromtimestamp(math.floor(came) + 1, UTC)


def read_manifest(edition: str | None = None) -> dict[str, Any] | None:
    """The manifest of an edition, of the newest where none is named; None where there is none."""
    known = list_editions()
    if not known or (edition is not None and edition not in known):
        return None
    try:
        raw = (Path(settings.EXPORT_DIR) / (edition or known[-1]) / MANIFEST).read_bytes()
    except FileNotFoundError:  # it was the oldest, and a new one came
        return None
    found: dict[str, Any] = orjson.loads(raw)
    return found


def find_file(edition: str, name: str) -> BulkFile | None:
    """A file of an edition; None where there is none."""
    manifest = read_manifest(edition) if FILE.fullmatch(name) else None
    files = [file for table in (manifest or {}).get("tables", []) for file in table["files"]]
    for file in files:
        if file["name"] == name:
            path = Path(settings.EXPORT_DIR) / edition / name
            return BulkFile(path, TYPES[name.rpartition(".")[2]], file["sha256"])
    return None
