"""A reader that asks the stub of a language model, and an article for it."""

from datetime import date
from decimal import Decimal
from typing import Any

from coalition.extraction.claims import ArticleText, Reading
from coalition.ingestion.language_model import LanguageModelReader
from coalition.ingestion.language_model.endpoint import Endpoint
from coalition.ingestion.language_model.ledger import Prices
from coalition.models import ModelCall
from tests.stub_model import StubModel, stance

KEY = "canary-key-0123456789"
QUOTE = "Norway will send 150 engineers to the force"
TEXT = f"{QUOTE}, the prime minister said.\nSweden doubts that the force is wise.\nLunch followed."
ARTICLE = ArticleText(TEXT, language="en", day=date(2026, 3, 5), title="A headline", outlet="Paper")
SWEDEN = stance(
    "Sweden doubts that the force is wise", country="SE", position="sceptical", sentence=2
)
PRICES = Prices(Decimal(2), Decimal(10), daily_budget=Decimal(5))
AGAIN = (("retry-after", "0"),)


def make_reader(stub: StubModel, **values: Any) -> LanguageModelReader:
    """A reader of two proposals that asks the stub."""
    options: dict[str, Any] = {"prices": PRICES, "timeout": 60.0, "url": stub.url} | values
    endpoint = Endpoint(
        options["url"], KEY, "stub-model", options["prices"], timeout=options["timeout"]
    )
    proposals = {"troops-on-ground": "Own soldiers in Ukraine.", "demining": "Clearing mines."}
    return LanguageModelReader(endpoint, proposals, {"NO": "Norway", "SE": "Sweden"})


def read(stub: StubModel, article: ArticleText = ARTICLE, **values: Any) -> Reading:
    """A reading by a new reader."""
    return make_reader(stub, **values).read(article)


def pairs(reading: Reading) -> list[tuple[str, str]]:
    """Countries and positions of what holds."""
    return [(found.claim.country, found.claim.position.value) for found in reading.stances]


def calls() -> list[tuple[str, int, str]]:
    """State, turn and failure of each request in the book, in their order."""
    rows = ModelCall.objects.order_by("id")
    return [(row.state, row.turn, row.failure) for row in rows]
