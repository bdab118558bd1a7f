"""The addresses of the pages."""

from django.urls import path

from coalition.web import corrections, views

app_name = "web"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("countries/", views.countries, name="countries"),
    path("countries/<str:code>/", views.country, name="country"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<slug:slug>/", views.proposal, name="proposal"),
    path("articles/<int:article_id>/", views.article, name="article"),
    path("stances/<int:stance_id>/", views.stance, name="stance"),
    path(
        "stances/<int:stance_id>/correction/",
        corrections.request_correction,
        name="correction",
    ),
    path("changes/", views.changes, name="changes"),
    path("sources/", views.sources, name="sources"),
    path("methodology/", views.methodology, name="methodology"),
]
