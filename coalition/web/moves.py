"""What many steps come to: where each line stood on one day and where on another, or then and now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coalition import published
from coalition.published import PositionRecord
from coalition.vocabulary import LineState, Position
from coalition.web.labels import Mark, mark_of
from coalition.web.moment import Moment
from coalition.web.standings import Revision, find_revisions, pair_of


@dataclass(frozen=True, slots=True)
class NetMove:
    """A line on two days, or of two instants: what it said, and what it says. `steps` is how many
    steps up (down where negative); None where either is no position."""

    country: str
    country_name: str
    proposal: str
    proposal_name: str
    before: Mark
    after: Mark
    steps: int | None

    @property
    def fall(self) -> int:
        """How many steps down."""
        return -(self.steps or 0)


def list_net_moves(
    names: Mapping[str, str],
    since: date,
    until: date,
    moment: Moment,
    wanted: Mapping[str, str | None],
) -> list[NetMove]:
    """The lines that say something else on the last day than on the day before the first one."""
    before, after = (
        {
            pair_of(span): span
            for span in published.list_positions(day, **wanted, as_of=moment.as_of)
            if span.first
        }
        for day in (since - timedelta(days=1), until)
    )
    return list_revised(find_revisions(before, after), names)


def list_revised(found: Iterable[Revision], names: Mapping[str, str]) -> list[NetMove]:
    """Pairs of spans as moves, by the names of countries and then of proposals."""
    moves = [
        NetMove(
            country=one.country,
            country_name=names[one.country],
            proposal=one.proposal,
            proposal_name=names[one.proposal],
            before=mark_span(one.then),
            after=mark_span(one.now),
            steps=count_steps(one.then, one.now),
        )
        for one in found
    ]
    return sorted(moves, key=lambda one: (one.country_name, one.proposal_name))


def mark_span(span: PositionRecord | None) -> Mark:
    """The mark of a span; of none, that nothing is known."""
    return mark_of(span.state, span.position) if span else mark_of(LineState.NO_EVIDENCE, None)


def count_steps(before: PositionRecord | None, after: PositionRecord | None) -> int | None:
    """How many steps of the scale lie between two spans, upwards."""
    if not (before and after and before.position and after.position):
        return None
    return Position(after.position).step - Position(before.position).step
