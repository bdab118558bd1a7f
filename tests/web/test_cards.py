"""Share cards: a picture of its own for each country, proposal and line, in the language of its page."""

import re
import struct
import zlib
from html import unescape

import pytest
from django.test import Client

from coalition.web.canvas import Canvas, open_faces
from tests.web.conftest import World

DAY = "?at=2026-03-10"
PAGES = {
    "/countries/NO/": "/cards/NO.png",
    "/proposals/troops-on-ground/": "/cards/proposals/troops-on-ground.png",
    "/countries/NO/troops-on-ground/": "/cards/NO/troops-on-ground.png",
}


def read_pixels(picture: bytes) -> list[list[str]]:
    """The rows of a PNG with a palette, each pixel as its colour."""
    chunks, at = {}, 8
    while at < len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        kind, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        assert struct.unpack(">I", picture[at + 8 + size : at + 12 + size]) == (
            zlib.crc32(kind + data),
        )
        chunks[kind] = data
        at += 12 + size
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    palette = [chunks[b"PLTE"][n : n + 3].hex() for n in range(0, len(chunks[b"PLTE"]), 3)]
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == height * (width + 1)
    return [
        [palette[pixel] for pixel in rows[begin + 1 : begin + 1 + width]]
        for begin in range(0, len(rows), width + 1)
    ]


@pytest.mark.django_db
def test_each_page_names_a_card_of_its_own_which_is_drawn(client: Client, world: World) -> None:
    for page, card in PAGES.items():
        for language in ("en", "it"):
            client.cookies["django_language"] = language
            text = client.get(page + DAY).content.decode()
            (named,) = re.findall('property="og:image" content="([^"]+)"', text)
            assert unescape(named) == f"http://testserver{card}{DAY}&lang={language}"
            response = client.get(unescape(named).removeprefix("http://testserver"))
            assert (response.status_code, response["Content-Type"]) == (200, "image/png")
            pixels = read_pixels(response.content)
            assert (len(pixels[0]), len(pixels)) == (1200, 630)


@pytest.mark.django_db
def test_a_card_is_in_its_language_and_shows_its_day(client: Client, world: World) -> None:
    asked = ("", "&lang=it", "&at=2025-01-01")
    cards = {client.get(f"/cards/NO.png{DAY}{more}").content for more in asked}
    assert len(cards) == len(asked)
    first = client.get(f"/cards/NO.png{DAY}")
    again = client.get(f"/cards/NO.png{DAY}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_a_country_without_a_word_has_a_card_and_what_is_not_known_has_none(
    client: Client, world: World
) -> None:
    silent = client.get("/cards/DK.png")
    assert read_pixels(silent.content)[0][:2] == ["073b78", "073b78"]
    assert client.get("/cards/XX.png").status_code == 404
    assert client.get("/cards/NO/nothing.png").status_code == 404
    assert client.get("/cards/NO.png?lang=xx").status_code == 400


@pytest.mark.django_db
def test_the_statement_of_a_stance_leads_to_the_card_of_its_line_on_its_day(
    client: Client, world: World
) -> None:
    text = client.get(f"/stances/{world.stance.pk}/").content.decode()
    assert "/cards/NO/troops-on-ground.png?at=2026-03-01&amp;lang=en" in text


def test_words_are_wrapped_shortened_and_spelt_with_the_letters_that_there_are() -> None:
    face = open_faces()["name"]
    assert face.wrap("Land demining", 1000, 2) == ["Land demining"]
    lines = face.wrap("one two three four five six seven", 150, 2)
    assert [face.measure(line) <= 150 for line in lines] == [True, True]
    assert lines[1].endswith("…")
    assert face.cut("W" * 500, 100).endswith("W…")
    assert face.spell("Ằ") == face.spell("A")
    assert face.spell("Я") == face.spell("·")


def test_what_lies_outside_a_picture_is_left_out() -> None:
    canvas = Canvas(40, 30, "#FFFFFF")
    canvas.fill(-5, -5, 10, 100, "#000000")
    canvas.write(open_faces()["title"], 30, 0, "MM", "#000000", "#FFFFFF")
    pixels = read_pixels(canvas.save())
    assert {len(row) for row in pixels} == {40}
    assert pixels[29][:6] == ["000000"] * 5 + ["ffffff"]
