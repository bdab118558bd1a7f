"""The one screen of a stance: what it shows, what each button does, and what it never loses."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from coalition import review
from coalition.admin.queue import READERS
from coalition.extraction.claims import Day
from coalition.ingestion import readers
from coalition.ingestion.reference import CODED
from coalition.models import Article, Reading, Review, Stance
from coalition.vocabulary import Precision, Reason
from tests import factories
from tests.addresses import ADMIN

pytestmark = pytest.mark.django_db
QUEUE = f"{ADMIN}/coalition/stance/"
HOSTILE = "<script>alert(1)</script>"


def screen(stance: Stance, query: str = "") -> str:
    """The address of a stance's screen."""
    return f"{ADMIN}/coalition/stance/{stance.pk}/change/{query}"


def fill_in(stance: Stance, **values: Any) -> dict[str, Any]:
    """The form as a browser would send it, with some fields changed."""
    sent = {
        "edition": stance.edition,
        "country": stance.country_id,
        "proposal": stance.proposal_id,
        "position": stance.position,
        "voice": stance.voice,
        "time": stance.time,
        "attribution": stance.attribution,
        "speaker": stance.speaker,
        "reported_by": stance.reported_by,
        "day": stance.first_day or "",
        "quantity_low": "",
        "quantity_high": "",
        "quantity_unit": "",
        "quantity_scope": "",
        "quantity_raw": "",
        "quantity_flag": "",
        "note": "",
    }
    if stance.kind == "quoted":
        sent |= {
            "quote": stance.quote.replace("\n", "\r\n"),
            "quote_start": stance.quote_start,
        }
    return sent | values


def read(stance: Stance) -> tuple[str, str, int]:
    """What stands of a stance now: state, position, edition."""
    stance.refresh_from_db()
    return stance.review_state, stance.position, stance.edition


def test_a_stance_is_shown_in_its_paragraphs_with_its_quote_marked(editor: Client) -> None:
    paragraphs = [
        "One.",
        "Two.",
        "Three.",
        f"Four. {factories.QUOTE}. Five.",
        "Six.",
        "Seven.",
        "8.",
    ]
    article = factories.make_article("\n\n".join(paragraphs))
    stance = factories.make_stance(article=article)
    page = editor.get(screen(stance)).content.decode()
    start = article.text.index(factories.QUOTE)
    assert f'<mark data-at="{start}" class="desk-current">{factories.QUOTE}</mark>' in page
    assert [word in page for word in ("One.", "Two.", "Seven.", "Eight.")] == [
        False,
        True,
        True,
        False,
    ]


def test_hostile_text_stays_text(editor: Client) -> None:
    quote = f"Norway {HOSTILE} will send soldiers"
    article = factories.make_article(f"{HOSTILE} {quote}. Last.", title=HOSTILE, author=HOSTILE)
    stance = factories.make_stance(
        quote,
        article=article,
        speaker=HOSTILE,
        extracted={"speaker": HOSTILE, "quote": HOSTILE, "quantity": {"raw": HOSTILE}},
    )
    Reading.objects.create(
        article=article,
        reader="rules",
        version="1",
        found=1,
        refused=[{"reason": HOSTILE, "claim": {"country": HOSTILE, "quote": HOSTILE}}],
    )
    coded = factories.make_coded_stance(url="javascript:alert(1)", summary=HOSTILE)
    pages = [
        screen(stance),
        screen(coded),
        QUEUE,
        f"{ADMIN}/coalition/article/{article.pk}/change/",
        f"{ADMIN}/coalition/article/{article.pk}/history/",
        f"{ADMIN}/coalition/stance/{stance.pk}/history/",
        f"{ADMIN}/coalition/article/",
    ]
    for page in pages:
        answer = editor.get(page)
        assert answer.status_code == 200
        assert HOSTILE not in answer.content.decode()
        assert 'href="javascript' not in answer.content.decode()
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy.split("; ")
        assert "unsafe" not in policy


def test_the_words_of_the_machine_stand_beside_each_field(editor: Client) -> None:
    stance = factories.make_stance(
        extracted={"position": "opposed", "voice": "government", "quantity": {"low": 800}}
    )
    page = editor.get(screen(stance)).content.decode()
    assert 'machine: <span dir="auto">opposed</span>' in page
    assert 'machine: <span dir="auto">800</span>' in page
    assert page.count("desk-differs") == 2


def test_accept_goes_on_to_the_next_of_the_same_queue(editor: Client) -> None:
    factories.make_country("SE", "Sweden")
    older = factories.make_stance(country=factories.make_country("SE"))
    factories.make_stance()
    newer = factories.make_stance(country=factories.make_country("SE"))
    query = "?_changelist_filters=country__code__exact%3DSE"
    answer = editor.post(screen(newer, query), fill_in(newer, deed="accept", note="clear"))
    assert answer["Location"] == f"{screen(older, query)}&judged={newer.pk}"
    assert read(newer) == ("accepted", "committed", 2)
    assert Review.objects.get().note == "clear"
    after = editor.post(screen(older, query), fill_in(older, deed="accept"))
    assert after["Location"] == f"{QUEUE}?country__code__exact=SE"


def test_next_gives_no_verdict_and_begins_anew_at_the_end(editor: Client) -> None:
    first, second = factories.make_stance(), factories.make_stance()
    answers = [
        editor.post(screen(one), fill_in(one, deed="next"))["Location"] for one in (first, second)
    ]
    assert answers == [screen(second), screen(first)]
    assert Review.objects.count() == 0


def test_the_queue_is_opened_at_the_stance_that_has_waited_longest(editor: Client) -> None:
    factories.make_country("SE", "Sweden")
    oldest = factories.make_stance()
    factories.make_stance()
    assert editor.get(f"{QUEUE}judge/")["Location"] == screen(oldest)
    assert editor.get(f"{QUEUE}judge/?country__code__exact=SE")["Location"].startswith(QUEUE + "?")


def test_a_correction_changes_what_was_changed_and_nothing_else(editor: Client) -> None:
    stance = factories.make_stance("Norway will\nsend soldiers to the force", speaker="A minister")
    sent = fill_in(
        stance, deed="correct", reason="wrong-date", position="supportive", day="2026-02"
    )
    editor.post(screen(stance), sent)
    done = Review.objects.get()
    assert (done.verdict, done.reason) == ("correct", "wrong-date")
    assert done.after == {
        "position": "supportive",
        "first_day": "2026-02-01",
        "precision": "month",
        "review_state": "corrected",
    }
    assert done.editor.username == "editor"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"deed": "reject"}, "Choose a reason"),
        ({"deed": "correct", "position": "opposed"}, "Choose a reason"),
        ({"deed": "correct", "reason": "irony"}, "Nothing is changed"),
        ({"deed": "accept", "position": "opposed"}, "You changed fields"),
        ({"deed": "reject", "reason": "irony", "speaker": "X"}, "You changed fields"),
        ({"deed": "next", "speaker": "X"}, "You changed fields"),
        ({"deed": "correct", "reason": "irony", "day": "2026-13"}, "is no date"),
        ({"deed": "correct", "reason": "irony", "day": "2999"}, "lies in the future"),
        ({"deed": "correct", "reason": "irony", "country": "ZZ"}, "Select a valid choice"),
        ({"deed": "correct", "reason": "irony", "quote": "made up words"}, "does not stand"),
        ({"deed": "correct", "reason": "irony", "speaker": "a\x00b"}, "Null characters"),
        ({"deed": "correct", "reason": "irony", "quantity_low": "9" * 30}, "less than or equal"),
        ({"deed": "accept", "edition": ""}, "This field is required"),
        ({"deed": "accept", "edition": "1e9"}, "Enter a whole number"),
        ({"deed": "burn"}, "Choose one of the buttons"),
        ({}, "Choose one of the buttons"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    editor: Client, values: dict[str, str], words: str
) -> None:
    stance = factories.make_stance()
    answer = editor.post(screen(stance), fill_in(stance, **{"note": "my own words", **values}))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "my own words" in answer.content.decode()
    assert (read(stance), Review.objects.count()) == (("waiting", "committed", 1), 0)


def test_words_that_stand_twice_are_told_apart_by_where_they_begin(editor: Client) -> None:
    text = "Norway will send soldiers. Later: Norway will send soldiers. And Norway has doubts."
    article = factories.make_article(text)
    stance = factories.make_stance("And Norway has doubts", article=article)
    quote = "Norway will send soldiers"
    sent = fill_in(stance, deed="correct", reason="wrong-quote", quote=quote)
    assert b"more than once" in editor.post(screen(stance), sent).content
    editor.post(screen(stance), sent | {"quote_start": text.rindex(quote)})
    stance.refresh_from_db()
    assert (stance.quote, stance.quote_start) == (quote, text.rindex(quote))


def test_undo_takes_the_verdict_back_and_stays(editor: Client) -> None:
    stance = factories.make_stance()
    editor.post(screen(stance), fill_in(stance, deed="accept"))
    query = "?_changelist_filters=voice__exact%3Dgovernment"
    answer = editor.post(screen(stance, query), {"deed": "undo", "edition": 2})
    assert answer["Location"] == screen(stance, query)
    assert read(stance) == ("waiting", "committed", 3)
    again = editor.post(screen(stance), {"deed": "undo", "edition": 3}, follow=True)
    assert b"There is no verdict to undo." in again.content


def test_the_stance_judged_last_can_be_undone_from_the_next_one(editor: Client) -> None:
    following, judged = factories.make_stance(), factories.make_stance()
    answer = editor.post(screen(judged), fill_in(judged, deed="accept"))
    page = editor.get(answer["Location"]).content.decode()
    assert answer["Location"] == screen(following, f"?judged={judged.pk}")
    assert f'action="{screen(judged)}"' in page
    assert '<input type="hidden" name="edition" value="2">' in page
    for odd in ("0", "x", "9" * 40, str(following.pk)):
        assert b"Judged last" not in editor.get(screen(following, f"?judged={odd}")).content


def test_A15_the_second_of_two_editors_sees_base_theirs_and_mine_and_loses_nothing(
    editor: Client,
) -> None:
    stance = factories.make_stance(speaker="A minister")
    mine = fill_in(
        stance, deed="correct", reason="wrong-speaker", speaker="A spokeswoman", note="n"
    )
    other = factories.make_person("editor", "other")
    review.correct_stance(
        stance.pk,
        {"position": "opposed", "speaker": "The prime minister"},
        reason=Reason.NEGATION,
        by=other,
        edition=1,
    )
    answer = editor.post(screen(stance), mine)
    table = re.sub(r' data-label="[^"]+"', "", answer.content.decode())
    assert answer.status_code == 409
    assert (
        '<th scope="row">Speaker</th><td>A minister</td><td>The prime minister</td><td>A spokeswoman</td>'
        in table
    )
    assert (
        '<th scope="row">Position</th><td>committed</td><td>opposed</td>'
        '<td><span class="desk-small">unchanged</span></td>' in table
    )
    assert read(stance) == ("corrected", "opposed", 2)
    form = answer.context["form"]
    assert (form["position"].value(), form["speaker"].value()) == ("opposed", "A spokeswoman")
    again = {name: form[name].value() for name in form.fields} | {"deed": "correct"}
    editor.post(screen(stance), {name: value or "" for name, value in again.items()})
    newest = Review.objects.order_by("-id")[0]
    assert newest.after == {"speaker": "A spokeswoman"}
    assert (newest.note, newest.reason) == ("n", "wrong-speaker")


def test_an_accept_that_came_too_late_is_no_verdict(editor: Client) -> None:
    stance = factories.make_stance()
    late = fill_in(stance, deed="accept")
    review.reject_stance(stance.pk, reason=Reason.IRONY, by=factories.make_person("editor", "o"))
    answer = editor.post(screen(stance), late)
    assert (answer.status_code, read(stance)[0]) == (409, "rejected")
    assert b"No field differs" in answer.content


def test_a_date_that_came_to_the_article_meanwhile_is_not_wiped_out(editor: Client) -> None:
    article = factories.make_article(published=None, precision=None)
    stance = factories.make_stance(article=article, first_day=None, precision=None)
    page = fill_in(stance, deed="correct", reason="wrong-voice", voice="claim")
    by = User.objects.get(username="editor")
    review.date_article(article.pk, Day(date(2026, 1, 1), Precision.YEAR), by=by)
    answer = editor.post(screen(stance), page)
    assert (answer.status_code, answer.context["form"]["day"].value()) == (409, "2026")


def test_a_coded_stance_has_no_quote_to_correct(editor: Client) -> None:
    stance = factories.make_coded_stance()
    page = editor.get(screen(stance)).content.decode()
    assert 'name="quote"' not in page
    assert 'href="https://paper.example/coded"' in page
    editor.post(screen(stance), fill_in(stance, deed="accept"))
    assert read(stance)[0] == "accepted"


def test_a_stance_that_is_not_there_is_not_found(editor: Client) -> None:
    for key in ("999999", "x", "9" * 30, "1_5F"):
        assert editor.get(f"{QUEUE}{key}/change/").status_code == 404
        assert editor.get(f"{QUEUE}{key}/history/").status_code == 404


def test_the_queue_holds_those_that_wait_and_filters_keep_their_names(editor: Client) -> None:
    factories.make_country("SE", "Sweden")
    factories.make_source("blatt.example", language="de")
    factories.make_source(language="en")
    waiting, judged = factories.make_stance(), factories.make_stance()
    review.accept_stance(judged.pk, by=User.objects.get(username="editor"))
    shown = {
        query: [row.pk for row in editor.get(QUEUE + query).context["cl"].result_list]
        for query in (
            "",
            "?review=accepted",
            "?review=all",
            "?q=send+soldiers",
            "?country__code__exact=SE",
            "?proposal__slug__exact=troops-on-ground&language=en&reader=rules&kind__exact=quoted",
            "?source__domain__exact=paper.example&voice__exact=government",
        )
    }
    assert list(shown.values()) == [
        [waiting.pk],
        [judged.pk],
        [judged.pk, waiting.pk],
        [waiting.pk],
        [],
        [waiting.pk],
        [waiting.pk],
    ]


def test_each_reader_that_there_is_can_be_filtered_for() -> None:
    assert sorted(READERS) == sorted([*readers.READERS, CODED, review.EDITOR])


def test_more_rows_need_no_more_queries(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    article = factories.make_article()
    for number in range(12):
        factories.make_stance(article=article, country=factories.make_country(f"X{number}", "X"))
    factories.make_coded_stance()
    stance = Stance.objects.filter(kind="quoted")[0]
    with django_assert_max_num_queries(15):
        editor.get(f"{QUEUE}?review=all")
    with django_assert_max_num_queries(34):
        editor.get(screen(stance))
    assert Article.objects.count() == 1
