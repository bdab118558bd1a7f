"""Editors' deeds on stories: an article split off, two stories made one, either taken back.

Each deed moves articles, leaves one StoryReview row, settles the origins of the stories that it
touched and redraws the lines that rest on what moved, in one transaction. The machine places an article
once, when it arrives (ingestion/stories.py), and moves none: what an editor decided stays.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from coalition.errors import BadVerdict, Conflict
from coalition.extraction.stories import bands, similarity
from coalition.models import Article, Band, Likeness, Stance, Story, StoryReview
from coalition.origins import settle_origins
from coalition.positions import redraw_lines
from coalition.review import reviewing
from coalition.vocabulary import StoryVerdict

# Articles of one story that one deed moves at most: each may lead, and then its text is read.
MOST_MOVED = 1_000


def split_article(article_id: int, *, story: int, reason: str, by: AbstractBaseUser) -> StoryReview:
    """Says that an article is no copy of the story that the editor saw it in: it gets one of its own.

    Raises BadVerdict without a reason and where it stands alone, Conflict where it was moved since.
    """
    with story_deed(StoryVerdict.SPLIT, reason, by):
        article = lock_articles(Article.objects.filter(pk=article_id)).first()
        if article is None:
            raise BadVerdict(f"There is no article {article_id}.")
        if article.story_id != story:
            raise Conflict(f"Article {article_id} was moved to story {article.story_id} meanwhile.")
        lead = article.story.articles.exclude(pk=article_id).order_by("pk").first()
        if lead is None:
            raise BadVerdict("This article stands alone in its story: there is nothing to split.")
        own = Story.objects.create()
        deed = add_story_review(
            StoryVerdict.SPLIT, reason, by, move_articles([article], own), [story, own.pk]
        )
        # A hint on both pages, for whoever looks later.
        Likeness.objects.update_or_create(
            article=max(article, lead, key=get_key),
            other=min(article, lead, key=get_key),
            defaults={"similarity": similarity(article.text, lead.text)},
        )
        return deed


def merge_stories(story_id: int, *, into: int, reason: str, by: AbstractBaseUser) -> StoryReview:
    """Says that two stories are one report: all articles of the first go to the other.

    The first stays as an empty row that names where they went. Raises BadVerdict without a reason,
    for one story twice, for one that was merged before, and for more than MOST_MOVED articles;
    Conflict where an article arrives at the same moment.
    """
    if story_id == into:
        raise BadVerdict("A story cannot be merged into itself.")
    with story_deed(StoryVerdict.MERGE, reason, by):
        articles = list(lock_articles(Article.objects.filter(story=story_id)))
        rows = lock_stories([story_id, into])
        for key in (story_id, into):
            if key not in rows:
                raise BadVerdict(f"There is no story {key}.")
        if any(row.merged_into_id for row in rows.values()):
            raise BadVerdict("One of the two was merged into another before: merge with that one.")
        if not articles:
            raise BadVerdict(f"Story {story_id} has no articles.")
        if Article.objects.filter(story=story_id).count() > len(articles):
            raise Conflict(f"An article came to story {story_id} meanwhile: look again.")
        rows[story_id].merged_into = rows[into]
        rows[story_id].save(update_fields=["merged_into"])
        moved = move_articles(articles, rows[into])
        return add_story_review(StoryVerdict.MERGE, reason, by, moved, [story_id, into])


def undo_story_review(review_id: int, *, reason: str, by: AbstractBaseUser) -> StoryReview:
    """Takes a split or a merge back: its articles go to where they were before it.

    Articles that arrived since go with those that they are copies of. Raises BadVerdict without a
    reason, for an undo, where it was undone before, and where a later deed moved one of the articles
    or merged the story that they come from: that is to be undone first.
    """
    with story_deed(StoryVerdict.UNDO, reason, by):
        # The row is never changed; its lock makes a second undo wait.
        deed = StoryReview.objects.select_for_update().filter(pk=review_id).first()
        if deed is None:
            raise BadVerdict(f"There is no deed {review_id}.")
        if deed.verdict == StoryVerdict.UNDO or hasattr(deed, "undone_by"):
            raise BadVerdict("This was undone before, or is itself an undo.")
        before, after = (Story(pk=key) for key in (deed.moved[0][1], deed.moved[0][2]))
        wanted = {article for article, _, _ in deed.moved}
        found = list(lock_articles(Article.objects.filter(story=after)))
        moved = [article for article in found if article.pk in wanted]
        if len(moved) < len(wanted):
            raise BadVerdict("One of its articles was moved since: undo that first.")
        came = [article for article in found if article.stored_at > deed.at]
        moved += find_followers([one for one in came if one.pk not in wanted], moved, after)
        gone_to = lock_stories([before.pk, after.pk])[before.pk].merged_into_id
        if gone_to not in (None, after.pk):
            raise BadVerdict(f"Story {before.pk} was merged into {gone_to} since: undo that first.")
        back = move_articles(moved, before)
        Story.objects.filter(pk=before.pk).update(merged_into=None)
        if not Article.objects.filter(story=after).exists():
            Story.objects.filter(pk=after.pk).update(merged_into=before)
        return add_story_review(StoryVerdict.UNDO, reason, by, back, deed.stories, undoes=deed)


@contextmanager
def story_deed(verdict: StoryVerdict, reason: str, by: AbstractBaseUser) -> Iterator[None]:
    """One transaction, known to history as this editor's. Raises BadVerdict without a reason."""
    if not reason.strip():
        raise BadVerdict("A change of stories needs a reason.")
    with transaction.atomic(), reviewing(by, verdict, reason):
        yield


def add_story_review(
    verdict: StoryVerdict,
    reason: str,
    by: AbstractBaseUser,
    moved: list[tuple[int, int, int]],
    stories: list[int],
    undoes: StoryReview | None = None,
) -> StoryReview:
    """Adds the deed's row, and brings leads, origins and lines to what stands after it."""
    for key in stories:
        name_lead(key)
    stances = Stance.objects.filter(article__in=[article for article, _, _ in moved]).order_by()
    lines = set(stances.values_list("country_id", "proposal_id").distinct())
    redraw_lines(lines | settle_origins(stories))
    return StoryReview.objects.create(
        verdict=verdict,
        editor_id=by.pk,
        reason=reason,
        stories=stories,
        moved=moved,
        undoes=undoes,
    )


def lock_articles(rows: QuerySet[Article]) -> QuerySet[Article]:
    """These articles, held until the deed is done. Raises BadVerdict where they are too many."""
    if rows.count() > MOST_MOVED:
        raise BadVerdict(f"More than {MOST_MOVED:,} articles cannot be moved at once.")
    return rows.select_for_update(no_key=True, of=("self",)).select_related("story").order_by("pk")


def lock_stories(keys: Iterable[int]) -> dict[int, Story]:
    """These stories by key, held until the deed is done."""
    rows = Story.objects.select_for_update(no_key=True).filter(pk__in=list(keys))
    return {row.pk: row for row in rows.order_by("pk")}


def move_articles(articles: Iterable[Article], story: Story) -> list[tuple[int, int, int]]:
    """Puts articles into a story; returns what moved: article, story before, story after."""
    moved = [(article.pk, article.story_id, story.pk) for article in articles]
    Article.objects.filter(pk__in=[key for key, _, _ in moved]).update(story=story)
    return moved


def name_lead(story_id: int) -> None:
    """Gives a story whose lead was taken away its first article as lead, so that copies find it."""
    articles = Article.objects.filter(story=story_id)
    first = articles.order_by("pk").first()
    if first is not None and not Band.objects.filter(article__in=articles).exists():
        Band.objects.bulk_create(Band(article=first, value=value) for value in bands(first.text))


def find_followers(came: list[Article], moved: list[Article], story: Story) -> list[Article]:
    """Of articles that came to a story after others were moved there, those that came after these."""
    leads = Article.objects.filter(story=story, bands__isnull=False).distinct()
    keys = {article.pk for article in moved}
    theirs = [lead for lead in leads if lead.pk in keys]
    others = [lead for lead in leads if lead.pk not in keys]

    def best(article: Article, among: list[Article]) -> float:
        return max((similarity(article.text, lead.text) for lead in among), default=0.0)

    return [one for one in came if best(one, theirs) > best(one, others)]


def get_key(article: Article) -> int:
    """The key of an article, which grows with its arrival."""
    return article.pk
