"""Making, listing and ending webhooks; sending something again."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coalition import vintages
from coalition.errors import Conflict
from coalition.models import ApiKey, Delivery, Webhook
from coalition.vocabulary import DeliveryState, KeyScope

MOST_WEBHOOKS = 20  # of one key
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class WebhookRecord:
    """A webhook, without its secret."""

    id: int
    url: str
    kind: str | None
    country: str | None
    proposal: str | None
    told_until: datetime
    failures: int
    stopped_at: datetime | None
    stopped_because: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """What a receiver was told, or is to be."""

    id: UUID
    event: str
    state: str
    attempts: int
    due_at: datetime
    status: int | None
    error: str
    created_at: datetime
    ended_at: datetime | None


def make_webhook(
    key: int, url: str, *, kind: str | None, country: str | None, proposal: str | None
) -> tuple[WebhookRecord, str]:
    """A new webhook of a key, told of what comes from now on; and its secret, which is shown once.

    Raises Conflict where the key has too many.
    """
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    with transaction.atomic():
        ApiKey.objects.select_for_update(no_key=True).get(
            pk=key
        )  # two at once make no one too many
        if Webhook.objects.filter(key=key).count() >= MOST_WEBHOOKS:
            raise Conflict(f"A key has at most {MOST_WEBHOOKS} webhooks: end one first.")
        row = Webhook.objects.create(
            key_id=key,
            url=url,
            secret=secret,
            kind=kind or "",
            country_id=country,
            proposal_id=proposal,
            told_until=vintages.find_settled(),
        )
    row.refresh_from_db()
    return describe_webhook(row), secret


def describe_webhook(row: Webhook) -> WebhookRecord:
    """A webhook's row as a record."""
    return WebhookRecord(
        id=row.pk,
        url=row.url,
        kind=row.kind or None,
        country=row.country_id,
        proposal=row.proposal_id,
        told_until=row.told_until,
        failures=row.failures,
        stopped_at=row.stopped_at,
        stopped_because=row.stopped_because,
        created_at=row.created_at,
    )


def list_webhooks(key: int, scope: KeyScope) -> list[WebhookRecord]:
    """The webhooks of a key, newest first; an admin's sees all."""
    rows = Webhook.objects.order_by("-id")
    if scope is not KeyScope.ADMIN:
        rows = rows.filter(key=key)
    return [describe_webhook(row) for row in rows]


def list_deliveries(webhook: int, limit: int) -> list[DeliveryRecord]:
    """What a receiver was told, the newest first."""
    rows = Delivery.objects.filter(webhook=webhook).order_by("-created_at", "id")[:limit]
    return [
        DeliveryRecord(
            row.pk,
            row.event,
            row.state,
            row.attempts,
            row.due_at,
            row.status,
            row.error,
            row.created_at,
            row.ended_at,
        )
        for row in rows
    ]


def end_webhook(webhook: int) -> None:
    """Ends a webhook; what it was told goes with it."""
    Webhook.objects.filter(pk=webhook).delete()


def replay_delivery(webhook: int, delivery: UUID | None = None) -> int:
    """Makes a delivery due again, or without one starts a stopped webhook again with all that failed.

    Returns how many are due. Their ids stay: a receiver knows what it had already.
    """
    with transaction.atomic():
        row = Webhook.objects.select_for_update().get(pk=webhook)
        row.failures, row.stopped_at, row.stopped_because = 0, None, ""
        row.save()
        again = Delivery.objects.filter(webhook=row)
        if delivery is not None:
            again = again.filter(pk=delivery)
        else:
            again = again.exclude(state=DeliveryState.DELIVERED)
        return again.update(
            state=DeliveryState.WAITING, attempts=0, due_at=timezone.now(), ended_at=None
        )
