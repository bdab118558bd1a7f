"""Conditions that published stances name, each with its words."""

from django.db.models import QuerySet

from coalition.models import StanceCondition
from coalition.published.evidence import StanceFilters, cut_page, find_stances, turns
from coalition.published.records import StatedConditionRecord


def list_conditions(
    wanted: StanceFilters,
    *,
    kind: str | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[StatedConditionRecord]:
    """Conditions of the stances asked for, the newest first; page on as with stances."""
    named: QuerySet[StanceCondition] = StanceCondition.objects.filter(
        stance__in=find_stances(wanted).values("pk")
    ).select_related("stance")
    if kind is not None:
        named = named.filter(kind=kind)
    found = [
        StatedConditionRecord(
            id=row.pk,
            kind=row.kind,
            words=row.words,
            stance=row.stance_id,
            country=row.stance.country_id,
            proposal=row.stance.proposal_id,
            position=row.stance.position,
            day=row.stance.first_day,
            language=row.stance.language,
        )
        for row in cut_page(named, "id", before, after, limit)
    ]
    return found[::-1] if turns(before, after) else found
