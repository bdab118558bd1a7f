"""The same rows by Django REST framework: serializers, as its tutorial has them.

granian --interface wsgi drf:application, with DATABASE_URL, SITE and this folder on the path
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
    TIME_ZONE="UTC",
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

KEYS = {"coalition_source": "domain", "coalition_country": "code"}


def make_model(name: str, table: str) -> Any:
    """A model of a table that is there: its columns as the database names them."""
    kinds = {"integer": models.BigIntegerField, "date": models.DateField}
    kinds |= {"boolean": models.BooleanField, "double precision": models.FloatField}
    kinds["timestamp with time zone"] = models.DateTimeField
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND column_name NOT IN ('id', 'extracted', 'text', 'raw', 'given', 'words_index')"
            " ORDER BY ordinal_position",
            [table],
        )
        found = cursor.fetchall()
    fields: dict[str, Any] = {column: kinds.get(kind, models.TextField)() for column, kind in found}
    key = KEYS.get(table, "id")
    fields[key] = (
        models.BigAutoField(primary_key=True) if key == "id" else models.TextField(primary_key=True)
    )
    for column, other in (
        ("article_id", "Article"),
        ("source_id", "Source"),
        ("page_id", "Page"),
        ("story_id", "Story"),
        ("origin_id", "Source"),
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
    for column in [name for name in fields if name.endswith("_id")]:
        del fields[column]
        fields[column.replace("_id", "_code")] = models.TextField(db_column=column)
    meta = type("Meta", (), {"app_label": "bench", "db_table": table, "managed": False})
    return type(name, (models.Model,), fields | {"Meta": meta, "__module__": __name__})


Source = make_model("Source", "coalition_source")
Country = make_model("Country", "coalition_country")
Story = make_model("Story", "coalition_story")
Page = make_model("Page", "coalition_page")
Article = make_model("Article", "coalition_article")
Stance = make_model("Stance", "coalition_stance")
Condition = make_model("Condition", "coalition_stancecondition")
Place = make_model("Place", "coalition_position")

COUNTING = {"official", "agency", "public-broadcaster", "quality", "regional", "aggregator"}
STEPS = {"committed": 5, "supportive": 4, "conditional": 3, "undecided": 2, "sceptical": 1, "opposed": 0}  # fmt: skip
SITE = os.environ["SITE"]


class ConditionSerializer(serializers.ModelSerializer):
    """A condition."""

    class Meta:
        """What is shown of it."""

        model = Condition
        fields = ("kind", "words")


class StanceSerializer(serializers.ModelSerializer):
    """A stance, with the fields that this API gives."""

    country = serializers.CharField(source="country_code")
    proposal = serializers.CharField(source="proposal_code")
    day = serializers.DateField(source="first_day")
    quote = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    article = serializers.IntegerField(source="article_id")
    source = serializers.CharField(source="source_id")
    outlet = serializers.SerializerMethodField()
    tier = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    conditions = ConditionSerializer(many=True)
    quantity = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    why_not = serializers.SerializerMethodField()
    stored_at = serializers.DateTimeField(source="created_at")
    step = serializers.SerializerMethodField()
    html_url = serializers.SerializerMethodField()
    article_html_url = serializers.SerializerMethodField()

    class Meta:
        """What is shown of it."""

        model = Stance
        fields = (
            "id", "kind", "country", "proposal", "position", "voice", "time", "attribution",
            "speaker", "reported_by", "day", "precision", "quote", "quote_start", "quote_end",
            "summary", "article", "source", "outlet", "tier", "url", "language", "conditions",
            "quantity", "confidence", "reader", "reader_version", "review_state", "counts",
            "why_not", "stored_at", "step", "html_url", "article_html_url",
        )  # fmt: skip

    def get_quote(self, row: Any) -> Any:
        """The words, where there are any."""
        return row.quote or None

    def get_summary(self, row: Any) -> Any:
        """The summary, where there is one."""
        return row.summary or None

    def get_outlet(self, row: Any) -> Any:
        """The name of the outlet."""
        return row.outlet or (row.source.name if row.source else "")

    def get_tier(self, row: Any) -> Any:
        """The kind of publisher."""
        return row.source.tier if row.source else "unknown"

    def get_url(self, row: Any) -> Any:
        """The public address."""
        url = row.url or (row.article.page.url if row.article else "")
        return url if url.startswith(("http://", "https://")) else None

    def get_quantity(self, row: Any) -> Any:
        """The number that it names."""
        names = ("low", "high", "unit", "scope", "raw", "flag")
        return (
            {name: getattr(row, f"quantity_{name}") for name in names} if row.quantity_raw else None
        )

    def get_counts(self, row: Any) -> Any:
        """Whether a line may rest on it."""
        return self.get_why_not(row) is None

    def get_why_not(self, row: Any) -> Any:
        """Why not."""
        origin = row.article.story.origin if row.article else None
        if row.voice != "government":
            return "voice"
        if self.get_tier(row) not in COUNTING:
            return "tier"
        if origin and origin.tier not in COUNTING:
            return "origin"
        if row.first_day is None:
            return "undated"
        published = row.article.published if row.article else None
        if row.time == "past" and not (published and row.first_day < published):
            return "earlier"
        return None

    def get_step(self, row: Any) -> Any:
        """The position as a step."""
        return STEPS[row.position]

    def get_html_url(self, row: Any) -> Any:
        """Its page."""
        return f"{SITE}/stances/{row.id}/"

    def get_article_html_url(self, row: Any) -> Any:
        """Its words in the text."""
        return f"{SITE}/articles/{row.article_id}/#stance-{row.id}" if row.article_id else None


class PositionSerializer(serializers.ModelSerializer):
    """A position, with the fields that this API gives."""

    country = serializers.CharField(source="country_code")
    proposal = serializers.CharField(source="proposal_code")
    cause = StanceSerializer()
    step = serializers.SerializerMethodField()
    html_url = serializers.SerializerMethodField()

    class Meta:
        """What is shown of it."""

        model = Place
        fields = (
            "country", "proposal", "first", "until", "state", "position", "low", "high",
            "statements", "origins", "reviewed", "cause", "step", "html_url",
        )  # fmt: skip

    def get_step(self, row: Any) -> Any:
        """The position as a step."""
        return STEPS.get(row.position)

    def get_html_url(self, row: Any) -> Any:
        """Its place on the country's page."""
        part = f"stance-{row.cause_id}" if row.cause_id else f"line-{row.proposal_code}"
        return f"{SITE}/countries/{row.country_code}/#{part}"


JOINED = ("source", "article__page", "article__story__origin")


class StanceList(generics.ListAPIView):
    """Stances."""

    serializer_class = StanceSerializer

    def get_queryset(self) -> Any:
        """The newest fifty."""
        before = self.request.query_params.get("before", 2**31)
        rows = Stance.objects.filter(withdrawn=False, id__lt=before)
        rows = rows.exclude(review_state="rejected").select_related(*JOINED)
        return rows.prefetch_related("conditions").order_by("-id")[:50]


class PositionList(generics.ListAPIView):
    """Positions on a day."""

    serializer_class = PositionSerializer

    def get_queryset(self) -> Any:
        """Of one proposal, of all countries."""
        day = self.request.query_params.get("at", "2026-03-05")
        slug = "troops-on-ground"
        open_ = models.Q(until__isnull=True) | models.Q(until__gt=day)
        rows = Place.objects.filter(open_, proposal_code=slug, first__lte=day)
        joined = ("cause", *(f"cause__{one}" for one in JOINED))
        held = {
            row.country_code: row
            for row in rows.select_related(*joined).prefetch_related("cause__conditions")
        }
        codes = Country.objects.order_by("code").values_list("code", flat=True)
        return [held.get(code) or nothing_known(code, slug) for code in codes]


def nothing_known(code: str, slug: str) -> Any:
    """What is told of a country on which nothing was found."""
    known = {
        "position": None,
        "low": None,
        "high": None,
        "statements": 0,
        "origins": 0,
        "reviewed": False,
    }
    return Place(country_code=code, proposal_code=slug, state="no-evidence", **known)


urlpatterns = [path("stances", StanceList.as_view()), path("positions", PositionList.as_view())]
application = get_wsgi_application()
