"""Keeps whose report each story is, as its articles tell; and tells which lines that moves."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from coalition.estimation.origins import Copy, Origin, choose_origin
from coalition.extraction.claims import Day
from coalition.extraction.dates import last_day
from coalition.models import Article, Source, Stance, Story
from coalition.models.sources import UNKNOWN_SOURCE
from coalition.statements import Line
from coalition.vocabulary import OriginReason, Precision, Tier


def settle_origins(stories: Iterable[int]) -> set[Line]:
    """Brings the origins of these stories to what their articles say now.

    Returns the lines that rest on a story whose origin changed; the caller redraws them. Called in a
    transaction; takes the stories' rows in the order of their keys.
    """
    changed = [key for key in sorted(set(stories)) if settle_origin(key)]
    return list_story_lines(changed)


def settle_origin(story_id: int) -> bool:
    """Brings the origin of one story to what its articles say now; whether it changed.

    A story without articles (all were moved to another) keeps the origin that it had.
    """
    story = Story.objects.select_for_update(no_key=True).get(pk=story_id)
    copies = read_copies(story_id)
    if not copies:
        return False
    origin = choose_origin(copies)
    fresh = (origin.source, origin.reason, name_shared_origin(story, origin))
    if fresh == (story.origin_id, story.origin_reason, story.shared_origin):
        return False
    story.origin_id, story.origin_reason, story.shared_origin = fresh
    story.save(update_fields=["origin", "origin_reason", "shared_origin"])
    return True


def read_copies(story_id: int) -> list[Copy]:
    """The articles of a story, as far as its origin needs them."""
    rows = Article.objects.filter(story=story_id).values_list(
        "pk", "source", "source__tier", "published", "precision", "wire"
    )
    return [
        Copy(key, source, Tier(tier), find_last_day(day, word), wire, source == UNKNOWN_SOURCE)
        for key, source, tier, day, word, wire in rows
    ]


def find_last_day(day: date | None, precision: str | None) -> date | None:
    """The last day that a date may mean."""
    if day is None or precision is None:
        return None
    return last_day(Day(day, Precision(precision)))


def name_shared_origin(story: Story, origin: Origin) -> str:
    """What this story shares with others that retell the same report; empty for nothing.

    Stories that name one agency and came out on one day, rewritten or translated, are taken for one
    report of it: they count once on a line. What an editor split off is a report of its own.
    """
    apart = story.fingerprint is None
    if origin.reason != OriginReason.NAMED_WIRE or origin.day is None or apart:
        return ""
    return f"{origin.source} {origin.day.isoformat()}"


def list_story_lines(stories: Iterable[int]) -> set[Line]:
    """The lines that stances of these stories' articles stand on."""
    rows = Stance.objects.filter(article__story__in=list(stories)).order_by()
    return set(rows.values_list("country_id", "proposal_id").distinct())


def regrade_lines(domains: Iterable[str]) -> set[Line]:
    """The lines to redraw after sources got another tier; the origins that depend on it are settled.

    These are the lines of the sources' own stances, and of all copies of the stories that they are
    the origin of, or were among the first to print.
    """
    wanted = list(domains)
    stories = Story.objects.filter(
        Q(origin__in=wanted) | Q(pk__in=Article.objects.filter(source__in=wanted).values("story"))
    )
    # Who stands alone in a story is its origin, whatever the tier is: only its lines move.
    shared = Article.objects.filter(story__in=stories).exclude(source__in=wanted).order_by()
    settled = settle_origins(shared.values_list("story_id", flat=True).distinct())
    own = Stance.objects.filter(Q(source__in=wanted) | Q(article__story__origin__in=wanted))
    return settled | set(own.order_by().values_list("country_id", "proposal_id").distinct())


def name_known_wire(domain: str | None, source: Source) -> str:
    """The agency to keep with an article: the one that its text names, if it is a known source, else
    the article's own source where that is an agency; empty for none."""
    if domain and Source.objects.filter(pk=domain).exists():
        return domain
    return source.domain if source.tier == Tier.AGENCY else ""
