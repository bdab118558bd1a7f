"""Kinds of evidence that a line may be drawn from alone."""

from enum import StrEnum

from coalition.estimation.evidence import is_reviewed
from coalition.estimation.records import Statement
from coalition.vocabulary import Tier


class Only(StrEnum):
    """A kind of evidence that a line may be drawn from alone."""

    REVIEWED = "reviewed"
    OFFICIAL = "official"


def fits(statement: Statement, only: Only) -> bool:
    """Whether a statement is evidence of this kind."""
    if only is Only.REVIEWED:
        return is_reviewed(statement)
    return statement.tier is Tier.OFFICIAL
