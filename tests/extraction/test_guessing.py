"""The guess of what a clause is about: trained again it is the same, and wording outweighs habit."""

import os
from pathlib import Path

import pytest

from coalition.errors import BadFile
from coalition.extraction.guess_training import digest_sample, train_guess
from coalition.extraction.guessing import FILE, Shares, format_guess, read_guess, read_wordings
from coalition.extraction.lexicon import read_lexicon
from coalition.extraction.parsing import Parser
from coalition.extraction.roles import CORE, list_context
from coalition.extraction.sentences import split_sentences
from coalition.extraction.training import hash_articles, read_texts


def weigh(text: str) -> Shares:
    """The shares of the last sentence of a text without a title."""
    guess = read_guess()
    sentences = split_sentences(text)
    last = text[sentences[-1].start : sentences[-1].end]
    around = read_wordings(sentences, text, "", guess)[-1]
    return Shares(guess.topics.labels, guess.share(last), around)


def guess_core(text: str) -> dict[str, float]:
    """How likely each country that a sentence names takes a position there."""
    [one] = Parser(text, "en", None, read_lexicon()).parse()
    roles = read_guess().roles
    return {
        mention.codes[0]: float(
            roles.share(list_context(one.tokens, mention))[roles.labels.index(CORE)]
        )
        for mention in one.mentions
    }


def test_every_machine_trains_alike_and_the_shipped_guess_is_of_these_texts() -> None:
    texts, about = read_texts(), read_guess().about
    assert hash_articles(texts) == about["training"]
    assert digest_sample(texts) == about["sample"]


@pytest.mark.skipif("TRAIN" not in os.environ, reason="takes a minute: TRAIN=1 runs it")
def test_training_again_gives_the_shipped_guess_byte_for_byte() -> None:
    trained = train_guess(read_texts(), dict(read_guess().about))
    assert format_guess(trained) == FILE.read_text(encoding="utf-8")


def test_words_of_another_proposal_outweigh_what_the_text_before_was_about() -> None:
    clause = "Romania will send minehunters to the Black Sea"
    assert weigh(clause).guess(["sanctions"], None) == "black-sea-maritime"


def test_where_the_words_say_nothing_the_text_before_decides() -> None:
    assert weigh("xyzzy").guess(["sanctions"] * 9, "sanctions") == "sanctions"


def test_a_paragraph_on_one_proposal_brings_it_up_where_a_sentence_names_none() -> None:
    paragraph = (
        "Minehunters will sweep the Black Sea, and frigates will escort the grain ships. "
        "The mines off Odesa are to be cleared by spring. Bucharest nods."
    )
    assert "black-sea-maritime" in weigh(paragraph).likeliest()
    assert "black-sea-maritime" not in weigh("Bucharest nods.").likeliest()


def test_who_decides_is_told_from_what_is_only_named_by_the_words_beside_it() -> None:
    likely = guess_core("Norway will not send soldiers after the Russian attack on Odesa")
    assert likely["NO"] > 0.5 > likely["RU"]


def test_a_file_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "guess.json").write_text("{}")
    with pytest.raises(BadFile, match="expected trained weights"):
        read_guess(tmp_path / "guess.json")
