"""What is answered when a page failed: 503 where the database is to blame, else 500.

Django asks here whatever failed, a view, a template or middleware, while the exception is at hand. The
answers ask nothing of the database.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from coalition.api import problems
from coalition.outages import RETRY_SECONDS, Outage, find_outage

API = "/api/"


def show_fault(request: HttpRequest) -> HttpResponse:
    """The answer to a request that failed: a page, for the API a problem; with Retry-After where trying
    again will do. For `handler500`."""
    error = sys.exc_info()[1]
    outage = find_outage(error)
    if request.path_info.startswith(API):
        answer = problems.answer_unavailable if outage else problems.answer_fault
        response = answer(request, error)
    elif outage is None:
        response = HttpResponse(render_to_string("500.html"), status=500)
    else:
        words = {"sentence": describe_outage(outage), "seconds": RETRY_SECONDS}
        response = HttpResponse(render_to_string("503.html", words), status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def describe_outage(outage: Outage) -> str:
    """What a reader or an editor should know of it."""
    busy = _("The database is too busy to answer this in time. Nothing was changed.")
    return {
        Outage.AWAY: _("The database does not answer. What was stored is safe."),
        Outage.BUSY: busy,
        Outage.SLOW: busy,
        Outage.UNWRITABLE: _(
            "Nothing can be stored at the moment, so what you sent was not kept. Reading goes on."
        ),
    }[outage]
