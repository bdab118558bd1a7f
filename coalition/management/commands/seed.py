"""Loads the reference tables of seeds/."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coalition.errors import BadInput
from coalition.ingestion.reference import load_reference


class Command(BaseCommand):
    """`manage.py seed [FOLDER]`"""

    help = (
        "Loads the reference tables, all or nothing; safe to run again; reports what changed. What an "
        "editor set is kept and named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder of the tables."""
        parser.add_argument("folder", nargs="?", type=Path, default=settings.SEEDS_DIR)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Prints a line a table."""
        try:
            for report in load_reference(folder):
                self.stdout.write(
                    f"{report.table:20} {report.added:5} added {report.changed:5} changed "
                    f"{report.same:5} same {report.gone:5} no longer in the file"
                )
                for row in report.kept:
                    self.stdout.write(f"  kept as an editor set it: {row}")
        except BadInput as error:
            raise CommandError(str(error)) from error
