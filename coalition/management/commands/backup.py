"""Backs the database up into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from coalition.management.backups import write_backup


class Command(BaseCommand):
    """`manage.py backup FILE`"""

    help = (
        "Backs the whole database up into one new file, while everything goes on. The file is whole or "
        "not there, and says what it must hold, so that a restore can be checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        """Writes it and says what it holds."""
        manifest = write_backup(file)
        size = file.stat().st_size
        self.stdout.write(
            f"{file}: {len(manifest.tables)} tables, {manifest.rows:,} rows, {size:,} bytes."
        )
        if manifest.pages_in_store:
            self.stdout.write(
                f"The raw bytes of {manifest.pages_in_store:,} pages lie in PAGE_STORE and are not in it: "
                "back that up where it is, after this."
            )
