"""What the web, or a file, gave for a link: raw bytes, kept as they came."""

from functools import partial

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.fields import holds_one_of, tracked, word_field
from coalition.models.sources import Feed, Source
from coalition.vocabulary import PageState


# The bytes never change once fetched: history holds their hash.
@partial(tracked, exclude=("raw",))
class Page(models.Model):
    """One page. A page given as a file is named by its content: `urn:sha256:…`.

    `given` holds what its giver said of it: language, date, title, outlet.
    """

    url = models.TextField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="pages")
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="pages")
    state = word_field(PageState, default=PageState.FOUND.value)
    failure = models.TextField(blank=True)
    raw = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    given = models.JSONField(default=dict, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("state", PageState, "page_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[PageState.FOUND.value, PageState.FAILED.value])
                | Q(raw__isnull=False, sha256__gt=""),
                name="fetched_page_has_its_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PageState.UNREADABLE.value, PageState.FAILED.value])
                | Q(failure__gt=""),
                name="failed_page_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.file_name or self.url
