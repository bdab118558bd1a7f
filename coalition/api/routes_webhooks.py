"""Webhooks, for clients with a key of that scope: each sees its own."""

from django.http import HttpRequest, HttpResponse
from ninja import P, PathEx, Router
from ninja.errors import HttpError

from coalition import webhooks
from coalition.api import schemas_webhooks as schemas
from coalition.api.reading import PRIVATE, read, reply_json
from coalition.api.rows import describe
from coalition.api.scopes import require_scope
from coalition.api.writing import write
from coalition.errors import Conflict
from coalition.vocabulary import KeyScope
from coalition.webhooks import WebhookRecord

router = Router(tags=["webhooks"])

MOST_SHOWN = 100
WebhookInPath = PathEx[int, P(description="Id.", example=1)]
SCOPE = KeyScope.WEBHOOK


def find_webhook(request: HttpRequest, webhook: int) -> WebhookRecord:
    """A webhook of whoever asks. Raises HttpError 404 for all others: they are nobody's business."""
    client = require_scope(request, SCOPE)
    for found in webhooks.list_webhooks(client.id, client.scope):
        if found.id == webhook:
            return found
    raise HttpError(404, f"You have no webhook {webhook}.")


@write(
    router,
    "/webhooks",
    schemas.WebhookWanted,
    schemas.WebhookMade,
    scope=SCOPE,
    status=201,
    example={"url": "https://example.org/hook", "kind": "position-change", "country": "IT"},
)
def make_webhook(request: HttpRequest, given: schemas.WebhookWanted) -> HttpResponse:
    """Be told of position changes and new evidence

    Each is posted as JSON, signed as the Standard Webhooks say: check Webhook-Signature over
    "id.timestamp.body" with the secret, refuse an old Webhook-Timestamp, and answer with any 2xx within
    ten seconds. What is not taken comes again, up to eight times over four days, with the same
    Webhook-Id; after ten attempts in a row that were not taken the webhook is stopped. Redirects are not
    followed.
    """
    client = require_scope(request, SCOPE)
    try:
        made, secret = webhooks.make_webhook(
            client.id,
            given.url,
            kind=given.kind,
            country=given.country,
            proposal=given.proposal,
        )
    except Conflict as error:
        raise HttpError(409, str(error)) from error
    return keep_private(reply_json(describe(made) | {"secret": secret}))


@read(router, "/webhooks", schemas.WebhookList, example="/webhooks", scope=SCOPE)
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """Your webhooks"""
    client = require_scope(request, SCOPE)
    found = webhooks.list_webhooks(client.id, client.scope)
    return reply_json({"items": [describe(row) for row in found]})


@read(
    router,
    "/webhooks/{int:webhook_id}",
    schemas.WebhookDetail,
    example="/webhooks/1",
    scope=SCOPE,
)
def get_webhook(request: HttpRequest, webhook_id: WebhookInPath) -> HttpResponse:
    """A webhook of yours, and what it was told lately"""
    found = find_webhook(request, webhook_id)
    told = [describe(row) for row in webhooks.list_deliveries(found.id, MOST_SHOWN)]
    return reply_json(describe(found) | {"deliveries": told})


@write(
    router,
    "/webhooks/replay",
    schemas.ReplayWanted,
    schemas.Replayed,
    scope=SCOPE,
    example={"webhook": 1},
)
def replay_deliveries(request: HttpRequest, given: schemas.ReplayWanted) -> HttpResponse:
    """Send something again, or start a stopped webhook again"""
    found = find_webhook(request, given.webhook)
    return keep_private(reply_json({"due": webhooks.replay_delivery(found.id, given.delivery)}))


@write(
    router,
    "/webhooks/end",
    schemas.WebhookNamed,
    schemas.Ended,
    scope=SCOPE,
    status=200,
    example={"webhook": 1},
)
def end_webhook(request: HttpRequest, given: schemas.WebhookNamed) -> HttpResponse:
    """End a webhook of yours; what it was told goes with it"""
    found = find_webhook(request, given.webhook)
    webhooks.end_webhook(found.id)
    return keep_private(reply_json({"ended": found.id}))


def keep_private(response: HttpResponse) -> HttpResponse:
    """A reply that no cache keeps."""
    response["Cache-Control"] = PRIVATE
    return response
