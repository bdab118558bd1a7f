"""How a view is cited, and the link that shows it the same for ever."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.replica import SETTLED
from coalition.vintages import say
from coalition.web.dates import say_day
from coalition.web.moment import Moment

PRODUCT = "The Willing"
LAG = SETTLED + timedelta(seconds=1)  # an instant that has settled when the link is opened


@dataclass(frozen=True, slots=True)
class Citation:
    """A view as a text, for BibTeX, and as CSL-JSON; `address` is its frozen link."""

    text: str
    bibtex: str
    csl: str
    address: str


def cite(request: HttpRequest, title: str, moment: Moment) -> Citation:
    """The citation of a page: of its day, as known at its instant, or else as known now."""
    stamp = moment.stamp or find_stamp(timezone.now())
    address = freeze(request, moment, stamp)
    day = say_day(moment.at)
    named = f"{title}, {day}"
    text = _("%(product)s: %(title)s, positions on %(day)s as known at %(stamp)s. %(address)s")
    year = stamp[:4]
    key = re.sub(r"[^a-z0-9]+", "-", f"{title}-{moment.at}".lower()).strip("-")
    bibtex = (
        f"@misc{{{key or 'view'},\n  title = {{{named}}},\n  author = {{{{{PRODUCT}}}}},\n"
        f"  year = {{{year}}},\n  note = {{As known at {stamp}}},\n  url = {{{address}}}\n}}"
    )
    csl = {
        "id": key or "view",
        "type": "dataset",
        "title": named,
        "author": [{"literal": PRODUCT}],
        "issued": {"date-parts": [[int(part) for part in stamp[:10].split("-")]]},
        "version": stamp,
        "URL": address,
    }
    said = {"product": PRODUCT, "title": title, "day": day, "stamp": stamp, "address": address}
    return Citation(text % said, bibtex, json.dumps([csl], ensure_ascii=False, indent=2), address)


def find_stamp(now: datetime) -> str:
    """The newest instant, to the second, that nothing can be added to any more."""
    return say((now - LAG).replace(microsecond=0))


def freeze(request: HttpRequest, moment: Moment, stamp: str) -> str:
    """The address of the page at its day and an instant, other parameters as they are."""
    query = request.GET.copy()
    query["at"] = moment.at.isoformat()
    query["as_of"] = stamp
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
