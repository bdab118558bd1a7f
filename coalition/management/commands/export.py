"""Builds the bulk files."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coalition.errors import Conflict, ExportRefused
from coalition.exports import build_export


class Command(BaseCommand):
    """`manage.py export`"""

    help = (
        "Builds an edition of the bulk files, checks it and publishes it. Exit code 1 where it does "
        "not hold together: then the last good edition stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether a large change is meant."""
        parser.add_argument(
            "--force", action="store_true", help="publish also where much was lost or moved"
        )

    def handle(self, *_args: Any, force: bool, **_options: Any) -> None:
        """Builds it and says what it holds."""
        try:
            manifest = build_export(forced=force)
        except (ExportRefused, Conflict) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"edition {manifest['edition']}, as of {manifest['as_of']}")
        for table in manifest["tables"]:
            size = sum(file["bytes"] for file in table["files"])
            self.stdout.write(f"  {table['name']}: {table['rows']:,} rows, {size:,} bytes")
