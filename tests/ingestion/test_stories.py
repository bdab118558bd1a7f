"""Copies of one report end in one story, whoever brings them and when (F17)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from coalition.extraction.articles import ArticleDraft
from coalition.extraction.claims import Day
from coalition.ingestion.articles import store_article
from coalition.ingestion.stories import MOST_COMPARED, MOST_OF_A_BAND, find_leads
from coalition.models import Article, Band, Likeness, Story
from coalition.stories import merge_stories
from coalition.vocabulary import Precision
from tests import factories
from tests.at_once import wait_for_a_waiting_lock
from tests.copies import MARCH, arrive, edit, make_page, make_text
from tests.processes import PATIENCE


@pytest.mark.django_db
def test_f17_a_wire_story_on_thirty_sites_slightly_edited_is_one_story() -> None:
    wire = make_text(1, words=600)
    found = [arrive(edit(wire, 0.01, seed), f"site{seed}.example") for seed in range(30)]
    assert len({article.story_id for article in found}) == 1
    assert Band.objects.count() == 32  # its lead alone
    assert arrive(make_text(2)).story_id != found[0].story_id


@pytest.mark.django_db
def test_f17_a_rewritten_report_is_a_story_of_its_own_and_a_hint_for_editors() -> None:
    first = arrive(make_text(1))
    second = arrive(edit(make_text(1), 0.06))
    assert first.story_id != second.story_id
    [hint] = Likeness.objects.values_list("article", "other")
    assert hint == (second.pk, first.pk)
    assert 0.5 <= Likeness.objects.get().similarity < 0.8


@pytest.mark.django_db
def test_f17_reports_of_one_template_with_other_quotes_stay_two_and_are_a_hint() -> None:
    text = make_text(1)
    first = arrive(f"{text} “We will send no ships this year,” he said.")
    second = arrive(f"{text} “We will send all our ships this year,” he said.")
    assert first.story_id != second.story_id
    assert Likeness.objects.get().similarity >= 0.8


@pytest.mark.django_db
def test_articles_of_other_languages_never_merge_nor_hint_unless_word_for_word_the_same() -> None:
    text = make_text(1)
    first = arrive(text)
    assert arrive(edit(text, 0.01), language="it").story_id != first.story_id
    assert arrive(text.upper(), language="").story_id == first.story_id
    assert not Likeness.objects.exists()


@pytest.mark.django_db
def test_the_most_similar_lead_wins() -> None:
    text = make_text(1)
    first = arrive(f"{text} “We will send no ships this year,” he said.")
    second = arrive(f"{text} “We will send all our ships this year,” he said.")
    copy = arrive(f"{text} “We will send all our ships this year,” he said. Ends.")
    assert copy.story_id == second.story_id != first.story_id


@pytest.mark.django_db
def test_a_story_does_not_drift_a_copy_of_a_copy_that_its_lead_is_not_begins_anew() -> None:
    lead = arrive(make_text(1))
    step = edit(make_text(1), 0.02, 1)
    further = edit(step, 0.02, 2)
    assert arrive(step).story_id == lead.story_id
    assert arrive(further).story_id != lead.story_id


@pytest.mark.django_db
def test_the_same_text_again_is_the_same_version_and_touches_no_story() -> None:
    first = arrive(make_text(1))
    assert arrive(make_text(1), page=first.page).pk == first.pk
    assert (Article.objects.count(), Story.objects.count(), Band.objects.count()) == (1, 1, 32)


@pytest.mark.django_db
def test_all_versions_of_a_page_are_one_story_whatever_they_tell() -> None:
    first = arrive(make_text(1))
    second = arrive(edit(make_text(1), 0.02), page=first.page)
    third = arrive(make_text(2), page=first.page)
    assert first.story_id == second.story_id == third.story_id


@pytest.mark.django_db
def test_texts_without_words_are_no_copies_of_each_other() -> None:
    assert arrive("…").story_id != arrive("…!").story_id


@pytest.mark.django_db
def test_words_that_a_thousand_leads_share_do_not_make_a_look_up_read_them_all() -> None:
    article = factories.make_article()
    others = [factories.make_article() for _ in range(MOST_OF_A_BAND + 15)]
    Band.objects.bulk_create(Band(article=one, value=7) for one in [article, *others])
    found = list(find_leads([7]))
    assert len(found) == MOST_COMPARED
    assert article not in found


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_bring_two_copies_at_once_end_in_one_story() -> None:
    wire = make_text(1)
    for number in range(2):
        factories.make_source(f"site{number}.example", tier="quality")
    pages = [make_page(wire, f"site{number}.example") for number in range(2)]
    do_while_another_waits(
        lambda: store_article(pages[0], draft(wire)),
        lambda: store_article(pages[1], draft(edit(wire, 0.02))),
    )
    assert Article.objects.count() == 2
    assert Article.objects.values("story").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_arrives_while_an_editor_merges_its_story_goes_where_the_story_goes() -> None:
    editor = factories.make_editor()
    ours, theirs = arrive(make_text(1), "one.example"), arrive(make_text(2), "two.example")
    page = make_page(make_text(2), "one.example")
    do_while_another_waits(
        lambda: merge_stories(theirs.story_id, into=ours.story_id, reason="one", by=editor),
        lambda: store_article(page, draft(make_text(2) + " Late.")),
    )
    assert set(Article.objects.values_list("story", flat=True)) == {ours.story_id}


def do_while_another_waits(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Does two things in two transactions: the first commits once the second waits for it."""
    done = threading.Event()

    def do_second() -> None:
        done.wait(PATIENCE)
        try:
            with transaction.atomic():
                second()
        finally:
            connection.close()

    thread = threading.Thread(target=do_second)
    thread.start()
    with transaction.atomic():
        first()
        done.set()
        wait_for_a_waiting_lock()
    thread.join()


def draft(text: str) -> ArticleDraft:
    """A draft of a text."""
    return ArticleDraft(text=text, title="", language="en", day=Day(MARCH, Precision.DAY))
