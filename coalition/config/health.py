"""Answers for machines that watch us: alive, able to serve, and our figures.

They ask from beside us and name us by address or by a container's name, which is no host name of ours,
and without TLS: so they are answered before the host is checked. Nothing in the replies depends on it.
"""

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from coalition.config.metrics import metrics


def healthz(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers, and whether it takes writing; else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_read_only') = 'off'")
            (writing,) = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok", "writing": writing})


PROBES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


def answer_probes(
    answer: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, to stand before the one that checks the host."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path)
        return answer(request) if probe is None else probe(request)

    return answered
