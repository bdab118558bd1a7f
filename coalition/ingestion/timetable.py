"""When feeds are read: due times are data on their rows; beat only ticks, sweeps and cleans.

Every moment is one of the database's clock: that of a machine may be wrong, or be set.
"""

import random
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from coalition.errors import BadInput
from coalition.extraction.links import resolve_link
from coalition.ingestion.fetcher.freshness import plan_retry
from coalition.ingestion.jobs import (
    Lane,
    add_job,
    add_jobs,
    clean_jobs,
    free_dead_jobs,
    in_lane,
    ring,
)
from coalition.ingestion.pages import find_page_source
from coalition.models import Feed, Job
from coalition.vocabulary import FeedForm, JobKind, JobState

# A busy outlet's feed holds half a day; ten minutes later than it is early enough for positions, and
# polite. A day keeps an eye on the quietest.
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=1)
SOONER, LATER = (
    0.5,
    1.25,
)  # what new links, and none, do to the interval: quick to follow, slow to tire
SPREAD = 0.1  # of an interval: feeds that were due together drift apart
MOST_AT_A_TICK = 200
MOST_DUE = 5_000  # fetches that wait: more are not asked for before these are done
LONGEST_NUMBER = 18  # digits of an id
DONE_AGE = timedelta(days=7)  # how long one may look up what was done when


def tick() -> int:
    """Asks for each active feed that is due, once; returns how many. None while too much waits.

    The rows' locks let two ticks at once ask for different feeds, and the moved due time lets the
    later one find none. A feed is due again after its interval, whatever becomes of the job.
    """
    waiting = Job.objects.filter(in_lane(Lane.FETCH), state=JobState.WAITING, due_at__lte=Now())
    if waiting[MOST_DUE:].exists():
        return 0
    with transaction.atomic():
        due = Feed.objects.select_for_update(skip_locked=True).filter(active=True)
        due = due.filter(Q(due_at__isnull=True) | Q(due_at__lte=Now()))
        feeds = list(due.order_by(F("due_at").asc(nulls_first=True))[:MOST_AT_A_TICK])
        for feed in feeds:
            Feed.objects.filter(pk=feed.pk).update(due_at=Now() + feed.interval)
        add_jobs(JobKind.READ_FEED, {feed.pk: timedelta(0) for feed in feeds})
    return len(feeds)


def sweep() -> int:
    """Gives back what dead workers held, and rings for each lane that has work due; returns how many
    jobs were given back."""
    freed = free_dead_jobs()
    for lane in Lane:
        if Job.objects.filter(in_lane(lane), state=JobState.WAITING, due_at__lte=Now()).exists():
            ring(lane)
    return freed


def clean() -> int:
    """Deletes jobs that were done long ago; returns how many."""
    return clean_jobs(DONE_AGE)


def adapt_interval(interval: timedelta, *, new: bool, all_new: bool = False) -> timedelta:
    """The next interval of a feed: shorter after new links, longer without, within bounds.

    `all_new` says that nothing in the feed was known: links may have come and gone between.
    """
    if all_new:
        return SHORTEST
    return min(max(interval * (SOONER if new else LATER), SHORTEST), LONGEST)


def spread(wait: timedelta) -> timedelta:
    """A time to wait, up to a tenth more."""
    return wait * (1 + random.uniform(0, SPREAD))  # noqa: S311 - no secret


def plan_after_failure(failures: int, interval: timedelta, asked: timedelta | None) -> timedelta:
    """How long to leave a feed alone after so many failures in a row; no less than the site asked."""
    return spread(max(plan_retry(failures, max(interval, SHORTEST)), asked or timedelta(0)))


def find_feed(name: str, form: FeedForm) -> Feed:
    """The feed of that number or address; a new one, of this form, for an address not seen before.

    Raises BadInput for a number that no feed has, and for what is no address.
    """
    if name.isdecimal() and len(name) <= LONGEST_NUMBER:
        feed = Feed.objects.filter(pk=int(name)).first()
        if feed is None:
            raise BadInput(f"{name}: no feed has this number.")
        return feed
    link = resolve_link(name)
    if not link:
        raise BadInput(
            f"{name}: neither the number of a feed nor an address such as https://host/."
        )
    if (known := Feed.objects.filter(url__in=[name, link]).first()) is not None:
        return known
    given = {"source": find_page_source(link), "form": form}
    return Feed.objects.get_or_create(url=link, defaults=given)[0]


def read_now(feed: Feed) -> None:
    """Asks for a reading at once, of a paused feed too; nothing else changes."""
    with transaction.atomic():
        add_job(JobKind.READ_FEED, feed.pk)


def pause_feed(feed: Feed) -> None:
    """Lets a feed alone until it is resumed; a reading that was asked for is called off."""
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(active=False)
        waiting = Job.objects.filter(kind=JobKind.READ_FEED, target=feed.pk)
        waiting.filter(state=JobState.WAITING).update(state=JobState.DONE, ended_at=Now())


def resume_feed(feed: Feed) -> None:
    """Reads a feed again from now on, with its failures forgotten."""
    Feed.objects.filter(pk=feed.pk).update(active=True, due_at=None, failures=0, gone_times=0)
