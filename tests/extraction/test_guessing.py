"""The guess of what a clause is about: trained again it is the same, and wording outweighs habit."""

from pathlib import Path

import pytest

from coalition.errors import BadFile
from coalition.extraction.guess_training import read_examples, train_guess
from coalition.extraction.guessing import FILE, Shares, format_guess, read_guess


def weigh(clause: str) -> Shares:
    """The shares of a clause that is its whole sentence, after nothing."""
    guess = read_guess()
    return Shares(guess.labels, guess.share(clause), guess.share(clause), guess.share(""))


def test_training_again_gives_the_shipped_guess_byte_for_byte() -> None:
    assert format_guess(train_guess(read_examples())) == FILE.read_text(encoding="utf-8")


def test_words_of_another_proposal_outweigh_what_the_text_before_was_about() -> None:
    clause = "Romania will send minehunters to the Black Sea"
    assert weigh(clause).guess(["sanctions"], None) == "black-sea-maritime"


def test_where_the_words_say_nothing_the_text_before_decides() -> None:
    assert weigh("xyzzy").guess(["sanctions"] * 9, "sanctions") == "sanctions"


def test_a_file_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "guess.json").write_text("{}")
    with pytest.raises(BadFile, match="expected trained weights"):
        read_guess(tmp_path / "guess.json")
