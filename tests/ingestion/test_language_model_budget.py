"""The daily budget is one for all workers: however many ask at once, the sum never goes beyond it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction

from coalition.errors import ReaderFailed
from coalition.ingestion.language_model.ledger import Ask, Prices, open_call, spent_today
from coalition.models import ModelCall

PRICES = Prices(Decimal(1), Decimal(1), daily_budget=Decimal("0.35"))
ASK = Ask("host/v1", "model", "prompt", "content")


def ask(_: int) -> str:
    """One worker's request for a tenth of a dollar: "sent", or why not."""
    try:
        open_call(ASK, form="json_schema", turn=1, most=Decimal("0.1"), prices=PRICES)
    except ReaderFailed as error:
        return str(error)
    finally:
        connection.close()
    return "sent"


@pytest.mark.django_db(transaction=True)
def test_workers_that_ask_at_once_never_go_beyond_the_budget_together() -> None:
    with ThreadPoolExecutor(8) as workers:
        outcomes = sorted(workers.map(ask, range(8)))
    assert outcomes == ["language model unavailable: daily budget spent"] * 5 + ["sent"] * 3
    assert spent_today() == Decimal("0.3")


@pytest.mark.django_db(transaction=True)
def test_a_request_is_never_booked_where_a_rollback_could_forget_it() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        ask(0)
    assert ModelCall.objects.count() == 0


@pytest.mark.django_db
def test_what_was_spent_before_midnight_is_not_todays() -> None:
    call = open_call(ASK, form="json_schema", turn=1, most=Decimal("0.1"), prices=PRICES)
    ModelCall.objects.filter(pk=call.pk).update(sent_at="2026-01-01T23:59:59Z")
    assert spent_today() == 0
