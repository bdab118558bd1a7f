"""What the web, or a file, gave for a link: raw bytes, kept as they came."""

from functools import partial

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.fields import by_age, holds_one_of, tracked, word_field
from coalition.models.sources import LONGEST_HEADER, Feed, Source
from coalition.vocabulary import PageState

WITHOUT_BYTES = (PageState.FOUND, PageState.FAILED, PageState.ALIAS)
# History holds the hash of the bytes, and leaves out what changes with each look at the page.
UNTOLD = ("raw", "in_store", "etag", "last_modified", "checked_at", "checks", "tries")


@partial(tracked, exclude=UNTOLD, indexes=(by_age("page_event_age"),))
class Page(models.Model):
    """One page. A page given as a file is named by its content: `urn:sha256:…`.

    `raw` are the bytes of its newest version, or `in_store` says that they lie elsewhere
    (coalition/page_bytes.py, which alone reads and writes both). `given` holds what its giver said of it: language,
    date, title, outlet, and the link before it was cleaned. `canonical` is the address where it
    ended, or that it declares itself on its own site. `tries` counts failures in a row, `checks`
    how often it was fetched again, `missing_times` how often in a row it was not there.
    """

    url = models.TextField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="pages")
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="pages")
    state = word_field(PageState, default=PageState.FOUND.value)
    failure = models.TextField(blank=True)
    raw = models.BinaryField(null=True)
    in_store = models.BooleanField(db_default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    given = models.JSONField(default=dict, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    fetched_at = models.DateTimeField(null=True, blank=True)
    canonical = models.TextField(blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="aliases"
    )
    etag = models.CharField(max_length=LONGEST_HEADER, blank=True)
    last_modified = models.CharField(max_length=LONGEST_HEADER, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    missing_since = models.DateTimeField(null=True, blank=True)
    missing_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("state", PageState, "page_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WITHOUT_BYTES])
                | Q(raw__isnull=False, sha256__gt=""),
                name="fetched_page_has_its_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PageState.UNREADABLE.value, PageState.FAILED.value])
                | Q(failure__gt=""),
                name="failed_page_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=PageState.ALIAS.value) | Q(same_as__isnull=False),
                name="alias_says_of_which_page",
            ),
            models.CheckConstraint(
                condition=~Q(state=PageState.GONE.value) | Q(missing_since__isnull=False),
                name="gone_page_says_since_when",
            ),
        )
        indexes = (
            models.Index(fields=["canonical"], name="page_canonical"),
            models.Index(fields=["found_at"], name="page_found"),
        )

    def __str__(self) -> str:
        return self.file_name or self.url


class Offer(models.Model):
    """That an entry of a feed led to a page. `key` is the hash of the entry's id.

    Written by the reading of feeds alone, and rebuilt by it: history holds the pages.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="offers")
    key = models.CharField(max_length=64)
    page = models.ForeignKey(Page, models.CASCADE, related_name="offers")
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["feed", "key"], name="entry_of_a_feed_leads_to_one_page"
            ),
        )

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.key[:12]}"
