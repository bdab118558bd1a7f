#!/usr/bin/env python3
"""The project's commands: `python manage.py help`."""

import os
import sys

from django.core.management import execute_from_command_line

from coalition.errors import CoalitionError


def main() -> None:
    """Runs a command. An error of ours is one sentence and exit code 1, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except CoalitionError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
