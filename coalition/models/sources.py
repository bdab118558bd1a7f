"""Who publishes, and the lists of links that they offer."""

from datetime import timedelta
from functools import partial

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.models.fields import holds_one_of, tracked, word_field
from coalition.vocabulary import FeedForm, Tier

# What an editor may set as the time between two readings; the timetable itself stays well within.
SHORTEST_INTERVAL, LONGEST_INTERVAL = timedelta(minutes=5), timedelta(days=7)
LONGEST_HEADER = 300  # characters of an ETag or a Last-Modified, as the fetcher lets through

# The source of what came without one. It is no outlet: nobody published anything there.
UNKNOWN_SOURCE = "unknown.invalid"


@tracked
class Source(models.Model):
    """An outlet or a government site by its domain, which covers its subdomains.

    `open_text` says that whole texts may be shown to the public; elsewhere only passages are.
    """

    domain = models.CharField(max_length=253, primary_key=True)
    name = models.CharField(max_length=160)
    country = models.CharField(max_length=4, blank=True)  # any ISO code: outlets sit everywhere
    language = models.CharField(max_length=8, blank=True)
    tier = word_field(Tier, default=Tier.UNKNOWN.value)
    open_text = models.BooleanField(default=False)
    licence = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("domain",)
        constraints = (holds_one_of("tier", Tier, "source_tier_is_known"),)

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether a line may rest on what it says."""
        return Tier(self.tier).counts


# History holds what editors decide; how a feed fares changes with each reading.
FARES = (
    "due_at",
    "interval",
    "failures",
    "gone_times",
    "last_read_at",
    "last_success_at",
    "last_new_at",
    "last_error",
    "notes",
    "etag",
    "last_modified",
    "body_sha256",
    "language",
    "usual_entries",
    "sitemaps",
    "moved_to",
    "moved_times",
)


@partial(tracked, exclude=FARES)
class Feed(models.Model):
    """A list of links of a source, when it is due, and how it fared last.

    `interval` adapts to how often new links come. `failures` and `gone_times` count in a row;
    `last_error` is empty after a success, `notes` tells what was odd about it. `sitemaps` are those
    of an index that are still to be read; `moved_to` is where it says, `moved_times` in a row, that
    it has moved for good.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="feeds")
    url = models.URLField(max_length=2000, unique=True)
    form = word_field(FeedForm, default=FeedForm.SYNDICATION.value)
    active = models.BooleanField(default=False)
    leads_elsewhere = models.BooleanField(
        default=False, help_text=_("Its links may lead to other sites, as an aggregator's do.")
    )
    expected_weekly = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Articles a week; empty: the mean of eight weeks.")
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: at once."))
    interval = models.DurationField(
        default=timedelta(hours=1), help_text=_("Adapts to how often new links come.")
    )
    failures = models.PositiveIntegerField(default=0)
    gone_times = models.PositiveIntegerField(default=0)
    last_read_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_new_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    etag = models.CharField(max_length=LONGEST_HEADER, blank=True)
    last_modified = models.CharField(max_length=LONGEST_HEADER, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    usual_entries = models.FloatField(default=0)
    sitemaps = models.JSONField(default=list, blank=True)
    moved_to = models.CharField(max_length=2000, blank=True)
    moved_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("source_id", "url")
        constraints = (
            holds_one_of("form", FeedForm, "feed_form_is_known"),
            models.CheckConstraint(
                condition=Q(interval__gte=SHORTEST_INTERVAL, interval__lte=LONGEST_INTERVAL),
                name="feed_is_read_every_minutes_to_days",
                violation_error_message=_("The interval lies between five minutes and seven days."),
            ),
        )
        indexes = (models.Index(fields=["due_at"], condition=Q(active=True), name="feed_due"),)

    def __str__(self) -> str:
        return self.url
