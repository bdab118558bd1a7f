"""What stood around a line: who held which office, and what happened in the world."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from coalition.published import OfficeRecord
from coalition.published.records import EventRecord
from coalition.vocabulary import Role
from coalition.web.dates import say_day, say_known_part
from coalition.web.labels import ROLES, speaks_italian
from coalition.web.timeline import Axis

# Who speaks for a country, in the order in which readers look for them.
BAND_ROLES = (
    Role.HEAD_OF_STATE,
    Role.HEAD_OF_GOVERNMENT,
    Role.FOREIGN_MINISTER,
    Role.DEFENCE_MINISTER,
    Role.ORGANISATION_HEAD,
)
# What moves many governments at once, or changes who governs; single statements are evidence, not events.
EVENT_KINDS = frozenset({"summit", "agreement", "election"})


@dataclass(frozen=True, slots=True)
class Office:
    """Who holds or held an office."""

    role: str | Promise
    person: str
    title: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Term:
    """A person's time in an office, as a bar on the axis of the charts."""

    x: str
    width: str
    person: str
    label: str


@dataclass(frozen=True, slots=True)
class BandRow:
    """An office over time."""

    role: str | Promise
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event of the world, and where it lies on the axis of the charts."""

    day: date
    words: str
    title: str
    url: str
    x: str


def list_offices(offices: Iterable[OfficeRecord], at: date) -> tuple[list[Office], list[Office]]:
    """Who held an office of BAND_ROLES on a day, and who had held one before."""
    day = at.isoformat()
    ordered = sort_offices(offices)
    held = [found for found in ordered if began(found, day) and not ended(found, day)]
    past = [found for found in ordered if ended(found, day)]
    return [describe_office(found) for found in held], [describe_office(found) for found in past]


def sort_offices(offices: Iterable[OfficeRecord]) -> list[OfficeRecord]:
    """The offices of BAND_ROLES in that order."""
    return sorted(
        (found for found in offices if found.role in BAND_ROLES),
        key=lambda found: BAND_ROLES.index(Role(found.role)),
    )


def began(office: OfficeRecord, day: str) -> bool:
    """Whether an office had begun by a day, as exactly as its date is known."""
    return office.since <= day[: len(office.since)]


def ended(office: OfficeRecord, day: str) -> bool:
    """Whether an office had ended by a day, as exactly as its date is known."""
    return bool(office.until) and office.until <= day[: len(office.until)]


def describe_office(office: OfficeRecord) -> Office:
    """An office ready to be shown."""
    return Office(
        role=ROLES[Role(office.role)],
        person=office.person,
        title=office.title,
        since=say_known_part(office.since),
        until=say_known_part(office.until),
    )


def draw_band(offices: Iterable[OfficeRecord], axis: Axis) -> list[BandRow]:
    """The offices as bars on an axis, a row a role; those that ended before it begins are left out."""
    rows: dict[str, list[Term]] = {}
    for found in sort_offices(offices):
        first = read_edge(found.since) or axis.first
        until = read_edge(found.until)
        if first >= axis.last or (until and until <= axis.first):
            continue
        left = axis.place(max(first, axis.first))
        width = axis.place(until) - left
        said = describe_office(found)
        label = f"{said.person}, {said.role}: {said.since or '…'} – {said.until or '…'}"
        term = Term(f"{left:.4g}%", f"{max(width, 0.3):.4g}%", said.person, label)
        rows.setdefault(found.role, []).append(term)
    return [BandRow(ROLES[Role(role)], tuple(terms)) for role, terms in rows.items()]


def read_edge(text: str) -> date | None:
    """The first day of a date as known, YYYY[-MM[-DD]]; None where it is not known."""
    parts = [int(part) for part in text.split("-")] if text else []
    return date(*[*parts, 1, 1][:3]) if parts else None


def list_events(events: Iterable[EventRecord], axis: Axis) -> Sequence[Event]:
    """The events of EVENT_KINDS within an axis, oldest first."""
    return [
        Event(
            day=one.day,
            words=say_day(one.day),
            title=one.title_it if speaks_italian() else one.title_en,
            url=one.url,
            x=f"{axis.place(one.day):.4g}%",
        )
        for one in events
        if one.kind in EVENT_KINDS and axis.first < one.day < axis.last
    ]
