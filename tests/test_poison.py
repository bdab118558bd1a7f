"""An article that attacks whoever shows it: its words are words everywhere (T03, T04, T05)."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from coalition.models import Article, Page, Stance
from coalition.positions import redraw_line
from coalition.vocabulary import Condition
from tests import factories
from tests.addresses import ADMIN

pytestmark = pytest.mark.django_db

POISON = (
    "\"><poison poison=1>'><poison poison=1></title></script></style></textarea></svg>]]>"
    "<img src=x onerror=alert(1)><script>alert(1)</script>"
    "<poison poison=1 onerror=alert(1)>--><a href=javascript:alert(1)>{{ 7|add:7 }}"
    "{% now 'Y' %}${7*7}\u2028\u2029\u202e\u200b%s%(x)s &amp;lt;poison&gt;"
)
QUOTE = f"Norway will send soldiers {POISON} to the force"
PUBLIC = (
    "/",
    "/countries/",
    "/countries/NO/",
    "/countries/NO/troops-on-ground/",
    "/proposals/troops-on-ground/",
    "/proposals/troops-on-ground/coalition/",
    "/articles/{article}/",
    "/stances/{stance}/",
    "/stances/{stance}/correction/",
    "/compare/?proposal=troops-on-ground",
    "/changes/",
    "/revisions/",
    "/search/?q=soldiers",
    "/sources/",
    "/embed/NO/troops-on-ground/",
)
DESK = (
    "stance/",
    "stance/{stance}/change/",
    "stance/{stance}/history/",
    "stance/missed/{article}/",
    "article/",
    "article/{article}/change/",
    "article/{article}/history/",
    "page/",
    "page/{page}/change/",
    "source/",
    "source/paper.example/change/",
    "source/hosts/",
    "story/",
    "story/{story}/change/",
    "waiting/my-day/",
)


class Reader(HTMLParser):
    """What a browser would make of a page: elements with their attributes, and data in scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the signature is the parser's
        self.inside = ""


@pytest.fixture
def poison(db: None) -> Stance:
    """A stance whose every word from outside is hostile, on a line that it draws."""
    source = factories.make_source(name=POISON[:160], open_text=True)
    article = factories.make_article(
        f"First. {QUOTE}. Last {POISON}.", source=source, title=POISON, author=POISON
    )
    stance = factories.make_stance(
        QUOTE,
        article=article,
        speaker=POISON[:200],
        reported_by=POISON[:200],
        quantity_raw=POISON[:200],
        quantity_unit="troops",
    )
    stance.conditions.create(kind=Condition.CEASEFIRE, words=POISON)
    factories.make_coded_stance(
        summary=POISON, outlet=POISON[:160], speaker=POISON[:200], url="javascript:alert(1)"
    )
    Page.objects.update(failure=POISON, file_name=POISON[:255], given={"title": POISON})
    redraw_line("NO", "troops-on-ground")
    return stance


def check_page(client: Client, address: str) -> str:
    """The text of a page in which nothing of the poison became markup."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    reader = Reader()
    reader.feed(text)
    for tag, attributes in reader.elements:
        assert tag != "poison", address
        assert not [name for name in attributes if name == "poison" or name.startswith("on")]
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").strip().lower().startswith("javascript:")
    scripts = [attributes for tag, attributes in reader.elements if tag == "script"]
    for attributes, data in zip(scripts, reader.scripts, strict=True):
        if "src" not in attributes:
            assert (attributes.get("type") or "").endswith("json"), address
            json.loads(data)
            assert not set("\u2028\u2029<") & set(data), address
    assert "alert(1)&gt;14" not in text, address
    return text


def fill(address: str, stance: Stance) -> str:
    assert stance.article is not None
    return address.format(
        stance=stance.pk,
        article=stance.article_id,
        page=stance.article.page_id,
        story=stance.article.story_id,
    )


def test_T03_T04_no_public_page_takes_words_for_markup(client: Client, poison: Stance) -> None:
    shown = [check_page(client, fill(address, poison)) for address in PUBLIC]
    assert sum("&lt;poison" in text for text in shown) >= 8


def test_T03_T04_no_page_of_the_desk_takes_words_for_markup(
    admin_client: Client, poison: Stance
) -> None:
    shown = [
        check_page(admin_client, fill(f"{ADMIN}/coalition/{address}", poison)) for address in DESK
    ]
    assert sum("&lt;poison" in text for text in shown) >= 8


def test_T04_every_format_gives_the_words_back_as_they_were(client: Client, poison: Stance) -> None:
    def ask(form: str) -> Any:
        return client.get(
            f"/api/v1/stances/{poison.pk}"
            if not form
            else f"/api/v1/stances?kind=quoted&format={form}"
        )

    assert ask("").json()["quote"] == QUOTE
    for form in ("json", "jsonl", "atom", "jsonfeed", "csv"):
        response = ask(form)
        assert response.status_code == 200
        assert response["X-Content-Type-Options"] == "nosniff"
    assert ask("json").json()["items"][0]["quote"] == QUOTE
    [row] = csv.DictReader(io.StringIO(ask("csv").content.decode(), newline=""))
    assert (row["quote"], row["speaker"]) == (QUOTE, f"{POISON[:200]}")
    words = "".join(ET.fromstring(ask("atom").content).itertext())
    assert "<poison" in words
    assert json.loads(ask("jsonl").content)["quote"] == QUOTE


def test_T04_drawings_hold_the_words_as_text(client: Client, poison: Stance) -> None:
    drawing = ET.fromstring(client.get("/figures/NO/troops-on-ground.svg").content)
    assert not [one for one in drawing.iter() if one.tag.endswith(("poison", "script"))]
    figure = client.get("/figures/NO/troops-on-ground.json").content.decode()
    json.loads(figure)
    assert "<poison" not in figure


def test_T05_T06_words_with_invisible_marks_stand_at_their_offsets(poison: Stance) -> None:
    text = Article.objects.values_list("text", flat=True).get()
    assert text[poison.quote_start : poison.quote_end] == QUOTE
