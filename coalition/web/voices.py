"""Where a country's head of state and its government say different things on one proposal."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from coalition.published import OfficeRecord, StanceRecord
from coalition.vocabulary import Position, Role
from coalition.web.band import began, ended
from coalition.web.dates import say_day
from coalition.web.labels import POSITION_MARKS, ROLES, Mark

# Whose words are set side by side: the state's, and the government's.
LEADING = frozenset(
    {
        Role.HEAD_OF_STATE,
        Role.HEAD_OF_GOVERNMENT,
        Role.FOREIGN_MINISTER,
        Role.DEFENCE_MINISTER,
    }
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, in which office, and which position the newest of these words hold."""

    role: str | Promise
    person: str
    mark: Mark
    day: str
    stance: int


def find_speakers(
    stances: Sequence[StanceRecord], offices: Sequence[OfficeRecord], horizon_days: int, at: date
) -> tuple[Speaker, ...]:
    """The head of state and whoever spoke last for the government, where the newest words of each hold
    different positions on a day; else none. The newest statements come first; words older than the
    horizon, and those on which no line may rest, are not heard."""
    heard: dict[bool, tuple[OfficeRecord, StanceRecord]] = {}
    for stance in stances:
        if (
            not stance.counts
            or stance.day is None
            or not 0 <= (at - stance.day).days <= horizon_days
        ):
            continue
        office = find_office(stance.speaker, offices, stance.day)
        if office:
            heard.setdefault(office.role == Role.HEAD_OF_STATE, (office, stance))
    if len(heard) < 2 or len({stance.position for _office, stance in heard.values()}) < 2:
        return ()
    return tuple(
        Speaker(
            ROLES[Role(office.role)],
            office.person,
            POSITION_MARKS[Position(stance.position)],
            say_day(stance.day, stance.precision) if stance.day else "",
            stance.id,
        )
        for _is_head, (office, stance) in sorted(heard.items(), reverse=True)
    )


def find_office(
    speaker: str,
    offices: Iterable[OfficeRecord],
    day: date,
    roles: Container[str] = LEADING,
) -> OfficeRecord | None:
    """The office that a speaker held on a day, by the last of the names; None where it was nobody's."""
    said, written = set(list_words(speaker)), day.isoformat()
    for office in offices:
        is_named = set(list_words(office.person)[-1:]) & said
        held = began(office, written) and not ended(office, written)
        if office.role in roles and is_named and held:
            return office
    return None


def list_words(name: str) -> list[str]:
    """The words of a name, in small letters."""
    return re.findall(r"[\w'’-]+", name.casefold())
