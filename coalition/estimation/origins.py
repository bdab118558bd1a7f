"""Whose report a story is, and so whether a line may rest on any of its copies.

**The rule.** An agency that a copy names as its own is the origin, where the outlet that prints it is
one that counts: it put its name to it. Of several the first by publication decides. Where none is
named, the origin is the outlet that published first. On one day an outlet that counts comes before
one that does not: days cannot tell who copied whom, and sources of the quarantined tiers repeat what
others say. Copies without a date come after those with one, and texts that came without any source
after all others.

**What follows.** A story whose origin does not count is no evidence, whatever host copied it: what a
state-aligned site, a mirror or a machine published first, and a newspaper a day later, is not the
newspaper's finding. So a copy of a quarantined source's text counts only where a source that counts
published it no later, or where an outlet that counts names an agency that does. A copy on a
quarantined host that came no earlier than the first good one changes nothing; no copy on such a host
can make a story count.

**Its price.** A quarantined site that dates its copy too early silences a good report until an
editor splits that copy off. We take missing for better than wrong.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from coalition.vocabulary import OriginReason, Tier


class Copy(NamedTuple):
    """An article of a story, as far as its origin needs it.

    `day` is the last day on which it may have been published; None where nobody knows. `nameless`
    says that it came without a source. `wire` is the domain of the agency that it names, or empty.
    """

    id: int
    source: str
    tier: Tier
    day: date | None
    wire: str = ""
    nameless: bool = False


class Origin(NamedTuple):
    """The source whose report a story is, why, and the first day on which a source that counts
    printed it; None where nobody knows."""

    source: str
    reason: OriginReason
    day: date | None


def choose_origin(copies: Iterable[Copy]) -> Origin:
    """The origin of a story by the rule above; the order of its copies does not matter.

    Raises ValueError where there is no copy.
    """
    ranked = sorted(copies, key=rank_copy)
    if not ranked:
        raise ValueError("a story without articles has no origin")
    day = next((copy.day for copy in ranked if copy.tier.counts), None)
    for copy in ranked:
        if copy.wire and copy.tier.counts:
            return Origin(copy.wire, OriginReason.NAMED_WIRE, day)
    return Origin(ranked[0].source, OriginReason.FIRST_OUTLET, day)


def rank_copy(copy: Copy) -> tuple[bool, date, bool, int]:
    """Sorts by publication."""
    return (copy.nameless, copy.day or date.max, not copy.tier.counts, copy.id)
