"""Stances, their conditions, what readers found in an article, and what editors said of it.

Three promises are kept by the database itself, so that no code can break them: a quote stands in
its article word for word; what the machine said (`extracted`) never changes; what stands changes
only inside a review (`review.py` says so to the database for the length of its transaction).
"""

from functools import partial
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coalition.models.articles import Article
from coalition.models.countries import Country
from coalition.models.fields import (
    HISTORY_INSTANT,
    by_age,
    holds_one_of,
    optional_word_field,
    tracked,
    word_field,
)
from coalition.models.guards import (
    CONDITION_ONLY_IN_A_REVIEW,
    JOINS_OR_LEAVES_THE_QUEUE,
    ONLY_IN_A_REVIEW,
    QUOTE_STANDS_IN_TEXT,
    only_in_a_review,
)
from coalition.models.proposals import Proposal
from coalition.models.sources import Source
from coalition.vocabulary import (
    Attribution,
    Condition,
    Flag,
    Position,
    Precision,
    Reason,
    ReviewState,
    Scope,
    StanceKind,
    Time,
    Verdict,
    Voice,
)

# What an editor may correct; `extracted` keeps the machine's word for each.
CORRECTABLE = (
    "country",
    "proposal",
    "position",
    "voice",
    "time",
    "attribution",
    "speaker",
    "reported_by",
    "first_day",
    "precision",
    "quote",
    "quote_start",
    "quote_end",
    "quantity_low",
    "quantity_high",
    "quantity_unit",
    "quantity_scope",
    "quantity_raw",
    "quantity_flag",
)


class Reading(models.Model):
    """One reader's reading of one article: that it was done, and which claims were refused and why."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="readings")
    reader = models.CharField(max_length=40)
    version = models.CharField(max_length=80)
    found = models.PositiveIntegerField()
    refused = models.JSONField(default=list, blank=True)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["article", "reader", "version"], name="article_is_read_once_by_a_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reader} {self.version} on {self.article_id}"


# Which stances were ever of a line: the index alone answers it, without a look at the snapshots.
STANCES_OF_A_LINE = models.Index(fields=["country", "proposal", "pgh_obj"], name="stance_line_once")


@partial(tracked, indexes=(STANCES_OF_A_LINE, by_age("stance_event_age")))
class Stance(models.Model):
    """One statement that a country holds a position towards a proposal.

    `quoted`: rests on `quote`, which stands in the article's text at [quote_start, quote_end).
    `coded`: coded by hand from public reporting; `summary` in our words, with its address.
    """

    kind = word_field(StanceKind, default=StanceKind.QUOTED.value)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="stances")
    country = models.ForeignKey(Country, models.PROTECT, related_name="stances")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="stances")
    position = word_field(Position)
    voice = word_field(Voice)
    time = word_field(Time, default=Time.CURRENT.value)
    attribution = word_field(Attribution)
    speaker = models.CharField(max_length=200, blank=True)
    reported_by = models.CharField(max_length=200, blank=True)
    first_day = models.DateField(null=True, blank=True)
    precision = optional_word_field(Precision)

    quote = models.TextField(blank=True)
    quote_start = models.PositiveIntegerField(null=True, blank=True)
    quote_end = models.PositiveIntegerField(null=True, blank=True)

    quantity_low = models.BigIntegerField(null=True, blank=True)
    quantity_high = models.BigIntegerField(null=True, blank=True)
    quantity_unit = models.CharField(max_length=16, blank=True)
    quantity_scope = optional_word_field(Scope)
    quantity_raw = models.CharField(max_length=200, blank=True)
    quantity_flag = optional_word_field(Flag)

    summary = models.TextField(blank=True)
    outlet = models.CharField(max_length=160, blank=True)
    url = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="stances"
    )

    confidence = models.FloatField(default=1.0)
    reader = models.CharField(max_length=40)
    reader_version = models.CharField(max_length=80)
    claim_key = models.CharField(max_length=64)
    extracted = models.JSONField()
    withdrawn = models.BooleanField(default=False)
    review_state = word_field(ReviewState, default=ReviewState.WAITING.value)
    edition = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("kind", StanceKind, "stance_kind_is_known"),
            holds_one_of("position", Position, "stance_position_is_a_step"),
            holds_one_of("voice", Voice, "stance_voice_is_known"),
            holds_one_of("time", Time, "stance_time_is_known"),
            holds_one_of("attribution", Attribution, "stance_attribution_is_known"),
            holds_one_of("precision", Precision, "stance_precision_is_known"),
            holds_one_of("review_state", ReviewState, "stance_review_state_is_known"),
            holds_one_of("quantity_scope", Scope, "stance_quantity_scope_is_known"),
            holds_one_of("quantity_flag", Flag, "stance_quantity_flag_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=StanceKind.QUOTED.value)
                | Q(article__isnull=False, quote__gt="", quote_end__gt=F("quote_start")),
                name="quoted_stance_has_article_and_quote",
            ),
            models.CheckConstraint(
                condition=~Q(kind=StanceKind.CODED.value)
                | Q(
                    article__isnull=True,
                    quote="",
                    quote_start__isnull=True,
                    quote_end__isnull=True,
                    summary__gt="",
                    url__gt="",
                ),
                name="coded_stance_has_summary_and_address_but_no_quote",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, precision__isnull=True)
                | Q(first_day__isnull=False, precision__isnull=False),
                name="stance_day_comes_with_its_precision",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="stance_confidence_is_a_share",
            ),
            models.UniqueConstraint(
                fields=["article", "claim_key"],
                name="claim_is_kept_once",
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(fields=["country", "proposal", "first_day"], name="stance_line"),
            # A page of a line whose stances are few among a million: without it all are read.
            models.Index(fields=["country", "proposal", "id"], name="stance_page"),
            models.Index(fields=["country", "id"], name="stance_of_country"),
            # What a search shows first: found by walking on from the newest, where a word is frequent.
            models.Index(
                F("first_day").desc(nulls_last=True),
                F("id").desc(),
                name="stance_newest",
            ),
            models.Index(
                fields=["-id"],
                condition=Q(review_state=ReviewState.WAITING.value),
                name="stance_waiting",
            ),
            # Words as they stand: they come in eight languages. `queue.py` searches by this very
            # expression, or the index would lie idle.
            GinIndex(
                SearchVector("quote", "summary", "speaker", config="simple"), name="stance_searched"
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="quote_stands_in_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=QUOTE_STANDS_IN_TEXT,
            ),
            only_in_a_review("only_a_review_changes_a_stance", "review_state", *CORRECTABLE),
            pgtrigger.Trigger(
                name="new_stance_waits_unless_in_a_review",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.review_state <> 'waiting'"),
                func=ONLY_IN_A_REVIEW,
            ),
            # By trigger, as history: a stance that waits is never missing from the queue.
            pgtrigger.Trigger(
                name="stance_joins_or_leaves_the_queue",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf(
                    "review_state",
                    "withdrawn",
                    "country_id",
                    "proposal_id",
                    "source_id",
                    "language",
                ),
                declare=[("asks", "boolean")],
                func=JOINS_OR_LEAVES_THE_QUEUE,
            ),
            pgtrigger.ReadOnly(
                name="what_the_machine_said_stays",
                fields=["extracted", "reader", "reader_version", "claim_key", "article", "kind"],
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.position} on {self.proposal_id}"

    @property
    def words(self) -> str:
        """The quote, or our summary where the stance was coded from public reporting."""
        return self.quote or self.summary


@partial(tracked, indexes=(by_age("condition_event_age"),))
class StanceCondition(models.Model):
    """A condition of a stance, with the words that state it.

    `start` is where an editor found the words in the article's text; a reader's words have none.
    """

    stance = models.ForeignKey(Stance, models.CASCADE, related_name="conditions")
    kind = word_field(Condition)
    words = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("stance", "id")
        constraints = (
            holds_one_of("kind", Condition, "condition_kind_is_known"),
            models.UniqueConstraint(
                fields=["stance", "kind", "words"], name="condition_is_named_once"
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="only_a_review_changes_a_condition",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=CONDITION_ONLY_IN_A_REVIEW,
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Review(models.Model):
    """One editor's verdict on a stance: only ever added. `before` and `after` hold what it changed.

    `batch` is the deed on many stances that it was part of; `seconded_by` the other editor who
    confirmed it, where it flipped a position.
    """

    stance = models.ForeignKey(Stance, models.PROTECT, related_name="reviews")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    verdict = word_field(Verdict)
    reason = optional_word_field(Reason)
    note = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    batch = models.ForeignKey(
        "coalition.Batch", models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="seconded"
    )
    # As history dates what it changed: so `as_of` finds both or neither.
    at = models.DateTimeField(db_default=HISTORY_INSTANT)

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("verdict", Verdict, "review_verdict_is_known"),
            holds_one_of("reason", Reason, "review_reason_is_known"),
            models.CheckConstraint(
                condition=~Q(verdict__in=[Verdict.CORRECT.value, Verdict.REJECT.value])
                | Q(reason__isnull=False),
                name="correction_and_rejection_have_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.UNDO.value, undoes__isnull=False)
                | (~Q(verdict=Verdict.UNDO.value) & Q(undoes__isnull=True)),
                name="undo_names_what_it_undoes",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("editor")),
                name="review_is_seconded_by_another",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="review_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="review_is_written_in_a_review",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=ONLY_IN_A_REVIEW,
            ),
        )

    def __str__(self) -> str:
        return f"{self.verdict} by {self.editor_id}"


def get_column(name: str) -> "models.Field[Any, Any]":
    """A correctable column of a stance by its name."""
    column = Stance._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column


def claim_fields(stance: Stance) -> dict[str, Any]:
    """What stands of a stance, as plain values by the names in CORRECTABLE."""
    values = {name: getattr(stance, get_column(name).attname) for name in CORRECTABLE}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
