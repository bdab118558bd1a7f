"""The shapes of webhooks and of what they were told."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from coalition.api.filters import MOST_ID, CountryCode, ProposalSlug
from coalition.api.schemas import shown
from coalition.api.schemas_ingest import asked, read_url
from coalition.ingestion.fetcher.urls import LONGEST_URL
from coalition.vocabulary import DeliveryState, NewsKind


def read_receiver(given: str) -> str:
    """The address of a receiver: https, and on the public web (tests may listen on loopback)."""
    if not settings.FETCH_ALLOW_NETS:
        if not given.lower().startswith("https://"):
            raise PydanticCustomError("no_tls", "must begin with https://")
        return read_url(given)
    return given


Receiver = Annotated[
    str,
    StringConstraints(max_length=LONGEST_URL),
    AfterValidator(read_receiver),
    Field(
        json_schema_extra={
            "pattern": r"^[hH][tT][tT][pP][sS]://[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/|$)"
        }
    ),
]


def read_whole(given: Any) -> Any:
    """A whole number that JSON writes with a point, such as 1.0, as the integer that it is."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


Number = Annotated[int, Field(ge=1, le=MOST_ID), BeforeValidator(read_whole)]
NUMBER: Any = shown("Id of the webhook.", 1)


class WebhookWanted(BaseModel):
    """A webhook that is asked for: where, and of what."""

    model_config = ConfigDict(extra="forbid")

    url: Receiver = shown("Where to post.", "https://example.org/hook")
    kind: NewsKind | None = asked("Of one kind only.", "position-change")
    country: CountryCode | None = asked("Of one country only.", "IT")
    proposal: ProposalSlug | None = asked("On one proposal only.", "troops-on-ground")


class WebhookNamed(BaseModel):
    """A webhook."""

    model_config = ConfigDict(extra="forbid", strict=True)

    webhook: Number = NUMBER


class ReplayWanted(WebhookNamed):
    """What is to be sent again."""

    model_config = ConfigDict(extra="forbid", strict=False)

    delivery: UUID | None = asked(
        "One delivery; else all that were not taken, and a stopped webhook starts again.",
        "2b1c0a3e-0f5d-4c1a-9a53-6a4f0e2d9c11",
    )


class Webhook(BaseModel):
    """A webhook."""

    id: int = NUMBER
    url: str = shown("Where we post.", "https://example.org/hook")
    kind: NewsKind | None = shown("The only kind that it is told of; null for all.", None)
    country: str | None = shown("The only country; null for all.", "IT")
    proposal: str | None = shown("The only proposal; null for all.", None)
    told_until: datetime = shown(
        "What was known at this instant it was told.", "2026-11-22T09:12:21Z"
    )
    failures: int = shown("Attempts in a row that it did not take.", 0)
    stopped_at: datetime | None = shown("When it was stopped; null while it runs.", None)
    stopped_because: str = shown("Why it was stopped; empty while it runs.", "")
    created_at: datetime = shown("When it was made.", "2026-11-22T09:12:21Z")


class WebhookMade(Webhook):
    """A new webhook."""

    secret: str = shown("What signs all that is sent; shown only now.", "whsec_c2VjcmV0")


class WebhookList(BaseModel):
    """Your webhooks."""

    items: list[Webhook] = shown("Webhooks, newest first.", [])


class Delivery(BaseModel):
    """One thing that a receiver was told, or is to be."""

    id: UUID = shown(
        "Its id, the same however often it is sent.", "2b1c0a3e-0f5d-4c1a-9a53-6a4f0e2d9c11"
    )
    event: str = shown("What it tells of.", "new-evidence:514:2026-11-22T09:12:21+00:00")
    state: DeliveryState = shown("Whether it was taken.", "delivered")
    attempts: int = shown("How often it was sent.", 1)
    due_at: datetime = shown("When it is sent next, while it waits.", "2026-11-22T09:12:21Z")
    status: int | None = shown("Status of the last answer; null without one.", 204)
    error: str = shown("Why the last attempt was not taken; empty where it was.", "")
    created_at: datetime = shown("When it came up.", "2026-11-22T09:12:21Z")
    ended_at: datetime | None = shown("When it was taken or given up.", "2026-11-22T09:12:21Z")


class WebhookDetail(Webhook):
    """A webhook, and what it was told lately."""

    deliveries: list[Delivery] = shown("Up to a hundred deliveries, newest first.", [])


class Replayed(BaseModel):
    """What is sent again."""

    due: int = shown("Number of deliveries that are due now.", 1)


class Ended(BaseModel):
    """A webhook that was ended."""

    ended: int = NUMBER
