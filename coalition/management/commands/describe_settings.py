"""Prints docs/settings.md: each variable of .env.example with its explanation."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coalition.errors import BadInput

HEAD = """# Settings

Written by `make docs` from `.env.example`, which a test holds against the code: each variable that is
read stands here, and each that stands here is read. All are read when a process starts. Those in
**bold** must be set where `PRODUCTION=1`; a missing or impossible value stops the start with one sentence.

| variable | in the example | what it is |
|---|---|---|
"""
LINE = re.compile(r"([A-Z0-9_]+)=(.*)")


class Command(BaseCommand):
    """`manage.py describe_settings > docs/settings.md`"""

    help = (
        "Print each variable of the environment with its explanation, as docs/settings.md has them."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prints the page."""
        text = (settings.BASE_DIR / ".env.example").read_text()
        rows = [
            f"| {f'**`{name}`**' if name in settings.REQUIRED else f'`{name}`'} | "
            f"{f'`{value}`' if value else ''} | {words} |\n"
            for name, value, words in read_variables(text)
        ]
        self.stdout.write(HEAD + "".join(rows), ending="")


def read_variables(text: str) -> Iterator[tuple[str, str, str]]:
    """Name, value and explanation of each variable of an example: the comment right above it.

    Raises BadInput for a variable without one.
    """
    words: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            words.append(line.removeprefix("#").strip())
            continue
        if found := LINE.fullmatch(line):
            if not words:
                raise BadInput(
                    f".env.example, line {number}: {found[1]} has no explanation above it."
                )
            yield found[1], found[2], " ".join(words).replace("|", "\\|")
        words = []
