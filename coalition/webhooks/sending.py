"""One delivery: signed, through the guarded wire, later again where it was not taken.

Signed as the Standard Webhooks say (version 1): HMAC-SHA256 over "id.timestamp.body" in
Webhook-Signature, so that receivers can check it with a ready library, and refuse what is old.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from coalition.errors import FetchFailed, FetchRefused
from coalition.ingestion.fetcher import write_user_agent
from coalition.ingestion.fetcher.addresses import read_networks
from coalition.ingestion.fetcher.urls import parse_url
from coalition.ingestion.fetcher.wire import Bounds, Deadline, Patience, Wire
from coalition.models import Delivery, Webhook
from coalition.models.access import is_live
from coalition.vocabulary import DeliveryState

# Posts a body to an address with these headers; returns the status. Raises FetchRefused, FetchFailed.
Post = Callable[[str, dict[str, str], bytes], int]

SECONDS = 10.0  # a receiver takes what it is told, and works on it later
TURN_SECONDS = 60.0  # well before the task's time limit, however slow the receivers are
HEARD = Bounds(wire=64_000, plain=64_000, cut=True)  # what it says is not read further
LEASE = timedelta(seconds=60)  # a worker that died is done by then
# Between attempts: a restart, a deployment, an outage, a weekend.
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720, 1440, 1440))
FAILURES = 10  # attempts in a row that were not taken, whatever they were about
LONGEST_ERROR = 300


def open_sender() -> Post:
    """What posts through the guarded wire: public addresses only, each checked as it is connected to,
    no redirects, within bounds and time."""
    patience = Patience(total=SECONDS, connect=5.0, read=SECONDS)
    only = read_networks(settings.FETCH_ALLOW_NETS)
    wire = Wire(write_user_agent(settings.CONTACT), only=only, patience=patience)

    def post(address: str, headers: dict[str, str], body: bytes) -> int:
        url = parse_url(address, any_port=bool(only))
        if url.host in settings.SITE_HOSTS:
            raise FetchRefused(f"{url.host} is this site itself.")
        return wire.ask(url, headers, HEARD, Deadline(SECONDS), body).status

    return post


def send_due(post: Post, seconds: float = TURN_SECONDS) -> int:
    """Sends what is due, one by one, for a turn; returns how much was taken."""
    end, taken = monotonic() + seconds, 0
    while monotonic() < end and (delivery := claim_delivery()) is not None:
        taken += send(delivery, post)
    return taken


def claim_delivery() -> Delivery | None:
    """The next due delivery, put off for as long as sending it may take; None where none is due."""
    with transaction.atomic():
        found = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("webhook")
            .filter(
                is_live("webhook__key__"),
                state=DeliveryState.WAITING,
                due_at__lte=Now(),
                webhook__stopped_at__isnull=True,
            )
            .order_by("due_at")
            .first()
        )
        if found is not None:
            found.due_at = timezone.now() + LEASE
            found.attempts += 1
            found.save(update_fields=["due_at", "attempts"])
    return found


def send(delivery: Delivery, post: Post) -> bool:
    """Sends a claimed delivery outside of any transaction, and writes down what came of it; nothing where
    its webhook was ended meanwhile."""
    body = delivery.body.encode()
    status: int | None = None
    error = ""
    try:
        status = post(delivery.webhook.url, sign(delivery, body), body)
        if not 200 <= status < 300:
            error = f"It answered {status}." + (
                " Redirects are not followed." if 300 <= status < 400 else ""
            )
    except (FetchRefused, FetchFailed) as failure:
        error = str(failure)
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
        if webhook is None:
            return not error
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        row.status, row.error = status, error[:LONGEST_ERROR]
        if error:
            note_failure(row, webhook)
        else:
            row.state, row.ended_at, webhook.failures = DeliveryState.DELIVERED, timezone.now(), 0
        row.save()
        webhook.save()
    return not error


def note_failure(row: Delivery, webhook: Webhook) -> None:
    """Puts a delivery off, or gives it up; stops a receiver that takes nothing any more."""
    if row.attempts > len(WAITS):
        row.state, row.ended_at = DeliveryState.FAILED, timezone.now()
    else:
        # None is counted where it was asked for anew while this attempt was under way.
        row.due_at = timezone.now() + WAITS[max(row.attempts, 1) - 1]
    webhook.failures = min(webhook.failures + 1, FAILURES)
    if webhook.failures >= FAILURES and webhook.stopped_at is None:
        webhook.stopped_at = timezone.now()
        said = f"{FAILURES} attempts in a row were not taken; the last: {row.error}"
        webhook.stopped_because = said[:LONGEST_ERROR]


def sign(delivery: Delivery, body: bytes) -> dict[str, str]:
    """The headers that a receiver checks."""
    stamp = str(int(timezone.now().timestamp()))
    signed = f"{delivery.pk}.{stamp}.".encode() + body
    secret = base64.b64decode(delivery.webhook.secret.removeprefix("whsec_"))
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "Webhook-Id": str(delivery.pk),
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": f"v1,{base64.b64encode(digest).decode()}",
    }
