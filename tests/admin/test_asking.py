"""A reader's request as a ticket of the queue: its row says so, and the verdict's own save answers it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from coalition import review
from coalition.desk import requests
from coalition.models import CorrectionRequest, Review, Stance, Suggestion
from coalition.vocabulary import Outcome
from tests import factories
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn
from tests.admin.test_judging import fill_in, screen
from tests.admin.test_queue import QUEUE, list_rows

pytestmark = pytest.mark.django_db
WORDS = "The minister <script>alert(1)</script> spoke of another plan."


def ask(stance: Stance, address: str = "a") -> dict[str, str]:
    """A reader's request, and what the screen sends along for it."""
    key = requests.file_request(stance.pk, WORDS, contact="me@x.example", address=address)
    return {"requests": str(key), f"request-{key}-outcome": "", f"request-{key}-answer": ""}


def answer(sent: dict[str, str], outcome: str, words: str) -> dict[str, str]:
    """The same with an answer."""
    key = sent["requests"]
    return sent | {f"request-{key}-outcome": outcome, f"request-{key}-answer": words}


def test_a_verdict_answers_the_reader_who_asks_in_one_save(
    editor: Client, client: Client, log_in: LogIn
) -> None:
    others = [factories.make_stance(confidence=0.1) for _ in range(2)]
    stance = factories.make_stance()
    asked = ask(stance)
    assert list_rows(editor) == [stance.pk, *(one.pk for one in others)]
    assert list_rows(editor, "?asked=yes") == [stance.pk]
    assert list_rows(editor, "?asked=no") == [one.pk for one in others]
    for shown in (editor.get(QUEUE), editor.get(screen(stance))):
        assert b"&lt;script&gt;alert(1)&lt;/script&gt; spoke of another plan." in shown.content
    assert "a reader asks: “The minister" in editor.get(QUEUE).content.decode()
    assert b"me@x.example" in editor.get(screen(stance)).content
    viewer = log_in("viewer").get(screen(stance)).content
    assert (b"spoke of another plan" in viewer, b"me@x.example" in viewer) == (True, False)

    sent = fill_in(stance, deed="correct", reason="wrong-position", position="opposed")
    for wrong, words in (
        (answer(asked, "accepted", " "), "Answer in a sentence"),
        (answer(asked, "", "You are right."), "Say what becomes of the request."),
        (answer(asked, "burnt", "You are right."), "Select a valid choice"),
        (answer(asked, "accepted", "Right.") | {"deed": "next", "position": "committed"}, "alone"),
        (asked | {"deed": "answer", "position": "committed"}, "and answer it"),
    ):
        page = editor.post(screen(stance), sent | wrong).content.decode()
        assert words in page
    assert (Review.objects.count(), CorrectionRequest.objects.get().state) == (0, "open")

    editor.post(screen(stance), sent | answer(asked, "accepted", "The minutes bear you out."))
    stance.refresh_from_db()
    row = CorrectionRequest.objects.get()
    assert (stance.position, stance.review_state) == ("opposed", "corrected")
    assert (row.state, str(row.decided_by)) == ("accepted", "editor")
    assert (
        "The minutes bear you out."
        in client.get(f"/stances/{stance.pk}/correction/").content.decode()
    )
    assert list_rows(editor) == [one.pk for one in others]


def test_a_judged_stance_comes_back_until_its_reader_is_answered(
    editor: Client, settings: Settings
) -> None:
    me = User.objects.get(username="editor")
    stance = factories.make_stance()
    review.accept_stance(stance.pk, by=me)
    stance.refresh_from_db()
    asked, again = ask(stance), ask(stance, "b")
    assert list_rows(editor) == [stance.pk]
    assert "accepted · a reader asks" in editor.get(QUEUE).content.decode()
    day = editor.get(f"{ADMIN}/coalition/waiting/my-day/").content.decode()
    assert f"{QUEUE}?asked=yes" in day
    editor.post(
        screen(stance), fill_in(stance, deed="answer") | answer(asked, "declined", "It is so.")
    )
    assert list(CorrectionRequest.objects.order_by("pk").values_list("state", "answer")) == [
        ("declined", "It is so."),
        ("open", ""),
    ]
    # What flips a position waits for another editor, and so does the answer.
    settings.SECOND_EDITOR = True
    reject = fill_in(stance, deed="reject", reason="irony") | answer(again, "accepted", "Irony.")
    page = editor.post(screen(stance), reject).content.decode()
    assert "answer the request once the verdict stands" in page
    assert (Suggestion.objects.count(), Review.objects.count()) == (0, 1)
    settings.SECOND_EDITOR = False
    # Another editor was quicker: nothing is judged, and what was written stays on the screen.
    requests.answer_request(int(again["requests"]), Outcome.DECLINED, answer="No.", by=me)
    page = editor.post(screen(stance), reject).content.decode()
    assert "This request was answered before." in page
    assert "Irony." in page
    assert Review.objects.count() == 1
    assert list_rows(editor) == []
