"""Routes that fail in each way that the API must answer; used by test_problems only."""

from django.db import connection, transaction
from django.http import Http404, HttpRequest
from django.urls import URLPattern, include, path
from ninja import NinjaAPI

from coalition.api import problems
from coalition.api.door import guard

SECRET = "canary-of-a-secret"
api = NinjaAPI(urls_namespace="broken", docs_url=None, openapi_url=None)
problems.install(api)


@api.get("/fault")
def fault(request: HttpRequest) -> None:
    raise RuntimeError(SECRET)


@api.get("/slow")
def slow(request: HttpRequest) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 10")
        cursor.execute("SELECT pg_sleep(5)")


@api.get("/refused")
def refused(request: HttpRequest) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::date", ["2025-13-45"])


@api.get("/missing")
def missing(request: HttpRequest) -> None:
    raise Http404(SECRET)


urlpatterns = [
    path("api/", include("coalition.api.urls")),
    *(
        path(f"broken/{route.pattern}", guard(route.callback))
        for route in api.urls[0]
        if isinstance(route, URLPattern)
    ),
]
