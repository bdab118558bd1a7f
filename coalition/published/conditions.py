"""Conditions that published stances name, each with its words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from coalition import vintages
from coalition.models import Stance, StanceCondition
from coalition.published.evidence import StanceFilters, cut_page, find_stances, turns, updated
from coalition.published.records import StatedConditionRecord
from coalition.vintages import Instant


def list_conditions(
    wanted: StanceFilters,
    *,
    kind: str | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 100,
    updated_since: datetime | None = None,
) -> list[StatedConditionRecord]:
    """Conditions of the stances asked for, the newest first; page on as with stances.

    With `updated_since` those that were themselves added or changed after it.
    """
    as_of = wanted.get("as_of")
    key = "pgh_obj_id" if as_of else "id"
    rows: QuerySet[Any] = (
        vintages.rows_at(StanceCondition, as_of) if as_of else StanceCondition.objects.all()
    )
    rows = rows.filter(stance__in=find_stances(wanted).values(key))
    if kind is not None:
        rows = rows.filter(kind=kind)
    if updated_since is not None:
        rows = rows.filter(updated(StanceCondition, updated_since, as_of))
    page = cut_page(rows, key, before, after, limit)
    found = vintages.recall(StanceCondition, page) if as_of else list(page)
    stances = recall_stances([row.stance_id for row in found], as_of)
    told = [describe_condition(row, stances) for row in found if row.stance_id in stances]
    return told[::-1] if turns(before, after) else told


def recall_stances(ids: list[int], as_of: Instant | None) -> Mapping[int, Stance]:
    """The stances with these ids, as they are or as they stood."""
    if as_of:
        return vintages.recall_by_key(Stance, as_of, ids)
    return Stance.objects.in_bulk(ids)


def describe_condition(
    row: StanceCondition, stances: Mapping[int, Stance]
) -> StatedConditionRecord:
    """A condition's row as a record."""
    stance = stances[row.stance_id]
    return StatedConditionRecord(
        id=row.pk,
        kind=row.kind,
        words=row.words,
        stance=stance.pk,
        country=stance.country_id,
        proposal=stance.proposal_id,
        position=stance.position,
        day=stance.first_day,
        language=stance.language,
    )
