"""Rows for tests: each function makes one row with harmless values, and takes what the test is about.

A quoted stance gets an article of its own whose text is its quote between two sentences.
"""

import hashlib
import math
from datetime import date
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.utils import timezone

from coalition.models import (
    Article,
    Country,
    Page,
    Proposal,
    ProposalDefinition,
    Source,
    Stance,
    Story,
)
from coalition.models.guards import REVIEW_SETTING
from coalition.vocabulary import Attribution, PageState, Position, Precision, StanceKind, Voice
from coalition.waiting import WEIGHED_AT_ONCE

QUOTE = "Norway will send soldiers to the force"


def make_country(code: str = "NO", name: str = "Norway", **values: Any) -> Country:
    """A country; the same code again gives the same row."""
    row, _ = Country.objects.get_or_create(
        code=code,
        defaults={"kind": "state", "name_en": name, "name_it": name, "name_uk": name, **values},
    )
    return row


def make_proposal(slug: str = "troops-on-ground", **values: Any) -> Proposal:
    """A proposal with a definition; the same slug again gives the same row."""
    row, new = Proposal.objects.get_or_create(
        slug=slug,
        defaults={
            "name_en": slug.replace("-", " ").capitalize(),
            "name_it": slug,
            "group": "force",
            "order": Proposal.objects.count() + 1,
            "horizon_days": 270,
            **values,
        },
    )
    if new:
        ProposalDefinition.objects.create(
            proposal=row, version=1, text_en="What it is.", text_it=""
        )
    return row


def make_source(domain: str = "paper.example", **values: Any) -> Source:
    """A source of tier quality; the same domain again gives the same row."""
    row, _ = Source.objects.get_or_create(
        domain=domain, defaults={"name": "The Paper", "tier": "quality", **values}
    )
    return row


def make_article(text: str = f"First. {QUOTE}. Last.", **values: Any) -> Article:
    """An article of a page of its own, published on 1 March 2026."""
    number = Page.objects.count() + 1
    source = values.pop("source", None) or make_source()
    raw = text.encode()
    page = Page.objects.create(
        url=f"https://paper.example/{number}",
        source=source,
        state=PageState.STORED,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        content_type="text/plain",
        fetched_at=timezone.now(),
    )
    story = values.pop("story", None) or Story.objects.create(fingerprint=f"story {number}")
    defaults: dict[str, Any] = {
        "title": "A headline",
        "language": "en",
        "published": date(2026, 3, 1),
        "precision": Precision.DAY,
    }
    return Article.objects.create(
        page=page,
        source=source,
        story=story,
        text=text,
        sha256=page.sha256,
        **(defaults | values),
    )


def make_stance(quote: str = QUOTE, **values: Any) -> Stance:
    """A quoted government stance on record, of 1 March 2026, waiting for review."""
    article = values.pop("article", None) or make_article(f"First. {quote}. Last.")
    start = article.text.index(quote)
    defaults: dict[str, Any] = {
        "country": values.pop("country", None) or make_country(),
        "proposal": values.pop("proposal", None) or make_proposal(),
        "position": Position.COMMITTED,
        "voice": Voice.GOVERNMENT,
        "attribution": Attribution.ON_RECORD,
        "first_day": date(2026, 3, 1),
        "precision": Precision.DAY,
        "language": article.language,
        "source": article.source,
        "confidence": 0.8,
        "reader": "rules",
        "reader_version": "1",
        "claim_key": f"key {Stance.objects.count() + 1}",
        "extracted": {"position": "committed"},
        "quote": quote,
        "quote_start": start,
        "quote_end": start + len(quote),
    }
    return create_stance(kind=StanceKind.QUOTED, article=article, **(defaults | values))


def make_coded_stance(**values: Any) -> Stance:
    """A government stance coded from public reporting, of 1 February 2026."""
    defaults: dict[str, Any] = {
        "country": values.pop("country", None) or make_country(),
        "proposal": values.pop("proposal", None) or make_proposal(),
        "position": Position.SUPPORTIVE,
        "voice": Voice.GOVERNMENT,
        "attribution": Attribution.ON_RECORD,
        "first_day": date(2026, 2, 1),
        "precision": Precision.DAY,
        "summary": "Norway says that it is ready.",
        "outlet": "The Paper",
        "url": "https://paper.example/coded",
        "language": "en",
        "source": make_source(),
        "reader": "coded",
        "reader_version": "1",
        "claim_key": f"coded {Stance.objects.count() + 1}",
        "extracted": {},
    }
    return create_stance(kind=StanceKind.CODED, **(defaults | values))


def create_stance(**values: Any) -> Stance:
    """The row of a stance, judged where its values say so: the database asks for a review then."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [REVIEW_SETTING])
        row = Stance.objects.create(**values)
        cursor.execute("SELECT set_config(%s, 'off', true)", [REVIEW_SETTING])
    return row


def make_long_line() -> Stance:
    """A line of Norway with more stances waiting than are weighed at once; gives the newest one,
    which alone says that Norway is opposed."""
    first = make_stance(first_day=date(2026, 1, 1))
    for number in range(math.isqrt(WEIGHED_AT_ONCE) + 1):
        first.pk, first.claim_key = None, f"again {number}"
        first.save(force_insert=True)
    return make_stance(position=Position.OPPOSED, first_day=date(2026, 3, 1))


def make_editor(username: str = "editor") -> User:
    """A user who may do everything in the admin."""
    return User.objects.create_superuser(username, password="a long password of a test")


def make_person(role: str, username: str | None = None) -> User:
    """A member of the staff with one role, made by the migration of roles."""
    user = User.objects.create_user(
        username or role, password="a long password of a test", is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    return user
