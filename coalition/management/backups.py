"""Backups: the whole database in one file, which also says what it must hold.

A backup is a zip file of two parts: `database.dump`, as pg_dump writes it, and `manifest.json` with
how many rows each table has and what they add up to. Both are of one snapshot, so work goes on
meanwhile. The pages' raw bytes are in it, but for those in a store beside the database (PAGE_STORE), which
are counted here and must be backed up where they lie; bulk files are not in a backup: they are built
from it anew (`manage.py export`). Nor are sessions (a backup logs nobody in) and what is unlogged.
"""

import json
import os
import subprocess
import tempfile
import zipfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from tqdm import tqdm

from coalition.errors import BadFile, Conflict, SetupError
from coalition.management.postgres import connect, find_program, run_program

FORM = 1  # of the manifest
MANIFEST, DUMP = "manifest.json", "database.dump"
LEFT_OUT = "django_session"
PIECE = 1 << 20  # bytes that go from one program to the other at once

# What a row is written as must not depend on who asks; and no time limit of ours fits here.
PLAINLY = """
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres';
    SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0
"""
LIST_TABLES = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND relpersistence = 'p' AND relname <> %s
        AND nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
    ORDER BY nspname, relname
"""
# The sum of 60 bits of each row's SHA-256: the same in whatever order the rows come.
ADD_UP = """
    SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(whole_row::text, 'UTF8')),
        'hex'), 15))::bit(60)::bigint), 0)::text FROM {} AS whole_row
"""
# Web processes keep replies under the sums of these (api/replies.py): those of before hold no longer.
MARK = """
    INSERT INTO coalition_writemark (mark, past)
    SELECT floor(random() * 4503599627370496)::bigint, past FROM (VALUES (false), (true)) AS kind (past)
"""
MARKS = "public.coalition_writemark"
COUNT_BESIDE = "SELECT count(*) FROM coalition_page WHERE in_store"
NEWEST_MIGRATION = "SELECT max(name) FROM django_migrations WHERE app = 'coalition'"


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: how many rows, and what they add up to."""

    rows: int
    sum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `server` is PostgreSQL's number of its version, such as 170006;
    `pages_in_store` are those whose raw bytes lie beside the database, and not in here."""

    form: int
    made_at: str
    server: int
    migration: str
    tables: dict[str, Sum]
    pages_in_store: int = 0

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def write_backup(file: Path) -> Manifest:
    """Backs the database up into a new file, readable by its owner only; it is whole or not there.

    Raises Conflict where the file is there already, SetupError where pg_dump cannot be used or fails.
    """
    if file.exists():
        raise Conflict(f"{file} is there already: name another file.")
    if not os.access(file.parent, os.W_OK):
        raise SetupError(f"{file.parent} is no folder that can be written to.")
    program = find_program("pg_dump")
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                manifest = fill_backup(archive, program)
            stream.flush()
            os.fsync(stream.fileno())
        publish(part, file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def publish(part: Path, file: Path) -> None:
    """Gives a whole file its name. Raises Conflict where another one took it meanwhile."""
    try:
        os.link(part, file)
    except FileExistsError:
        raise Conflict(f"{file} is there already: name another file.") from None
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def fill_backup(archive: zipfile.ZipFile, program: str) -> Manifest:
    """Writes dump and manifest of one snapshot."""
    with connect() as ours:
        ours.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with ours.transaction():
            ours.execute(PLAINLY)
            snapshot = ours.execute("SELECT pg_export_snapshot()").fetchone()
            assert snapshot is not None
            with archive.open(DUMP, "w", force_zip64=True) as dump:
                run_dump(program, snapshot[0], dump)
            manifest = describe_database(ours)
            beside = ours.execute(COUNT_BESIDE).fetchone()
            assert beside is not None
    manifest = replace(manifest, pages_in_store=beside[0])
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def run_dump(program: str, snapshot: str, dump: IO[bytes]) -> None:
    """Writes what pg_dump says of a snapshot. Raises SetupError with its words where it fails."""
    options = [
        *("--format=custom", "--no-owner", "--no-acl", "--no-unlogged-table-data"),
        *(f"--exclude-table-data={LEFT_OUT}", f"--snapshot={snapshot}"),
    ]
    with (
        run_program(program, options, stdout=subprocess.PIPE) as process,
        tqdm(desc="dumping", unit="B", unit_scale=True, disable=None) as bar,
    ):
        assert process.stdout is not None
        while piece := process.stdout.read(PIECE):
            dump.write(piece)
            bar.update(len(piece))


def describe_database(ours: psycopg.Connection[Any]) -> Manifest:
    """What the database of a transaction holds now."""
    migration = ours.execute(NEWEST_MIGRATION).fetchone()
    assert migration is not None
    tables = {}
    for schema, name in tqdm(list_tables(ours), desc="adding up", unit="table", disable=None):
        table = sql.Identifier(schema, name)
        found = ours.execute(sql.SQL(ADD_UP).format(table)).fetchone()
        assert found is not None
        tables[f"{schema}.{name}"] = Sum(*found)
    made_at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Manifest(FORM, made_at, ours.info.server_version, migration[0], tables)


def list_tables(ours: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """The tables that a backup holds, by schema and name."""
    return ours.execute(LIST_TABLES, [LEFT_OUT]).fetchall()


def check_backup(file: Path) -> Manifest:
    """What a backup says that it holds, once each of its bytes was found to be right.

    Raises BadFile for one that was cut short or changed, and for any other file.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            if (broken := archive.testzip()) is not None:
                raise BadFile(f"{file} is damaged: its part {broken} is not as it was written.")
            said = json.loads(archive.read(MANIFEST))
            archive.getinfo(DUMP)
            tables = {name: Sum(**one) for name, one in said.pop("tables").items()}
            manifest = Manifest(**said, tables=tables)
    except FileNotFoundError:
        raise BadFile(f"{file} is not there.") from None
    except (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError) as error:
        raise BadFile(
            f"{file} is no whole backup: it was cut short, or is something else."
        ) from error
    if manifest.form != FORM:
        raise BadFile(f"{file} is of form {manifest.form}, this code reads form {FORM}.")
    return manifest


def restore_backup(file: Path, into: str) -> Manifest:
    """Restores a backup into an empty database of our server, all of it or nothing; makes the
    database where it is not there. Returns the backup's manifest once every table was found to agree.

    Raises BadFile, Conflict where the database holds tables, and SetupError where pg_restore fails
    or what came of it is not what the manifest says.
    """
    manifest = check_backup(file)
    program = find_program("pg_restore")
    make_database(into)
    with connect(into) as ours:
        if found := list_tables(ours):
            raise Conflict(
                f"The database {into} holds {len(found)} tables already: a backup is restored into "
                "an empty one. Name another with --into."
            )
    with zipfile.ZipFile(file) as archive, archive.open(DUMP) as dump:
        run_restore(program, into, dump, archive.getinfo(DUMP).file_size)
    with connect(into) as ours, ours.transaction():
        ours.execute(PLAINLY)
        restored = describe_database(ours)
    names = sorted(manifest.tables.keys() | restored.tables.keys())
    if wrong := [one for one in names if manifest.tables.get(one) != restored.tables.get(one)]:
        raise SetupError(
            f"The database {into} is not what was backed up: {', '.join(wrong)} differ. Do not use it."
        )
    if MARKS in restored.tables:  # an older schema had none
        with connect(into) as ours, ours.transaction():
            ours.execute(MARK)
    return manifest


def run_restore(program: str, into: str, dump: IO[bytes], size: int) -> None:
    """Hands a dump to pg_restore. Raises SetupError with its words where it fails."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl"]
    with (
        run_program(program, options, into, stdin=subprocess.PIPE) as process,
        tqdm(desc="restoring", total=size, unit="B", unit_scale=True, disable=None) as bar,
    ):
        assert process.stdin is not None
        try:
            with process.stdin:
                while piece := dump.read(PIECE):
                    process.stdin.write(piece)
                    bar.update(len(piece))
        except BrokenPipeError:
            pass  # it ended early; its exit code and its words say why


def make_database(name: str) -> None:
    """Makes a database of our server where none has this name."""
    with connect() as ours:
        ours.autocommit = True
        known = ours.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            ours.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            )
