"""What a proposal meant, version by version."""

from dataclasses import dataclass
from datetime import date

from coalition.models import ProposalDefinition


@dataclass(frozen=True, slots=True)
class DefinitionRecord:
    """A version of a proposal's definition, since when it holds (None: from the start), and why."""

    version: int
    definition_en: str
    definition_it: str
    since: date | None
    note: str


def list_definitions(proposal: str) -> list[DefinitionRecord]:
    """The versions of a proposal's definition, the newest first."""
    rows = ProposalDefinition.objects.filter(proposal=proposal).order_by("-version")
    return [
        DefinitionRecord(row.version, row.text_en, row.text_it, row.since, row.note) for row in rows
    ]
