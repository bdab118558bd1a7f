"""Lines: derived rows, which one command drops and rebuilds; and two things that editors add to them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coalition.models.countries import Country
from coalition.models.fields import holds_one_of, optional_word_field, tracked, word_field
from coalition.models.proposals import Proposal
from coalition.models.stances import Stance
from coalition.vocabulary import LineState
from coalition.vocabulary import Position as Step


class Position(models.Model):
    """Where a country stands on a proposal over the days [first, until); `until` null is open.

    `position` is null where no position is held, and `state` says why.
    """

    # Other indexes begin with these two already, and a line drawn anew is a thousand rows in each.
    country = models.ForeignKey(Country, models.CASCADE, related_name="positions", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="positions", db_index=False)
    first = models.DateField()
    until = models.DateField(null=True)
    state = word_field(LineState)
    position = optional_word_field(Step)
    low = optional_word_field(Step)
    high = optional_word_field(Step)
    statements = models.PositiveIntegerField()
    origins = models.PositiveIntegerField()
    reviewed = models.BooleanField()
    cause = models.ForeignKey(Stance, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ("country_id", "proposal_id", "first")
        constraints = (
            models.UniqueConstraint(
                fields=["country", "proposal", "first"], name="position_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("first")),
                name="position_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state=LineState.HELD.value, position__isnull=False)
                | (~Q(state=LineState.HELD.value) & Q(position__isnull=True)),
                name="position_is_null_only_with_a_state_that_says_why",
            ),
            holds_one_of("state", LineState, "position_state_is_known"),
            holds_one_of("position", Step, "position_is_a_step"),
            holds_one_of("low", Step, "position_low_is_a_step"),
            holds_one_of("high", Step, "position_high_is_a_step"),
        )
        indexes = (
            models.Index(fields=["first", "until"], name="position_days"),
            models.Index(fields=["proposal", "first"], name="position_of_proposal"),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.position or self.state} on {self.proposal_id}"


class Change(models.Model):
    """One step of a line from one position or state to another, and the stance that caused it."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="changes", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    day = models.DateField()
    state_before = word_field(LineState)
    state_after = word_field(LineState)
    position_before = optional_word_field(Step)
    position_after = optional_word_field(Step)
    cause = models.ForeignKey(Stance, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ("-day", "country_id", "proposal_id")
        constraints = (
            models.UniqueConstraint(
                fields=["country", "proposal", "day"], name="line_changes_once_a_day"
            ),
        )
        indexes = (models.Index(fields=["-day"], name="change_newest"),)

    def __str__(self) -> str:
        return f"{self.country_id} on {self.proposal_id}, {self.day}"


@tracked
class Pin(models.Model):
    """An editor's word on where a line stands from a day to a day, with the reason.

    With the state *declined* it holds no position: the government was asked and would not say. Then
    `words` is what the source at `url` has of it. No machine makes one.
    """

    country = models.ForeignKey(Country, models.PROTECT, related_name="pins")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="pins")
    state = word_field(LineState, default=LineState.HELD.value)
    position = optional_word_field(Step)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    url = models.TextField(blank=True)
    reason = models.TextField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pins")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("position", Step, "pin_position_is_a_step"),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")),
                name="pin_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(reason__gt=""), name="pin_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state=LineState.HELD.value, position__isnull=False)
                | Q(state=LineState.DECLINED.value, position__isnull=True),
                name="pin_holds_a_position_or_is_declined",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="pin_url_is_of_the_web",
            ),
            # Nobody who was silent once is silent for ever, and silence needs its witness.
            models.CheckConstraint(
                condition=Q(state=LineState.HELD.value)
                | (Q(words__gt="", url__gt="") & Q(last__isnull=False)),
                name="declined_pin_has_source_and_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.position or self.state} on {self.proposal_id}"


@tracked
class WorldEvent(models.Model):
    """A dated event of the world that charts show: a summit, a vote, an election, an agreement."""

    day = models.DateField()
    title_en = models.CharField(max_length=240)
    title_it = models.CharField(max_length=240)
    kind = models.CharField(max_length=16)
    url = models.TextField(blank=True)

    class Meta:
        ordering = ("day", "title_en")
        constraints = (
            models.UniqueConstraint(fields=["day", "title_en"], name="event_is_listed_once"),
        )

    def __str__(self) -> str:
        return self.title_en
