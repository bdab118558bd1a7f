"""The Italian catalogue is complete, and the compiled one is its twin."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from coalition import published
from coalition.web.labels import name_of
from tests.factories import make_country
from tests.web.conftest import World
from tests.web.messages import list_messages

FOLDER: Path = settings.BASE_DIR / "coalition" / "locale"
PO = FOLDER / "it" / "LC_MESSAGES" / "django.po"


def test_no_string_of_the_pages_lacks_a_translation() -> None:
    with PO.open("rb") as stream:
        catalog = read_po(stream, locale="it")
    missing = []
    for context, singular, plural in list_messages():
        message = catalog.get(singular, context)
        told = message.string if message else ""
        wanted = 2 if plural else 1
        words = told if isinstance(told, tuple) else (told,)
        if len(words) != wanted or not all(words):
            missing.append(singular)
    assert missing == []


def test_every_translation_has_the_same_places_to_fill_in() -> None:
    with PO.open("rb") as stream:
        catalog = read_po(stream, locale="it")
    assert [
        (message.id, [str(error) for error in errors]) for message, errors in catalog.check()
    ] == []


def test_the_compiled_catalogue_says_what_the_readable_one_says() -> None:
    compiled = gettext.translation("django", FOLDER, ["it"])
    with PO.open("rb") as stream:
        catalog = read_po(stream, locale="it")
    for message in catalog:
        told: str | tuple[str, ...]
        if isinstance(message.id, str):
            context = message.context
            told = (
                compiled.pgettext(str(context), message.id)
                if context
                else compiled.gettext(message.id)
            )
        else:
            singular, plural = message.id
            told = tuple(compiled.ngettext(singular, plural, n) for n in (1, 2))
        assert told == message.string or not message.id


@pytest.mark.django_db
def test_the_language_of_the_page_is_kept_by_the_form(client: Client, world: World) -> None:
    response = client.post(
        "/i18n/setlang/", {"language": "it", "next": "/countries/NO/"}, follow=True
    )
    text = response.content.decode()
    assert '<html lang="it">' in text
    assert "<h1>Norvegia</h1>" in text
    assert "Impegnata dal 1 marzo 2026" in text
    assert "Le posizioni nel tempo" in text


@pytest.mark.django_db
def test_a_further_language_has_the_names_of_countries_without_a_column(world: World) -> None:
    make_country("NATO", "NATO")
    with override("fr"):
        countries = [name_of(one) for one in published.list_countries()]
        proposals = {name_of(one) for one in published.list_proposals()}
    assert countries == ["Danemark", "NATO", "Norvège"]
    assert proposals == {one.name_en for one in published.list_proposals()}


@pytest.mark.django_db
def test_numbers_in_drawings_know_no_decimal_comma(client: Client, world: World) -> None:
    client.cookies["django_language"] = "it"
    text = client.get("/countries/NO/").content.decode()
    drawing = text[text.index('<svg class="drawing"') :]
    assert ',"' not in drawing[: drawing.index("</svg>\n  </div>")].replace('", "', "")
    assert "%" in drawing
