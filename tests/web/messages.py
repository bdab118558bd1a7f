"""Every string of the pages that is meant to be translated, read out of their code and templates."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from django.conf import settings
from django.template import Engine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

# A message is its context (or None), its singular, and its plural (or None).
Message = tuple[str | None, str, str | None]

KEYWORDS: dict[str, Any] = dict.fromkeys(["_", "ngettext", "pgettext", "pgettext_lazy"])
PAGES = (
    "base.html",
    "404.html",
    "500.html",
    "503.html",
    "fault.html",
    "web/*.html",
    "web/figures/*.svg",
)


def list_messages() -> set[Message]:
    """The messages of coalition/web and of the pages' templates."""
    folder = settings.BASE_DIR / "templates"
    templates = [path for pattern in PAGES for path in sorted(folder.glob(pattern))]
    found = {message for path in templates for message in read_template(path)}
    for path in sorted((settings.BASE_DIR / "coalition" / "web").rglob("*.py")):
        found.update(read_python(path))
    return found


def read_template(path: Path) -> Iterator[Message]:
    """The messages of a template, as Django itself parses it."""
    engine = Engine(
        libraries={
            name: f"django.templatetags.{name}" for name in ("i18n", "static", "l10n", "cache")
        },
        builtins=["coalition.web.links"],
    )
    nodes = engine.from_string(path.read_text()).nodelist
    for simple in nodes.get_nodes_by_type(TranslateNode):
        assert isinstance(simple, TranslateNode)
        yield None, str(simple.filter_expression.var.literal), None
    for block in nodes.get_nodes_by_type(BlockTranslateNode):
        assert isinstance(block, BlockTranslateNode)
        singular, _names = block.render_token_list(block.singular)
        plural = block.render_token_list(block.plural)[0] if block.plural else None
        yield None, singular, plural


def read_python(path: Path) -> Iterator[Message]:
    """The messages of a module."""
    source = BytesIO(path.read_bytes())
    for _line, name, texts, _comments in extract_python(source, KEYWORDS, [], {}):
        if name == "ngettext":
            yield None, texts[0], texts[1]
        elif name in {"pgettext", "pgettext_lazy"}:
            yield texts[0], texts[1], None
        elif name is not None:
            yield None, texts if isinstance(texts, str) else texts[0], None
