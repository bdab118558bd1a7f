"""Two answers for machines that watch us: alive, and able to serve."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


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
