"""What happened to a row, field by field, read from the snapshots that the database's triggers keep."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coalition.admin.words import name_stance
from coalition.models import Review, Stance

MOST_SNAPSHOTS = 300  # of one table and row: a feed is written to every few minutes


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one snapshot, and what it was in the snapshot before."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, by whom, through which deed, with which words, to which fields."""

    at: datetime
    who: str
    what: str
    deed: str = ""
    reason: str = ""
    note: str = ""
    changes: list[FieldChange] = field(default_factory=list)


def show_history(
    model_admin: "ModelAdmin[Any]", request: HttpRequest, key: str, parts: dict[type[Model], str]
) -> HttpResponse:
    """The history page of a row, of a removed one too."""
    row = model_admin.get_object(request, unquote(key))
    if not model_admin.has_view_or_change_permission(request, row):
        raise PermissionDenied
    entries = read_history(model_admin.model, unquote(key), parts)
    if row is None and not entries:
        raise Http404
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History: %s") % name_row(row, unquote(key)),
        "module_name": capfirst(model_admin.opts.verbose_name_plural),
        "object": row,
        "opts": model_admin.opts,
        "entries": entries,
        "tracked": find_snapshots(model_admin.model) is not None,
    }
    return TemplateResponse(request, "admin/history.html", context)


def name_row(row: Model | None, key: str) -> str:
    """A row by its name, a removed one by its key."""
    if row is None:
        return key
    return name_stance(row) if isinstance(row, Stance) else str(row)


def read_history(model: type[Model], key: Any, parts: dict[type[Model], str]) -> list[Entry]:
    """Everything that happened to a row and to its parts, newest first."""
    entries = [
        *read_snapshots(model, pgh_obj_id=clean_key(model, key)),
        *(
            entry
            for part, column in parts.items()
            for entry in read_snapshots(part, **{column: clean_key(model, key)})
        ),
    ]
    if model is Stance:
        entries += read_reviews(clean_key(model, key))
    # What one transaction did bears one time: then the later of the list is the newer one.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def clean_key(model: type[Model], key: Any) -> Any:
    """A key out of an address as the model's type. Raises Http404 where it can be none."""
    try:
        return model._meta.pk.to_python(key)
    except ValidationError:
        raise Http404 from None


def find_snapshots(model: type[Model]) -> type[Model] | None:
    """The table of snapshots of a model; None for derived rows and rows that never change."""
    return next(iter(getattr(model, "pgh_event_models", {}).values()), None)


def read_snapshots(model: type[Model], **which: Any) -> list[Entry]:
    """The newest snapshots, each compared with the one before it of the same row."""
    snapshots = find_snapshots(model)
    if snapshots is None:
        return []
    rows = snapshots._default_manager.filter(**which).select_related("pgh_context")
    newest: list[Any] = list(rows.order_by("-pgh_id")[: MOST_SNAPSHOTS + 1])
    names = [one.attname for one in snapshots._meta.concrete_fields if one.name[:4] != "pgh_"]
    people = name_people(read_context(row).get("user") for row in newest)
    before: dict[Any, Any] = {}
    entries = []
    for row in reversed(newest):
        entries.append(describe_snapshot(model, row, before.get(row.pgh_obj_id), names, people))
        before[row.pgh_obj_id] = row
    # The oldest of a cut list has lost its predecessor: its differences would be made up.
    return entries[1:] if len(newest) > MOST_SNAPSHOTS else entries


def describe_snapshot(
    model: type[Model], row: Any, before: Any, names: list[str], people: dict[int, str]
) -> Entry:
    """One snapshot as an entry; the first one tells all its values that are not empty."""
    context = read_context(row)
    values = [(name, getattr(before, name, None), getattr(row, name)) for name in names]
    return Entry(
        at=row.pgh_created_at,
        who=people.get(context.get("user") or 0, _("system")),
        what=f"{model._meta.verbose_name}: {row.pgh_label}",
        deed=context.get("deed", ""),
        note=context.get("note", ""),
        changes=[
            FieldChange(name, old, new)
            for name, old, new in values
            if (old != new if before is not None else new not in (None, "", [], {}))
        ],
    )


def read_context(row: Any) -> dict[str, Any]:
    """What the database was told of whose deed it was; nothing for a deed outside of our code."""
    return row.pgh_context.metadata if row.pgh_context else {}


def name_people(keys: Iterable[int | None]) -> dict[int, str]:
    """User names by key."""
    wanted = {key for key in keys if key}
    users = get_user_model()._default_manager.filter(pk__in=wanted)
    return {user.pk: user.get_username() for user in users}


def read_reviews(stance_id: int) -> list[Entry]:
    """The verdicts on a stance."""
    rows = Review.objects.filter(stance_id=stance_id).select_related("editor")
    return [
        Entry(
            at=row.at,
            who=row.editor.get_username(),
            what=_("review"),
            deed=row.verdict,
            reason=row.reason or "",
            note=row.note,
            changes=[
                FieldChange(name, row.before.get(name), value) for name, value in row.after.items()
            ],
        )
        for row in rows
    ]
