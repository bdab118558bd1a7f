"""Backup and restore: what is restored equals what was backed up, and what is broken is refused."""

import os
import re
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from coalition import access
from coalition.errors import BadFile, CoalitionError, Conflict, SetupError
from coalition.ingestion.pages import Given, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.management import backups
from coalition.management.postgres import connect
from coalition.models import Article
from coalition.positions import redraw_lines
from tests import factories
from tests.processes import read_database_url
from tests.site import make_text, make_world, use_database

# Other programs see only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)
SCRATCH = f"test_coalition_{os.getpid()}_restored"


@pytest.fixture
def scratch() -> Iterator[str]:
    """The name of a database that is not there yet."""
    yield SCRATCH
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{SCRATCH}" WITH (FORCE)')


def give(text: str) -> int:
    """The number of the page with this text."""
    given = Given(language="en", date="2026-03-02", source="paper.example")
    return store_page(text.encode(), given, content_type="text/plain")[0].pk


def refuse(*arguments: str) -> str:
    """The sentence with which a command refuses."""
    with pytest.raises(CoalitionError) as refused:
        call_command(*arguments)
    return str(refused.value)


def test_D09_what_is_restored_equals_what_was_backed_up_and_goes_on_without_doubles(
    tmp_path: Path, scratch: str, settings: Settings
) -> None:
    """One walk: backed up, checked, restored, compared; refused where anything is there; and what the
    web gave before and after that day is given again."""
    settings.READER = "rules"
    make_world()
    page = give(make_text(1))
    factories.make_stance(quote="Łukasz said: «так», and a \\ and a tab\t of Norway")
    factories.make_coded_stance()
    redraw_lines([("NO", "troops-on-ground")])
    file, out = tmp_path / "coalition.backup", StringIO()
    call_command("backup", str(file), stdout=out)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["coalition.backup"]
    assert refuse("backup", str(file)) == f"{file} is there already: name another file."

    manifest = backups.check_backup(file)
    assert manifest.tables["public.coalition_stance"].rows == 2
    assert "public.django_session" not in manifest.tables
    assert "public.coalition_requestcount" not in manifest.tables  # unlogged
    call_command("restore", str(file), "--into", scratch, stdout=out)
    assert out.getvalue().splitlines()[1].endswith(f"rows, all the same in {scratch}.")
    with connect(scratch) as restored:
        kept = restored.execute("SELECT text, sha256 FROM coalition_article").fetchall()
        assert kept == list(Article.objects.values_list("text", "sha256"))
        with pytest.raises(psycopg.Error, match="only by a review"):  # its guards stand too
            restored.execute("UPDATE coalition_stance SET quote_start = 0")

    told = access.read_written()
    url = read_database_url().replace(str(connection.settings_dict["NAME"]), scratch)
    with use_database(url):
        now = access.read_written()  # so that nothing is kept that was told before
        assert now.now != told.now
        assert now.past != told.past
        assert (give(make_text(1)), give(make_text(2)) > page) == (page, True)
        assert sum(1 for _ in do_jobs()) == 4  # of yesterday's queue, and of today's
        assert Article.objects.filter(page__in=[page, give(make_text(2))]).count() == 2
        assert sum(1 for _ in do_jobs()) == 0

    said = refuse("restore", str(file), "--into", scratch)
    assert said.startswith(f"The database {scratch} holds {len(manifest.tables)} tables already")


def test_a_row_that_was_lost_on_the_way_is_named(tmp_path: Path, scratch: str) -> None:
    factories.make_country()
    file, other = tmp_path / "one", tmp_path / "other"
    backups.write_backup(file)
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(other, "w") as changed:
        changed.writestr("database.dump", archive.read("database.dump"))
        said = archive.read("manifest.json").decode().replace('"rows": 1,', '"rows": 2,', 1)
        changed.writestr("manifest.json", said)
    with pytest.raises(SetupError, match=r"is not what was backed up: public\.\w+ differ"):
        backups.restore_backup(other, scratch)


def test_a_file_that_was_cut_short_or_changed_is_refused(tmp_path: Path, scratch: str) -> None:
    whole = tmp_path / "whole"
    backups.write_backup(whole)
    raw = whole.read_bytes()
    cut, changed, other = (tmp_path / name for name in ("cut", "changed", "other"))
    cut.write_bytes(raw[: len(raw) // 2])
    middle = len(raw) // 2
    changed.write_bytes(raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :])
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("anything", "else")
    no_backup = "is no whole backup: it was cut short, or is something else."
    assert refuse("restore", str(cut), "--into", scratch) == f"{cut} {no_backup}"
    assert refuse("restore", str(other), "--check") == f"{other} {no_backup}"
    assert refuse("restore", str(changed), "--check") == (
        f"{changed} is damaged: its part database.dump is not as it was written."
    )
    assert refuse("restore", str(tmp_path / "none"), "--check") == f"{tmp_path}/none is not there."
    with connection.cursor() as cursor:  # nothing was begun
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [scratch])
        assert cursor.fetchone() == (0,)


def test_a_backup_of_another_form_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "newer"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("database.dump", b"")
        archive.writestr(
            "manifest.json",
            '{"form": 2, "made_at": "", "server": 0, "migration": "", "tables": {}}',
        )
    with pytest.raises(BadFile, match="is of form 2, this code reads form 1"):
        backups.check_backup(file)


def make_program(folder: Path, words: str) -> None:
    """A pg_dump that says it is of a version, and fails at everything else."""
    program = folder / "pg_dump"
    program.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "{words}" && exit\necho "no room" >&2\nexit 1\n'
    )
    program.chmod(0o755)


def test_programs_that_cannot_do_it_are_named(tmp_path: Path, settings: Settings) -> None:
    """None, too old, failing: nothing is left behind."""
    settings.POSTGRES_PROGRAMS = str(tmp_path)
    file = tmp_path / "backup"
    nowhere = tmp_path / "none"
    assert refuse("backup", str(nowhere / "x")) == (
        f"{nowhere} is no folder that can be written to."
    )
    assert re.fullmatch(
        r"pg_dump of PostgreSQL \d+ or newer is needed: install it, and name its folder in "
        r"POSTGRES_PROGRAMS\.",
        refuse("backup", str(file)),
    )
    make_program(tmp_path, "pg_dump (PostgreSQL) 9.6.1")
    assert f"needed, {tmp_path}/pg_dump is of 9: install it" in refuse("backup", str(file))
    make_program(tmp_path, "pg_dump (PostgreSQL) 99.1 (Somebody 1)")
    assert refuse("backup", str(file)) == "pg_dump failed: no room"
    assert [one.name for one in tmp_path.iterdir()] == ["pg_dump"]


def test_a_file_of_that_name_made_meanwhile_stays(tmp_path: Path) -> None:
    part, file = tmp_path / "part", tmp_path / "file"
    part.write_text("new")
    file.write_text("old")
    with pytest.raises(Conflict):
        backups.publish(part, file)
    assert file.read_text() == "old"
