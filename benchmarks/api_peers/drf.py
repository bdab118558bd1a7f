"""The same rows by Django REST framework: plain model serializers, as its tutorial has them.

granian --interface wsgi drf:application, with DATABASE_URL and this folder on the path
"""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings

place = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY="for a benchmark",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="drf",
    USE_TZ=True,
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": place.path.lstrip("/"),
            "USER": place.username,
            "PASSWORD": unquote(place.password or ""),
            "HOST": unquote(place.hostname or "") or parse_qs(place.query).get("host", [""])[0],
            "PORT": place.port or "",
            "CONN_MAX_AGE": 600,
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - it needs what stands above
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402


def make_model(name: str, table: str) -> Any:
    """A model of a table that is there: its columns as the database names them."""
    kinds = {"integer": models.BigIntegerField, "date": models.DateField}
    kinds |= {"boolean": models.BooleanField, "double precision": models.FloatField}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND column_name NOT IN ('id', 'extracted', 'text', 'raw', 'given') ORDER BY ordinal_position",
            [table],
        )
        found = cursor.fetchall()
    fields: dict[str, Any] = {column: kinds.get(kind, models.TextField)() for column, kind in found}
    key = "domain" if table == "coalition_source" else "id"
    fields[key] = (
        models.TextField(primary_key=True)
        if key == "domain"
        else models.BigAutoField(primary_key=True)
    )
    for column, other in (
        ("article_id", "Article"),
        ("source_id", "Source"),
        ("page_id", "Page"),
        ("cause_id", "Stance"),
    ):
        if column in fields and name != "Feed":
            fields.pop(column)
            fields[column.removesuffix("_id")] = models.ForeignKey(
                other, models.DO_NOTHING, null=True, related_name="+"
            )
    if name == "Condition":
        fields.pop("stance_id")
        fields["stance"] = models.ForeignKey("Stance", models.DO_NOTHING, related_name="conditions")
    fields = {
        column.replace("_id", "_code") if column.endswith("_id") else column: field
        for column, field in fields.items()
    }
    for column in ("country_code", "proposal_code", "story_code", "feed_code"):
        if column in fields:
            fields[column] = models.TextField(db_column=column.replace("_code", "_id"))
    meta = type("Meta", (), {"app_label": "bench", "db_table": table, "managed": False})
    return type(name, (models.Model,), fields | {"Meta": meta, "__module__": __name__})


Source = make_model("Source", "coalition_source")
Page = make_model("Page", "coalition_page")
Article = make_model("Article", "coalition_article")
Stance = make_model("Stance", "coalition_stance")
Condition = make_model("Condition", "coalition_stancecondition")
Place = make_model("Place", "coalition_position")


def make_serializer(model: Any, **inner: Any) -> Any:
    """A plain model serializer."""
    meta = type(
        "Meta", (), {"model": model, "fields": [*(f.name for f in model._meta.fields), *inner]}
    )
    return type(
        f"{model.__name__}Serializer", (serializers.ModelSerializer,), inner | {"Meta": meta}
    )


conditions = make_serializer(Condition)(many=True)
stances = make_serializer(
    Stance,
    conditions=conditions,
    article=make_serializer(Article)(),
    source=make_serializer(Source)(),
)
positions = make_serializer(Place, cause=stances())


class StanceList(generics.ListAPIView):
    """Stances."""

    serializer_class = stances

    def get_queryset(self) -> Any:
        """The newest fifty."""
        before = self.request.query_params.get("before", 2**31)
        rows = Stance.objects.filter(withdrawn=False, id__lt=before)
        rows = rows.exclude(review_state="rejected")
        return (
            rows.select_related("source", "article")
            .prefetch_related("conditions")
            .order_by("-id")[:50]
        )


class PositionList(generics.ListAPIView):
    """Positions on a day."""

    serializer_class = positions

    def get_queryset(self) -> Any:
        """Of one proposal."""
        day = self.request.query_params.get("at", "2026-03-05")
        open_ = models.Q(until__isnull=True) | models.Q(until__gt=day)
        rows = Place.objects.filter(open_, proposal_code="troops-on-ground", first__lte=day)
        return rows.select_related("cause__source", "cause__article").prefetch_related(
            "cause__conditions"
        )


urlpatterns = [path("stances", StanceList.as_view()), path("positions", PositionList.as_view())]
application = get_wsgi_application()
