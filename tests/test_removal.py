"""A lawful removal: no word is left anywhere, and all else stays."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coalition import published, review
from coalition.errors import BadVerdict
from coalition.extraction.articles import ArticleDraft
from coalition.extraction.claims import Claim, QuotedStance, Reading, RefusedClaim
from coalition.ingestion.articles import store_article
from coalition.ingestion.language_model.reader import name_parts
from coalition.ingestion.stances import describe_article, store_stances
from coalition.models import (
    ApiKey,
    Article,
    Delivery,
    Difference,
    ModelCall,
    Page,
    Stance,
    Suggestion,
    Webhook,
)
from coalition.positions import redraw_line
from coalition.removal import BLANK, remove_text
from coalition.vintages import Instant
from coalition.vocabulary import Condition, KeyScope, Position, Precision, Reason
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "pomegranate"
TEXT = f"Norway will send soldiers, the {SECRET} said. It would do so in a {SECRET} season."
NOTICE = "Removed at the publisher's request of 3 March 2026, ground: copyright."


@pytest.fixture
def editor() -> User:
    return factories.make_editor()


@pytest.fixture
def stance(editor: User) -> Stance:
    """A stance with its words in every place that keeps them: reading, review, conditions, history."""
    article = factories.make_article(TEXT, title="A headline")
    factories.make_country()
    factories.make_proposal()
    quote = TEXT.partition(".")[0]
    claim = Claim(
        country="NO",
        proposal="troops-on-ground",
        position=Position.COMMITTED,
        quote=quote,
        note=f"the {SECRET} rule",
    )
    refused = RefusedClaim(claim, "not a country")
    found = QuotedStance(claim, quote, 0, len(quote))
    store_stances(article, Reading("rules", "1", [found], [refused]))
    stance = Stance.objects.get()
    for words in (f"a {SECRET} season", f"a {SECRET} winter"):
        stance.conditions.create(kind=Condition.CEASEFIRE, words=words)
    corrected = {"quote": f"the {SECRET} said", "quantity_raw": f"one {SECRET}"}
    review.correct_stance(stance.pk, corrected, reason=Reason.WRONG_QUOTE, by=editor)
    stance.refresh_from_db()
    otherwise = QuotedStance(replace(claim, position=Position.OPPOSED), quote, 0, len(quote))
    store_stances(article, Reading("rules", "2", [otherwise], []))
    assert SECRET in str(Difference.objects.get().found)
    keep_elsewhere(article, stance)
    Suggestion.objects.create(
        stance=stance, editor=editor, verdict="correct", edition=2, changes={"quote": SECRET}
    )
    return stance


def keep_elsewhere(article: Article, stance: Stance) -> None:
    """The words in what a receiver is still to be told, and in a model's answers: on the article as it
    was before it had its date, and one that was of no use."""
    key, _ = ApiKey.objects.issue("a desk", KeyScope.WEBHOOK)
    webhook = Webhook.objects.create(
        key=key, url="https://desk.example/", told_until=timezone.now()
    )
    body = json.dumps({"type": "new-evidence", "stance": {"id": stance.pk, "quote": SECRET}})
    Delivery.objects.create(webhook=webhook, event=f"new-evidence:{stance.pk}:then", body=body)
    (content,) = name_parts(replace(describe_article(article), day=None, precision=Precision.DAY))
    Article.objects.filter(pk=article.pk).update(published=None, precision=None)
    Article.objects.filter(pk=article.pk).update(published="2026-03-01", precision=Precision.DAY)
    asked = {"endpoint": "host", "model": "m", "prompt_version": "1", "content_sha256": content}
    answer = {"stances": [{"quote": SECRET}], "faults": []}
    ModelCall.objects.create(**asked, turn=1, state="answered", answer=answer, cost_usd=1)
    ModelCall.objects.create(**asked, turn=2, state="unusable", said=f"It is {SECRET}.", cost_usd=1)


def find_word(word: str) -> set[str]:
    """The tables of ours in which a word stands anywhere, bytes included."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_app_config("coalition").get_models():
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t::text ILIKE %s'
                " OR t::text LIKE %s",
                [f"%{word}%", f"%{word.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.add(model.__name__)
    return found


def test_the_word_is_gone_from_every_table(stance: Stance, editor: User) -> None:
    assert find_word(SECRET) == {
        "Article",
        "Page",
        "Stance",
        "StanceEvent",
        "StanceCondition",
        "StanceConditionEvent",
        "Reading",
        "Review",
        "Difference",
        "DifferenceEvent",
        "Suggestion",
        "SuggestionEvent",
        "Delivery",
        "ModelCall",
    }
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    assert find_word(SECRET) == set()
    assert [call.state for call in ModelCall.objects.all()] == ["unusable"] * 2
    assert json.loads(Delivery.objects.get().body)["stance"]["quote"] == BLANK * len(SECRET)


def test_what_is_read_of_a_text_while_it_is_removed_is_dropped(
    stance: Stance, editor: User
) -> None:
    assert stance.article
    claim = Claim("NO", "troops-on-ground", Position.OPPOSED, f"the {SECRET} said")
    reading = Reading("rules", "3", [], [RefusedClaim(claim, "too late")])
    remove_text(stance.article.pk, notice=NOTICE, by=editor)
    store_stances(stance.article, reading)
    assert find_word(SECRET) == set()


def test_row_hash_and_a_dated_notice_stay(stance: Stance, editor: User) -> None:
    before: dict[str, Any] = dict(Article.objects.values().get())
    remove_text(before["id"], notice=NOTICE, by=editor)
    after: dict[str, Any] = dict(Article.objects.values().get())

    changed = {name: value for name, value in after.items() if value != before[name]}
    assert datetime.now(UTC) - changed.pop("removed_at") < timedelta(minutes=1)
    assert changed == {"text": BLANK * len(TEXT), "removal_notice": NOTICE}
    shown = published.get_article(before["id"], whole=True)
    assert shown is not None
    assert (shown.article.removal_notice, shown.article.title) == (NOTICE, "A headline")
    assert {part.text.strip(BLANK) for part in shown.segments} == {""}


def test_lines_and_stances_stay_with_blanks_for_words(stance: Stance, editor: User) -> None:
    redraw_line("NO", "troops-on-ground")
    before, line = published.list_stances(), published.list_lines()
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    redraw_line("NO", "troops-on-ground")

    assert published.list_lines() == line
    [old], [new] = before, published.list_stances()
    assert (new.position, new.quote_start, new.quote_end) == (
        old.position,
        old.quote_start,
        old.quote_end,
    )
    assert new.quote == BLANK * len(old.quote or "")
    assert [c.words for c in new.conditions] == [
        BLANK * len("a pomegranate season"),
        BLANK * len("a pomegranate winter") + BLANK,
    ]


def test_the_past_is_blanked_too(stance: Stance, editor: User) -> None:
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    events = Stance._meta.apps.get_model("coalition", "StanceEvent").objects.order_by("pgh_id")
    first = Instant(events.first().pgh_created_at)

    assert {quote.strip(BLANK) for quote in events.values_list("quote", flat=True)} == {""}
    [then] = published.list_stances(as_of=first)
    assert (then.quote or "").strip(BLANK) == ""


def test_the_same_text_is_not_taken_in_again(stance: Stance, editor: User) -> None:
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    draft = ArticleDraft(TEXT, title="A headline", author="", language="en", day=None)
    store_article(Page.objects.get(), draft)
    assert Article.objects.count() == 1


def test_the_guards_stand_again_after_the_deed(stance: Stance, editor: User) -> None:
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    events = Stance._meta.apps.get_model("coalition", "StanceEvent").objects
    for deed in (
        lambda: Article.objects.update(text="other words"),
        lambda: Stance.objects.update(extracted={}),
        lambda: Stance.objects.update(quote="other words"),
        lambda: events.update(quote="other words"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_without_a_notice_or_a_second_time_it_is_refused(stance: Stance, editor: User) -> None:
    with pytest.raises(BadVerdict, match="needs a notice"):
        remove_text(stance.article_id or 0, notice=" ", by=editor)
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    with pytest.raises(BadVerdict, match="was removed before"):
        remove_text(stance.article_id or 0, notice=NOTICE, by=editor)


def test_history_says_who_removed_it_and_why(stance: Stance, editor: User) -> None:
    remove_text(stance.article_id or 0, notice=NOTICE, by=editor)
    events = Article._meta.apps.get_model("coalition", "ArticleEvent").objects
    newest = events.order_by("-pgh_id").first()
    assert newest.pgh_context.metadata == {"user": editor.pk, "deed": "remove", "note": NOTICE}
