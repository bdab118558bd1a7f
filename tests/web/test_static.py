"""What is served beside the pages: the files of others are as published, the palette is one."""

import hashlib
import re

from django.conf import settings

from coalition.web import charts

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


def test_no_own_file_names_another_host() -> None:
    for path in (STATIC / "js/site.js", STATIC / "css/site.css"):
        assert "//" not in re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M), path
