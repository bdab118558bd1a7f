"""The linker: trained again it is the same, it reads a round-up by its neighbours, and bad files are refused."""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from coalition.errors import BadFile
from coalition.extraction.candidates import MOST_CANDIDATES, find_candidates
from coalition.extraction.claims import ArticleText
from coalition.extraction.lexicon import read_lexicon
from coalition.extraction.linking import (
    FILE,
    NEIGHBOURS,
    describe_neighbours,
    format_linker,
    read_linker,
)
from coalition.extraction.linking_training import (
    digest_sample,
    list_unseen,
    make_example,
    train_linker,
)
from coalition.extraction.training import hash_articles, read_texts

DAY = date(2026, 1, 9)


def link(text: str) -> dict[tuple[str, str], float]:
    """The surest share of each country and proposal in a text."""
    candidates = find_candidates(ArticleText(text, "en", DAY), "en", read_lexicon())
    best: dict[tuple[str, str], float] = {}
    for candidate, one in zip(candidates, read_linker().link(candidates), strict=True):
        pair = (candidate.question.country, candidate.question.proposal)
        best[pair] = max(best.get(pair, 0.0), one.core)
    return best


def test_every_machine_trains_alike_and_the_shipped_linker_is_of_these_texts() -> None:
    articles, about = read_texts(), read_linker().about
    assert hash_articles(articles) == about["training"]
    assert digest_sample(articles) == about["sample"]


@pytest.mark.skipif("TRAIN" not in os.environ, reason="takes five minutes: TRAIN=1 runs it")
def test_training_again_gives_the_shipped_linker_byte_for_byte() -> None:
    texts = read_texts()
    unseen = zip(texts, list_unseen(texts), strict=True)
    examples = [make_example(gold, candidates) for gold, candidates in unseen]
    trained = train_linker(examples, dict(read_linker().about))
    assert format_linker(trained) == FILE.read_text(encoding="utf-8")


def test_a_round_up_names_its_topic_once_and_its_countries_one_by_one() -> None:
    best = link(
        "Who would send soldiers to Ukraine after a ceasefire? France will. Greece will not go. "
        "Latvia says that nothing has been decided."
    )
    troops = {
        country: share for (country, slug), share in best.items() if slug == "troops-on-ground"
    }
    assert {country for country, share in troops.items() if share > 0.4} >= {"GR", "LV"}


def test_a_country_that_is_only_mentioned_holds_nothing() -> None:
    best = link("The minister flew to Lisbon on Tuesday. Portugal has a new bridge over the Tagus.")
    assert max(best.values(), default=0.0) < 0.3


def test_a_text_without_countries_has_no_candidates() -> None:
    assert link("Rain is expected in the hills, and the fair opens at ten.") == {}


def test_neighbours_are_described_for_every_candidate() -> None:
    text = "Denmark will send soldiers to Ukraine. Norway will not."
    candidates = find_candidates(ArticleText(text, "en", DAY), "en", read_lexicon())
    likely = np.full(len(candidates), 0.5)
    assert describe_neighbours(candidates, likely).shape == (len(candidates), len(NEIGHBOURS))


def test_an_endless_list_of_countries_is_read_to_a_bound() -> None:
    text = "France, Italy and Spain will send soldiers to Ukraine, and so will Malta. " * 3_000
    candidates = find_candidates(ArticleText(text, "en", DAY), "en", read_lexicon())
    assert len(candidates) == MOST_CANDIDATES


def test_a_file_without_trees_is_refused(tmp_path: Path) -> None:
    (tmp_path / "linking.json").write_text("{}")
    with pytest.raises(BadFile, match="expected trained trees"):
        read_linker(tmp_path / "linking.json")
