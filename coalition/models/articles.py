"""The texts that pages hold, and the stories that they are copies of."""

from functools import partial

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.fields import by_age, holds_one_of, optional_word_field, tracked
from coalition.models.pages import Page
from coalition.models.sources import Source
from coalition.vocabulary import OriginReason, Precision


@tracked
class Story(models.Model):
    """Articles that are copies of one report: they count as one origin.

    `fingerprint` is that of the words that began it; null for one that an editor split off.
    `origin` is whose report it is and `origin_reason` why we think so (estimation/origins.py); both
    null before an article is in it. `shared_origin` is a key that stories share which retell one
    report of a wire; empty for a story that is an origin of its own. `merged_into` is the story that
    an editor moved all of its articles to.
    """

    # Null, not empty: many stories may have none.
    fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    origin = models.ForeignKey(Source, models.PROTECT, null=True, related_name="originated")
    origin_reason = optional_word_field(OriginReason)
    shared_origin = models.CharField(max_length=280, db_default="", blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    class Meta:
        verbose_name_plural = "stories"
        ordering = ("-id",)
        constraints = (
            holds_one_of("origin_reason", OriginReason, "story_origin_reason_is_known"),
            models.CheckConstraint(
                condition=Q(origin__isnull=True, origin_reason__isnull=True)
                | Q(origin__isnull=False, origin_reason__isnull=False),
                name="story_origin_comes_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(shared_origin="") | Q(origin_reason=OriginReason.NAMED_WIRE.value),
                name="only_a_wire_is_shared_by_stories",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
                name="story_is_not_merged_into_itself",
            ),
        )

    def __str__(self) -> str:
        return f"story {self.pk}"


# The text never changes: history need not hold it twice.
@partial(tracked, exclude=("text",), indexes=(by_age("article_event_age"),))
class Article(models.Model):
    """One version of the text of a page. The text never changes: a change is a new version.

    Only a lawful removal blanks it (`removal.py`): `removed_at` and `removal_notice` then say when
    and why, and `sha256` is still that of the words that stood there.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="articles")
    version = models.PositiveIntegerField(default=1)
    story = models.ForeignKey(Story, models.PROTECT, related_name="articles")
    source = models.ForeignKey(Source, models.PROTECT, related_name="articles")
    title = models.TextField(blank=True)
    author = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    published = models.DateField(null=True, blank=True)
    precision = optional_word_field(Precision)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_notice = models.TextField(blank=True)
    # The agency that the text names as its own, by its domain; empty where it names none.
    wire = models.CharField(max_length=253, db_default="", blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["page", "version"], name="article_version_is_unique"),
            models.UniqueConstraint(fields=["page", "sha256"], name="article_text_is_stored_once"),
            holds_one_of("precision", Precision, "article_precision_is_known"),
            models.CheckConstraint(
                condition=Q(published__isnull=True, precision__isnull=True)
                | Q(published__isnull=False, precision__isnull=False),
                name="article_date_comes_with_its_precision",
            ),
            models.CheckConstraint(condition=Q(text__gt=""), name="article_has_text"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removal_notice="")
                | Q(removed_at__isnull=False, removal_notice__gt=""),
                name="removed_text_has_a_dated_notice",
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="article_text_never_changes", fields=["text", "sha256", "page"]
            ),
        )

    def __str__(self) -> str:
        return self.title or f"article {self.pk}"
