"""What a reader newly says of words that an editor judged otherwise: kept until an editor decides."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from coalition.desk.verdicts import give_verdict
from coalition.errors import BadVerdict
from coalition.models import Difference, Review, Stance, Suggestion
from coalition.models.stances import CORRECTABLE
from coalition.review import reviewing
from coalition.vocabulary import Outcome, Reason, Verdict

# What a claim says of a stance in a word; its quote is taken with its offset.
COMPARED = ("country", "proposal", "position", "voice", "time", "attribution")


def list_differing(stance: Stance, found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The fields in which a claim differs from what stands: name, what stands, what the reader says."""
    stands = {
        "country": stance.country_id,
        "proposal": stance.proposal_id,
        "quote": stance.quote,
        **{name: str(getattr(stance, name)) for name in COMPARED[2:]},
    }
    return [
        (name, value, str(found[name]))
        for name, value in stands.items()
        if name in found and str(found[name]) != value
    ]


def keep_verdict(difference_id: int, *, by: AbstractBaseUser) -> None:
    """Says that what stands is right. Raises BadVerdict for one that is decided."""
    with transaction.atomic():
        decide(difference_id, Outcome.DECLINED, by)


def take_claim(
    difference_id: int, *, reason: Reason, by: AbstractBaseUser, edition: int
) -> Review | Suggestion:
    """Corrects the stance to what the reader says, as any correction: it can be undone.

    Raises BadVerdict for one that is decided, and as `give_verdict` does.
    """
    with transaction.atomic():
        row = decide(difference_id, Outcome.ACCEPTED, by)
        found = row.found
        changes = {name: found[name] for name in COMPARED if name in found}
        if "quote" in found and "start" in found:
            changes |= {"quote": found["quote"], "quote_start": found["start"]}
        assert set(changes) <= set(CORRECTABLE)
        note = f"{row.reader} {row.version}"
        return give_verdict(
            row.stance_id,
            Verdict.CORRECT,
            by=by,
            changes=changes,
            reason=reason,
            edition=edition,
            note=note,
        )


def decide(difference_id: int, state: Outcome, by: AbstractBaseUser) -> Difference:
    """Closes a difference. Raises BadVerdict for one that is decided."""
    row = Difference.objects.select_for_update(of=("self",)).get(pk=difference_id)
    if row.state != Outcome.OPEN:
        raise BadVerdict(_("This was decided before."))
    with reviewing(by, "difference"):
        Difference.objects.filter(pk=row.pk).update(state=state, decided_by=by.pk, decided_at=Now())
    return row
