"""Lines as a page needs them that shows many: a strip of each, and what it said on some days.

What a line comes to is kept by its version (drawn.py): of a hundred lines only those are read again that
changed since the page was last asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import orjson
from django.core.cache import cache

from coalition import published
from coalition.published import PositionRecord
from coalition.web.drawn import KEPT_SECONDS, name_shown
from coalition.web.moment import Moment
from coalition.web.strips import Strip, draw_strip, say_age
from coalition.web.timeline import Axis, Spell, join_spans, keep_spells, span_axis

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sketch:
    """A line's strip, and those of its spells that hold on the days asked for (timeline.keep_spells)."""

    strip: Strip
    spells: tuple[Spell, ...]

    def tell_age(self, newest: date | None, at: date) -> Strip:
        """The strip with the age of its newest words."""
        return replace(self.strip, age=say_age(newest, at))


@dataclass(frozen=True, slots=True)
class Bundle:
    """The lines of some countries, or on a proposal, as known at a moment, not yet drawn.

    `versions` names what each line says; `spans` are there already where the past was asked.
    """

    moment: Moment
    versions: Mapping[Line, str]
    firsts: Sequence[date]
    spans: Mapping[Line, Sequence[PositionRecord]] | None

    @property
    def axis(self) -> Axis:
        """An axis for all of them."""
        return span_axis(self.firsts, max(self.moment.at, self.moment.last))

    def sketch(self, names: Mapping[str, str], days: Iterable[date] = ()) -> dict[Line, Sketch]:
        """Each line with its strip, and what it said on these days beside the moment's; `names` are the
        countries' by code."""
        axis, wanted = self.axis, list(days)
        keys = {
            line: name_shown(
                ("sketch", line, version, names.get(line[0], line[0])),
                (axis.first, axis.last, self.moment.at, wanted),
            )
            for line, version in self.versions.items()
        }
        kept: dict[str, Sketch] = cache.get_many(keys.values())
        missing = [line for line, key in keys.items() if key not in kept]
        spans = self.read_spans(missing)
        fresh = {
            keys[line]: self.draw(line, join_spans(spans.get(line, ())), names, axis, wanted)
            for line in missing
        }
        cache.set_many(fresh, KEPT_SECONDS)
        return {line: (kept | fresh)[key] for line, key in keys.items()}

    def draw(
        self,
        line: Line,
        spells: Sequence[Spell],
        names: Mapping[str, str],
        axis: Axis,
        days: Sequence[date],
    ) -> Sketch:
        """One line."""
        code, slug = line
        strip = draw_strip(code, names.get(code, code), slug, spells, axis, self.moment.at)
        kept = keep_spells(spells, self.moment.at, days) if spells else ()
        return Sketch(strip, tuple(kept))

    def read_spans(self, lines: Sequence[Line]) -> Mapping[Line, Sequence[PositionRecord]]:
        """The spans of these lines: asked for at once where they have a country or a proposal in common."""
        if self.spans is not None or not lines:
            return self.spans or {}
        codes, slugs = {code for code, _slug in lines}, {slug for _code, slug in lines}
        if len(slugs) == 1:
            return published.list_lines(codes.pop() if len(codes) == 1 else None, slugs.pop())
        read = [published.list_lines(code) for code in sorted(codes)]
        return {line: spans for found in read for line, spans in found.items()}


def read_proposal(slug: str, moment: Moment) -> Bundle:
    """The lines on a proposal."""
    if moment.as_of:
        return recall(published.list_lines(proposal=slug, as_of=moment.as_of), moment)
    versions = published.list_versions(proposal=slug)
    names = {line: one.name for line, one in versions.items()}
    return Bundle(moment, names, [one.first for one in versions.values()], None)


def read_countries(codes: Sequence[str], moment: Moment) -> Bundle:
    """The lines of these countries."""
    if moment.as_of:
        read = [published.list_lines(country=code, as_of=moment.as_of) for code in codes]
        return recall({line: spans for found in read for line, spans in found.items()}, moment)
    found = [published.list_versions(country=code) for code in codes]
    versions = {line: one for known in found for line, one in known.items()}
    names = {line: one.name for line, one in versions.items()}
    return Bundle(moment, names, [one.first for one in versions.values()], None)


def recall(spans: Mapping[Line, Sequence[PositionRecord]], moment: Moment) -> Bundle:
    """Lines as they were known, read whole; named by all that they say."""
    names = {line: sha256(orjson.dumps(found)).hexdigest() for line, found in spans.items()}
    firsts = [span.first for found in spans.values() for span in found if span.first]
    return Bundle(moment, names, firsts, spans)
