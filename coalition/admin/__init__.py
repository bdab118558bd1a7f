"""The editors' pages: every table, and the deeds that an editor may do. Verdicts go through review.py."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from coalition.admin import (
    access,
    articles,
    countries,
    desk,
    feeds,
    hosts,
    keys,
    myday,
    pages,
    positions,
    proposals,
    sources,
    stances,
    stories,
    work,
)

__all__ = [
    "access",
    "articles",
    "countries",
    "desk",
    "feeds",
    "hosts",
    "keys",
    "myday",
    "pages",
    "positions",
    "proposals",
    "sources",
    "stances",
    "stories",
    "work",
]

admin.site.site_header = _("Coalition of the Willing: editors' desk")
admin.site.site_title = _("Coalition of the Willing")
admin.site.index_title = _("Tables")
# Rows that evidence may rest on are never removed by the dozen.
admin.site.disable_action("delete_selected")
