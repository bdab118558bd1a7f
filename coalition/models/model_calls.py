"""Requests to language models: what each asked, what it cost, and the answer, kept to be used again."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.fields import holds_one_of, word_field
from coalition.vocabulary import CallState


class ModelCall(models.Model):
    """One request. Written before it is sent, with the most that it can cost, and settled once.

    `content_sha256` names the fenced article, `prompt_version` all that came before it: codebook,
    proposals, examples, schema. `answer` is set only where `state` is answered: the stances of that
    part of the article after any repair, and the refused ones. `said` is an answer that was of no use.
    `cost_usd` is at the prices of that day; where nobody knows what was used, it stays the most.
    """

    endpoint = models.CharField(max_length=200)
    model = models.CharField(max_length=120)
    prompt_version = models.CharField(max_length=16)
    content_sha256 = models.CharField(max_length=64)
    form = models.CharField(max_length=16)
    turn = models.PositiveSmallIntegerField()
    state = word_field(CallState, default=CallState.SENT.value)
    failure = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True, blank=True)
    cached_tokens = models.PositiveIntegerField(null=True, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True, blank=True)
    cost_usd = models.DecimalField(max_digits=16, decimal_places=10)
    latency_ms = models.PositiveIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    said = models.TextField(blank=True)
    used_again = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("state", CallState, "model_call_state_is_known"),
            models.CheckConstraint(
                condition=Q(cost_usd__gte=0), name="model_call_costs_nothing_or_more"
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.ANSWERED.value, answer__isnull=False)
                | (~Q(state=CallState.ANSWERED.value) & Q(answer__isnull=True)),
                name="only_an_answered_call_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.FAILED.value) | Q(failure__gt=""),
                name="failed_call_says_why",
            ),
        )
        indexes = (
            models.Index(
                fields=["content_sha256", "prompt_version"],
                condition=Q(state=CallState.ANSWERED.value),
                name="model_call_answer",
            ),
            models.Index(fields=["sent_at"], name="model_call_day"),
        )

    def __str__(self) -> str:
        return f"{self.model}, {self.state}"
