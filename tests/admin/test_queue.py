"""The queue's page: its order, the reason on each row, who took what, filters kept, words found."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from coalition.models import Assignment, SavedFilter, Stance
from coalition.positions import redraw_line
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn

pytestmark = pytest.mark.django_db
QUEUE = f"{ADMIN}/coalition/stance/"


def list_rows(client: Client, query: str = "") -> list[int]:
    """The numbers of the stances on the page, in its order."""
    rows = client.get(f"{QUEUE}{query}").context["cl"].result_list
    return [row.pk for row in rows]


def test_a_stance_that_flips_today_comes_before_ten_that_do_not_and_says_so(
    editor: Client,
) -> None:
    mirror = factories.make_source("mirror.example", tier="mirror")
    idle = [factories.make_stance(source=mirror, confidence=0.1) for _ in range(10)]
    flip = factories.make_stance(first_day=timezone.localdate(), confidence=0.99)
    redraw_line("NO", "troops-on-ground")
    assert list_rows(editor) == [flip.pk, *(one.pk for one in idle)]
    page = editor.get(QUEUE).content.decode()
    assert "rejecting it flips today&#x27;s position: committed → no evidence" in page
    assert page.count("moves no line") == 10
    assert list_rows(editor, "?flips=today") == [flip.pk]
    assert list_rows(editor, "?flips=past") == []
    assert len(list_rows(editor, "?flips=nothing")) == 10


def test_each_filter_narrows_the_queue(editor: Client) -> None:
    factories.make_stance()
    wanted = factories.make_stance(
        country=factories.make_country("SE", "Sweden"),
        proposal=factories.make_proposal("demining"),
        language="sv",
        source=factories.make_source("other.example", language="sv"),
        reader="llm",
    )
    for query in (
        "country__code__exact=SE",
        "proposal__slug__exact=demining",
        "language=sv",
        "source__domain__exact=other.example",
        "reader=llm",
    ):
        assert list_rows(editor, f"?{query}") == [wanted.pk], query


def test_words_are_found_by_their_beginnings_in_any_order(editor: Client) -> None:
    wanted = factories.make_stance("Норвегія надішле солдатів до сил", speaker="O'Brien & Søn")
    factories.make_stance()
    for words in ("солдат надішле", "obrien", "O'Brien", "søn", "СИЛ"):
        assert (words, list_rows(editor, f"?q={words}")) == (
            words,
            [] if words == "obrien" else [wanted.pk],
        )
    for words in ("'", "a & | ! (", ":*", "%", "\\"):
        assert editor.get(QUEUE, {"q": words}).status_code == 200


def test_a_stance_is_taken_on_by_one_and_let_go_by_him_alone(editor: Client, log_in: LogIn) -> None:
    stance, free = factories.make_stance(), factories.make_stance()
    screen = f"{QUEUE}{stance.pk}/change/"
    editor.post(screen, {"deed": "take"})
    assert list_rows(editor, "?taken=me") == [stance.pk]
    assert list_rows(editor, "?taken=nobody") == [free.pk]
    senior = log_in("senior-editor")
    told = senior.post(screen, {"deed": "take"}, follow=True)
    assert "Editor took it on before." in told.content.decode()
    senior.post(screen, {"deed": "release"})
    assert list_rows(senior, "?taken=others") == [stance.pk]
    assert Assignment.objects.get().editor == User.objects.get(username="editor")
    editor.post(screen, {"deed": "release"})
    assert Assignment.objects.count() == 0


def test_filters_are_kept_under_a_name_and_are_nobody_elses(editor: Client, log_in: LogIn) -> None:
    answer = editor.post(f"{QUEUE}filters/", {"name": "Nordic", "query": "country__code__exact=NO"})
    assert answer["Location"] == f"{QUEUE}?country__code__exact=NO"
    editor.post(f"{QUEUE}filters/", {"name": "Nordic", "query": "country__code__exact=SE"})
    row = SavedFilter.objects.get()
    assert row.query == "country__code__exact=SE"
    assert "?country__code__exact=SE" in editor.get(QUEUE).content.decode()
    senior = log_in("senior-editor")
    assert "Nordic" not in senior.get(QUEUE).content.decode()
    assert "Nordic" not in senior.get(f"{ADMIN}/coalition/savedfilter/").content.decode()
    assert senior.get(f"{ADMIN}/coalition/savedfilter/{row.pk}/change/").status_code == 302
    assert senior.post(f"{QUEUE}filters/{row.pk}/forget/").status_code == 404
    assert editor.get(f"{QUEUE}filters/{row.pk}/forget/").status_code == 403
    assert editor.post(f"{QUEUE}filters/{row.pk}/forget/").status_code == 302
    assert SavedFilter.objects.count() == 0


def test_a_filter_without_a_name_is_not_kept(editor: Client) -> None:
    for name in ("", "x" * 61):
        editor.post(f"{QUEUE}filters/", {"name": name, "query": ""})
    assert SavedFilter.objects.count() == 0


def test_judged_stances_are_listed_newest_first(editor: Client) -> None:
    stances = [factories.make_stance(review_state="accepted") for _ in range(3)]
    assert list_rows(editor, "?review=accepted") == [one.pk for one in reversed(stances)]
    assert list_rows(editor) == []
    assert Stance.objects.count() == 3
