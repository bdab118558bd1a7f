"""What is served beside the pages: the files of others are as published, the palette is one."""

import hashlib
import re
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from coalition.web import charts
from tests.web.conftest import World

STATIC = settings.BASE_DIR / "static"


def test_the_files_of_others_are_the_ones_that_the_list_names() -> None:
    listed = re.findall(r"^([0-9a-f]{64})  (\S+)$", (STATIC / "vendor/VERSIONS").read_text(), re.M)
    there = [
        path
        for path in sorted((STATIC / "vendor").rglob("*"))
        if path.is_file() and path.name != "VERSIONS" and not path.name.startswith("LICENSE")
    ]
    assert {name: digest for digest, name in listed} == {
        str(path.relative_to(STATIC / "vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in there
    }


def test_every_colour_of_a_figure_is_a_token_that_both_themes_define() -> None:
    script = (STATIC / "js/site.js").read_text()
    style = (STATIC / "css/site.css").read_text()
    light, dark = style.split("@media (prefers-color-scheme: dark)", 1)
    tokens = dict(re.findall(r'"(#[0-9A-F]{6})": "(--[a-z-]+)"', script))
    used = {
        *charts.COLOURS.values(),
        *charts.INKS.values(),
        charts.LAND,
        charts.INK,
        charts.MUTED,
        charts.RULE,
        charts.PAPER,
        charts.BAND,
        charts.OUTLINE,
        charts.HATCH,
    }
    assert set(tokens) == used
    for colour, token in tokens.items():
        assert f"{token}: {colour};" in light
        assert re.search(rf"{token}: #[0-9A-F]{{6}};", dark)


def test_a_shared_page_shows_its_own_title_and_a_card_of_the_size_asked_for(
    client: Client, world: World
) -> None:
    shown = {}
    for address in ("/countries/NO/?at=2026-03-10", f"/stances/{world.coded.pk}/"):
        page = client.get(address).content.decode()
        shown[address] = dict(re.findall(r'property="og:(\w+)" content="([^"]*)"', page))
        assert shown[address].pop("url") == f"http://testserver{address}".replace("&", "&amp;")
        del shown[address]["image"]  # tests/web/test_cards.py
    page = client.get("/").content.decode()
    card = urlsplit(re.findall(r'property="og:image" content="([^"]*)"', page)[0])
    assert [one["title"] for one in shown.values()] == ["Norway", "Norway on: Troops on ground"]
    assert all(one["description"] for one in shown.values())
    assert card.netloc == "testserver"
    raw = (STATIC / card.path.removeprefix("/static/")).read_bytes()
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", raw[16:24]) == (1200, 630)


def test_no_own_file_names_another_host() -> None:
    for path in (STATIC / "js/site.js", STATIC / "css/site.css"):
        assert "//" not in re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M), path
