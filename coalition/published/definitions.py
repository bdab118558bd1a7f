"""What a proposal meant, version by version."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from coalition import vintages
from coalition.models import ProposalDefinition
from coalition.vintages import Instant


@dataclass(frozen=True, slots=True)
class DefinitionRecord:
    """A version of a proposal's definition, since when it holds (None: from the start), and why."""

    version: int
    definition_en: str
    definition_it: str
    since: date | None
    note: str


def list_definitions(proposal: str, as_of: Instant | None = None) -> list[DefinitionRecord]:
    """The versions of a proposal's definition, the newest first."""
    known: QuerySet[Any] = ProposalDefinition.objects.all()
    if as_of:
        known = vintages.rows_at(ProposalDefinition, as_of)
    rows = known.filter(proposal=proposal).order_by("-version")
    return [
        DefinitionRecord(row.version, row.text_en, row.text_it, row.since, row.note) for row in rows
    ]
