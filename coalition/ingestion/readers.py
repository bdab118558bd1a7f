"""The reader that the workers use, opened once a process."""

from functools import cache

from django.conf import settings

from coalition.extraction.claims import StanceReader
from coalition.extraction.readers import open_reader


@cache
def get_reader() -> StanceReader:
    """The reader named by the setting READER. Raises BadInput for a name that is none."""
    return open_reader(settings.READER)
