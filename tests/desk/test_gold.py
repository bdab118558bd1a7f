"""Corrected cases as data that the evaluation and the training read."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from coalition import review
from coalition.desk.gold import make_gold_line, make_training_clause
from coalition.errors import BadInput
from coalition.extraction.goldfiles import read_gold
from coalition.models import Stance
from coalition.vocabulary import Reason
from tests import factories


def test_a_corrected_article_is_read_back_as_a_gold_line(editor: User, tmp_path: Path) -> None:
    stance = factories.make_stance(
        quantity_raw="2,000 men", quantity_low=2000, quantity_unit="troops"
    )
    assert stance.article is not None
    with pytest.raises(BadInput, match="1 stances of this article wait"):
        make_gold_line(stance.article)
    condition = {"kind": "ceasefire", "words": "Last", "start": None}
    review.correct_stance(
        stance.pk,
        {"position": "conditional", "conditions": [condition]},
        reason=Reason.WRONG_POSITION,
        by=editor,
    )
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(make_gold_line(stance.article)) + "\n")
    [gold] = read_gold(file)
    [read] = gold.stances
    assert (gold.article.text, read.quote, read.claim.position) == (
        stance.article.text,
        stance.quote,
        "conditional",
    )
    assert [(one.kind, one.words) for one in read.claim.conditions] == [("ceasefire", "Last")]
    assert read.claim.quantity is not None
    assert read.claim.quantity.low == 2000


def test_a_training_clause_is_cut_around_the_quote_and_stands_in_it(
    editor: User, tmp_path: Path
) -> None:
    article = factories.make_article("word " * 200 + factories.QUOTE + " word" * 200)
    stance = factories.make_stance(article=article)
    with pytest.raises(BadInput, match="Only what an editor"):
        make_training_clause(stance)
    review.accept_stance(stance.pk, by=editor)
    clause = make_training_clause(Stance.objects.get(pk=stance.pk))
    assert len(clause["text"]) < 540
    file = tmp_path / "en.jsonl"
    file.write_text(json.dumps(clause) + "\n")
    [gold] = read_gold(file)
    assert gold.stances[0].quote == factories.QUOTE


def test_a_coded_stance_trains_nothing(db: None) -> None:
    with pytest.raises(BadInput, match="no words to train on"):
        make_training_clause(factories.make_coded_stance())
