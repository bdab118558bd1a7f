"""What is new for a receiver since it was last told.

It rests on settled instants, as the change feed does: what a late commit adds bears a later instant,
and is told with the next news. What is told of is worked out anew from the two instants, so a worker
that dies in the middle changes nothing; the database itself keeps one row an event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db import transaction

from coalition import published, vintages
from coalition.models import Change, Delivery, Stance, Webhook
from coalition.models.access import is_live
from coalition.published.changefeed import changed_lines, snapshots_between
from coalition.published.dictionary import BY_NAME
from coalition.published.rows_at import read_rows
from coalition.statements import Line
from coalition.vintages import Instant
from coalition.vocabulary import LineState, NewsKind

MOST_TOLD = 10_000  # stances at once: after a seed of everything the rest is in the bulk files


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, by a name that is the same each time that it is worked out."""

    event: str
    kind: NewsKind
    country: str
    proposal: str
    data: dict[str, Any]


def write_news(to: Instant | None = None) -> int:
    """Writes down what is new for each receiver, up to an instant; returns how many deliveries."""
    until = to or vintages.find_settled()
    written = 0
    running = Webhook.objects.filter(is_live("key__"), stopped_at__isnull=True)
    for pk in running.values_list("pk", flat=True):
        with transaction.atomic():
            webhook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if webhook is None or webhook.told_until >= until:
                continue
            news = [
                one for one in find_news(Instant(webhook.told_until), until) if wants(webhook, one)
            ]
            rows = [
                Delivery(webhook=webhook, event=one.event, body=write_body(one, until))
                for one in news
            ]
            written += len(Delivery.objects.bulk_create(rows, ignore_conflicts=True))
            webhook.told_until = until
            webhook.save(update_fields=["told_until"])
    return written


def wants(webhook: Webhook, news: News) -> bool:
    """Whether a receiver asked to hear of this."""
    return (
        webhook.kind in {"", news.kind.value}
        and webhook.country_id in {None, news.country}
        and webhook.proposal_id in {None, news.proposal}
    )


def find_news(since: Instant, until: Instant) -> Iterator[News]:
    """What came up between two instants: evidence, and lines that say something else of their day, be it
    only because time has passed."""
    yield from find_evidence(since, until)
    lines = changed_lines(since, until) | find_passed(since.date(), until.date())
    for code in sorted({code for code, _ in lines}):
        before, after = read_stands(since, code), read_stands(until, code)
        for slug in sorted(slug for country, slug in lines if country == code):
            told, tells = before.get(slug, NOTHING), after.get(slug, NOTHING)
            if told != tells:
                yield News(
                    event=f"{NewsKind.POSITION_CHANGE.value}:{code}.{slug}:{until.isoformat()}",
                    kind=NewsKind.POSITION_CHANGE,
                    country=code,
                    proposal=slug,
                    data={"before": told, "after": tells},
                )


NOTHING = {"state": LineState.NO_EVIDENCE.value, "position": None, "cause": None}


def find_passed(day: date, today: date) -> set[Line]:
    """The lines with a step on one of the days since, up to today: such as those that went stale."""
    steps = Change.objects.filter(day__gt=day, day__lte=today).order_by()
    return set(steps.values_list("country_id", "proposal_id").distinct())


def read_stands(instant: Instant, code: str) -> dict[str, dict[str, Any]]:
    """What a country's lines said of the day of an instant, by proposal."""
    today = instant.date()
    found = {}
    for (_, slug), spans in published.list_lines(code, as_of=instant).items():
        for span in spans:
            if span.first and span.first <= today and (span.until is None or today < span.until):
                found[slug] = {"state": span.state, "position": span.position, "cause": span.cause}
    return found


def find_evidence(since: Instant, until: Instant) -> Iterator[News]:
    """Stances that became public: new ones, and those whose rejection was taken back."""
    keys = (
        snapshots_between(Stance, since, until)
        .order_by("pgh_obj")
        .values_list("pgh_obj", flat=True)
    )
    changed = list(keys.distinct()[:MOST_TOLD])
    table = BY_NAME["stances"]
    known = {row["id"] for row in read_rows(table, since, changed)}
    for row in sorted(read_rows(table, until, changed), key=table.find_key):
        if row["id"] not in known:
            yield News(
                event=f"{NewsKind.NEW_EVIDENCE.value}:{row['id']}:{until.isoformat()}",
                kind=NewsKind.NEW_EVIDENCE,
                country=row["country"],
                proposal=row["proposal"],
                data={"stance": row},
            )


def write_body(news: News, until: Instant) -> str:
    """What is sent: the same bytes each time."""
    body = {
        "type": news.kind.value,
        "as_of": vintages.say(until),
        "country": news.country,
        "proposal": news.proposal,
        **news.data,
    }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z).decode()
