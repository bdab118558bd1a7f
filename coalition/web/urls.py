"""The addresses of the pages."""

from django.urls import path

from coalition.web.views import (
    about,
    analysis,
    changes,
    compare,
    countries,
    evidence,
    overview,
    proposals,
    search,
)

app_name = "web"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("figures/map/<slug:slug>.json", overview.map_figure, name="map_figure"),
    path("countries/", countries.countries, name="countries"),
    path("countries/<str:code>/", countries.country, name="country"),
    path("countries/<str:code>/<slug:slug>/", countries.line, name="line"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<slug:slug>/", proposals.proposal, name="proposal"),
    path("proposals/<slug:slug>/coalition/", proposals.coalition, name="coalition"),
    path("articles/<int:article_id>/", evidence.article, name="article"),
    path("stances/<int:stance_id>/", evidence.stance, name="stance"),
    path("compare/", compare.compare, name="compare"),
    path("changes/", changes.changes, name="changes"),
    path("revisions/", changes.revisions, name="revisions"),
    path("sensitivity/", analysis.sensitivity, name="sensitivity"),
    path("search/", search.search, name="search"),
    path("search/silence/", search.silence, name="silence"),
    path("sources/", about.sources, name="sources"),
    path("methodology/", about.methodology, name="methodology"),
]
