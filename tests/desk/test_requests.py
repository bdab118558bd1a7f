"""Requests of the public: taken within limits, answered in public, senders forgotten."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from coalition import published, review, waiting
from coalition.desk import requests
from coalition.errors import BadInput, BadVerdict
from coalition.models import CorrectionRequest, Stance, Waiting
from coalition.positions import redraw_line, weigh_lines
from coalition.vocabulary import Outcome, Reason
from tests import factories

WORDS = "She said this of another plan, the minutes show it."


def list_queue() -> list[tuple[int, int, bool, str | None]]:
    """The queue in its order: stance, place, whether it is asked about, the verdict that moves its line."""
    rows = Waiting.objects.order_by("place", "stance_id")
    return list(rows.values_list("pk", "place", "asked", "deed"))


def test_a_request_is_kept_without_the_address_that_sent_it(editor: User) -> None:
    stance = factories.make_stance()
    number = requests.file_request(stance.pk, WORDS, contact="me@example.org", address="192.0.2.1")
    row = CorrectionRequest.objects.get(pk=number)
    assert (row.words, row.contact, row.state) == (WORDS, "me@example.org", "open")
    assert "192.0.2.1" not in row.sender
    requests.answer_request(number, Outcome.ACCEPTED, answer="Put right today.", by=editor)
    [told] = published.list_requests(stance.pk)
    assert (told.state, told.answer) == (Outcome.ACCEPTED, "Put right today.")
    assert published.measure_answering() is not None
    with pytest.raises(BadVerdict, match="answered before"):
        requests.answer_request(number, Outcome.DECLINED, answer="No.", by=editor)


def test_what_is_asked_about_stands_first_in_the_queue_until_the_last_answer(editor: User) -> None:
    flipping = factories.make_stance(confidence=0.9, first_day=timezone.localdate())
    judged = factories.make_stance(country=factories.make_country("SE"), first_day=date(2026, 1, 1))
    review.accept_stance(judged.pk, by=editor)
    redraw_line("NO", "troops-on-ground")
    assert list_queue() == [(flipping.pk, 900, False, "reject")]
    first = requests.file_request(judged.pk, WORDS, address="a")
    second = requests.file_request(judged.pk, WORDS, address="b")
    third = requests.file_request(flipping.pk, WORDS, address="c")
    # The judged one is not weighed yet; then its rejection turns out to flip today's position too.
    assert list_queue() == [(flipping.pk, 0, True, "reject"), (judged.pk, 2, True, None)]
    assert weigh_lines(20) == 1
    assert list_queue() == [(flipping.pk, 0, True, "reject"), (judged.pk, 0, True, "reject")]
    # A verdict is no answer, and neither is a reader that takes its claim back.
    review.reject_stance(judged.pk, reason=Reason.IRONY, by=editor)
    Stance.objects.filter(pk=judged.pk).update(withdrawn=True)
    assert [row[0] for row in list_queue()] == [flipping.pk, judged.pk]
    requests.answer_request(first, Outcome.DECLINED, answer="It stands.", by=editor)
    assert [row[0] for row in list_queue()] == [flipping.pk, judged.pk]
    requests.answer_request(second, Outcome.ACCEPTED, answer="It is irony.", by=editor)
    requests.answer_request(third, Outcome.DECLINED, answer="It stands.", by=editor)
    assert list_queue() == [(flipping.pk, 900, False, "reject")]


def test_the_trigger_and_the_code_agree_on_every_place(editor: User) -> None:
    stance = factories.make_stance(confidence=0.4)
    for deed, today in ((None, False), ("reject", False), ("reject", True)):
        day, told = (date(2026, 1, 1), "opposed") if deed else (None, "")
        rows = Waiting.objects.filter(pk=stance.pk)
        rows.update(deed=deed, today=today, day=day, before=told, after=told)
        rank = waiting.NOTHING if deed is None else waiting.TODAY if today else waiting.PAST
        number = requests.file_request(stance.pk, WORDS, address=str(rank))
        assert rows.get().place == waiting.make_place(rank, 0.4, asked=True)
        requests.answer_request(number, Outcome.DECLINED, answer="It stands.", by=editor)
        assert rows.get().place == waiting.make_place(rank, 0.4)


def test_an_answer_is_needed(editor: User) -> None:
    number = requests.file_request(factories.make_stance().pk, WORDS, address="a")
    with pytest.raises(BadVerdict, match="in a sentence"):
        requests.answer_request(number, Outcome.DECLINED, answer=" ", by=editor)
    with pytest.raises(BadVerdict, match="accepted or declined"):
        requests.answer_request(number, Outcome.OPEN, answer="Later.", by=editor)


@pytest.mark.parametrize("words", ["", "Wrong.", "x" * 2001, "a zero byte \x00 in a long sentence"])
def test_words_that_say_nothing_or_too_much_are_refused(db: None, words: str) -> None:
    with pytest.raises(BadInput, match="20 to 2000"):
        requests.file_request(factories.make_stance().pk, words, address="a")


def test_a_stance_that_nobody_may_see_takes_none(editor: User) -> None:
    stance = factories.make_stance()
    review.reject_stance(stance.pk, reason=Reason.IRONY, by=editor)
    for key in (stance.pk, stance.pk + 1):
        with pytest.raises(BadInput, match="no published stance"):
            requests.file_request(key, WORDS, address="a")


def test_one_sender_is_stopped_and_others_are_not(db: None) -> None:
    stance = factories.make_stance()
    for _ in range(requests.MOST_OF_ONE):
        requests.file_request(stance.pk, WORDS, address="a")
    with pytest.raises(requests.TooManyRequests, match="wait an hour"):
        requests.file_request(stance.pk, WORDS, address="a")
    requests.file_request(stance.pk, WORDS, address="b")
    CorrectionRequest.objects.update(at=timezone.now() - requests.WINDOW)
    requests.file_request(stance.pk, WORDS, address="a")


def test_all_together_are_stopped_too(db: None) -> None:
    stance = factories.make_stance()
    CorrectionRequest.objects.bulk_create(
        CorrectionRequest(stance=stance, words=WORDS, sender=str(number))
        for number in range(requests.MOST_OF_ALL)
    )
    with pytest.raises(requests.TooManyRequests, match="we take no more"):
        requests.file_request(stance.pk, WORDS, address="c")


def test_who_wrote_is_forgotten_after_the_answer(editor: User) -> None:
    number = requests.file_request(factories.make_stance().pk, WORDS, contact="me", address="a")
    requests.answer_request(number, Outcome.DECLINED, answer="It stands so.", by=editor)
    assert requests.forget_senders() == 0
    with time_machine.travel(timezone.now() + requests.FORGET_AFTER + timedelta(days=1)):
        assert requests.forget_senders() == 1
    row = CorrectionRequest.objects.get(pk=number)
    assert (row.contact, row.sender, row.words) == ("", "", WORDS)
    history = CorrectionRequest._meta.apps.get_model("coalition", "CorrectionRequestEvent")
    assert {"contact", "sender"}.isdisjoint(field.name for field in history._meta.fields)
