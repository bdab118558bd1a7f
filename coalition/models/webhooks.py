"""Who is told of news by webhook, and each thing that they were told."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.access import ApiKey
from coalition.models.countries import Country
from coalition.models.fields import holds_one_of, word_field
from coalition.models.proposals import Proposal
from coalition.vocabulary import DeliveryState, NewsKind


class Webhook(models.Model):
    """A receiver: what it wants to hear of, and up to which instant it was told.

    `secret` signs what is sent, so it is kept as it is; it is shown once. `failures` counts deliveries
    in a row that were not taken; after too many it is stopped, and `stopped_because` says why.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=2000)
    secret = models.CharField(max_length=64)
    kind = models.CharField(
        max_length=32, blank=True, choices=[(kind.value, kind.value) for kind in NewsKind]
    )
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="+")
    told_until = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=[kind.value for kind in NewsKind]),
                name="webhook_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_because="")
                | Q(stopped_at__isnull=False, stopped_because__gt=""),
                name="stopped_webhook_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One thing to tell one receiver. `event` names what it tells of: each is told once.

    `id` is the same however often it is sent; `body` the very bytes that are signed. Whoever sends it
    moves `due_at` ahead first, so that no two send it at once, and it comes back should he die.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=200)
    body = models.TextField()
    state = word_field(DeliveryState, default=DeliveryState.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ("-created_at", "id")
        constraints = (
            holds_one_of("state", DeliveryState, "delivery_state_is_known"),
            models.UniqueConstraint(fields=["webhook", "event"], name="event_is_told_once"),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=Q(state=DeliveryState.WAITING.value),
                name="delivery_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
