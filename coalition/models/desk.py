"""The editors' desk: what waits there and why it matters, who took what, and deeds on many stances.

`Waiting` is derived and `Assignment` and `SavedFilter` are work: none of them is knowledge, so none
keeps history. What asks for an editor's word keeps it: suggestions, second codings, differences and
requests of the public.
"""

from functools import partial

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coalition.models.countries import Country
from coalition.models.fields import holds_one_of, optional_word_field, tracked, word_field
from coalition.models.guards import ASKS_FOR_A_PLACE_IN_THE_QUEUE, ONLY_IN_A_REVIEW
from coalition.models.proposals import Proposal
from coalition.models.sources import Source
from coalition.models.stances import Stance
from coalition.vocabulary import Outcome, Reason, Verdict
from coalition.vocabulary import Position as Step

NO_STANCE = "none"  # what a second coder says of words that state no position
LABELS = (*(step.value for step in Step), NO_STANCE)


class Waiting(models.Model):
    """A stance that waits for its verdict, or that the public asks about (`asked`), whatever was said of
    it before; and what a verdict on it would move.

    `place` orders the queue, smallest first (waiting.py says how it is made). `deed` is the verdict
    that would move the line from `before` to `after` from `day` on; null where none would, or where
    nobody looked yet (`weighed` false). `redrawn` marks one stance of a line of which others are to be
    weighed anew too, and nobody said yet which. The other columns repeat the stance's own, for the indexes.
    """

    stance = models.OneToOneField(Stance, models.CASCADE, primary_key=True, related_name="waiting")
    country = models.ForeignKey(Country, models.CASCADE, related_name="+", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+", db_index=False)
    language = models.CharField(max_length=8, blank=True)
    reader = models.CharField(max_length=40)
    asked = models.BooleanField(default=False, db_default=False)
    place = models.PositiveIntegerField()
    weighed = models.BooleanField(default=False)
    redrawn = models.BooleanField(default=False, db_default=False)
    deed = optional_word_field(Verdict)
    day = models.DateField(null=True)
    today = models.BooleanField(default=False)
    before = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=32, blank=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "waiting"
        ordering = ("place", "stance_id")
        constraints = (
            holds_one_of("deed", Verdict, "waiting_deed_is_known"),
            models.CheckConstraint(
                condition=Q(deed__isnull=True, day__isnull=True, before="", after="", today=False)
                | Q(deed__isnull=False, day__isnull=False, before__gt="", after__gt=""),
                name="waiting_effect_is_whole",
            ),
        )
        indexes = (
            models.Index(fields=["place", "stance"], name="waiting_place"),
            models.Index(fields=["country", "proposal", "place", "stance"], name="waiting_line"),
            models.Index(fields=["country", "place", "stance"], name="waiting_country"),
            models.Index(fields=["proposal", "place", "stance"], name="waiting_proposal"),
            models.Index(fields=["source", "place", "stance"], name="waiting_source"),
            models.Index(fields=["language", "place", "stance"], name="waiting_language"),
            models.Index(fields=["reader", "place", "stance"], name="waiting_reader"),
            models.Index(fields=["since"], name="waiting_since"),
            models.Index(
                fields=["country", "proposal"],
                condition=Q(weighed=False),
                name="waiting_unweighed",
            ),
        )

    def __str__(self) -> str:
        return f"stance {self.stance_id}"


class Assignment(models.Model):
    """Who took a stance on, so that two editors do not judge the same one."""

    stance = models.OneToOneField(
        Stance, models.CASCADE, primary_key=True, related_name="assignment"
    )
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("stance_id",)

    def __str__(self) -> str:
        return f"stance {self.stance_id} of {self.editor_id}"


class SavedFilter(models.Model):
    """A filter of the queue that an editor keeps under a name."""

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["editor", "name"], name="filter_has_a_name_of_its_own"),
        )

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One verdict on many stances at once: its reviews name it. Only ever added, as they are."""

    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    verdict = word_field(Verdict)
    reason = optional_word_field(Reason)
    note = models.TextField(blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "batches"
        ordering = ("-id",)
        constraints = (
            holds_one_of("verdict", Verdict, "batch_verdict_is_known"),
            holds_one_of("reason", Reason, "batch_reason_is_known"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.UNDO.value, undoes__isnull=False)
                | (~Q(verdict=Verdict.UNDO.value) & Q(undoes__isnull=True)),
                name="undoing_batch_names_what_it_undoes",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="batch_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="batch_is_written_in_a_review",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=ONLY_IN_A_REVIEW,
            ),
        )

    def __str__(self) -> str:
        return f"batch {self.pk}: {self.verdict}"


def decided_or_open(name: str) -> models.CheckConstraint:
    """What waits for an editor's word is open, or says who decided it and when."""
    return models.CheckConstraint(
        condition=Q(state=Outcome.OPEN.value, decided_by__isnull=True, decided_at__isnull=True)
        | (~Q(state=Outcome.OPEN.value) & Q(decided_by__isnull=False, decided_at__isnull=False)),
        name=name,
    )


class AsksForAWord(models.Model):
    """What waits for an editor's word: open, or what was said, by whom and when."""

    state = word_field(Outcome, default=Outcome.OPEN.value)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


@tracked
class Suggestion(AsksForAWord):
    """A verdict that would flip a position, and waits for another editor's word."""

    stance = models.ForeignKey(Stance, models.PROTECT, related_name="suggestions")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="suggestions")
    verdict = word_field(Verdict)
    reason = optional_word_field(Reason)
    note = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    flips = models.JSONField(default=list)
    edition = models.PositiveIntegerField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("verdict", Verdict, "suggested_verdict_is_known"),
            holds_one_of("reason", Reason, "suggested_reason_is_known"),
            holds_one_of("state", Outcome, "suggestion_state_is_known"),
            decided_or_open("suggestion_is_open_or_decided"),
            models.CheckConstraint(
                condition=~Q(state=Outcome.ACCEPTED.value) | ~Q(decided_by=F("editor")),
                name="suggestion_is_confirmed_by_another",
            ),
            models.UniqueConstraint(
                fields=["stance"],
                condition=Q(state=Outcome.OPEN.value),
                name="stance_has_one_open_suggestion",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verdict} stance {self.stance_id}"


@tracked
class SecondCoding(models.Model):
    """A judged stance of a weekly sample, coded again by somebody who does not see the first verdict.

    `week` is its Monday. `first_label` is what stood when the sample was drawn: a position, or `none`.
    """

    week = models.DateField()
    stance = models.ForeignKey(Stance, models.PROTECT, related_name="second_codings")
    first_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="coded_first"
    )
    first_label = models.CharField(max_length=16)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="coded_second",
    )
    label = models.CharField(max_length=16, blank=True)
    coded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-week", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["week", "stance"], name="stance_is_sampled_once_a_week"
            ),
            models.CheckConstraint(
                condition=Q(first_label__in=LABELS, label__in=(*LABELS, "")),
                name="coding_has_a_known_label",
            ),
            models.CheckConstraint(
                condition=Q(label="", editor__isnull=True, coded_at__isnull=True)
                | Q(label__gt="", editor__isnull=False, coded_at__isnull=False),
                name="coding_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(editor__isnull=True) | ~Q(editor=F("first_editor")),
                name="second_coder_is_another",
            ),
        )

    def __str__(self) -> str:
        return f"stance {self.stance_id}, week of {self.week}"


@tracked
class Difference(AsksForAWord):
    """A reader's newer claim on words that an editor judged otherwise: kept once, for his decision."""

    stance = models.ForeignKey(Stance, models.PROTECT, related_name="differences")
    reader = models.CharField(max_length=40)
    version = models.CharField(max_length=80)
    found = models.JSONField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("state", Outcome, "difference_state_is_known"),
            decided_or_open("difference_is_open_or_decided"),
            models.UniqueConstraint(
                fields=["stance", "reader", "version"],
                name="difference_is_opened_once_by_a_version",
            ),
        )
        indexes = (
            models.Index(
                fields=["-id"], condition=Q(state=Outcome.OPEN.value), name="difference_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reader} {self.version} on stance {self.stance_id}"


# Who wrote is nobody's business but the editor's, and not for ever: history leaves both columns out.
@partial(tracked, exclude=("contact", "sender"))
class CorrectionRequest(AsksForAWord):
    """What somebody of the public says is wrong with a stance, and what became of it.

    `sender` is a keyed digest of where it came from, for the limit on how many; `contact` is what the
    sender gave, never shown in public.
    """

    stance = models.ForeignKey(Stance, models.PROTECT, related_name="requests")
    words = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=64)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("state", Outcome, "request_state_is_known"),
            decided_or_open("request_is_open_or_decided"),
            models.CheckConstraint(
                condition=Q(state=Outcome.OPEN.value) | Q(answer__gt=""),
                name="decided_request_has_an_answer",
            ),
            models.CheckConstraint(condition=Q(words__gt=""), name="request_has_words"),
        )
        indexes = (
            models.Index(fields=["sender", "at"], name="request_of_sender"),
            models.Index(fields=["at"], name="request_by_age"),
        )
        triggers = (
            pgtrigger.Trigger(
                name="request_asks_for_a_place_in_the_queue",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state") | pgtrigger.Delete,
                declare=[("about", "bigint")],
                func=ASKS_FOR_A_PLACE_IN_THE_QUEUE,
            ),
        )

    def __str__(self) -> str:
        return f"request {self.pk}"
