"""Texts that are copies of each other, and articles that come the way that the workers bring them."""

import hashlib
import random
from datetime import date

from django.db import transaction

from coalition.extraction.articles import ArticleDraft
from coalition.extraction.claims import Day
from coalition.ingestion.articles import store_article
from coalition.models import Article, Page
from coalition.vocabulary import PageState, Precision
from tests import factories

NOUNS = ("quay", "ship", "mayor", "vote", "plan", "water", "stone", "winter", "pier", "gate")
MARCH = date(2026, 3, 2)


def make_text(seed: int, words: int = 150) -> str:
    """A text that shares no five words with that of another seed."""
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(NOUNS)}{chance.randrange(1000)}" for _ in range(words))


def edit(text: str, share: float, seed: int = 1) -> str:
    """The text with this share of its words replaced: of 150 words, 2 % leave a copy, 6 % do not."""
    words = text.split()
    for at in random.Random(seed).sample(range(len(words)), round(share * len(words))):
        words[at] = f"new{at}"
    return " ".join(words)


def arrive(
    text: str,
    domain: str = "paper.example",
    *,
    tier: str = "quality",
    day: date | None = MARCH,
    language: str = "en",
    author: str = "",
    page: Page | None = None,
) -> Article:
    """An article that has come in, with its story; a page of its own where none is given."""
    factories.make_source(domain, tier=tier, name=domain)
    page = page or make_page(text, domain)
    given = Day(day, Precision.DAY) if day else None
    with transaction.atomic():
        store_article(page, ArticleDraft(text=text, author=author, language=language, day=given))
    return page.articles.select_related("story").order_by("-version")[0]


def make_page(text: str, domain: str) -> Page:
    """A page of a known source that was fetched and not yet read."""
    raw = text.encode()
    return Page.objects.create(
        url=f"https://{domain}/{Page.objects.count() + 1}",
        source_id=domain,
        state=PageState.FETCHED,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        content_type="text/plain",
    )
