"""A web process that was warmed up loads nothing while a visitor waits."""

import pytest
from django.template import engines
from django.test import Client
from pytest_django import Settings

from coalition.config.warming import warm_up
from coalition.published.words import read_names
from coalition.web.outlines import read_outlines


def list_loaded() -> set[str]:
    """The names of the templates that are compiled."""
    [cached] = engines["django"].engine.template_loaders  # type: ignore[attr-defined]
    return {str(name) for name in cached.get_template_cache}


@pytest.mark.django_db
def test_what_the_first_pages_need_is_loaded_before_them(
    settings: Settings, client: Client
) -> None:
    settings.DEBUG = False
    warm_up()
    templates = list_loaded()
    known = read_names.cache_info().misses, read_outlines.cache_info().misses
    for path in ("/", "/search/?q=soldiers"):
        assert client.get(path).status_code == 200
    assert list_loaded() - templates == set()
    assert (read_names.cache_info().misses, read_outlines.cache_info().misses) == known
