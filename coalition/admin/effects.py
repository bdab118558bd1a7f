"""What verdicts flip, in words."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from coalition.admin.words import WORDS
from coalition.foresight import Flip
from coalition.models import Waiting
from coalition.vocabulary import LineState, Position, Verdict


def name_standing(word: str) -> str:
    """What a line says, in the reader's language: a position, or why there is none."""
    return str(WORDS[Position(word) if word in set(Position) else LineState(word)])


def describe_effect(waiting: Waiting | None) -> str:
    """Why a stance stands where it does in the queue; nothing for one that does not wait."""
    if waiting is None:
        return ""
    if waiting.deed is None:
        return _("moves no line") if waiting.weighed else _("not weighed yet")
    words = {
        (Verdict.REJECT, True): _(
            "rejecting it flips today's position from %(before)s to %(after)s"
        ),
        (Verdict.ACCEPT, True): _(
            "accepting it flips today's position from %(before)s to %(after)s"
        ),
        (Verdict.REJECT, False): _(
            "rejecting it changes the line of %(day)s from %(before)s to %(after)s"
        ),
        (Verdict.ACCEPT, False): _(
            "accepting it changes the line of %(day)s from %(before)s to %(after)s"
        ),
    }[Verdict(waiting.deed), waiting.today]
    return words % {
        "before": name_standing(waiting.before),
        "after": name_standing(waiting.after),
        "day": waiting.day,
    }


def describe_stretch(flip: Flip) -> str:
    """When a line would say something else, and what; which line is known."""
    named = {
        "first": flip.first,
        "until": flip.until,
        "before": name_standing(flip.before),
        "after": name_standing(flip.after),
    }
    if flip.until is None:
        return _("%(after)s instead of %(before)s, from %(first)s on") % named
    return _("%(after)s instead of %(before)s, from %(first)s until %(until)s") % named


def describe_flips(flips: Iterable[Flip]) -> list[str]:
    """The same of several, in their order, each with its line."""
    return [f"{flip.country} · {flip.proposal}: {describe_stretch(flip)}" for flip in flips]


def read_flips(rows: Iterable[dict[str, str]]) -> list[Flip]:
    """Flips as a suggestion keeps them."""
    return [
        Flip(
            row["country"],
            row["proposal"],
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["before"],
            row["after"],
        )
        for row in rows
    ]
