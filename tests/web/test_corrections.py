"""The public form: works without a login or scripts, and is no door for machines."""

import pytest
from django.test import Client

from coalition.desk import requests
from coalition.models import CorrectionRequest
from coalition.vocabulary import Outcome
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = "She said this of another plan <script>alert(1)</script>, the minutes show it."


def test_a_request_is_sent_from_the_page_of_a_stance_and_its_outcome_shown(client: Client) -> None:
    stance = factories.make_stance()
    form = f"/stances/{stance.pk}/correction/"
    assert form in client.get(f"/stances/{stance.pk}/").content.decode()
    sent = client.post(form, {"words": WORDS, "contact": "me@example.org"}, follow=True)
    row = CorrectionRequest.objects.get()
    page = sent.content.decode()
    assert "Thank you." in page
    assert f"Request {row.pk}" in page
    assert "waits for an editor" in page
    assert "me@example.org" not in page
    answer = "Found in the minutes <b>too</b>."
    requests.answer_request(row.pk, Outcome.ACCEPTED, answer=answer, by=factories.make_editor())
    page = client.get(form).content.decode()
    assert "found right" in page
    assert "&lt;b&gt;too" in page
    assert "alert(1)" not in page


def test_what_fills_in_the_trap_is_thanked_and_dropped(client: Client) -> None:
    form = f"/stances/{factories.make_stance().pk}/correction/"
    sent = client.post(form, {"words": WORDS, "website": "https://spam.example"}, follow=True)
    assert "Thank you." in sent.content.decode()
    assert CorrectionRequest.objects.count() == 0


def test_too_short_and_too_many_are_refused_in_words_and_keep_what_was_typed(
    client: Client,
) -> None:
    form = f"/stances/{factories.make_stance().pk}/correction/"
    short = client.post(form, {"words": "Wrong."})
    assert (short.status_code, "Wrong." in short.content.decode()) == (400, True)
    statuses = [
        client.post(form, {"words": WORDS}).status_code for _ in range(requests.MOST_OF_ONE + 1)
    ]
    assert statuses == [302] * requests.MOST_OF_ONE + [429]
    assert "wait an hour" in client.post(form, {"words": WORDS}).content.decode()


def test_A11_another_site_cannot_send_the_form() -> None:
    client = Client(enforce_csrf_checks=True)
    form = f"/stances/{factories.make_stance().pk}/correction/"
    assert client.post(form, {"words": WORDS}).status_code == 403
    assert CorrectionRequest.objects.count() == 0


def test_a_stance_that_nobody_may_see_has_no_form(client: Client) -> None:
    assert client.get("/stances/999/correction/").status_code == 404
    assert client.delete(f"/stances/{factories.make_stance().pk}/correction/").status_code == 405
