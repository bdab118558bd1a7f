"""The texts that pages hold, and the stories that they are copies of."""

from functools import partial

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.fields import holds_one_of, optional_word_field, tracked
from coalition.models.pages import Page
from coalition.models.sources import Source
from coalition.vocabulary import Precision


@tracked
class Story(models.Model):
    """Articles that are copies of one report: they count as one origin."""

    fingerprint = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "stories"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"story {self.pk}"


# The text never changes: history need not hold it twice.
@partial(tracked, exclude=("text",))
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
