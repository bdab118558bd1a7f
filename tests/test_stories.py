"""What editors do to stories: split, merge, undo; and that the machine leaves it so."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from coalition.errors import BadVerdict, Conflict
from coalition.models import Article, Likeness, Position, Stance, Story, StoryReview
from coalition.positions import redraw_lines
from coalition.statements import read_line
from coalition.stories import merge_stories, split_article, undo_story_review
from coalition.vintages import Instant, recall_lines, recall_stances, rows_at
from tests import factories
from tests.copies import arrive, edit, make_text

BEFORE = date(2026, 2, 20)
QUOTE = "Norway will send soldiers to the force"
LINE = ("NO", "troops-on-ground")


@pytest.fixture
def editor(db: None) -> User:
    """Who does it."""
    return factories.make_editor()


def make_copies(number: int) -> list[Article]:
    """Copies of one report, each with a stance on one line."""
    found = []
    for seed in range(number):
        text = f"{edit(make_text(1, 600), 0.01, seed)} {QUOTE}."
        article = arrive(text, f"site{seed}.example")
        factories.make_stance(QUOTE, article=article)
        found.append(article)
    redraw_lines([LINE])
    return found


def count_origins() -> tuple[int, int]:
    """Statements and origins of the line's newest held span."""
    row = Position.objects.filter(state="held").latest("first")
    return row.statements, row.origins


def story_of(article: Article) -> int:
    """The story that an article stands in now."""
    return Article.objects.values_list("story", flat=True).get(pk=article.pk)


def split(article: Article, by: User) -> StoryReview:
    """The article split off its story."""
    return split_article(article.pk, story=story_of(article), reason="another report", by=by)


def test_one_wire_story_from_six_outlets_and_an_interview_are_two_origins_and_three_once_split(
    editor: User,
) -> None:
    copies = make_copies(6)
    interview = arrive(f"{make_text(9)} {QUOTE}.", "interview.example")
    factories.make_stance(QUOTE, article=interview)
    redraw_lines([LINE])
    assert count_origins() == (7, 2)
    deed = split(copies[2], editor)
    assert count_origins() == (7, 3)
    undo_story_review(deed.pk, reason="it was the same", by=editor)
    assert count_origins() == (7, 2)


def test_two_stories_that_an_editor_merges_count_once_until_it_is_undone(editor: User) -> None:
    first = make_copies(2)
    other = arrive(f"{make_text(9)} {QUOTE}.", "other.example")
    factories.make_stance(QUOTE, article=other)
    redraw_lines([LINE])
    gone = story_of(other)
    deed = merge_stories(gone, into=story_of(first[0]), reason="one report", by=editor)
    assert count_origins() == (3, 1)
    assert Story.objects.get(pk=gone).merged_into_id == story_of(first[0])
    undo_story_review(deed.pk, reason="two after all", by=editor)
    assert count_origins() == (3, 2)
    assert (story_of(other), Story.objects.get(pk=gone).merged_into) == (gone, None)


def test_only_the_lines_of_what_moved_are_drawn_anew(editor: User) -> None:
    copies = make_copies(2)
    factories.make_stance(country=factories.make_country("SE", "Sweden"))
    redraw_lines([("SE", "troops-on-ground")])
    rows = list(Position.objects.filter(country="SE").values_list("pk", flat=True))
    split(copies[1], editor)
    assert list(Position.objects.filter(country="SE").values_list("pk", flat=True)) == rows


def test_an_article_that_was_split_off_stays_so_whatever_the_machine_reads_again(
    editor: User,
) -> None:
    copies = make_copies(3)
    split(copies[1], editor)
    own = story_of(copies[1])
    again = arrive(copies[1].text, page=copies[1].page)
    newer = arrive(copies[1].text + " One more sentence.", page=copies[1].page)
    elsewhere = arrive(copies[1].text + " Another sentence.", "elsewhere.example")
    first = arrive(copies[0].text + " One more.", "mirror.example", tier="mirror")
    assert again.pk == copies[1].pk
    assert [story_of(one) for one in (again, newer, elsewhere)] == [own] * 3
    assert story_of(first) == story_of(copies[0]) == story_of(copies[2]) != own


def test_a_story_whose_lead_was_split_off_is_still_found(editor: User) -> None:
    lead, second, third = make_copies(3)
    split(lead, editor)
    assert story_of(second) == story_of(third) != story_of(lead)
    assert story_of(arrive(second.text + " More.", "new.example")) == story_of(second)
    assert Likeness.objects.filter(article=second, other=lead).exists()


def test_what_arrives_after_a_merge_goes_to_the_merged_story_and_back_with_it(
    editor: User,
) -> None:
    ours, theirs = arrive(make_text(1), "one.example"), arrive(make_text(2), "two.example")
    gone, kept = story_of(theirs), story_of(ours)
    deed = merge_stories(gone, into=kept, reason="translated", by=editor)
    late = arrive(make_text(2) + " Late.", "three.example")
    same = arrive(make_text(1) + " Late.", "four.example")
    assert {story_of(one) for one in (late, same)} == {kept}
    undo_story_review(deed.pk, reason="two", by=editor)
    assert (story_of(theirs), story_of(late), story_of(same)) == (gone, gone, kept)


def test_equal_words_find_the_merged_story_even_where_its_bands_are_gone(editor: User) -> None:
    ours, theirs = arrive(make_text(1), "one.example"), arrive(make_text(2), "two.example")
    merge_stories(story_of(theirs), into=story_of(ours), reason="one", by=editor)
    theirs.bands.all().delete()
    assert story_of(arrive(make_text(2), "three.example")) == story_of(ours)


def test_the_undo_of_a_split_takes_along_what_joined_it_since(editor: User) -> None:
    lead, second = make_copies(2)
    deed = split(second, editor)
    late = arrive(second.text + " Late.", "late.example")
    undo_story_review(deed.pk, reason="one", by=editor)
    assert story_of(second) == story_of(late) == story_of(lead)


def refuse_no_reason(copies: list[Article], by: User) -> None:
    split_article(copies[0].pk, story=story_of(copies[0]), reason=" ", by=by)


def refuse_alone(copies: list[Article], by: User) -> None:
    split(copies[0], by)
    split(copies[0], by)


def refuse_itself(copies: list[Article], by: User) -> None:
    merge_stories(story_of(copies[0]), into=story_of(copies[0]), reason="x", by=by)


def refuse_nobody(copies: list[Article], by: User) -> None:
    merge_stories(story_of(copies[0]), into=999_999_999, reason="x", by=by)


def refuse_merged(copies: list[Article], by: User) -> None:
    other = story_of(arrive(make_text(7), "other.example"))
    merge_stories(other, into=story_of(copies[0]), reason="x", by=by)
    merge_stories(story_of(copies[0]), into=other, reason="x", by=by)


def refuse_twice(copies: list[Article], by: User) -> None:
    deed = split(copies[0], by)
    undo_story_review(deed.pk, reason="x", by=by)
    undo_story_review(deed.pk, reason="x", by=by)


def refuse_undo_of_undo(copies: list[Article], by: User) -> None:
    undo = undo_story_review(split(copies[0], by).pk, reason="x", by=by)
    undo_story_review(undo.pk, reason="x", by=by)


def refuse_moved_since(copies: list[Article], by: User) -> None:
    deed = split(copies[1], by)
    other = story_of(arrive(make_text(7), "other.example"))
    merge_stories(story_of(copies[1]), into=other, reason="x", by=by)
    undo_story_review(deed.pk, reason="x", by=by)


def refuse_merged_since(copies: list[Article], by: User) -> None:
    deed, kept = split(copies[1], by), story_of(copies[0])
    merge_stories(kept, into=story_of(arrive(make_text(7), "other.example")), reason="x", by=by)
    undo_story_review(deed.pk, reason="x", by=by)


def refuse_empty(copies: list[Article], by: User) -> None:
    empty = Story.objects.create()
    merge_stories(empty.pk, into=story_of(copies[0]), reason="x", by=by)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (refuse_merged_since, "was merged into .* since"),
        (refuse_empty, "has no articles"),
        (refuse_no_reason, "needs a reason"),
        (refuse_alone, "stands alone"),
        (refuse_itself, "into itself"),
        (refuse_nobody, "There is no story 999999999"),
        (refuse_merged, "was merged into another before"),
        (refuse_twice, "was undone before"),
        (refuse_undo_of_undo, "is itself an undo"),
        (refuse_moved_since, "was moved since"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    editor: User, deed: Callable[[list[Article], User], None], words: str
) -> None:
    with pytest.raises(BadVerdict, match=words):
        deed(make_copies(3), editor)


def test_an_article_that_somebody_moved_meanwhile_is_not_split(editor: User) -> None:
    copies = make_copies(3)
    seen = story_of(copies[1])
    split(copies[1], editor)
    with pytest.raises(Conflict, match="was moved to story"):
        split_article(copies[1].pk, story=seen, reason="x", by=editor)


def test_history_knows_who_moved_an_article_and_why(editor: User) -> None:
    copies = make_copies(2)
    split(copies[1], editor)
    events: Any = Article._meta.apps.get_model("coalition", "ArticleEvent").objects
    context = events.filter(pgh_obj=copies[1].pk).latest("pgh_id").pgh_context.metadata
    assert context == {"user": editor.pk, "deed": "split", "note": "another report"}


def test_a_deed_on_stories_is_never_changed_or_removed(editor: User) -> None:
    deed = split(make_copies(2)[1], editor)
    for change in (
        lambda: StoryReview.objects.filter(pk=deed.pk).update(reason="other"),
        lambda: StoryReview.objects.filter(pk=deed.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()


def read_statements() -> list[tuple[int, str, str]]:
    """What the line rests on now: each statement with its origin and what it counts as."""
    return sorted((one.id, one.origin, one.tier) for one in read_line(*LINE).statements)


def now() -> Instant:
    """The clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return Instant(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_past_before_a_merge_a_split_and_a_new_origin_answers_as_it_did_then() -> None:
    editor = factories.make_editor()
    copies = make_copies(3)
    other = arrive(f"{make_text(9)} {QUOTE}.", "other.example")
    factories.make_stance(QUOTE, article=other)
    redraw_lines([LINE])
    kept = []
    deeds: list[Callable[[], object]] = [
        lambda: merge_stories(story_of(other), into=story_of(copies[0]), reason="x", by=editor),
        lambda: split(copies[1], editor),
        lambda: arrive(copies[0].text + " First.", "bad.example", tier="mirror", day=BEFORE),
        lambda: undo_story_review(StoryReview.objects.earliest("id").pk, reason="x", by=editor),
    ]
    for deed in deeds:
        kept.append((now(), read_statements()))
        deed()
    assert len({str(known) for _, known in kept}) > 2
    for instant, known in kept:
        [(line, evidence)] = recall_lines(instant)
        found = sorted((one.id, one.origin, one.tier) for one in evidence.statements)
        assert (line, found) == (LINE, known)
        stances = recall_stances(instant, rows_at(Stance, instant))
        assert all(one.article.story.origin is not None for one in stances if one.article)
