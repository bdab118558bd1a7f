"""From claims to quoted stances: what is kept, and what is refused with a reason."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from coalition.errors import ReaderFailed
from coalition.extraction.claims import ArticleText, Claim, ClaimedCondition, QuotedStance
from coalition.extraction.stances import find_stances
from coalition.vocabulary import Condition, Position

ARTICLE = ArticleText("Oslo will send a company. Oslo waits for a mandate.", language="en")
CLAIM = Claim("NO", "troops-on-ground", Position.COMMITTED, "Oslo will send a company")


class Reader:
    """A reader that says what it is given."""

    name = "fake"
    version = "7"

    def __init__(self, *claims: Claim) -> None:
        self._claims = claims

    def read_claims(self, article: ArticleText) -> Sequence[Claim]:
        """What it was given, for any article with a text."""
        return self._claims if article.text else ()


class BrokenReader(Reader):
    """A reader that is down."""

    def read_claims(self, article: ArticleText) -> Sequence[Claim]:
        """Fails."""
        raise ReaderFailed(f"The reader is down; {len(article.text)} characters stay unread.")


def test_a_claim_whose_quote_stands_in_the_text_becomes_a_stance() -> None:
    reading = find_stances(ARTICLE, Reader(CLAIM))
    assert reading.stances == (QuotedStance(CLAIM, "Oslo will send a company", 0, 24),)
    assert (reading.reader, reading.version, reading.refused) == ("fake", "7", ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Oslo will send a brigade"}, "does not stand in the text"),
        ({"country": "ZZ"}, "no country"),
        ({"proposal": "moon-base"}, "no proposal"),
        ({"confidence": 1.5}, "between 0 and 1"),
    ],
)
def test_a_claim_that_does_not_hold_is_refused_with_its_reason(
    change: dict[str, object], reason: str
) -> None:
    reading = find_stances(ARTICLE, Reader(replace(CLAIM, **change)))  # type: ignore[arg-type]
    assert reading.stances == ()
    assert [reason in refused.reason for refused in reading.refused] == [True]


def test_the_same_stance_twice_is_kept_once() -> None:
    assert len(find_stances(ARTICLE, Reader(CLAIM, replace(CLAIM, note="again"))).stances) == 1


def test_a_condition_whose_words_are_invented_is_taken_off() -> None:
    real = ClaimedCondition(Condition.MANDATE, "a mandate")
    made_up = ClaimedCondition(Condition.CEASEFIRE, "after a truce")
    reading = find_stances(ARTICLE, Reader(replace(CLAIM, conditions=(real, made_up))))
    assert [stance.claim.conditions for stance in reading.stances] == [(real,)]
    assert len(reading.refused) == 1


def test_a_reader_that_is_down_is_not_an_empty_reading() -> None:
    with pytest.raises(ReaderFailed):
        find_stances(ARTICLE, BrokenReader())
