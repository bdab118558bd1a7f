"""Figures to take along, pages to embed, citations, and the page of quality."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import plotly.graph_objects as go
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from coalition import review
from coalition.desk import requests, samples
from coalition.models import SecondCoding
from coalition.published.quality import read_scores
from coalition.vocabulary import Outcome, Reason
from tests.factories import make_editor, make_stance
from tests.web.conftest import HOSTILE, World

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = (
    "/figures/NO/troops-on-ground.svg?at=2026-03-10",
    "/figures/months/troops-on-ground.svg?at=2026-03-10",
    "/figures/map/troops-on-ground.svg?at=2026-03-10",
)
STRIPS = (
    "/figures/strips/troops-on-ground.svg?at=2026-03-10",
    "/figures/compare.svg?c=NO,DK&at=2026-03-10",
)


@pytest.mark.parametrize("address", DRAWINGS + STRIPS)
def test_a_drawing_stands_alone_with_its_source_day_and_version_printed_in(
    client: Client, world: World, address: str
) -> None:
    response = client.get(address)
    assert response["Content-Type"] == "image/svg+xml"
    drawing = ET.fromstring(response.content)
    words = " ".join(text.strip() for text in drawing.itertext())
    assert "Positions on 10 March 2026" in words
    assert "newest-word-and-outweighing-reports 1" in words
    assert "http://testserver" in words
    assert {one.tag for one in drawing.iter()} & {
        f"{SVG}script",
        f"{SVG}style",
        f"{SVG}image",
    } == set()
    assert HOSTILE not in response.content.decode()
    assert " style=" not in response.content.decode()


def test_the_same_drawing_is_not_sent_twice(client: Client, world: World) -> None:
    first = client.get(DRAWINGS[0])
    again = client.get(DRAWINGS[0], headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_plotly_accepts_the_figures_as_they_are_served(client: Client, world: World) -> None:
    for address in DRAWINGS:
        go.Figure(client.get(address.replace(".svg", ".json")).json())


def test_tables_say_what_the_pages_say(client: Client, world: World) -> None:
    rows = list(csv.DictReader(read(client, "/figures/NO/troops-on-ground.csv?at=2026-03-10")))
    assert [(row["first"], row["position"], row["at"]) for row in rows[:2]] == [
        ("2026-02-01", "supportive", "2026-03-10"),
        ("2026-03-01", "committed", "2026-03-10"),
    ]
    matrix = list(csv.DictReader(read(client, "/positions.csv?at=2026-03-10")))
    assert {row["country"]: row["troops-on-ground"] for row in matrix} == {
        "DK": "no-evidence",
        "NO": "committed",
    }
    months = list(
        csv.DictReader(read(client, "/figures/months/troops-on-ground.csv?at=2026-03-10"))
    )
    assert [(row["month"], row["committed"]) for row in months] == [
        ("March 2026", "1"),
        ("February 2026", "0"),
    ]
    for address in STRIPS:
        table = list(csv.DictReader(read(client, address.replace(".svg", ".csv"))))
        assert {"committed", "supportive"} <= {row["position"] for row in table}
        assert {row["source"] for row in (*rows, *matrix, *months, *table)} == {"http://testserver"}


def test_the_charts_of_a_country_share_the_axis_of_its_page(client: Client, world: World) -> None:
    page = client.get("/countries/NO/?at=2026-03-10").content.decode()
    sources = re.findall(r'data-figure-src="([^"]+)"', page)
    figures = [client.get(one.replace("&amp;", "&")).json() for one in sources]
    ranges = [figure["layout"]["xaxis"]["range"] for figure in figures]
    assert len(ranges) == 2
    assert ranges[0] == ranges[1]


def read(client: Client, address: str) -> list[str]:
    """The lines of a file that is there."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode().splitlines()


@pytest.mark.parametrize(
    "address",
    [
        "/figures/XX/troops-on-ground.svg",
        "/figures/NO/nothing.csv",
        "/figures/DK/demining.svg",
        "/figures/NO/demining.exe",
        "/embed/NO/nothing/",
        "/figures/compare.svg",
        "/figures/strips/nothing.csv",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, world: World, address: str) -> None:
    assert client.get(address).status_code == 404


def test_only_the_page_to_embed_may_be_framed_and_it_holds_no_script(
    client: Client, world: World
) -> None:
    framed = client.get("/embed/NO/troops-on-ground/?at=2026-03-10")
    assert "frame-ancestors *" in framed["Content-Security-Policy"].split("; ")
    assert "X-Frame-Options" not in framed
    text = framed.content.decode()
    assert "<script" not in text
    assert "<form" not in text
    assert "Committed since 1 March 2026" in text
    page = client.get("/countries/NO/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"].split("; ")
    assert page["X-Frame-Options"] == "DENY"


def test_a_citation_names_the_day_and_an_instant_and_its_link_is_frozen(
    client: Client, world: World
) -> None:
    with time_machine.travel("2026-03-15T09:30:10Z", tick=False):
        text = client.get("/countries/NO/troops-on-ground/?at=2026-03-10").content.decode()
    assert "positions on 10 March 2026 as known at 2026-03-15T09:30:07Z." in text
    frozen = "/countries/NO/troops-on-ground/?at=2026-03-10&amp;as_of=2026-03-15T09%3A30%3A07Z"
    assert f'href="http://testserver{frozen}"' in text
    assert "@misc{norway-on-troops-on-ground-2026-03-10," in text
    csl = text.split("CSL-JSON</p>")[1].split("<code>")[1].split("</code>")[0]
    [cited] = json.loads(csl.replace("&quot;", '"').replace("&amp;", "&"))
    assert cited["issued"] == {"date-parts": [[2026, 3, 15]]}


def test_quality_counts_what_is_waiting_and_why_editors_changed(
    client: Client, world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    text = "\n".join(read(client, "/quality/"))
    assert "2 of 2" in text
    assert "It was not measured on this installation yet." in text
    review.reject_stance(world.stance.pk, reason=Reason.NEGATION, by=make_editor())
    score = {"articles": 3, "strict": {"f1": 0.5}, "exact": 0.75, "within_one": None}
    card = {"reader": "offline", "version": "3", "overall": score, "by_language": {"it": score}}
    (tmp_path / "reader-scores.json").write_text(json.dumps(card))
    text = "\n".join(read(client, "/quality/"))
    assert "1 of 2" in text
    assert "a “not” was missed" in text
    assert "offline 3, measured on" in text
    assert "<td>3</td><td>0.50</td><td>0.75</td><td>–</td>" in text


def test_quality_tells_how_well_editors_agree_and_how_soon_the_public_is_answered(
    client: Client, world: World
) -> None:
    assert "No statement was judged twice yet." in "\n".join(read(client, "/quality/"))
    first, second = make_editor(), make_editor("second")
    number = requests.file_request(world.stance.pk, "She spoke of another plan.", address="a")
    requests.answer_request(number, Outcome.DECLINED, answer="It stands so.", by=first)
    stances = [make_stance() for _ in range(4)]
    for stance in stances:
        review.accept_stance(stance.pk, by=first)
    samples.draw_sample(samples.find_week(timezone.localdate()) + samples.WEEK)
    labels = ("committed", "committed", "opposed", "none")
    for row, label in zip(SecondCoding.objects.order_by("stance"), labels, strict=True):
        samples.code_again(row.pk, label, by=second)
    text = "\n".join(read(client, "/quality/"))
    shown = [text.split(f"<dt>{name}</dt><dd><b>")[1].split("<")[0] for name in (
        "Judged twice", "The same both times", "Cohen’s kappa",
    )]  # fmt: skip
    assert shown == ["4", "50%", "0.00"]
    assert "Half of the requests of the public were answered within 1 day." in text


def test_a_broken_file_of_scores_is_named(tmp_path: Path) -> None:
    file = tmp_path / "reader-scores.json"
    assert read_scores(file) is None
    file.write_text('{"reader": "offline"}')
    with pytest.raises(ValueError, match="is not what `evaluate --json` prints"):
        read_scores(file)
