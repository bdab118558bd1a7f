"""Stories: which articles are copies of one report, whose it is, and what editors may put right."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalition.admin.tables import OwnPageAdmin, ReadOnlyAdmin, shorten
from coalition.errors import BadVerdict, Conflict
from coalition.models import Article, Band, Likeness, Story, StoryReview
from coalition.stories import merge_stories, split_article, undo_story_review
from coalition.vocabulary import StoryVerdict, Tier

MOST_SHOWN = 200  # articles, related articles and deeds on one page
LARGEST = 2**63 - 1  # what the column of a key holds


class StoryForm(forms.Form):
    """What is to be done: a deed and the number of what it is done to, and why."""

    # "split-12", "merge-34" or "undo-5": the choices stand beside what they are about.
    deed = forms.RegexField(
        rf"^({'|'.join(StoryVerdict)})(-\d{{1,18}})?$",
        label=_("What to do"),
        error_messages={"required": _("Choose what to do."), "invalid": _("Choose what to do.")},
    )
    other = forms.IntegerField(
        label=_("Number of the other story"), required=False, min_value=1, max_value=LARGEST
    )
    reason = forms.CharField(label=_("Reason"), max_length=2000)

    def clean(self) -> dict[str, Any]:
        """Tells the deed from the number of what it is done to, as `verdict` and `target`."""
        values = super().clean() or self.cleaned_data
        verdict, _dash, number = values.get("deed", "").partition("-")
        if verdict == StoryVerdict.MERGE and not number:
            number = str(values.get("other") or "")
        if "deed" in values and not number:
            self.add_error("other", _("Say which story it is to be merged with."))
        return values | {"verdict": verdict, "target": int(number or 0)}


@admin.register(Story)
class StoryAdmin(OwnPageAdmin):
    """Articles that are copies of one report, with the deeds that split, merge and undo."""

    may_add = may_delete = False
    list_display = ("id", "headline", "origin", "origin_reason", "merged_into")
    list_display_links = ("id", "headline")
    list_select_related = ("origin", "merged_into")
    words = {"origin__tier": Tier}  # noqa: RUF012 - declared in TableAdmin
    list_filter = ("origin_reason", "origin__tier")
    search_fields = ("=id", "=fingerprint", "articles__title")
    history_of_parts = {Article: "story_id"}  # noqa: RUF012 - as TableAdmin declares it

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Story]":
        """Stories with the title of the article that began them."""
        first = Article.objects.filter(story=OuterRef("pk")).order_by("pk").values("title")[:1]
        rows: QuerySet[Story] = super().get_queryset(request)
        return rows.annotate(title=Subquery(first))

    @admin.display(description=_("begins with"))
    def headline(self, story: Story) -> str:
        """The title of its first article."""
        return shorten(getattr(story, "title", None) or str(story))

    def show_row(self, request: HttpRequest, row: Any) -> HttpResponse:
        """The story with its articles and what is like it, and one form for every deed."""
        story: Story = row
        form = StoryForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            assert request.user.is_authenticated
            try:
                shown = change_story(story, form.cleaned_data, by=request.user)
            except (BadVerdict, Conflict) as error:
                form.add_error(None, ValidationError(str(error)))
            else:
                words = _("Done; the lines concerned are redrawn.")
                self.message_user(request, words, messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:coalition_story_change", args=[shown]))
        return self.show(request, story, form)

    def show(self, request: HttpRequest, story: Story, form: StoryForm) -> HttpResponse:
        """The page of a story."""
        articles = story.articles.select_related("source").defer("text").order_by("published", "pk")
        deeds = StoryReview.objects.filter(stories__contains=[story.pk])
        context = {
            **self.admin_site.each_context(request),
            "title": str(story),
            "opts": self.opts,
            "story": story,
            "articles": articles[:MOST_SHOWN],
            "alone": len(articles[:2]) < 2,
            "merged": story.merged.order_by("pk")[:MOST_SHOWN],
            "related": list_related(story),
            "deeds": deeds.select_related("editor", "undone_by")[:MOST_SHOWN],
            "form": form,
            "may_change": self.has_change_permission(request, story),
        }
        return TemplateResponse(request, "admin/coalition/story/screen.html", context)


def list_related(story: Story) -> list[tuple[Article, float]]:
    """The articles of other stories that have much in common with one of this story, and how much;
    the most similar first, one a story."""
    rows = Likeness.objects.filter(Q(article__story=story) | Q(other__story=story))
    rows = rows.select_related("article__source", "article__story", "other__source", "other__story")
    found: dict[int, tuple[Article, float]] = {}
    for row in rows.defer("article__text", "other__text").order_by("-similarity", "pk")[
        :MOST_SHOWN
    ]:
        other = row.other if row.article.story_id == story.pk else row.article
        if other.story_id != story.pk:
            found.setdefault(other.story_id, (other, row.similarity))
    return list(found.values())


def change_story(story: Story, values: dict[str, Any], *, by: AbstractBaseUser) -> int:
    """Does what the form says; returns the story to show next. Of two stories the older one stays.

    Raises BadVerdict and Conflict as the deeds do.
    """
    target: int = values["target"]
    reason: str = values["reason"]
    if values["verdict"] == StoryVerdict.SPLIT:
        split_article(target, story=story.pk, reason=reason, by=by)
    elif values["verdict"] == StoryVerdict.MERGE:
        older, newer = sorted((story.pk, target))
        merge_stories(newer, into=older, reason=reason, by=by)
        return older
    else:
        undo_story_review(target, reason=reason, by=by)
    return story.pk


@admin.register(StoryReview)
class StoryReviewAdmin(ReadOnlyAdmin):
    """What editors did to stories."""

    list_display = ("id", "verdict", "stories", "reason", "editor", "at")
    list_select_related = ("editor",)
    list_filter = ("verdict",)
    search_fields = ("reason",)


@admin.register(Likeness)
class LikenessAdmin(ReadOnlyAdmin):
    """Articles that have much in common and were not taken for copies."""

    list_display = ("id", "article_id", "other_id", "similarity")
    search_fields = ("=article__id", "=other__id")


@admin.register(Band)
class BandAdmin(ReadOnlyAdmin):
    """How copies are found again: derived from the texts of the articles that lead stories."""

    list_display = ("id", "article_id", "value")
    search_fields = ("=article__id", "=value")
