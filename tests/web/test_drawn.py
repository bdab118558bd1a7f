"""What is kept of a drawing is never told after it stopped being true."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalition.positions import redraw_lines
from coalition.review import reject_stance
from coalition.vocabulary import Reason
from tests.factories import make_coded_stance, make_editor
from tests.web.conftest import World

PAGE = "/countries/NO/?at=2026-03-10"
FIGURE = "/figures/NO/troops-on-ground.json?at=2026-03-10"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """An empty cache: a process keeps it from test to test."""
    cache.clear()


def read_panel(client: Client, address: str = PAGE) -> str:
    """The panel of the force, its words and its drawing."""
    found = re.search(
        r'id="line-troops-on-ground".*?</article>', client.get(address).content.decode(), re.S
    )
    assert found
    return found.group(0)


def test_a_page_asked_for_again_is_the_same_and_reads_no_line(client: Client, world: World) -> None:
    with CaptureQueriesContext(connection) as cold:
        first = read_panel(client)
    with CaptureQueriesContext(connection) as warm:
        assert read_panel(client) == first
    assert (count_spans_read(cold), count_spans_read(warm)) == (1, 0)


def count_spans_read(queries: CaptureQueriesContext) -> int:
    """How many queries read whole lines."""
    whole = re.compile(
        r'FROM "coalition_position" WHERE "coalition_position"."country_id".*ORDER BY'
    )
    return sum(1 for one in queries.captured_queries if whole.search(one["sql"]))


def test_a_verdict_changes_the_panel_the_figure_and_the_map_at_once(
    client: Client, world: World
) -> None:
    before = read_panel(client), client.get(FIGURE).content, client.get("/?at=2026-03-10").content
    reject_stance(world.stance.pk, by=make_editor(), reason=Reason.NOT_A_STANCE)
    after = read_panel(client), client.get(FIGURE).content, client.get("/?at=2026-03-10").content
    assert f'id="point-{world.stance.pk}"' in before[0]
    assert f'id="point-{world.stance.pk}"' not in after[0]
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_words_that_move_no_line_still_change_its_panel(client: Client, world: World) -> None:
    before = read_panel(client)
    late = make_coded_stance(proposal=world.stance.proposal, voice="other", summary="Aside.")
    redraw_lines([("NO", "troops-on-ground")])
    assert f'id="point-{late.pk}"' not in before
    assert f'id="point-{late.pk}"' in read_panel(client)


def test_each_language_and_each_day_has_its_own_panel(client: Client, world: World) -> None:
    english = read_panel(client)
    assert "The same as a table" in english
    client.cookies["django_language"] = "it"
    italian = read_panel(client)
    assert "The same as a table" not in italian
    client.cookies["django_language"] = "en"
    assert read_panel(client, "/countries/NO/?at=2026-02-10") != english
    assert read_panel(client) == english
