"""What is drawn once for as long as its lines and their evidence say the same: panels, figures, maps.

What is kept bears a name made of all that it shows: the version of its line, the statements beside
it, the day, the language. When any of these changes, so does the name, and it is drawn anew; nothing
is ever thrown away because of its age alone, and nothing stale can be found.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import NamedTuple, TypeVar

import orjson
from django.core.cache import cache
from django.utils.translation import get_language

from coalition import published
from coalition.access import read_written
from coalition.published import OfficeRecord, PositionRecord, ProposalRecord, StanceRecord
from coalition.web.band import Event, list_events
from coalition.web.charts import line_chart
from coalition.web.moment import Moment
from coalition.web.panels import Panel, make_panel
from coalition.web.timeline import Axis, join_spans, span_axis
from coalition.web.voices import find_speakers

KEPT_SECONDS = 86_400  # then it makes room; its name alone keeps it true
Drawing = TypeVar("Drawing")


def name_shown(*shown: object) -> str:
    """A name for a drawing in the language of the page, made of all that it shows."""
    return sha256(orjson.dumps((get_language(), shown), default=str)).hexdigest()


def draw_once(key: str, draw: Callable[[], Drawing]) -> Drawing:
    """The drawing of a name; `draw` is called where it is not kept."""
    kept: Drawing | None = cache.get(key)
    if kept is None:
        kept = draw()
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def draw_once_written(
    question: object, draw: Callable[[], Drawing], *, past: bool = False
) -> Drawing:
    """What `draw` gives to a question, for as long as nothing is written of what the public reads; where it
    asks of the past, for as long as that stays.

    For what rests on so many rows that to ask for their version would be to read them."""
    written = read_written()  # before anything is read
    version = written.past if past else written.now
    return draw() if version is None else draw_once(name_shown(version, question), draw)


class Room(NamedTuple):
    """How much of a line is shown: statements on its chart, those told in words, rows of its table."""

    points: int
    told: int
    rows: int

    def share(self, lines: int) -> "Room":
        """What is left of it for each of so many lines on one page, and never less than the newest."""
        every = max(1, lines / ROOMY)
        return Room(*(max(MOST_CROWDED, round(most / every)) for most in self))


# On a line's own page: more points would hide each other. On a country's: the line's own tells more.
LINE_ROOM = Room(points=24, told=24, rows=24)
PAGE_ROOM = Room(points=24, told=8, rows=24)
ROOMY = 10  # lines that a country's page shows at that length; of more each is shorter
MOST_CROWDED = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a country, or one of them, ready to be drawn on one axis.

    `versions` names what each line says, by slug; `spans` are there already where the past was asked.
    """

    code: str
    moment: Moment
    room: Room
    versions: Mapping[str, str]
    stances: Mapping[str, Sequence[StanceRecord]]
    axis: Axis
    events: Sequence[Event]
    offices: Sequence[OfficeRecord]
    spans: Mapping[str, Sequence[PositionRecord]] | None

    def begin(self, first: date) -> "Sheet":
        """The same on an axis that begins on a day, where that is earlier."""
        axis = Axis(min(first, self.axis.first), self.axis.last)
        return replace(self, axis=axis, events=list_events(published.list_events(), axis))

    def draw_panels(self, proposals: Sequence[ProposalRecord]) -> list[Panel]:
        """A panel for each proposal on which anything is known, in the proposals' own order."""
        shown = [one for one in proposals if one.slug in self.versions or one.slug in self.stances]
        keys = {one.slug: self.name_version(one) for one in shown}
        kept: dict[str, Panel] = cache.get_many(keys.values())
        missing = [one for one in shown if keys[one.slug] not in kept]
        spans = self.read_spans(missing)
        fresh = {
            keys[one.slug]: replace(self.draw(one, spans), version=keys[one.slug])
            for one in missing
        }
        cache.set_many(fresh, KEPT_SECONDS)
        return [(kept | fresh)[keys[one.slug]] for one in shown]

    def write_figure(self, proposal: ProposalRecord) -> bytes | None:
        """The chart of a line as JSON for Plotly; None where nothing is known that could be drawn."""
        if proposal.slug not in self.versions and proposal.slug not in self.stances:
            return None

        def write() -> bytes:
            line = join_spans(self.read_spans([proposal]).get(proposal.slug, ()))
            stances = self.stances.get(proposal.slug, ())
            figure = line_chart(line, stances, self.axis, self.moment.at, self.events)
            return orjson.dumps(figure)

        return draw_once(self.name_version(proposal, "figure"), write)

    def draw(
        self, proposal: ProposalRecord, spans: Mapping[str, Sequence[PositionRecord]]
    ) -> Panel:
        """One panel."""
        line, stances = spans.get(proposal.slug, ()), self.stances.get(proposal.slug, ())
        spells, at = join_spans(line), self.moment.at
        panel = make_panel(
            proposal, spells, stances, self.axis, at, self.events, self.room.told, self.room.rows
        )
        speakers = find_speakers(stances, self.offices, proposal.horizon_days, at)
        return replace(panel, speakers=speakers)

    def read_spans(
        self, proposals: Sequence[ProposalRecord]
    ) -> Mapping[str, Sequence[PositionRecord]]:
        """The spans of the lines on these proposals; the database is asked once."""
        if self.spans is not None or not proposals:
            return self.spans or {}
        slug = proposals[0].slug if len(proposals) == 1 else None
        found = published.list_lines(self.code, slug)
        return {slug: line for (_code, slug), line in found.items()}

    def name_version(self, proposal: ProposalRecord, kind: str = "panel") -> str:
        """A name of all that the panel of a proposal shows."""
        return name_shown(
            (kind, self.code, proposal, self.room),
            (self.versions.get(proposal.slug), self.stances.get(proposal.slug)),
            (self.axis.first, self.axis.last, self.moment.at, self.moment.last),
            [(event.x, event.title) for event in self.events],
            list(self.offices),
        )


def read_sheet(code: str, moment: Moment, room: Room, slug: str | None = None) -> Sheet:
    """The lines of a country, or its line on one proposal, at a moment."""
    if moment.as_of:
        found = published.list_lines(code, slug, as_of=moment.as_of)
        spans = {slug: line for (_code, slug), line in found.items()}
        versions = {slug: sha256(orjson.dumps(line)).hexdigest() for slug, line in spans.items()}
        firsts = [span.first for line in spans.values() for span in line if span.first]
    else:
        spans = None
        known = published.list_versions(code, slug)
        versions = {slug: one.name for (_code, slug), one in known.items()}
        firsts = [one.first for one in known.values()]
    left = room.share(len(versions))
    stances = list_newest(code, moment, left.points, slug)
    axis = find_sheet_axis(firsts, stances, moment)
    return Sheet(
        code=code,
        moment=moment,
        room=left,
        versions=versions,
        stances=stances,
        axis=axis,
        events=list_events(published.list_events(moment.as_of), axis),
        offices=published.list_offices(code, moment.as_of),
        spans=spans,
    )


def find_sheet_axis(
    firsts: Sequence[date], stances: Mapping[str, Sequence[StanceRecord]], moment: Moment
) -> Axis:
    """An axis for the lines that begin on these days, and for the statements shown."""
    days = [one.day for line in stances.values() for one in line if one.day]
    return span_axis([*firsts, *days], max(moment.at, moment.last))


def list_newest(
    code: str, moment: Moment, most: int, slug: str | None
) -> dict[str, list[StanceRecord]]:
    """The newest statements of each line of a country, or of one, the newest day first; by proposal."""
    if moment.as_of is None:
        found = published.list_newest_evidence(code, most, slug)
    else:
        found = newest_first(
            published.list_stances(
                country=code, proposal=slug, as_of=moment.as_of, limit=published.MOST_ROWS
            )
        )
    counts: Counter[str] = Counter()
    kept: dict[str, list[StanceRecord]] = {}
    for stance in found:
        counts[stance.proposal] += 1
        if counts[stance.proposal] <= most:
            kept.setdefault(stance.proposal, []).append(stance)
    return kept


def newest_first(stances: list[StanceRecord]) -> list[StanceRecord]:
    """Stances by day, the newest first; the undated ones last."""
    return sorted(
        stances, key=lambda one: (one.day.toordinal() if one.day else 0, one.id), reverse=True
    )
