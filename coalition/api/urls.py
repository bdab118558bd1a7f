"""Addresses of the API. Each view stands behind the door; what is none of them is a 404 problem."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path, reverse
from ninja.errors import HttpError

from coalition.api import (
    problems,
    routes_analysis,
    routes_bulk,
    routes_evidence,
    routes_ingest,
    routes_lines,
    routes_reference,
    routes_search,
    routes_webhooks,
)
from coalition.api.docs import show_docs
from coalition.api.door import guard
from coalition.api.openapi import DescribedAPI, render_document
from coalition.api.reading import PATTERNS as READING
from coalition.api.writing import METHODS as WRITING

DESCRIPTION = """Where countries stand on proposals for Ukraine, on any day, each with its words.

All data is read without a key; writing needs one. Lists that may grow are paged by `next`. A position is null
only where `state` says why. Every error is application/problem+json and names what would do."""

api = DescribedAPI(
    title="Positions on proposals for Ukraine",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    servers=[{"url": "/", "description": "This server"}],
)
problems.install(api)
api.add_router("", routes_lines.router)
api.add_router("", routes_analysis.router)
api.add_router("", routes_evidence.router)
api.add_router("", routes_search.router)
api.add_router("", routes_reference.router)
api.add_router("", routes_bulk.router)
api.add_router("", routes_ingest.router)
api.add_router("", routes_webhooks.router)


def show_document(request: HttpRequest) -> HttpResponse:
    """The description of the API."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    return HttpResponse(render_document(api), content_type="application/json")


def show_file(request: HttpRequest, edition: str, name: str) -> HttpResponseBase:
    """A bulk file."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if request.GET:
        return problems.make_problem(request, 422, "This address takes no parameters.")
    try:
        return routes_bulk.send_file(request, edition, name)
    except HttpError as error:
        return problems.answer_http_error(request, error)


def show_start(_request: HttpRequest) -> HttpResponse:
    """Leads to the page that explains the API."""
    return HttpResponseRedirect(reverse("api-docs"))


def show_api_docs(request: HttpRequest) -> HttpResponse:
    """The page that explains the API."""
    return show_docs(request, api)


def list_methods(pattern: str) -> str:
    """The methods of an address of the API, as Allow names them."""
    reads = ("GET", "HEAD") if pattern in READING else ()
    return ", ".join((*reads, "OPTIONS", *WRITING.get(pattern, ())))


def guard_routes() -> list[URLPattern]:
    """The API's own routes behind the door."""
    routes, _, _ = api.urls
    return [
        URLPattern(
            route.pattern,
            guard(route.callback, list_methods(str(route.pattern))),
            route.default_args,
            route.name,
        )
        for route in routes
        if isinstance(route, URLPattern) and route.name != "api-root"
    ]


v1 = [path("", guard(show_start), name="api-root"), *guard_routes()]
urlpatterns = [
    path("", guard(show_start)),
    path("docs", guard(show_api_docs), name="api-docs"),
    path("v1/openapi.json", guard(show_document), name="api-document"),
    path("v1/bulk/<str:edition>/<str:name>", guard(show_file), name="api-bulk-file"),
    path("v1/", (v1, "ninja", "api")),
    re_path("", guard(problems.unknown_address)),
]
