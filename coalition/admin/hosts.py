"""The hosts that we read: what their robots.txt asks for, and why one rests."""

from django.contrib import admin

from coalition.admin.tables import ReadOnlyAdmin
from coalition.models import HostState, HostVisit


@admin.register(HostState)
class HostStateAdmin(ReadOnlyAdmin):
    """The delay at each host and when it may be asked again; the fetcher alone writes these rows."""

    list_display = ("host", "delay", "last_request_at", "next_at", "rest", "robots_at")
    search_fields = ("host",)


@admin.register(HostVisit)
class HostVisitAdmin(ReadOnlyAdmin):
    """The requests that are under way."""

    list_display = ("host", "until")
