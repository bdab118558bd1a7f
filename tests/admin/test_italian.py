"""Every string of the desk has its Italian: in our own catalogue, or in Django's where it is Django's."""

from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import Client

from tests.addresses import ADMIN
from tests.web.messages import Message

KEYWORDS: dict[str, Any] = dict.fromkeys(["_", "gettext_lazy", "ngettext"])
DJANGO = Path(django.__file__).parent
PO = settings.BASE_DIR / "coalition" / "locale" / "it" / "LC_MESSAGES" / "django.po"


def list_messages() -> set[Message]:
    """The messages of the admin's code and templates, and of the desk's deeds."""
    found = {
        message
        for path in sorted((settings.BASE_DIR / "templates" / "admin").rglob("*.html"))
        for message in read_template(path)
    }
    code = settings.BASE_DIR / "coalition"
    for pattern in ("admin/*.py", "desk/*.py", "login/*.py", "web/corrections.py"):
        for path in sorted(code.glob(pattern)):
            found.update(read_python(path))
    return found


def read_template(path: Path) -> Iterator[Message]:
    """The messages of a template, as Django itself parses it."""
    engine: Any = getattr(engines["django"], "engine")  # noqa: B009 - the stubs do not know it
    nodes = engine.from_string(path.read_text()).nodelist
    for simple in nodes.get_nodes_by_type(TranslateNode):
        yield None, str(simple.filter_expression.var.literal), None
    for block in nodes.get_nodes_by_type(BlockTranslateNode):
        plural = block.render_token_list(block.plural)[0] if block.plural else None
        yield None, block.render_token_list(block.singular)[0], plural


def read_python(path: Path) -> Iterator[Message]:
    """The messages of a module."""
    for _line, name, texts, _comments in extract_python(
        BytesIO(path.read_bytes()), KEYWORDS, [], {}
    ):
        if name == "ngettext":
            yield None, texts[0], texts[1]
        elif name is not None:
            yield None, texts if isinstance(texts, str) else texts[0], None


def find_missing() -> list[Message]:
    """The messages that neither catalogue has."""
    with PO.open("rb") as stream:
        ours = read_po(stream, locale="it")
    theirs = []
    for part in ("conf", "contrib/admin", "contrib/auth"):
        with (DJANGO / part / "locale/it/LC_MESSAGES/django.mo").open("rb") as stream:
            theirs.append(GNUTranslations(stream))
    missing = []
    for message in sorted(list_messages(), key=str):
        _context, singular, plural = message
        row = ours.get(singular)
        told = row.string if row else ""
        here = all(told) if plural and isinstance(told, tuple) else bool(told)
        if not here and all(one.gettext(singular) == singular for one in theirs):
            missing.append(message)
    return missing


def test_no_string_of_the_desk_lacks_its_italian() -> None:
    assert find_missing() == []


def test_an_italian_editor_reads_italian(editor: Client) -> None:
    editor.cookies["django_language"] = "it"
    page = editor.get(f"{ADMIN}/coalition/waiting/my-day/").content.decode()
    assert "La mia giornata" in page
