"""Pages: what the web or a file gave. The bytes themselves are never loaded here."""

from django.contrib import admin, messages
from django.db.models import BigIntegerField, F, Func, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalition.admin.tables import ReadOnlyAdmin, shorten
from coalition.ingestion.pages import retry_page
from coalition.models import Offer, Page
from coalition.vocabulary import PageState


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    """How far each page has come, and why not further."""

    list_display = ("name", "source", "state", "reason", "found_at", "fetched_at")
    list_select_related = ("source",)
    words = {"state": PageState}  # noqa: RUF012 - declared in TableAdmin
    list_filter = ("state", "content_type")
    search_fields = ("url", "file_name", "failure")
    fields = (
        "url",
        "canonical",
        "same_as",
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
        "checked_at",
        "missing_since",
    )
    readonly_fields = ("size",)
    actions = ("fetch_again",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who may ask for pages: who may retry jobs."""
        return request.user.has_perm("coalition.change_job")

    @admin.action(description=_("Fetch the selected pages again"), permissions=["retry"])
    def fetch_again(self, request: HttpRequest, queryset: "QuerySet[Page]") -> None:
        """Asks for pages of the web anew, failed ones too; those that came as files are left."""
        asked = sum(retry_page(page) for page in queryset)
        text = ngettext("%d page will be fetched.", "%d pages will be fetched.", asked) % asked
        self.message_user(request, text, messages.SUCCESS if asked else messages.WARNING)

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
    def size(self, page: Page) -> int | str | None:
        """How many bytes are kept in the row."""
        if page.in_store:
            return str(_("in the store of raw pages"))
        return getattr(page, "raw_size", None)


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    """Which entries of which feeds led to which pages."""

    list_display = ("feed", "page", "seen_at")
    list_select_related = ("feed", "page")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Offer]":
        """Offers without the bytes of their pages."""
        rows: QuerySet[Offer] = super().get_queryset(request)
        return rows.defer("page__raw")
