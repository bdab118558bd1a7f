"""What may be asked of the analyses."""

from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from coalition import published
from coalition.api.filters import (
    AS_OF,
    AsOf,
    Day,
    GroupName,
    LineFilters,
    PositionWord,
    about,
    refuse_word,
    whole_number,
)
from coalition.estimation.sensitivity import Only
from coalition.vocabulary import Condition

Word = TypeVar("Word", bound=StrEnum)

MOST_DAYS = 3660  # ten years: further back there is no line


def list_of(words: type[StrEnum]) -> tuple[AfterValidator, Any]:
    """The check that a text is a list of these words between commas; and its description.

    It stays a text: of a tuple ninja would think that the parameter is given several times.
    """
    known = [word.value for word in words]
    shape = "|".join(known)

    def check_words(given: str) -> str:
        for part in given.split(","):
            if part not in known:
                refuse_word(part, known)
        return given

    return AfterValidator(check_words), WithJsonSchema(
        {"type": "string", "pattern": f"^({shape})(,({shape}))*$"}
    )


def split_words(given: str | None, words: type[Word]) -> tuple[Word, ...]:
    """A checked list as words, each once; none where it was left out."""
    return tuple(words(part) for part in dict.fromkeys(given.split(","))) if given else ()


def read_source(given: str) -> str:
    """The domain of a source that is in our table."""
    domains = [source.domain for source in published.list_sources()]
    if given not in domains:
        near = {domain: domain for domain in domains}
        refuse_word(given, [], near)
    return given


Conditions = Annotated[str, *list_of(Condition)]
Kinds = Annotated[str, *list_of(Only)]
SourceDomain = Annotated[str, AfterValidator(read_source)]
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


class WeakeningFilters(LineFilters):
    """Which lines, and what is left out of their evidence."""

    at: Day | None = AT
    only: Kinds | None = about("Only evidence of these kinds, between commas.", "reviewed")
    without: SourceDomain | None = about("Nothing that this source carries.", "ansa.it")
    days: Days | None = about("Nothing older than this before the day.", 90)
