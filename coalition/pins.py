"""Editors' deeds on lines: setting what holds from a day to a day, and taking that away."""

from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from coalition.errors import BadVerdict
from coalition.models import Pin, Proposal
from coalition.positions import redraw_lines
from coalition.review import reviewing
from coalition.vocabulary import LineState, Position


class Witness(NamedTuple):
    """What a source says, and where; both are empty where none is named."""

    words: str = ""
    url: str = ""


NOBODY = Witness()


def pin_position(
    country: str,
    proposal: str,
    position: Position | None,
    *,
    first: date,
    last: date | None,
    reason: str,
    by: AbstractBaseUser,
    witness: Witness = NOBODY,
) -> Pin:
    """Says where a line stands from a day to a day, both included, whatever its stances say.

    Without a position: that the government was asked and would not say, as the witness has it. Raises
    BadVerdict without a reason, where the last day lies before the first, and for a pin without a
    position that lacks its witness or its last day, or outlasts the proposal's horizon.
    """
    if not reason.strip():
        raise BadVerdict("A pin needs a reason.")
    if last is not None and last < first:
        raise BadVerdict(f"A pin that begins on {first} cannot end on {last}.")
    if position is None:
        check_declined(proposal, first, last, witness)
    with transaction.atomic(), reviewing(by, "pin"):
        pin = Pin.objects.create(
            country_id=country,
            proposal_id=proposal,
            state=LineState.HELD if position else LineState.DECLINED,
            position=position,
            first=first,
            last=last,
            words=witness.words.strip(),
            url=witness.url.strip(),
            reason=reason,
            editor_id=by.pk,
        )
        redraw_lines([(country, proposal)])
        return pin


def check_declined(proposal: str, first: date, last: date | None, witness: Witness) -> None:
    """Raises BadVerdict where a refusal to say lacks its witness, its end, or lasts too long."""
    if last is None or not witness.words.strip() or not witness.url.strip():
        raise BadVerdict(
            "That a government would not say needs the words that tell so, their address and a last day."
        )
    horizon = Proposal.objects.values_list("horizon_days", flat=True).get(pk=proposal)
    if (last - first).days > horizon:
        raise BadVerdict(f"A refusal to say holds for {horizon} days here, as a statement does.")


def unpin_position(pin_id: int, *, reason: str, by: AbstractBaseUser) -> None:
    """Takes a pin away; its row stays, and history keeps the reason.

    Raises BadVerdict without a reason, and where the pin was taken away before.
    """
    if not reason.strip():
        raise BadVerdict("Taking a pin away needs a reason.")
    with transaction.atomic(), reviewing(by, "unpin", reason):
        pin = Pin.objects.select_for_update().get(pk=pin_id)
        if not pin.active:
            raise BadVerdict("This pin was taken away before.")
        pin.active = False
        pin.save(update_fields=["active"])
        redraw_lines([(pin.country_id, pin.proposal_id)])
