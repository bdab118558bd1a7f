"""What is to be done: rows that workers claim. The broker only rings."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from coalition.models.fields import holds_one_of, word_field
from coalition.runs import LONGEST
from coalition.vocabulary import JobKind, JobState


class Job(models.Model):
    """One piece of work on one row: `target` is the id of the page or article that it is about.

    A job is held by a worker while `lease_until` lies ahead; only the holder of `lease_token`
    may end it. `deaths` counts the workers that died over it. Jobs that keep failing are quarantined
    with their error until an editor retries. `run` names the chain of work that it is part of.
    """

    kind = word_field(JobKind)
    target = models.BigIntegerField()
    state = word_field(JobState, default=JobState.WAITING.value)
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    run = models.CharField(max_length=LONGEST, db_default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            holds_one_of("kind", JobKind, "job_kind_is_known"),
            holds_one_of("state", JobState, "job_state_is_known"),
            models.UniqueConstraint(
                fields=["kind", "target"],
                condition=Q(state=JobState.WAITING.value),
                name="job_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=JobState.RUNNING.value,
                    lease_until__isnull=False,
                    lease_token__isnull=False,
                )
                | (~Q(state=JobState.RUNNING.value) & Q(lease_until__isnull=True)),
                name="running_job_has_a_lease",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=JobState.WAITING.value),
                name="job_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state=JobState.RUNNING.value),
                name="job_lease",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"
