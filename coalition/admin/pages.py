"""Pages: what the web or a file gave. The bytes themselves are never loaded here."""

from django.contrib import admin
from django.db.models import BigIntegerField, F, Func, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coalition.admin.tables import ReadOnlyAdmin, shorten
from coalition.models import Page


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    """How far each page has come, and why not further."""

    list_display = ("name", "source", "state", "reason", "found_at", "fetched_at")
    list_select_related = ("source",)
    list_filter = ("state", "content_type")
    search_fields = ("url", "file_name", "failure")
    fields = (
        "url",
        "source",
        "feed",
        "state",
        "failure",
        "size",
        "sha256",
        "content_type",
        "file_name",
        "given",
        "found_at",
        "fetched_at",
    )
    readonly_fields = ("size",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Page]":
        """Pages without their bytes, which can be megabytes each."""
        size = Func(F("raw"), function="octet_length", output_field=BigIntegerField())
        rows: QuerySet[Page] = super().get_queryset(request)
        return rows.defer("raw").annotate(raw_size=size)

    @admin.display(description=_("page"))
    def name(self, page: Page) -> str:
        """Its file's name, or its address."""
        return shorten(str(page))

    @admin.display(description=_("failure"))
    def reason(self, page: Page) -> str:
        """The beginning of what went wrong."""
        return shorten(page.failure)

    @admin.display(description=_("bytes"))
    def size(self, page: Page) -> int | None:
        """How many bytes are kept."""
        return getattr(page, "raw_size", None)
