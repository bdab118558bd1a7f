"""A small typed client: look-ups, whole lists, the change feed and the bulk files.

    from coalition_client import Client
    site = Client("https://example.org")
    for stance in site.stances(country="IT"):
        print(stance["day"], stance["position"], stance["quote"])

Nothing but the standard library. Rows are plain dictionaries, typed in `shapes` (written from the
API's own description). Every method takes the parameters that /api/docs lists for its address.
"""

from coalition_client.client import Client, Mirror, Refused
from coalition_client.shapes import (
    Article,
    Change,
    Country,
    CountryPosition,
    Line,
    Proposal,
    Series,
    Stance,
)

__all__ = [
    "Article",
    "Change",
    "Client",
    "Country",
    "CountryPosition",
    "Line",
    "Mirror",
    "Proposal",
    "Refused",
    "Series",
    "Stance",
]
