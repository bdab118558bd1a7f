"""Rows that a file of seeds/ and editors both write to: what a person set stays, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from coalition.vintages import list_snapshots


def update_row(row: Model, values: Mapping[str, Any], kept: list[str]) -> bool:
    """Sets the values that differ and that no person set last; returns whether any did. Saves nothing.

    Where a person's values stay, `kept` gets "row: fields".
    """
    differ = {name: value for name, value in values.items() if getattr(row, name) != value}
    edited = find_edited(row, differ)
    if edited:
        kept.append(f"{row.pk}: {', '.join(sorted(edited))}")
    for name in differ.keys() - edited:
        setattr(row, name, differ[name])
    return bool(differ.keys() - edited)


def find_edited(row: Model, fields: Iterable[str]) -> frozenset[str]:
    """Of these fields of a tracked row those whose value a person set last, by its history.

    A deed of a person has that person's key in its context; loading a file has none.
    """
    names = sorted(fields)
    if not names:
        return frozenset()
    snapshots = list_snapshots(type(row)).filter(pgh_obj=row.pk).order_by("pgh_id")
    edited: dict[str, bool] = {}
    before: dict[str, Any] = {}
    for context, *found in snapshots.values_list("pgh_context__metadata", *names):
        values = dict(zip(names, found, strict=True))
        person = bool((context or {}).get("user"))
        edited |= {name: person for name in names if not before or before[name] != values[name]}
        before = values
    return frozenset(name for name in names if edited.get(name))
