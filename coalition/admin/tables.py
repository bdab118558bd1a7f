"""What the pages of all tables share: no counting of long lists, and history from the triggers."""
# ruff: noqa: ARG002 - the signatures are Django's

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import truncatechars
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coalition.admin.history import show_history
from coalition.admin.meanwhile import HeldForm
from coalition.admin.words import label, list_choices, say

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:
    AnyModelAdmin, AnyPaginator = admin.ModelAdmin, Paginator

MOST_COUNTED = 2_000  # forty pages; counting 200,000 rows costs more than showing one of them
SHORT = 90  # characters of a text in a list


class CappedPaginator(AnyPaginator):
    """Counts rows up to a limit: who wants what lies beyond narrows the list."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class TableAdmin(AnyModelAdmin):
    """A table that is browsed, and changed by those who may."""

    paginator = CappedPaginator
    most_counted = MOST_COUNTED
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter
    list_per_page = 50
    list_max_show_all = 0
    view_on_site = False
    formfield_overrides: ClassVar = {URLField: {"assume_scheme": "https"}}
    # Tables whose rows tell of this one's, and their column that names it: shown in its history.
    history_of_parts: ClassVar[dict[type[Model], str]] = {}

    # Columns that this table's pages do not show to all who see it.
    concealed: ClassVar[tuple[str, ...]] = ()

    # The columns that hold a word of a vocabulary: lists, filters and forms show it as people say it.
    words: ClassVar[dict[str, type[StrEnum]]] = {}

    # What nobody may do here, whatever his permissions are.
    may_add = may_change = may_delete = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and super().has_delete_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by a concealed column: an address that filters by it would tell it letter by letter."""
        column = lookup.partition("__")[0]
        return column not in self.concealed and super().lookup_allowed(lookup, value, request)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [
            show_word(one, self.words[one]) if one in self.words else one
            for one in super().get_list_display(request)
        ]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [
            (one, filter_by(self.words[one])) if one in self.words else one
            for one in super().get_list_filter(request)
        ]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.words:
            kwargs["choices"] = list_choices(self.words[db_field.name])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        """Stops the second of two editors, who would save over what the first one did."""
        if obj is not None and self.has_change_permission(request, obj):
            options.setdefault("form", type(self.form.__name__, (HeldForm, self.form), {}))
        return super().get_form(request, obj, change, **options)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Field by field from the snapshots that triggers wrote, in place of the admin's own log."""
        return show_history(self, request, object_id, self.history_of_parts)


class ReadOnlyAdmin(TableAdmin):
    """A table that only machines write, or that only deeds change."""

    may_add = may_change = may_delete = False


class OwnPageAdmin(TableAdmin):
    """A table whose rows are shown on a page of our own, in place of the admin's form."""

    def show_row(self, request: HttpRequest, row: Any) -> HttpResponse:
        """Answers what was asked of a row, or sent from its page, by somebody who may."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self.show_row(request, self.open_row(request, object_id))

    def may_send(self, request: HttpRequest, row: Any) -> bool:
        """Whether this person may send what the page of a row asks for."""
        return self.has_change_permission(request, row)

    def open_row(self, request: HttpRequest, key: str) -> Any:
        """The row that a page of our own shows, by its key as an address carries it.

        Raises PermissionDenied for who may not see it, or may not send the page's form; Http404
        where there is none.
        """
        row = self.get_object(request, unquote(key))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if request.method == "POST" and not self.may_send(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row


class ClosedFilter(admin.RelatedFieldListFilter):
    """A filter with many choices, folded away until it is used."""

    template = "admin/filter_closed.html"


class ClosedValuesFilter(admin.AllValuesFieldListFilter):
    """The same for a column of many values."""

    template = "admin/filter_closed.html"


def show_word(column: str, words: type[StrEnum]) -> Callable[[Any], str]:
    """A column of a list that says what its word means."""

    @admin.display(description=label(column), ordering=column)
    def said(row: Any) -> str:
        return str(say(words(getattr(row, column))))

    said.__name__ = column  # the class of the cell, and what a list is ordered by
    return said


def filter_by(words: type[StrEnum]) -> type[admin.ChoicesFieldListFilter]:
    """A filter by a column that holds a word of a vocabulary."""

    class WordFilter(admin.ChoicesFieldListFilter):
        """Its choices as people say them."""

        def choices(self, changelist: Any) -> Iterator[Any]:
            self.title = label(self.field.name)
            for choice in super().choices(changelist):
                code = str(choice["display"])
                is_word = code in set(words)
                yield {**choice, "display": say(words(code)) if is_word else choice["display"]}

    return WordFilter


def shorten(text: str) -> str:
    """The beginning of a text, for a list."""
    return truncatechars(" ".join(text.split()), SHORT)


def link_out(url: str) -> str | SafeString:
    """A link to an address of the web; any other address (a script's, a file's) stays plain text."""
    if not url.startswith(("https://", "http://")):
        return url
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', url, url)
