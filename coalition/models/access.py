"""Keys of API clients, of which only a digest is kept; and how much each client asked for lately."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from coalition.vocabulary import KeyScope

PREFIX = "cow"  # secret scanners look for a fixed beginning


class ApiKeyManager(models.Manager["ApiKey"]):
    """How keys are made and found."""

    def issue(
        self, name: str, scope: KeyScope, expires_at: datetime | None = None
    ) -> tuple["ApiKey", str]:
        """A new key as its row and its text; the text is kept nowhere."""
        handle, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        row = self.create(
            name=name, scope=scope, handle=handle, digest=digest(secret), expires_at=expires_at
        )
        return row, f"{PREFIX}_{handle}_{secret}"

    def find(self, text: str, now: datetime) -> "ApiKey | None":
        """The live key that a text names, or None: unknown, wrong, expired and revoked alike."""
        prefix, _, rest = text.partition("_")
        handle, _, secret = rest.partition("_")
        row = self.filter(handle=handle).first() if prefix == PREFIX else None
        # Compared also where no row was found, so that the time taken says nothing.
        matches = hmac.compare_digest(digest(secret), row.digest if row else digest(""))
        if row is None or not matches or row.revoked_at is not None:
            return None
        return row if row.expires_at is None or row.expires_at > now else None


def is_live(path: str = "") -> models.Q:
    """The rows whose key, found by this path, is neither revoked nor expired."""
    return models.Q(**{f"{path}revoked_at__isnull": True}) & (
        models.Q(**{f"{path}expires_at__isnull": True})
        | models.Q(**{f"{path}expires_at__gt": Now()})
    )


def digest(secret: str) -> str:
    """SHA-256 in hex: enough for secrets of 256 random bits (ASVS 6.5.2)."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiKey(models.Model):
    """A key with one scope (`KeyScope.allows`). Its text is shown once, when it is issued."""

    name = models.CharField(max_length=80)
    handle = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(max_length=8, choices=[(s.value, s.value) for s in KeyScope])
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(scope__in=[s.value for s in KeyScope]),
                name="key_scope_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RequestCount(models.Model):
    """What one counter has spent in its newest window, whose last minute is `minute`; one that is over
    may be forgotten at any time.

    `counter` is a digest: it may be that of an address.

    The table is unlogged: a count costs no write to the log, and a crash of the server begins anew.
    """

    counter = models.CharField(max_length=64, primary_key=True)
    minute = models.DateTimeField()
    spent = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("-minute", "-spent")
        indexes = (models.Index(fields=["minute"], name="count_by_age"),)

    def __str__(self) -> str:
        return self.counter
