"""Columns and constraints that several tables share."""

from enum import StrEnum
from typing import Any, TypeVar, cast

import pghistory
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

Model = TypeVar("Model", bound=models.Model)


# The instant that history gives to all changes of a transaction (migration 0006).
HISTORY_INSTANT = models.Func(
    function="coalition_history_instant", output_field=models.DateTimeField()
)


def tracked(
    model: type[Model], exclude: tuple[str, ...] = (), indexes: tuple[models.Index, ...] = ()
) -> type[Model]:
    """History by triggers, from a first snapshot on, so that `as_of` finds a row at any moment.

    Columns in `exclude` are left out of the snapshots; `indexes` are those of the snapshots.
    """
    # New trackers for each model: pghistory keeps the model's columns inside them.
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        meta={"indexes": indexes},
    )
    return cast(type[Model], track(model))


def by_age(name: str) -> BrinIndex:
    """An index of snapshots by their instant, for what changed since one. Snapshots are written in about
    the order of their instants, so it need only hold the span of each range of blocks: some kilobytes."""
    return BrinIndex(fields=["pgh_created_at"], name=name)


def choose_name(english: str, italian: str) -> str:
    """The name of a row in the language of whoever looks at it."""
    return italian if (get_language() or "").startswith("it") else english


def word_field(words: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A column that holds one word of a vocabulary; pair it with `holds_one_of`."""
    return models.CharField(max_length=32, choices=[(w.value, w.value) for w in words], **options)


def optional_word_field(words: type[StrEnum]) -> "models.CharField[str | None, str | None]":
    """A column that holds one word of a vocabulary, or null where there is nothing to say."""
    choices = [(w.value, w.value) for w in words]
    return models.CharField(max_length=32, choices=choices, null=True, blank=True)


def holds_one_of(field: str, words: type[StrEnum], name: str) -> models.CheckConstraint:
    """The database's own check that a column holds a word of its vocabulary, or null."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [w.value for w in words]}) | Q(**{f"{field}__isnull": True}),
        name=name,
    )
