"""The one door to a language model: any endpoint that speaks OpenAI's chat completions.

The key goes into the client and nowhere else. Our errors hold our own words and a status: what an
endpoint says may repeat the key.
"""

import json
import logging
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import openai

from coalition.ingestion.language_model.ledger import (
    Ask,
    Prices,
    check_endpoint,
    open_call,
    settle_call,
    unavailable,
)
from coalition.models import ModelCall
from coalition.vocabulary import CallState

log = logging.getLogger(__name__)

RETRIES = 2
CONNECT_SECONDS = 5.0  # a limit of its own: the client counts each phase of a request apart
FIRST_WAIT = 0.5  # seconds before the first retry where the endpoint names none, then twice that
MOST_OUT = 4_096  # tokens of an answer: ten times what an article with many stances needs
OVERHEAD = 200  # tokens that chat templates add around the messages
LONGEST_WAIT = 3600.0  # an endpoint that asks for more is asked again after an hour
BUSY = frozenset({408, 409, 429})

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint was found to understand; each refusal takes one wish back."""

    schema: bool = True
    temperature: bool = True
    length: str = "max_tokens"

    @property
    def form(self) -> str:
        """How the form of the answer is asked for."""
        return "json_schema" if self.schema else "json_object"

    def without(self, refused: str) -> "Dialect | None":
        """The dialect after a refusal that names the field `refused`; None where nothing is left."""
        if refused == "temperature" and self.temperature:
            return replace(self, temperature=False)
        if refused == "max_tokens" and self.length == "max_tokens":
            return replace(self, length="max_completion_tokens")
        return replace(self, schema=False) if self.schema else None


@dataclass(frozen=True, slots=True)
class Told:
    """What the model said, whether it was cut off, and the row of the request, still to be settled."""

    text: str
    cut: bool
    call: ModelCall


@dataclass(frozen=True, slots=True)
class Miss:
    """A request that came to nothing: why, whether to try again, and how long the endpoint asks to wait.

    `status` is the HTTP status, if there was one. `spent` says that it may have cost something.
    `simpler` is a dialect worth trying at once.
    """

    reason: str
    again: bool = False
    wait: float | None = None
    status: int | None = None
    spent: bool = False
    simpler: Dialect | None = None


class Endpoint:
    """An endpoint with one model on it. Remembers what dialect it understands."""

    def __init__(
        self, base_url: str, api_key: str, model: str, prices: Prices, timeout: float
    ) -> None:
        # We retry ourselves: a job has a time limit, and each try is a row in the book.
        self._client = openai.OpenAI(
            base_url=base_url, api_key=api_key or "none", max_retries=0, timeout=timeout
        )
        self._timeout = timeout
        self._dialect = Dialect()
        self.prices = prices
        self.model = model
        self.address = name_endpoint(base_url)

    def __repr__(self) -> str:
        return f"<Endpoint {self.address} {self.model}>"

    def tell(
        self, ask: Ask, messages: Messages, schema: Mapping[str, Any], *, turn: int, end: float
    ) -> Told:
        """What the model answers to `messages`, before `end` on the monotonic clock.

        Tries again what may pass (429, 5xx, no answer), after as long as the endpoint asks for. Raises
        ReaderFailed with a few words: budget spent, resting, down, no answer in time, refused. The
        row of the answer is left for the caller to settle, who knows whether it is of use.
        """
        check_endpoint(self.address, self.model)
        tries, dialect = 0, self._dialect
        while True:
            outcome = self._try(dialect, ask, messages, schema, turn, end)
            if isinstance(outcome, Told):
                # Only now: a refusal may have had nothing to do with the dialect.
                self._dialect = dialect
                return outcome
            if outcome.simpler is not None:
                dialect = outcome.simpler
                continue
            wait = outcome.wait if outcome.wait is not None else FIRST_WAIT * 2**tries
            tries += 1
            if not outcome.again or tries > RETRIES or time.monotonic() + wait >= end:
                raise unavailable(outcome.reason)
            time.sleep(wait)

    def _try(
        self,
        dialect: Dialect,
        ask: Ask,
        messages: Messages,
        schema: Mapping[str, Any],
        turn: int,
        end: float,
    ) -> Told | Miss:
        most = self.prices.cost(count_bytes(messages, schema) + OVERHEAD, MOST_OUT)
        call = open_call(ask, form=dialect.form, turn=turn, most=most, prices=self.prices)
        started = time.monotonic()
        limit = min(self._timeout, max(end - started, 1.0))
        try:
            completion = self._client.chat.completions.create(
                model=self.model,
                messages=list(messages),  # type: ignore[arg-type]
                timeout=openai.Timeout(limit, connect=min(limit, CONNECT_SECONDS)),
                response_format=write_format(dialect, schema),
                extra_body=write_extras(dialect),
            )
        except openai.APIStatusError as error:
            miss = judge_status(error, dialect)
        except openai.APITimeoutError:
            miss = Miss("no answer in time", again=True, spent=True)
        except openai.APIConnectionError:
            miss = Miss("down", again=True)
        except (openai.OpenAIError, ValueError):
            miss = Miss("no answer in what it sent", spent=True)
        else:
            return self._read(completion, call, started)
        return self._fail(call, miss, started)

    def _read(self, completion: object, call: ModelCall, started: float) -> Told | Miss:
        """The words of an answer; what it cost is written at once."""
        # The client builds its records without looking at what came: any field may be anything.
        choices = getattr(completion, "choices", None)
        choice = choices[0] if isinstance(choices, list) and choices else None
        text = getattr(getattr(choice, "message", None), "content", None)
        usage = self._count(getattr(completion, "usage", None))
        settle_call(call, CallState.SENT, **usage, latency_ms=since(started))
        if not isinstance(text, str) or not text.strip():
            return self._fail(call, Miss("no answer in what it sent", spent=True), started)
        cut = getattr(choice, "finish_reason", None) == "length"
        return Told(text.replace("\x00", ""), cut, call)

    def _count(self, usage: object) -> dict[str, Any]:
        """The tokens and their cost; without a count that makes sense, the most stays written."""
        given, made = (
            getattr(usage, "prompt_tokens", None),
            getattr(usage, "completion_tokens", None),
        )
        if not is_count(given) or not is_count(made):
            return {}
        details = getattr(usage, "prompt_tokens_details", None)
        cached = getattr(details, "cached_tokens", None)
        return {
            "prompt_tokens": given,
            "completion_tokens": made,
            "cached_tokens": cached if is_count(cached) else None,
            "cost_usd": self.prices.cost(given, made),
        }

    def _fail(self, call: ModelCall, miss: Miss, started: float) -> Miss:
        status = f" (HTTP {miss.status})" if miss.status else ""
        log.info("%s: %s%s", self.address, miss.reason, status)
        values: dict[str, Any] = {"failure": miss.reason + status, "latency_ms": since(started)}
        if not miss.spent:
            values["cost_usd"] = Decimal(0)
        if miss.wait is not None:
            values["retry_at"] = datetime.now(UTC) + timedelta(seconds=miss.wait)
        settle_call(call, CallState.FAILED, **values)
        return miss


def judge_status(error: openai.APIStatusError, dialect: Dialect) -> Miss:
    """What a status means: to try again, to try in a simpler dialect, or neither."""
    status = error.status_code
    if status in BUSY or status >= 500:
        reason = "too many requests" if status == 429 else "down"
        return Miss(reason, again=True, wait=read_wait(error.response.headers), status=status)
    if status in {400, 422}:
        simpler = dialect.without(error.param or "")
        return Miss("it refused the request", status=status, simpler=simpler)
    reason = "it refused the key" if status in {401, 403} else "it refused the request"
    return Miss(reason, status=status)


def write_format(dialect: Dialect, schema: Mapping[str, Any]) -> Any:
    """How the form of the answer is asked for in a dialect."""
    if not dialect.schema:
        return {"type": "json_object"}
    named = {"name": "stances", "strict": True, "schema": dict(schema)}
    return {"type": "json_schema", "json_schema": named}


def write_extras(dialect: Dialect) -> dict[str, Any]:
    """The fields that endpoints disagree on."""
    return {dialect.length: MOST_OUT} | ({"temperature": 0} if dialect.temperature else {})


def read_wait(headers: Mapping[str, str]) -> float | None:
    """How many seconds a Retry-After header asks to wait (RFC 9110: seconds or a date); None without."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST_WAIT)


def name_endpoint(base_url: str) -> str:
    """Host, port and path of an address: what it may hold of names, keys and parameters is left out."""
    parts = urlsplit(base_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.hostname or ''}{port}{parts.path.rstrip('/')}"[:200]


def count_bytes(messages: Messages, schema: Mapping[str, Any]) -> int:
    """A bound on the tokens of a request: no tokenizer that reads bytes makes more of them."""
    return sum(len(message["content"].encode()) for message in messages) + len(json.dumps(schema))


def is_count(value: object) -> TypeGuard[int]:
    """Whether an endpoint's number of tokens is one."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def since(started: float) -> int:
    """Milliseconds since a moment on the monotonic clock."""
    return round((time.monotonic() - started) * 1000)
