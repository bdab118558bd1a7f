"""Restores a backup into an empty database, or says whether it could be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from coalition.management.backups import check_backup, restore_backup


class Command(BaseCommand):
    """`manage.py restore FILE`, with `--into NAME` or `--check`"""

    help = (
        "Restores a backup into an empty database, all of it or nothing, and compares every table with "
        "what the backup says of it. Run migrate afterwards where the code is newer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, and where to."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--into",
            metavar="NAME",
            help="another database of the same server, made where it is not there; else the one of the "
            "settings",
        )
        parser.add_argument("--check", action="store_true", help="only read the file through")

    def handle(
        self, *_args: Any, file: Path, into: str | None, check: bool, **_options: Any
    ) -> None:
        """Does it and says what was found."""
        name = into or str(connection.settings_dict["NAME"])
        manifest = check_backup(file) if check else restore_backup(file, name)
        self.stdout.write(
            f"{file} of {manifest.made_at}, migration {manifest.migration}: {len(manifest.tables)} tables, "
            f"{manifest.rows:,} rows, " + ("whole." if check else f"all the same in {name}.")
        )
