#!/usr/bin/env python3
"""The project's commands: `python manage.py help`."""

import errno
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from coalition.errors import CoalitionError


def main() -> None:
    """Runs a command. What a person can mend is one sentence and exit code 1, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coalition.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except (CoalitionError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        sys.exit("The disk is full: free some space and run it again. Nothing was lost.")


if __name__ == "__main__":
    main()
