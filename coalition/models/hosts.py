"""What we know of the hosts that we read: their rules, and who of us is asking them right now."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class HostState(models.Model):
    """One host of the web, with its port where that is not the usual one.

    `robots` holds the rules of its robots.txt, once read, at `robots_at`; empty rules allow all. No
    request may begin before `next_at`; `delay` lies between two of them. `rest` says why a host
    rests for longer than its delay.
    """

    host = models.CharField(max_length=260, primary_key=True)
    robots = models.TextField(blank=True)
    robots_at = models.DateTimeField(null=True, blank=True)
    delay = models.DurationField()
    last_request_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(db_default=Now())
    rest = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("host",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_request_at__isnull=True)
                | Q(next_at__gte=models.F("last_request_at")),
                name="host_is_asked_again_later",
            ),
        )

    def __str__(self) -> str:
        return self.host


class HostVisit(models.Model):
    """A request at a host that is under way; who died over it is forgotten at `until`."""

    host = models.ForeignKey(HostState, models.CASCADE, related_name="visits")
    until = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.host_id
