"""What came of a page so far, for whoever gave it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from coalition.models import Job, Page
from coalition.vocabulary import JobKind, JobState

PAGE_JOBS = (JobKind.FETCH_PAGE, JobKind.STORE_ARTICLE)  # the kinds of work whose target is a page


@dataclass(frozen=True, slots=True)
class PageProgress:
    """A page on its way to stances.

    `waiting` says whether workers have something left to do for it, `stuck` whether that was set
    aside after it kept failing; `failure` is why no article came of it. `articles` are the ids of the
    versions of its text, oldest first; an address that we made up ourselves is None.
    """

    id: int
    url: str | None
    state: str
    failure: str
    waiting: bool
    stuck: bool
    articles: tuple[int, ...]
    found_at: datetime


def find_progress(page_id: int) -> PageProgress | None:
    """What came of a page, or None where there is none of this id."""
    row = Page.objects.filter(pk=page_id).defer("raw").first()
    if row is None:
        return None
    articles = tuple(row.articles.order_by("version").values_list("pk", flat=True))
    jobs = Job.objects.filter(
        Q(kind__in=PAGE_JOBS, target=page_id) | Q(kind=JobKind.READ_STANCES, target__in=articles)
    )
    states = set(jobs.values_list("state", flat=True))
    return PageProgress(
        id=row.pk,
        url=None if row.url.startswith("urn:") else row.url,
        state=row.state,
        failure=row.failure,
        waiting=bool(states & {JobState.WAITING.value, JobState.RUNNING.value}),
        stuck=JobState.QUARANTINED.value in states,
        articles=articles,
        found_at=row.found_at,
    )
