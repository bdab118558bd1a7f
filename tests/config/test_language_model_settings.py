"""The settings of the language model: a start without them is refused in one sentence."""

import os
import subprocess
import sys

import pytest

GIVEN = {
    "READER": "llm",
    "LLM_BASE_URL": "https://model.example/v1",
    "LLM_MODEL": "a-model",
    "LLM_PRICE_IN": "0.15",
    "LLM_PRICE_OUT": "0.6",
    "LLM_DAILY_BUDGET_USD": "2",
}
SHOW = "from coalition.config import settings as s; print(s.LLM_PRICE_IN, s.LLM_DAILY_BUDGET_USD)"


def start(**values: str) -> tuple[str, str]:
    """What a process with these variables prints, and the last line of what it complains of."""
    environment = os.environ | GIVEN | values
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=False
    )
    complaints = done.stderr.strip().splitlines() or [""]
    return done.stdout.strip(), complaints[-1].rpartition("ImproperlyConfigured: ")[2]


def test_with_all_of_them_it_starts() -> None:
    assert start() == ("0.15 2", "")


def test_without_the_reader_none_is_needed() -> None:
    assert start(READER="offline", LLM_PRICE_IN="", LLM_DAILY_BUDGET_USD="") == ("None None", "")


def test_what_is_missing_is_named() -> None:
    assert start(LLM_MODEL="", LLM_PRICE_OUT="") == (
        "",
        "READER=llm needs LLM_MODEL, LLM_PRICE_OUT: see .env.example.",
    )


@pytest.mark.parametrize("amount", ["1,5", "-1", "free", "nan", "1e9", "٣"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    assert start(LLM_PRICE_IN=amount) == (
        "",
        f"LLM_PRICE_IN must be an amount such as 2 or 0.15, not {amount!r}.",
    )
