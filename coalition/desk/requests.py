"""Corrections that the public asks for: taken without a login, answered in public."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.errors import BadInput, BadVerdict
from coalition.models import CorrectionRequest, Stance
from coalition.review import reviewing
from coalition.vocabulary import Outcome, ReviewState

SHORTEST, LONGEST = 20, 2_000  # characters: enough to say what is wrong, no more than is read
LONGEST_CONTACT = 200
# From one address and from all together: a person writes a few, a machine is stopped before it
# buries the editors. Counted on the rows themselves, so all processes see the same number.
MOST_OF_ONE, MOST_OF_ALL = 5, 200
WINDOW = timedelta(hours=1)
REQUEST_LOCK = 71  # one writer at a time, so that two at once do not both see room for one more
FORGET_AFTER = timedelta(days=90)  # then who wrote is nobody's business any more


class TooManyRequests(BadInput):
    """So many were sent within the hour that no more are taken."""


def file_request(stance_id: int, words: str, *, contact: str = "", address: str) -> int:
    """Keeps a request of the public and returns its number.

    Raises BadInput for words that are too short or too long and for a stance that nobody may see,
    TooManyRequests where the limit is reached. Of the sender's address only a keyed digest is kept.
    """
    words, contact = words.strip(), contact.strip()
    if not SHORTEST <= len(words) <= LONGEST or "\x00" in words + contact:
        raise BadInput(
            _("Say in %(least)s to %(most)s characters what is wrong, and how you know.")
            % {"least": SHORTEST, "most": LONGEST}
        )
    if len(contact) > LONGEST_CONTACT:
        raise BadInput(_("An address where you can be reached has at most 200 characters."))
    public = Stance.objects.filter(withdrawn=False).exclude(review_state=ReviewState.REJECTED)
    sender = digest_sender(address)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [REQUEST_LOCK])
        # Held, since its place in the queue changes with it.
        if not public.select_for_update(no_key=True).filter(pk=stance_id).exists():
            raise BadInput(_("There is no published stance with this number."))
        refuse_too_many(sender)
        row = CorrectionRequest.objects.create(
            stance_id=stance_id, words=words, contact=contact, sender=sender
        )
    return row.pk


def digest_sender(address: str) -> str:
    """What is kept of an address: nobody without our key can tell which one it was."""
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), "sha256").hexdigest()


def refuse_too_many(sender: str) -> None:
    """Raises TooManyRequests where this sender, or all together, sent enough within the hour."""
    lately = CorrectionRequest.objects.filter(at__gt=timezone.now() - WINDOW)
    if lately.filter(sender=sender)[:MOST_OF_ONE].count() >= MOST_OF_ONE:
        raise TooManyRequests(_("You have sent several requests: please wait an hour."))
    if lately[:MOST_OF_ALL].count() >= MOST_OF_ALL:
        raise TooManyRequests(_("So many requests came in that we take no more: try in an hour."))


def answer_request(request_id: int, state: Outcome, *, answer: str, by: AbstractBaseUser) -> None:
    """Closes a request with an answer that stands in public. A correction itself is a verdict.

    Raises BadVerdict without an answer, for a state that answers nothing, and for a closed one.
    """
    if state not in {Outcome.ACCEPTED, Outcome.DECLINED}:
        raise BadVerdict(_("A request is accepted or declined."))
    if not answer.strip():
        raise BadVerdict(_("Answer in a sentence: it stands in public."))
    with transaction.atomic(), reviewing(by, "answer"):
        # The stance before the request, as a verdict that comes with an answer does.
        about = CorrectionRequest.objects.filter(pk=request_id).values("stance")
        Stance.objects.select_for_update().only("pk").get(pk__in=about)
        row = CorrectionRequest.objects.select_for_update().get(pk=request_id)
        if row.state != Outcome.OPEN:
            raise BadVerdict(_("This request was answered before."))
        CorrectionRequest.objects.filter(pk=request_id).update(
            state=state, answer=answer.strip(), decided_by=by.pk, decided_at=Now()
        )


def forget_senders() -> int:
    """Blanks who wrote, once a request is answered and old; returns of how many."""
    old = CorrectionRequest.objects.filter(decided_at__lt=timezone.now() - FORGET_AFTER)
    return old.exclude(contact="", sender="").update(contact="", sender="")
