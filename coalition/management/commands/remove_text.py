"""Removes the words of an article for ever, as the law may ask."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from coalition.models import Article
from coalition.removal import remove_text


class Command(BaseCommand):
    """`manage.py remove_text ARTICLE --notice WORDS --by EDITOR`"""

    help = (
        "Blank the text of an article, the bytes of its page and all that was quoted from them, in the "
        "past too. It cannot be undone. Bulk files and backups are left: see docs/runbook.md, Takedown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which text, why, and who does it."""
        parser.add_argument("article", metavar="ARTICLE", type=int, help="its number")
        parser.add_argument(
            "--notice", required=True, help="what everybody may read in place of the text"
        )
        parser.add_argument("--by", required=True, metavar="EDITOR", help="your user name")

    def handle(self, *_args: Any, article: int, notice: str, by: str, **_options: Any) -> None:
        """Removes it and says so."""
        editor = User.objects.filter(username=by, is_staff=True).first()
        if editor is None:
            raise CommandError(f"{by} is no editor that we know.")
        if not Article.objects.filter(pk=article).exists():
            raise CommandError(f"There is no article {article}.")
        remove_text(article, notice=notice, by=editor)
        self.stdout.write(f"The text of article {article} is removed.")
