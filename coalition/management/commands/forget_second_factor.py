"""`manage.py forget_second_factor NAME`: for an administrator who lost device and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from coalition.second_factor import forget_factor


class Command(BaseCommand):
    """`manage.py forget_second_factor NAME`"""

    help = (
        "Remove somebody's second factor and recovery codes and end all his sessions. Where a second "
        "factor is required he sets up a new device at his next login."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("name", help="the name that he logs in with")

    def handle(self, *_args: Any, name: str, **_options: Any) -> None:
        """Removes it, and says so."""
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody logs in with the name {name!r}.")
        forget_factor(user)
        self.stdout.write(f"The second factor of {name} is removed, and his sessions are ended.")
