"""What a web process loads before it takes visitors, so that the first ones need not wait for it."""

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.translation import gettext, override

from coalition.published.words import read_names
from coalition.web.outlines import read_outlines


def warm_up() -> None:
    """Loads views, templates, words of each language, names that a search knows, and the map. Asks nobody,
    the database neither: that may be away, and the process starts all the same."""
    get_resolver().url_patterns  # noqa: B018 - read for what it loads
    folder = settings.BASE_DIR / "templates"
    for file in sorted(folder.rglob("*.*")):
        get_template(str(file.relative_to(folder)))
    for code, _ in settings.LANGUAGES:
        with override(code):
            gettext("Countries")
    read_names()
    read_outlines()
