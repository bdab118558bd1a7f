"""What the database itself refuses of stories, and lets through: both sides of each rule."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from coalition.models import Article, Band, Likeness, Story, StoryReview
from tests import factories

pytestmark = pytest.mark.django_db


def make_story(**values: Any) -> Story:
    """A story whose origin is the paper, as its first outlet."""
    return Story.objects.create(
        **{"origin": factories.make_source(), "origin_reason": "first-outlet", **values}
    )


def make_likeness(**values: Any) -> Likeness:
    """Two articles that are alike."""
    pair = {"article": factories.make_article(), "other": factories.make_article()}
    return Likeness.objects.create(**{**pair, "similarity": 0.5, **values})


def make_review(**values: Any) -> StoryReview:
    """An editor's split."""
    given = {"verdict": "split", "reason": "x", "stories": [1], "moved": [[1, 1, 2]]}
    return StoryReview.objects.create(editor=factories.make_editor(), **(given | values))


def merge_into_itself() -> None:
    story = make_story()
    Story.objects.filter(pk=story.pk).update(merged_into=story)


def like_itself() -> None:
    article = factories.make_article()
    make_likeness(article=article, other=article)


def band_twice() -> None:
    article = factories.make_article()
    for _ in range(2):
        Band.objects.create(article=article, value=7)


def like_twice() -> None:
    first = make_likeness()
    make_likeness(article=first.article, other=first.other)


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        (lambda: make_story(origin_reason="rumour"), "story_origin_reason_is_known"),
        (lambda: make_story(origin=None), "story_origin_comes_with_its_reason"),
        (lambda: make_story(origin_reason=None), "story_origin_comes_with_its_reason"),
        (lambda: make_story(shared_origin="x"), "only_a_wire_is_shared_by_stories"),
        (merge_into_itself, "story_is_not_merged_into_itself"),
        (band_twice, "article_has_a_band_once"),
        (like_twice, "likeness_is_noted_once"),
        (like_itself, "likeness_is_of_two_articles"),
        (lambda: make_likeness(similarity=1.01), "similarity_is_a_share"),
        (lambda: make_likeness(similarity=-0.01), "similarity_is_a_share"),
        (lambda: make_review(verdict="burn"), "story_verdict_is_known"),
        (lambda: make_review(reason=""), "story_review_has_a_reason"),
        (lambda: make_review(verdict="undo"), "story_undo_names_what_it_undoes"),
    ],
)
def test_the_database_refuses_what_cannot_be(deed: Callable[[], Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        deed()


def test_the_database_keeps_what_may_be() -> None:
    kept = make_story(origin_reason="named-wire", shared_origin="reuters.com 2026-03-02")
    make_story(merged_into=kept)
    Story.objects.create()
    Story.objects.create()
    make_likeness(similarity=0)
    make_likeness(similarity=1)
    split = make_review()
    StoryReview.objects.create(
        verdict="undo", reason="x", stories=[1], moved=[], editor=split.editor, undoes=split
    )
    Band.objects.create(article=Article.objects.earliest("pk"), value=-(2**63))
    Band.objects.create(article=Article.objects.latest("pk"), value=-(2**63))
