"""What may be asked of the analyses."""

from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from coalition.api.filters import (
    AS_OF,
    AsOf,
    Day,
    GroupName,
    PositionWord,
    SourceDomain,
    about,
    list_of,
    whole_number,
)
from coalition.api.filters_rows import CountryOrProposal
from coalition.estimation.sensitivity import Only
from coalition.vocabulary import Condition

Word = TypeVar("Word", bound=StrEnum)

MOST_DAYS = 3660  # ten years: further back there is no line


def split_words(given: str | None, words: type[Word]) -> tuple[Word, ...]:
    """A checked list as words, each once; none where it was left out."""
    return tuple(words(part) for part in dict.fromkeys(given.split(","))) if given else ()


Conditions = Annotated[str, *list_of(Condition)]
Kinds = Annotated[str, *list_of(Only)]
Days = Annotated[int, *whole_number(1, MOST_DAYS)]

AT: Any = about("Day; where left out, the day of as_of, or today.", "2025-05-01")


class MomentFilters(BaseModel):
    """A day, and the instant of what was known."""

    at: Day | None = AT
    as_of: AsOf | None = AS_OF


class CoalitionFilters(MomentFilters):
    """The switches of the arithmetic, and who is asked."""

    met: Conditions | None = about("Conditions to take as met, between commas.", "us-backstop")
    failed: Conditions | None = about("Conditions to take as failed, between commas.", "ceasefire")
    threshold: PositionWord | None = about(
        "The least position that is counted in; supportive where left out.", "conditional"
    )
    group: GroupName | None = about(
        "Members of this group on the day; the coalition's where left out.", "EU"
    )

    @model_validator(mode="after")
    def check_switches(self) -> Self:
        """Refuses a condition that is both met and failed."""
        met, failed = (split_words(given, Condition) for given in (self.met, self.failed))
        if both := set(met) & set(failed):
            said = "must not name what is met too: {both}"
            context = {"parameter": "failed", "both": ", ".join(sorted(both))}
            raise PydanticCustomError("both_ways", said, context)
        return self


class WeakeningFilters(CountryOrProposal):
    """Which lines, and what is left out of their evidence."""

    at: Day | None = AT
    only: Kinds | None = about("Only evidence of these kinds, between commas.", "reviewed")
    without: SourceDomain | None = about("Nothing that this source carries.", "ansa.it")
    days: Days | None = about("Nothing older than this before the day.", 90)
