"""The book of requests to language models: the budget, the cache of answers, and who is down.

All of it stands in the database, so that all workers share it. Rows are committed before a request is
sent: what was spent stays written, whatever becomes of the worker.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from coalition.errors import ReaderFailed
from coalition.models import ModelCall
from coalition.vocabulary import CallState

# So many failures in a row, and the endpoint is left alone for a while: one article's worth of tries.
FAILURES = 3
REST = timedelta(seconds=60)
PER_MILLION = Decimal(1_000_000)
BUDGET_LOCK = 4_771_904_215  # an advisory lock of our own, any number that nobody else uses


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens, and how many a day may be spent (UTC)."""

    tokens_in: Decimal
    tokens_out: Decimal
    daily_budget: Decimal

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens cost. Providers' rebates for cached ones are not counted."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / PER_MILLION


@dataclass(frozen=True, slots=True)
class Ask:
    """What makes a request the same request: whom it goes to and what it asks."""

    endpoint: str
    model: str
    prompt_version: str
    content_sha256: str


def unavailable(reason: str) -> ReaderFailed:
    """The failure to raise: in one short clause, since a reading's version may repeat it."""
    return ReaderFailed(f"language model unavailable: {reason}")


def find_answer(ask: Ask) -> Mapping[str, Any] | None:
    """The first answer that was kept for this very request, or None; counts that it was used again."""
    row = (
        ModelCall.objects.filter(
            content_sha256=ask.content_sha256,
            prompt_version=ask.prompt_version,
            endpoint=ask.endpoint,
            model=ask.model,
            state=CallState.ANSWERED,
        )
        .order_by("id")
        .first()
    )
    if row is None:
        return None
    ModelCall.objects.filter(pk=row.pk).update(used_again=F("used_again") + 1)
    return cast(Mapping[str, Any], row.answer)


def forget_answers(contents: Collection[str]) -> None:
    """Takes away what models said of these contents; what each request cost stays."""
    calls = ModelCall.objects.filter(content_sha256__in=contents)
    calls.filter(state=CallState.ANSWERED).update(
        state=CallState.UNUSABLE, answer=None, failure="its text was removed"
    )
    calls.exclude(said="").update(said="")


def check_endpoint(endpoint: str, model: str) -> None:
    """Raises ReaderFailed while the endpoint rests: after failures in a row, or as long as it asked for."""
    now = timezone.now()
    newest = list(
        ModelCall.objects.filter(endpoint=endpoint, model=model)
        .exclude(state=CallState.SENT)
        .order_by("-id")[:FAILURES]
    )
    if newest and newest[0].retry_at is not None and newest[0].retry_at > now:
        raise unavailable("it asked us to wait")
    failed = [row for row in newest if row.state == CallState.FAILED]
    if len(failed) == FAILURES and newest[0].sent_at > now - REST:
        raise unavailable("it failed a moment ago")


def open_call(ask: Ask, *, form: str, turn: int, most: Decimal, prices: Prices) -> ModelCall:
    """Writes a request down at the most that it can cost. Raises ReaderFailed where the day's budget
    does not allow for it; nothing is written then. Workers pass one at a time."""
    # Durable: inside another transaction, its rollback would forget what was spent.
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUDGET_LOCK])
        if most > 0 and spent_today() + most > prices.daily_budget:
            raise unavailable("daily budget spent")
        return ModelCall.objects.create(
            endpoint=ask.endpoint,
            model=ask.model,
            prompt_version=ask.prompt_version,
            content_sha256=ask.content_sha256,
            form=form,
            turn=turn,
            cost_usd=most,
        )


def spent_today() -> Decimal:
    """US dollars spent or set aside since midnight UTC, on all endpoints."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    total = ModelCall.objects.filter(sent_at__gte=midnight).aggregate(total=Sum("cost_usd"))
    return total["total"] or Decimal(0)


def settle_call(call: ModelCall, state: CallState, **values: Any) -> None:
    """Writes how a request fared, once: `values` are columns of its row."""
    for name, value in (values | {"state": state}).items():
        setattr(call, name, value)
    call.save(update_fields=["state", *values])
