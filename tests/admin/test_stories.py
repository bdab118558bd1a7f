"""The page of a story: what it shows, and what an editor puts right there."""

import re

import pytest
from django.test import Client

from coalition.models import Article, Story, StoryReview
from tests.addresses import ADMIN
from tests.admin.conftest import LogIn
from tests.copies import arrive, edit, make_text

pytestmark = pytest.mark.django_db


def screen(story: int) -> str:
    """The address of a story's page."""
    return f"{ADMIN}/coalition/story/{story}/change/"


def story_of(article: Article) -> int:
    """The story that an article stands in now."""
    return Article.objects.values_list("story", flat=True).get(pk=article.pk)


def make_stories() -> tuple[Article, Article, Article]:
    """Two copies of one report, and one that has much in common with it."""
    text = make_text(1)
    return (
        arrive(text, "one.example"),
        arrive(edit(text, 0.02), "two.example", tier="mirror"),
        arrive(edit(text, 0.06), "three.example"),
    )


def test_a_story_shows_its_articles_its_origin_and_what_is_like_it(editor: Client) -> None:
    first, second, like = make_stories()
    page = editor.get(screen(first.story_id)).content.decode()
    assert re.findall(r'value="(split|merge|undo)-(\d+)"', page) == [
        ("split", str(first.pk)),
        ("split", str(second.pk)),
        ("merge", str(like.story_id)),
    ]
    assert "published first" in page
    assert "one.example" in page
    assert re.search(r"story \d+</a> · 0\.[567]\d ·", page)


def test_an_editor_splits_undoes_and_merges(editor: Client) -> None:
    first, second, like = make_stories()
    kept = first.story_id
    sent = {"deed": f"split-{second.pk}", "reason": "another report"}
    assert editor.post(screen(kept), sent).status_code == 302
    assert story_of(second) != kept
    deed = StoryReview.objects.get()
    sent = {"deed": f"undo-{deed.pk}", "reason": "no, it is a copy"}
    assert editor.post(screen(kept), sent).status_code == 302
    assert story_of(second) == kept
    sent = {"deed": f"merge-{kept}", "reason": "rewritten"}
    answer = editor.post(screen(like.story_id), sent)
    assert answer["Location"] == screen(kept)
    assert story_of(like) == kept
    page = editor.get(screen(kept)).content.decode()
    assert page.count("· undone") == 1
    assert "holds the articles of" in page
    assert "merged into" in editor.get(screen(like.story_id)).content.decode()


def test_a_story_is_merged_with_one_that_is_named_by_its_number(editor: Client) -> None:
    first, other = arrive(make_text(1)), arrive(make_text(2), language="it")
    sent = {"deed": "merge", "other": other.story_id, "reason": "translated"}
    assert editor.post(screen(first.story_id), sent).status_code == 302
    assert story_of(other) == first.story_id


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"reason": "x"}, "Choose what to do."),
        ({"deed": "burn-1", "reason": "x"}, "Choose what to do."),
        ({"deed": "merge", "reason": "x"}, "Say which story"),
        ({"deed": "merge-999999999", "reason": "x"}, "There is no story 999999999."),
        ({"deed": "split-{second}"}, "This field is required."),
        ({"deed": "split-999999999", "reason": "x"}, "There is no article 999999999."),
        ({"deed": "split-{like}", "reason": "x"}, "was moved to story"),
        ({"deed": "undo-999999999", "reason": "x"}, "There is no deed 999999999."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    editor: Client, sent: dict[str, str], words: str
) -> None:
    first, second, like = make_stories()
    numbers = {"second": second.pk, "like": like.pk}
    before = list(Article.objects.order_by("pk").values_list("story", flat=True))
    answer = editor.post(
        screen(first.story_id), {name: value.format(**numbers) for name, value in sent.items()}
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert list(Article.objects.order_by("pk").values_list("story", flat=True)) == before
    assert not StoryReview.objects.exists()


def test_a_viewer_sees_a_story_and_changes_nothing(log_in: LogIn) -> None:
    first, second, _ = make_stories()
    viewer = log_in("viewer")
    assert 'name="deed"' not in viewer.get(screen(first.story_id)).content.decode()
    sent = {"deed": f"split-{second.pk}", "reason": "x"}
    assert viewer.post(screen(first.story_id), sent).status_code == 403
    assert story_of(second) == first.story_id


def test_hostile_words_of_a_title_and_a_reason_stay_text(editor: Client) -> None:
    first, second, _ = make_stories()
    Article.objects.update(title="<script>alert(1)</script>")
    sent = {"deed": f"split-{second.pk}", "reason": "<b>why</b>"}
    editor.post(screen(first.story_id), sent)
    page = editor.get(screen(first.story_id)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;why&lt;/b&gt;" in page


def test_the_list_of_stories_and_the_history_of_one_are_shown(editor: Client) -> None:
    first, second, _ = make_stories()
    editor.post(screen(first.story_id), {"deed": f"split-{second.pk}", "reason": "not the same"})
    assert editor.get(f"{ADMIN}/coalition/story/?q=first").status_code == 200
    page = editor.get(f"{ADMIN}/coalition/story/{Story.objects.latest('pk').pk}/history/")
    assert "not the same" in page.content.decode()
