"""`manage.py redraw`: lines drawn anew from their stances."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coalition.management.progress import show_progress
from coalition.models import Country, Proposal
from coalition.positions import list_lines, redraw_line


class Command(BaseCommand):
    """`manage.py redraw --all`, or `--country IT`, `--proposal demining`, or both"""

    help = (
        "Draw lines anew from the stances that stand: all of them, those of a country, on a proposal, "
        "or one. Rows that are right stay as they are; each line is a transaction of its own, so that "
        "work goes on meanwhile, and the command can be stopped and run again at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which lines."""
        parser.add_argument("--all", action="store_true", help="every line")
        parser.add_argument("--country", metavar="CODE", help="lines of this country")
        parser.add_argument("--proposal", metavar="SLUG", help="lines on this proposal")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Draws them, and says how many there were."""
        country, proposal = options["country"], options["proposal"]
        if bool(country or proposal) == options["all"]:
            raise CommandError("Say which lines: --all, or --country and --proposal, one or both.")
        if country and not Country.objects.filter(pk=country).exists():
            raise CommandError(f"{country} is no country that we know; a code such as IT is.")
        if proposal and not Proposal.objects.filter(pk=proposal).exists():
            raise CommandError(f"{proposal} is no proposal that we know; demining would be one.")
        wanted = [
            line
            for line in list_lines()
            if country in (None, line[0]) and proposal in (None, line[1])
        ]
        for line in show_progress(wanted, "redrawing", "line"):
            redraw_line(*line)
        self.stdout.write(f"{len(wanted)} lines redrawn.")
