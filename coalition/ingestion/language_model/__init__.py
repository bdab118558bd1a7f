"""The one door to a language model.

reader     asks: an article in, a reading out, or ReaderFailed
endpoint   speaks HTTP: retries, time limits, what an endpoint understands
ledger     remembers: budget, answers kept, who is down
"""

import re
from decimal import Decimal

from django.conf import settings

from coalition.errors import SetupError
from coalition.extraction.lexicon import read_lexicon
from coalition.ingestion.language_model.ledger import Prices
from coalition.ingestion.language_model.reader import LanguageModelReader
from coalition.models import ProposalDefinition

FREE = Decimal(0)  # what a setting of 0 says; one that is missing was refused before

__all__ = ["LanguageModelReader", "open_language_model"]


def open_language_model() -> LanguageModelReader:
    """The reader that asks the model of the settings, told the newest definitions of the proposals.

    Raises SetupError where a setting is missing, the address is none, or no proposal is stored.
    """
    if missing := [name for name in settings.LLM_NEEDS if getattr(settings, name) in {"", None}]:
        raise SetupError(f"The reader llm needs {', '.join(missing)}: see .env.example.")
    if not re.fullmatch(r"https?://\S+", settings.LLM_BASE_URL):
        raise SetupError("LLM_BASE_URL must be an address such as https://host/v1.")
    # The client takes more than a second to import: only who asks a model pays for it.
    from coalition.ingestion.language_model.endpoint import Endpoint  # noqa: PLC0415

    endpoint = Endpoint(
        settings.LLM_BASE_URL,
        settings.LLM_API_KEY,
        settings.LLM_MODEL,
        Prices(
            tokens_in=settings.LLM_PRICE_IN or FREE,
            tokens_out=settings.LLM_PRICE_OUT or FREE,
            daily_budget=settings.LLM_DAILY_BUDGET_USD or FREE,
        ),
        timeout=settings.LLM_TIMEOUT_SECONDS,
    )
    countries = {code: row.name_en for code, row in read_lexicon().countries.items()}
    return LanguageModelReader(endpoint, read_definitions(), countries)


def read_definitions() -> dict[str, str]:
    """The newest definition of each proposal that a claim may name. Raises SetupError without any."""
    definitions = {
        row.proposal_id: row.text_en
        for row in ProposalDefinition.objects.filter(
            proposal__in=read_lexicon().proposals, proposal__superseded_by=None
        ).order_by("proposal", "version")
    }
    if not definitions:
        raise SetupError("No proposal is stored: run `manage.py seed` first.")
    return definitions
