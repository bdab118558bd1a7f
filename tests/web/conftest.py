"""A small world for the pages: two countries, two proposals, an article with overlapping quotes."""

from dataclasses import dataclass
from datetime import date

import pytest

from coalition.models import Article, Membership, Office, Stance
from coalition.positions import redraw_lines
from coalition.vocabulary import Attribution, Position, Voice
from tests.factories import (
    make_article,
    make_coded_stance,
    make_country,
    make_proposal,
    make_source,
    make_stance,
)

HOSTILE = "</script><img src=x onerror=alert(1)>"
TEXT = (
    "The ministers met.\n"
    f"Norway will send soldiers to the force, said {HOSTILE} on Monday.\n"
    "Nothing else was said."
)
QUOTE = f"Norway will send soldiers to the force, said {HOSTILE}"
INNER = "send soldiers to the force"


@dataclass(frozen=True)
class World:
    """What the tests of the pages point at."""

    article: Article
    stance: Stance
    inner: Stance
    coded: Stance


@pytest.fixture
def world(db: None) -> World:
    """Norway holds two positions on a force and one on demining; Denmark is silent.

    The name of a speaker and the text of the article are hostile.
    """
    norway = make_country("NO", "Norway", name_it="Norvegia")
    make_country("DK", "Denmark", name_it="Danimarca")
    force, mines = make_proposal("troops-on-ground"), make_proposal("demining", group="support")
    source = make_source(open_text=True)
    article = make_article(TEXT, source=source, language="en")
    stance = make_stance(QUOTE, article=article, speaker=HOSTILE, proposal=force)
    inner = make_stance(
        INNER,
        article=article,
        proposal=force,
        position=Position.SUPPORTIVE,
        voice=Voice.CLAIM,
        attribution=Attribution.NARRATIVE,
    )
    coded = make_coded_stance(proposal=force)
    make_coded_stance(
        proposal=mines, position=Position.CONDITIONAL, first_day=date(2025, 1, 10), summary="Later."
    )
    Membership.objects.create(group="NB8", country=norway)
    Office.objects.create(
        person="Ola Nordmann", country=norway, role="head-of-government", since="2021-10"
    )
    redraw_lines([("NO", "troops-on-ground"), ("NO", "demining")])
    return World(article, stance, inner, coded)
