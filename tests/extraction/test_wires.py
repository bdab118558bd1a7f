"""Whose report a text says it is."""

import csv
import tomllib

import pytest
from django.conf import settings

from coalition.extraction.wires import TABLE, name_wire


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("OSLO, March 3 (Reuters) - The minister spoke.", "reuters.com"),
        ("OSLO (AFP/Reuters) – The minister spoke.", "afp.com"),
        ("(ANSA) - ROMA, 3 MAR - Il ministro ha parlato.", "ansa.it"),
        ("Oslo [dpa] – Der Minister sprach.", "dpa.com"),
        ("The minister will send ships, according to AFP.", "afp.com"),
        ("The minister told\nReuters that he will send ships.", "reuters.com"),
        ("Il ministro ha detto all’ANSA che manderà navi.", "ansa.it"),
        ("Le ministre enverra des navires, selon l'AFP.", "afp.com"),
        ("Wie die Nachrichtenagentur dpa meldet, kommen Schiffe.", "dpa.com"),
        ("El ministro enviará barcos, según EFE.", "efe.com"),
        ("Minister wyśle okręty, podała PAP.", "pap.pl"),
        ("Міністр надішле кораблі, повідомляє Укрінформ.", "ukrinform.net"),
        ("Министр отправит корабли, сообщает ТАСС.", "tass.com"),
        ("RIA Novosti reports that ships sailed.", "ria.ru"),
        ("Ships sailed. © 2026 AFP", "afp.com"),
        ("Navi partite. Fonte: ANSA", "ansa.it"),
    ],
)
def test_the_agency_that_a_text_names_as_its_own_is_found(text: str, domain: str) -> None:
    assert name_wire(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        "The minister spoke of an AP exam and a map.",
        "Reuters and AFP compete for readers.",
        "Tassen und Apparate kosten mehr, laut apa.",
        "First words. " * 60 + "The minister told Reuters so. " + "Last words. " * 60,
        "",
    ],
)
def test_a_name_in_passing_or_far_inside_is_none(text: str) -> None:
    assert name_wire(text) is None


def test_the_author_comes_after_the_dateline_and_before_the_words() -> None:
    assert name_wire("A ship sailed.", "By Reuters") == "reuters.com"
    assert name_wire("OSLO (AFP) - A ship sailed.", "By Reuters") == "afp.com"
    assert name_wire("A ship sailed, according to AFP.", "Reuters staff") == "reuters.com"
    assert name_wire("A ship sailed.", "Apolline Afpen") is None


def test_every_agency_of_the_table_is_a_source_that_we_know() -> None:
    with (settings.SEEDS_DIR / "sources.csv").open(newline="") as stream:
        known = {row["domain"] for row in csv.DictReader(stream)}
    assert set(tomllib.loads(TABLE.read_text())["names"]) <= known


@pytest.mark.parametrize("text", ["a" * 1_000_000, "(" * 1_000_000, "told " * 200_000])
def test_t08_a_long_text_is_looked_at_only_at_its_ends(text: str) -> None:
    assert name_wire(text, text) is None
