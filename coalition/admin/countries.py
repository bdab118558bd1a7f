"""Countries, the people who speak for them, and their groups."""

from django.contrib import admin

from coalition.admin.tables import ClosedFilter, TableAdmin
from coalition.models import Country, FormerName, Membership, Office


@admin.register(Country)
class CountryAdmin(TableAdmin):
    """Names and notes are put right here; codes are not, and rows come from the reference tables."""

    may_add = False
    may_delete = False
    list_display = ("code", "name_en", "name_it", "kind", "region", "coalition_status")
    list_filter = ("kind", "coalition_status", "region")
    search_fields = ("code", "alpha3", "name_en", "name_it", "name_uk")
    readonly_fields = ("code", "alpha3", "m49", "wikidata", "kind")


@admin.register(Office)
class OfficeAdmin(TableAdmin):
    """Who held which office, from when to when."""

    list_display = ("person", "country", "role", "title", "since", "until", "verified")
    list_select_related = ("country",)
    list_filter = ("role", "verified", ("country", ClosedFilter))
    search_fields = ("person", "title")


@admin.register(Membership)
class MembershipAdmin(TableAdmin):
    """Which country was in which group, from when to when."""

    list_display = ("group", "country", "since", "until")
    list_select_related = ("country",)
    list_filter = ("group", ("country", ClosedFilter))
    search_fields = ("group", "country__name_en")


@admin.register(FormerName)
class FormerNameAdmin(TableAdmin):
    """Codes and slugs that are in use no more: addresses that hold one lead to what it means now."""

    list_display = ("name", "country", "proposal")
    list_select_related = ("country", "proposal")
    search_fields = ("name",)
