"""The desk says words where tables hold codes, and never one vocabulary's word for another's."""

from coalition.admin.words import WORDS, say, word
from coalition.vocabulary import Condition, LineState, Outcome, Tier, Voice


def test_two_vocabularies_may_share_a_word_and_mean_another_thing() -> None:
    assert (str(say(Voice.OTHER)), str(say(Condition.OTHER))) == (
        "other voice of the country",
        "other",
    )
    assert (str(say(LineState.DECLINED)), str(say(Outcome.DECLINED))) == (
        "declined to answer",
        "declined",
    )
    assert word("other", "voice") == "other voice of the country"


def test_every_word_of_a_vocabulary_is_said() -> None:
    assert {kind: set(kind) - set(said) for kind, said in WORDS.items()} == {
        kind: set() for kind in WORDS
    }
    assert str(say(Tier.PUBLIC_BROADCASTER)) == "public broadcaster"
