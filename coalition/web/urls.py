"""The addresses of the pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from coalition.web import corrections
from coalition.web.views import (
    about,
    analysis,
    cards,
    changes,
    compare,
    countries,
    evidence,
    files,
    overview,
    proposals,
    search,
    status,
)

app_name = "web"


class FigureKind(StringConverter):
    """What a figure can be had as."""

    regex = "svg|csv|json"


class DrawingKind(StringConverter):
    """What strips can be had as: they are drawn by us alone."""

    regex = "svg|csv"


register_converter(FigureKind, "figure")
register_converter(DrawingKind, "drawing")
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("positions.csv", files.matrix_file, name="matrix_file"),
    path("figures/map/<slug:slug>.<figure:kind>", files.map_file, name="map_file"),
    path("figures/months/<slug:slug>.<figure:kind>", files.months_file, name="months_file"),
    path("figures/strips/<slug:slug>.<drawing:kind>", files.strips_file, name="strips_file"),
    path("figures/compare.<drawing:kind>", files.compare_file, name="compare_file"),
    path("figures/<str:code>/<slug:slug>.<figure:kind>", files.line_file, name="line_file"),
    path("cards/proposals/<slug:slug>.png", cards.proposal_card, name="proposal_card"),
    path("cards/<str:code>.png", cards.country_card, name="country_card"),
    path("cards/<str:code>/<slug:slug>.png", cards.line_card, name="line_card"),
    path("embed/<str:code>/<slug:slug>/", files.embed_line, name="embed_line"),
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
    path("quality/", about.quality, name="quality"),
    path("methodology/", about.methodology, name="methodology"),
    path("status/", status.status, name="status"),
    path(
        "stances/<int:stance_id>/correction/",
        corrections.request_correction,
        name="correction",
    ),
]
