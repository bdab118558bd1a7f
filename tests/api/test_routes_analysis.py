"""What if, what without, who agrees: whole replies, worked out by hand, and the pages that say the same."""

import csv
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from coalition.models import Membership
from coalition.positions import list_lines, redraw_lines
from coalition.vocabulary import Condition, Position
from tests import factories
from tests.api.conftest import Read

pytestmark = pytest.mark.django_db
FORCE = "troops-on-ground"
MARCH = date(2026, 3, 1)
# People and forces of the reference table, to be added up by hand below.
SIZES = {
    "FR": (68_551_653, 304_800),
    "GB": (69_226_000, 148_450),
    "IT": (58_952_704, 341_500),
    "NL": (17_993_485, 41_410),
    "PL": (36_559_233, 196_700),
    "XK": (1_594_353, None),
}
HELD = {
    "FR": Position.COMMITTED,
    "GB": Position.COMMITTED,
    "IT": Position.OPPOSED,
    "NL": Position.CONDITIONAL,
    "PL": Position.SUPPORTIVE,
    "XK": Position.SUPPORTIVE,
}


@pytest.fixture
def coalition() -> None:
    """Six countries as the reference table has them; Britain and the Netherlands name conditions."""
    with (settings.SEEDS_DIR / "countries.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["code"]: row for row in csv.DictReader(stream)}
    for code, position in HELD.items():
        found = (rows[code]["population"], rows[code]["forces"])
        people, forces = (int(number) if number else None for number in found)
        assert (people, forces) == SIZES[code]
        country = factories.make_country(
            code, rows[code]["name_en"], population=people, forces=forces
        )
        Membership.objects.create(group="Six", country=country)
        said = factories.make_coded_stance(country=country, position=position, first_day=MARCH)
        if code in ("GB", "NL"):
            said.conditions.create(kind=Condition.US_BACKSTOP, words="with the Americans")
        if code == "NL":
            said.conditions.create(kind=Condition.CEASEFIRE, words="once the guns are silent")
    redraw_lines(list_lines())


@pytest.mark.parametrize(
    ("switches", "counted", "sums", "shares", "shown"),
    [
        ("", ["FR", "GB", "PL", "XK"], (175_931_239, 649_950), (0.6957, 0.6293), ("70%", "63%")),
        (
            "&met=us-backstop,ceasefire",
            ["FR", "GB", "NL", "PL", "XK"],
            (193_924_724, 691_360),
            (0.7669, 0.6694),
            ("77%", "67%"),
        ),
        (
            "&failed=us-backstop",
            ["FR", "PL", "XK"],
            (106_705_239, 501_500),
            (0.422, 0.4855),
            ("42%", "49%"),
        ),
    ],
)
def test_who_remains_is_counted_with_the_people_and_forces_of_the_reference_table(
    coalition: None,
    read: Read,
    client: Client,
    switches: str,
    counted: list[str],
    sums: tuple[int, int],
    shares: tuple[float, float],
    shown: tuple[str, str],
) -> None:
    body = read(f"/coalition/{FORCE}?at=2026-03-10&group=Six{switches}")
    assert [row["country"] for row in body["countries"] if row["counted"]] == counted
    assert body["counted"] == {
        "countries": len(counted),
        "population": sums[0],
        "forces": sums[1],
        "unknown": ["XK"],
    }
    assert body["asked"] == {
        "countries": 6,
        "population": 252_877_428,
        "forces": 1_032_860,
        "unknown": ["XK"],
    }
    assert (body["population_share"], body["forces_share"]) == shares
    assert "World Bank" in body["sizes_source"]

    address = f"/proposals/{FORCE}/coalition/?at=2026-03-10&group=Six{switches}"
    page = client.get(address).content.decode()
    assert f"{len(counted)} countries are in" in page
    assert all(share in page for share in shown)
    assert "Not counted for want of a number: Kosovo." in page


def test_the_pivot_is_one_step_away_and_names_what_blocks_it(coalition: None, read: Read) -> None:
    def find_pivots(switches: str) -> list[tuple[str, str, list[str]]]:
        rows = read(f"/coalition/{FORCE}?at=2026-03-10&group=Six{switches}")["countries"]
        return [
            (one["country"], one["would_be"], one["blocked_by"]) for one in rows if one["pivot"]
        ]

    assert find_pivots("") == [("NL", "conditional", ["us-backstop", "ceasefire"])]
    assert find_pivots("&met=ceasefire") == [("NL", "conditional", ["us-backstop"])]
    assert find_pivots("&failed=us-backstop") == []


@pytest.mark.parametrize(
    ("question", "kept", "after", "differences"),
    [
        (
            "only=reviewed",
            1,
            "supportive",
            [
                ("2026-03-01", "2026-10-08", "committed", "supportive"),
                ("2026-10-08", "2026-11-27", "committed", "stale"),
            ],
        ),
        (
            "only=official",
            1,
            "supportive",
            [
                ("2026-03-01", "2026-10-08", "committed", "supportive"),
                ("2026-10-08", "2026-11-27", "committed", "stale"),
            ],
        ),
        (
            "without=paper.example",
            1,
            "supportive",
            [
                ("2026-03-01", "2026-10-08", "committed", "supportive"),
                ("2026-10-08", "2026-11-27", "committed", "stale"),
            ],
        ),
        ("days=20", 1, "committed", [("2026-01-10", "2026-03-01", "supportive", "no-evidence")]),
        ("days=90", 2, "committed", []),
    ],
)
def test_a_line_from_less_names_the_days_on_which_it_differs(
    read: Read,
    client: Client,
    question: str,
    kept: int,
    after: str,
    differences: list[tuple[str, str, str, str]],
) -> None:
    """An official word that was coded by hand in January, and one that a machine read in March."""
    official = factories.make_source("government.example", tier="official")
    factories.make_coded_stance(first_day=date(2026, 1, 10), source=official)
    factories.make_stance(position=Position.COMMITTED)
    redraw_lines(list_lines())

    [row] = read(f"/sensitivity?country=NO&at=2026-03-10&{question}")["items"]
    assert (row["kept"], row["given"], row["differs"]) == (kept, 2, after != "committed")
    assert (say(row["before"]), say(row["after"])) == ("committed", after)
    told = [(d["first"], d["until"], say(d["before"]), say(d["after"])) for d in row["differences"]]
    assert told == differences

    page = client.get(f"/sensitivity/?country=NO&at=2026-03-10&{question}").content.decode()
    assert f"{kept} of 2" in page
    for _first, _until, old, new in differences:
        assert f"{old.capitalize()} → {new.replace('-', ' ').capitalize()}" in page


def say(stand: dict[str, Any]) -> str:
    """What a line says: its position, or why it has none."""
    return str(stand["position"] or stand["state"])


def test_countries_that_share_fewer_than_three_proposals_have_no_similarity(
    read: Read, client: Client
) -> None:
    said = {
        "NO": ("committed", "supportive", "opposed"),
        "SE": ("committed", "conditional", "opposed"),
        "IT": ("committed", "supportive"),
    }
    for code, positions in said.items():
        country = factories.make_country(code, code)
        for slug, position in zip(("air-policing", "demining", FORCE), positions, strict=False):
            factories.make_coded_stance(
                country=country, proposal=factories.make_proposal(slug), position=position
            )
    redraw_lines(list_lines())

    rows = read("/agreement/NO?at=2026-03-10")["items"]
    # One step apart on one of three, of five steps on each: 1 - 1/15.
    assert [(row["country"], row["common"], row["similarity"]) for row in rows] == [
        ("SE", ["air-policing", "demining", FORCE], 0.9333),
        ("IT", ["air-policing", "demining"], None),
    ]

    of_norway = client.get("/countries/NO/?at=2026-03-10").content.decode()
    assert ("93%" in of_norway, "Too few proposals in common to tell:" in of_norway) == (
        True,
        True,
    )
    compared = client.get("/compare/?c=NO,SE,IT&at=2026-03-10").content.decode()
    told = "2 pairs have too few proposals in common to tell"
    assert ("93%" in compared, told in compared) == (True, True)
