"""Analyses as rows of a reply."""

from datetime import date
from typing import Any

from coalition.analysis import THRESHOLD, Ally, Coalition, Explanation, Neighbour, Sensitivity
from coalition.api.filters_analysis import CoalitionFilters, split_words
from coalition.api.rows import Links, Row, describe, describe_stance
from coalition.estimation.arithmetic import share_of
from coalition.vintages import Instant
from coalition.vintages import say as say_instant
from coalition.vocabulary import Condition

SIZES_SOURCE = (
    "World Bank, World Development Indicators: SP.POP.TOTL (population, 2024) and MS.MIL.TOTL.P1 "
    "(active armed forces and paramilitaries, from IISS, The Military Balance, mostly 2018)"
)


def say(as_of: Instant | None) -> str | None:
    """An instant as text, or None."""
    return say_instant(as_of) if as_of else None


def describe_explanation(found: Explanation, as_of: Instant | None, links: Links) -> Row:
    """A row of schemas_analysis.Explanation."""
    words = {key: describe_stance(stance, links) for key, stance in found.words.items()}
    line: dict[str, Any] = dict(found.line)
    line["statements"] = [one | {"stance": words.get(one["id"])} for one in line["statements"]]
    return {
        "country": found.country,
        "proposal": found.proposal,
        "at": found.at,
        "as_of": say(as_of),
        **line,
        "set_aside": [describe_stance(stance, links) for stance in found.set_aside],
        "result": found.result,
        "html_url": links.line(found.country, found.proposal, None),
    }


def describe_coalition(
    found: Coalition, slug: str, at: date, asked: CoalitionFilters, links: Links
) -> Row:
    """A row of schemas_analysis.Coalition."""
    return {
        "proposal": slug,
        "at": at,
        "as_of": say(asked.as_of),
        "threshold": asked.threshold or THRESHOLD,
        "met": split_words(asked.met, Condition),
        "failed": split_words(asked.failed, Condition),
        "counted": found.counted,
        "asked": found.asked,
        "population_share": share_of(found.counted.population, found.asked.population),
        "forces_share": share_of(found.counted.forces, found.asked.forces),
        "sizes_source": SIZES_SOURCE,
        "countries": [describe_ally(ally, slug, links) for ally in found.allies],
    }


def describe_ally(ally: Ally, slug: str, links: Links) -> Row:
    """A row of schemas_analysis.Ally."""
    member, outcome = ally.member, ally.outcome
    return {
        "country": member.country,
        "state": ally.state,
        "position": member.position,
        "conditions": [
            {
                "kind": one.kind,
                "words": one.words,
                "stance": one.stance.id,
                "day": one.stance.day,
                "quote": one.stance.quote,
                "summary": one.stance.summary,
                "stance_html_url": links.stance(one.stance.id),
            }
            for one in ally.conditions
        ],
        "would_be": outcome.position,
        "counted": outcome.counted,
        "pivot": outcome.pivot,
        "blocked_by": outcome.blocked_by,
        "population": member.population,
        "forces": member.forces,
        "html_url": links.line(member.country, slug, None),
    }


def describe_weakened(found: Sensitivity, links: Links) -> Row:
    """A row of schemas_analysis.WeakenedLine."""
    return describe(found) | {
        "before": found.before._asdict(),
        "after": found.after._asdict(),
        "differs": found.before != found.after,
        "differences": [
            one._asdict() | {"before": one.before._asdict(), "after": one.after._asdict()}
            for one in found.differences
        ],
        "html_url": links.line(found.country, found.proposal, None),
    }


def describe_neighbour(found: Neighbour, links: Links) -> Row:
    """A row of schemas_analysis.Neighbour."""
    return {
        "country": found.country,
        "common": found.agreement.common,
        "similarity": found.agreement.similarity,
        "html_url": links.country(found.country),
    }
