"""What verdicts flip, in words."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from coalition.admin.tables import shorten
from coalition.admin.words import say
from coalition.foresight import Flip
from coalition.models import Country, Proposal, Waiting
from coalition.vocabulary import LineState, Position, Verdict


def name_standing(word: str) -> str:
    """What a line says, in the reader's language: a position, or why there is none."""
    return str(say(Position(word) if word in set(Position) else LineState(word)))


def describe_effect(waiting: Waiting | None, asked: str | None = None) -> str:
    """Why a stance stands where it does in the queue; nothing for one that is not there.

    `asked` are the words of a reader who asks for its correction, where they are to be told.
    """
    if waiting is None:
        return ""
    moves = describe_move(waiting)
    if not waiting.asked:
        return moves
    asks = _("a reader asks: “%s”") % shorten(asked) if asked else _("a reader asks")
    return f"{asks} · {moves}"


def describe_move(waiting: Waiting) -> str:
    """What a verdict would move, and when."""
    if waiting.deed is None:
        return _("moves no line") if waiting.weighed else _("not weighed yet")
    words = {
        (Verdict.REJECT, True): _("rejecting it flips today's position: %(move)s"),
        (Verdict.ACCEPT, True): _("accepting it flips today's position: %(move)s"),
        (Verdict.REJECT, False): _("rejecting it changes the line of %(day)s: %(move)s"),
        (Verdict.ACCEPT, False): _("accepting it changes the line of %(day)s: %(move)s"),
    }[Verdict(waiting.deed), waiting.today]
    return words % {"move": name_move(waiting.before, waiting.after), "day": waiting.day}


def name_move(before: str, after: str) -> str:
    """From what to what a line goes, in words."""
    return f"{name_standing(before)} → {name_standing(after)}"


def describe_stretch(flip: Flip) -> str:
    """When a line would say something else, and what; which line is known."""
    named = {
        "first": flip.first,
        "until": flip.until,
        "move": name_move(flip.before, flip.after),
    }
    if flip.until is None:
        return _("%(move)s, from %(first)s on") % named
    return _("%(move)s, from %(first)s until %(until)s") % named


def describe_flips(flips: Iterable[Flip]) -> list[str]:
    """The same of several, in their order, each with its line."""
    told = list(flips)
    countries = Country.objects.in_bulk({flip.country for flip in told})
    proposals = Proposal.objects.in_bulk({flip.proposal for flip in told})
    return [
        f"{countries[flip.country]} · {proposals[flip.proposal]}: {describe_stretch(flip)}"
        for flip in told
    ]


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
