"""An address that will go; used by test_deprecation only."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from ninja import Router
from pydantic import BaseModel

from coalition.api.door import guard
from coalition.api.openapi import DescribedAPI
from coalition.api.reading import Deprecation, read, reply_json

api = DescribedAPI(urls_namespace="old", docs_url=None, openapi_url=None)
router = Router()
GOING = Deprecation(since=date(2027, 1, 1), sunset=date(2028, 2, 1), instead="/positions")


class Old(BaseModel):
    """What it said."""

    said: str


@read(router, "/scores", Old, example="/scores", deprecation=GOING)
def list_old_scores(request: HttpRequest) -> HttpResponse:
    """Scores, as they were"""
    response = reply_json({"said": "nothing"})
    response["Link"] = '</next>; rel="next"'
    return response


api.add_router("", router)
urlpatterns = [
    path("api/", include("coalition.api.urls")),
    *(
        path(f"old/{route.pattern}", guard(route.callback), name=route.name)
        for route in api.urls[0]
        if isinstance(route, URLPattern) and route.name == "list_old_scores"
    ),
]
