"""How copies are found again, what is alike without being a copy, and what editors did to stories."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.articles import Article
from coalition.models.fields import holds_one_of, word_field
from coalition.vocabulary import StoryVerdict


class Band(models.Model):
    """One of the 32 bands of an article that leads a story: near copies share at least one of them.

    Only leads have bands, so a look-up does not grow with the number of copies, and a story does not
    drift: what joins it is a copy of its lead, never only of another copy. Derived from the text.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="bands")
    value = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            # Also the index of the look-up: a value first, then the articles that have it.
            models.UniqueConstraint(fields=["value", "article"], name="article_has_a_band_once"),
        )

    def __str__(self) -> str:
        return f"band of article {self.article_id}"


class Likeness(models.Model):
    """Two articles that have much in common and were not taken for copies: a hint for editors.

    `article` came later. Derived from the texts, on the arrival of `article` or when it was split off.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Article, models.CASCADE, related_name="likenesses_of_later")
    similarity = models.FloatField()

    class Meta:
        verbose_name_plural = "likenesses"
        ordering = ("-similarity", "id")
        constraints = (
            models.UniqueConstraint(fields=["article", "other"], name="likeness_is_noted_once"),
            models.CheckConstraint(
                condition=Q(similarity__gte=0, similarity__lte=1), name="similarity_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(article=models.F("other")), name="likeness_is_of_two_articles"
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id} is like {self.other_id}"


class StoryReview(models.Model):
    """What an editor did to stories: only ever added. `moved` holds [article, story before, after]."""

    verdict = word_field(StoryVerdict)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="story_reviews"
    )
    reason = models.TextField()
    stories = models.JSONField()
    moved = models.JSONField()
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("verdict", StoryVerdict, "story_verdict_is_known"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="story_review_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verdict=StoryVerdict.UNDO.value, undoes__isnull=False)
                | (~Q(verdict=StoryVerdict.UNDO.value) & Q(undoes__isnull=True)),
                name="story_undo_names_what_it_undoes",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="story_review_is_never_changed",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        )

    def __str__(self) -> str:
        return f"{self.verdict} by {self.editor_id}"
