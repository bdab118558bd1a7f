"""The pages as a browser without scripts gets them."""

import html
import re
from datetime import date
from http import HTTPStatus

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition.models import Membership, Reading, Source
from coalition.positions import redraw_lines
from tests.factories import make_article, make_coded_stance, make_country, make_proposal
from tests.web.conftest import HOSTILE, World

pytestmark = pytest.mark.django_db
DAY = "2026-03-10"
TODAY = time_machine.travel("2026-03-15", tick=False)


@pytest.fixture(autouse=True)
def spring() -> object:
    """All of it happens on 15 March 2026."""
    with TODAY:
        yield


def read(client: Client, address: str, status: int = HTTPStatus.OK) -> str:
    """The text of a page, which answers as expected and forbids all scripts but our own."""
    response = client.get(address)
    assert response.status_code == status, address
    policy = response["Content-Security-Policy"]
    assert {"script-src 'self'", "style-src 'self'"} <= set(policy.split("; "))
    return response.content.decode()


def pages(world: World) -> list[str]:
    """The address of every kind of page."""
    return [
        "/",
        f"/?at={DAY}&group=NB8",
        "/countries/",
        "/countries/NO/",
        "/countries/DK/",
        "/countries/NO/troops-on-ground/",
        "/countries/DK/demining/",
        "/proposals/",
        "/proposals/troops-on-ground/",
        "/proposals/troops-on-ground/coalition/",
        "/sensitivity/?country=NO",
        "/compare/?c=NO,DK",
        "/search/?q=soldiers",
        "/search/silence/?proposal=demining",
        "/quality/",
        "/status/",
        "/revisions/",
        f"/articles/{world.article.pk}/",
        f"/stances/{world.stance.pk}/",
        f"/stances/{world.coded.pk}/",
        "/changes/",
        "/changes/?since=2026-02-01&country=NO&proposal=demining",
        "/sources/",
        "/methodology/",
    ]


def test_no_page_holds_an_inline_style_or_script(client: Client, world: World) -> None:
    for address in pages(world):
        text = read(client, address)
        assert " style=" not in text, address
        assert "<script>" not in text, address
        assert "<img" not in text, address


def test_an_empty_database_still_answers_on_every_list(client: Client) -> None:
    for address in ("/", "/countries/", "/proposals/", "/changes/", "/sources/", "/methodology/"):
        assert "<h1>" in read(client, address)


def test_the_overview_says_what_each_country_holds_and_counts_it(
    client: Client, world: World
) -> None:
    text = read(client, "/")
    assert '<th scope="row"><a href="/countries/NO/">Norway</a></th>' in text
    assert '<a class="cell committed" href="/countries/NO/#line-troops-on-ground">' in text
    assert "1 country without evidence on any proposal" in text
    assert '<a href="/countries/DK/">Denmark</a>' in text
    assert 'href="/countries/DK/#' not in text


def test_a_stale_cell_shows_what_was_held_last_and_says_that_it_is_stale(
    client: Client, world: World
) -> None:
    text = read(client, "/")
    assert '<a class="cell stale" href="/countries/NO/#line-demining"' in text
    assert '<span class="hidden">Stale: </span>Conditional' in text


def test_the_overview_of_an_earlier_day_holds_nothing_later(client: Client, world: World) -> None:
    text = read(client, "/?at=2026-02-10")
    assert "cell supportive" in text
    assert "cell committed" not in text
    assert 'href="/countries/NO/?at=2026-02-10#line-troops-on-ground"' in text


def test_a_group_holds_its_members_only(client: Client, world: World) -> None:
    text = read(client, "/?group=NB8")
    assert "Norway" in text
    assert "Denmark" not in text
    assert "members as of 15 March 2026" in text


def test_who_belongs_to_a_group_is_who_did_on_the_day(client: Client, world: World) -> None:
    Membership.objects.create(group="NB8", country_id="DK", until=date(2026, 3, 1))
    assert "Denmark" in read(client, "/?group=NB8&at=2026-02-28")
    assert "Denmark" not in read(client, "/?group=NB8&at=2026-03-01")


def test_the_country_page_says_in_a_sentence_what_holds_and_on_what(
    client: Client, world: World
) -> None:
    text = read(client, "/countries/NO/")
    assert (
        "Committed since 1 March 2026: 2 statements of 2 origins, the last 14 days before." in text
    )
    assert "Ola Nordmann" in text
    assert "since October 2021" in text


def test_each_point_leads_to_its_row_and_each_row_to_the_words(
    client: Client, world: World
) -> None:
    text = read(client, "/countries/NO/")
    assert f'href="#stance-{world.stance.pk}"' in text
    assert f'id="stance-{world.stance.pk}"' in text
    assert f'href="/articles/{world.article.pk}/#stance-{world.stance.pk}"' in text
    assert f'href="{world.coded.url}"' in text
    assert "coded from public reporting" in text


def test_every_span_stands_in_a_table_for_who_cannot_see_the_chart(
    client: Client, world: World
) -> None:
    text = read(client, "/countries/NO/")
    assert "The same as a table: 2 rows" in text
    assert "<td>1 February 2026</td><td>1 March 2026</td>" in text


def test_words_from_outside_are_escaped_in_the_page_and_in_the_figures(
    client: Client, world: World
) -> None:
    text = read(client, "/countries/NO/")
    assert HOSTILE not in text
    figure = client.get("/figures/NO/troops-on-ground.json").content.decode()
    assert HOSTILE not in figure
    assert "&lt;/script&gt;" in figure
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in text


def test_an_article_in_a_language_that_nobody_read_says_so_instead_of_finding_nothing(
    client: Client,
) -> None:
    unread, read_in_vain = make_article("Geen soldaten.", language="nl"), make_article("No words.")
    asked = make_article("Ook geen.", language="nl")
    Reading.objects.create(article=asked, reader="llm", version="1", found=0)
    said = "our offline reader does not know this language"
    pages = [read(client, f"/articles/{one.pk}/") for one in (unread, read_in_vain, asked)]
    assert [said in page for page in pages] == [True, False, False]


def test_an_article_marks_every_quote_and_says_beside_it_what_was_read(
    client: Client, world: World
) -> None:
    text = read(client, f"/articles/{world.article.pk}/")
    assert f'<mark class="is-committed" id="stance-{world.stance.pk}">Norway will </mark>' in text
    assert f'id="stance-{world.inner.pk}">send soldiers to the force</mark>' in text
    assert 'id="note-1"' in text
    assert 'id="note-2"' in text
    assert HOSTILE not in text
    assert "Nothing else was said." in text


def test_only_passages_are_public_where_the_licence_does_not_allow_the_whole(
    client: Client, world: World
) -> None:
    Source.objects.update(open_text=False)
    article = make_article("Nobody quoted this.")
    assert "Nobody quoted this." not in read(client, f"/articles/{article.pk}/")
    assert "Excerpt 1 of 1" in read(client, f"/articles/{world.article.pk}/")


def test_editors_read_the_whole_text(client: Client, world: World) -> None:
    Source.objects.update(open_text=False)
    article = make_article("Nobody quoted this.")
    client.force_login(User.objects.create_user("editor", is_staff=True))
    assert "Nobody quoted this." in read(client, f"/articles/{article.pk}/")


def test_a_card_names_the_office_of_its_speaker_and_the_copies_of_its_story(
    client: Client, world: World
) -> None:
    spoken = make_coded_stance(proposal=world.coded.proposal, speaker="Ola Nordmann")
    assert "Head of government" in read(client, f"/stances/{spoken.pk}/")
    copy = make_article("The same report.", story=world.article.story)
    text = read(client, f"/stances/{world.stance.pk}/")
    assert f'<a href="/articles/{copy.pk}/">The Paper</a>' in text
    assert "They count as one origin." in text


def test_every_view_can_be_cited(client: Client, world: World) -> None:
    apart = ("/search/", "/quality/", "/status/", "/revisions/", "/sources/", "/methodology/")
    for address in pages(world):
        if not address.startswith(apart):
            assert "CSL-JSON" in read(client, address), address


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/countries/NO/", 4),
        ("/proposals/troops-on-ground/", 4),
        ("/search/?q=send%20%26%20soldiers", 2),
        ("/countries/NO/?as_of=2026-01-31", 0),
    ],
)
def test_a_feed_reader_finds_the_feeds_of_a_page(
    client: Client, world: World, address: str, feeds: int
) -> None:
    found = re.findall(
        r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)"',
        client.get(address).content.decode(),
    )
    told = [client.get(html.unescape(href))["Content-Type"] for _, href in found]
    assert (told, len(found)) == ([kind for kind, _ in found], feeds)


def test_a_coded_stance_never_pretends_to_be_a_quotation(client: Client, world: World) -> None:
    text = read(client, f"/stances/{world.coded.pk}/")
    assert "a summary in our own words, not a quotation" in text
    assert "words--coded" in text


def test_the_proposal_page_ranks_countries_and_shows_the_words(
    client: Client, world: World
) -> None:
    text = read(client, "/proposals/troops-on-ground/")
    assert 'id="rank-committed"' in text
    assert "since 1 March 2026" in text
    assert '<th scope="row">March 2026</th>' in text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/?at=2025-13-45", "“2025-13-45” is not a day."),
        ("/?at=2031-01-01", "1 January 2031 lies outside what we cover"),
        ("/?at=2013-12-31", "31 December 2013 lies outside what we cover"),
        ("/?at=%00", "is not a day"),
        ("/?group=Hanse", "“Hanse” is none of the choices for “group”."),
        ("/countries/NO/?at=soon", "“soon” is not a day."),
        ("/changes/?since=x", "“x” is not a day."),
    ],
)
def test_a_bad_parameter_is_answered_with_a_sentence(
    client: Client, world: World, address: str, sentence: str
) -> None:
    assert sentence in read(client, address, HTTPStatus.BAD_REQUEST)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/countries/XX/", "We follow no country with the code “XX”."),
        ("/countries/%00/", "We follow no country with the code"),
        ("/countries/%F0%9F%87%AE%F0%9F%87%B9/", "We follow no country with the code"),
        ("/proposals/nothing/", "We follow no proposal called “nothing”."),
        ("/articles/999999/", "There is no article with the number 999999."),
        ("/articles/99999999999999999999/", "There is no article with the number"),
        ("/stances/99999999999999999999/", "There is no published stance"),
        ("/stances/999999/", "There is no published stance with the number 999999."),
        ("/nowhere/", "It may have moved, or the address is not complete."),
    ],
)
def test_what_is_not_there_is_said_on_a_page_of_ours(
    client: Client, address: str, sentence: str
) -> None:
    text = read(client, address, HTTPStatus.NOT_FOUND)
    assert sentence in text
    assert 'href="/countries/"' in text


def test_a_code_in_small_letters_leads_to_the_country(client: Client, world: World) -> None:
    response = client.get("/countries/no/?at=2026-03-10")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response["Location"] == "/countries/NO/?at=2026-03-10"


def test_pages_are_only_read(client: Client) -> None:
    assert client.post("/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_overview_asks_as_often_for_forty_countries_as_for_one(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        country = make_country(f"Q{number:02}", f"Country {number}")
        make_coded_stance(country=country, proposal=make_proposal())
    redraw_lines((f"Q{number:02}", "troops-on-ground") for number in range(40))
    with django_assert_max_num_queries(20):
        read(client, "/")


def test_the_country_page_asks_as_often_for_forty_statements_as_for_one(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(40):
        make_coded_stance(proposal=make_proposal())
    with django_assert_max_num_queries(18):
        read(client, "/countries/NO/")
