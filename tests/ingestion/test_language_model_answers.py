"""What a language model answers: cut, fenced, invented, merged or of no form; mended once, then refused."""

import json

import pytest

from coalition.errors import ReaderFailed
from coalition.extraction.claims import ArticleText
from coalition.models import ModelCall
from tests.ingestion.model import QUOTE, SWEDEN, calls, pairs, read
from tests.stub_model import StubModel, say, say_stances, stance

pytestmark = pytest.mark.django_db


def test_an_answer_in_a_fence_of_back_quotes_is_read(stub: StubModel) -> None:
    stub.will(say(f"Here it is:\n```json\n{json.dumps({'stances': [SWEDEN]})}\n```"))
    assert pairs(read(stub)) == [("SE", "sceptical")]
    assert len(stub.received) == 1


def test_a_cut_answer_is_asked_for_once_more(stub: StubModel) -> None:
    whole = json.dumps({"stances": [SWEDEN]})
    stub.will(say(whole[:40], finish="length"), say(whole))
    assert pairs(read(stub)) == [("SE", "sceptical")]
    assert "it was cut off" in stub.said_to_it(1)[3]
    assert [(state, turn) for state, turn, _ in calls()] == [("unusable", 1), ("answered", 2)]


def test_two_answers_of_no_use_are_a_failure_and_never_an_empty_reading(stub: StubModel) -> None:
    stub.will(say("I cannot say."), say('{"positions": []}'))
    with pytest.raises(ReaderFailed, match=r"^language model unavailable: no usable answer$"):
        read(stub)
    assert [(row.state, row.said) for row in ModelCall.objects.order_by("id")] == [
        ("unusable", "I cannot say."),
        ("unusable", '{"positions": []}'),
    ]


def test_an_invented_quote_is_mended_on_request(stub: StubModel) -> None:
    stub.will(say_stances(stance("Norway will send troops"), SWEDEN), say_stances(stance(QUOTE)))
    reading = read(stub)
    assert pairs(reading) == [("NO", "committed"), ("SE", "sceptical")]
    assert reading.refused == ()
    assert "The quote does not stand in the text." in stub.said_to_it(1)[3]
    assert "Sweden" not in stub.said_to_it(1)[3]


@pytest.mark.parametrize(
    "quote",
    [
        "Norway will send 9,000 engineers to the force",
        "Norway will send 150 engineers … Sweden doubts that the force is wise",
        "Norway will send 150 engineers to the force Sweden doubts",
    ],
    ids=["invented", "joined with dots", "merged"],
)
def test_a_quote_that_stays_wrong_is_refused_with_its_reason_and_kept_so(
    stub: StubModel, quote: str
) -> None:
    stub.will(say_stances(stance(quote), SWEDEN), say_stances(stance(quote)))
    reading = read(stub)
    assert pairs(reading) == [("SE", "sceptical")]
    assert [(refused.claim.quote, refused.reason) for refused in reading.refused] == [
        (quote, "The quote does not stand in the text.")
    ]
    assert read(stub) == reading
    assert len(stub.received) == 2


def test_a_stance_that_the_model_takes_back_is_still_counted_as_refused(stub: StubModel) -> None:
    stub.will(say_stances(stance("Norway is mostly in favour of it")), say_stances())
    reading = read(stub)
    assert (reading.stances, len(reading.refused)) == ((), 1)


def test_a_stance_that_is_not_of_the_form_is_noted_and_the_others_hold(stub: StubModel) -> None:
    odd = stance(QUOTE, position="maybe")
    stub.will(say_stances(odd, SWEDEN), say_stances(odd))
    reading = read(stub)
    assert pairs(reading) == [("SE", "sceptical")]
    assert len(reading.notes) == 1
    assert reading.notes[0].startswith(
        "The model gave a stance that is not of the form asked for: position: Input should be"
    )


def test_a_code_that_nobody_knows_is_refused(stub: StubModel) -> None:
    odd = stance(QUOTE, country="Norway")
    stub.will(say_stances(odd), say_stances(odd))
    assert [refused.reason for refused in read(stub).refused] == [
        "'Norway' is no country that we know."
    ]


def test_a_date_after_the_article_is_not_taken(stub: StubModel) -> None:
    odd = stance(QUOTE, stance_date="2026-03-06")
    stub.will(say_stances(odd), say_stances(odd))
    reading = read(stub)
    assert reading.stances == ()
    assert "stance_date: 2026-03-06 is later than the article." in reading.notes[0]


def test_one_quote_may_carry_two_stances(stub: StubModel) -> None:
    stub.will(say_stances(stance(QUOTE), stance(QUOTE, proposal="demining")))
    assert [(s.claim.proposal, s.start) for s in read(stub).stances] == [
        ("troops-on-ground", 0),
        ("demining", 0),
    ]


def test_a_quote_that_stands_twice_is_told_apart_by_its_sentence(stub: StubModel) -> None:
    text = "Norway is ready to help.\nThen came lunch.\nNorway is ready to help."
    stub.will(say_stances(stance("Norway is ready to help", sentence=3, position="supportive")))
    assert [s.start for s in read(stub, ArticleText(text)).stances] == [42]
