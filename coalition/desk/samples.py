"""Blind second coding: a weekly sample of judged stances, coded again by somebody else."""

from datetime import date, datetime, time, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.errors import BadVerdict
from coalition.models import Review, SecondCoding, Stance
from coalition.models.desk import LABELS, NO_STANCE
from coalition.review import reviewing
from coalition.vocabulary import ReviewState, StanceKind, Verdict

SAMPLE_SIZE = 30  # an hour of one editor; a year of them puts kappa within about 0.05
WEEK = timedelta(days=7)


def find_week(day: date) -> date:
    """The Monday of the newest week that has ended on a day."""
    return day - timedelta(days=day.weekday()) - WEEK


def draw_sample(week: date, size: int = SAMPLE_SIZE) -> int:
    """Draws the sample of a week that begins on this Monday; returns how many stances are new in it.

    Among the quoted stances judged in that week, those whose digest with the week is smallest: the
    same week gives the same sample, and nobody can choose. Drawn once: later calls add nothing.
    """
    if week.weekday() != 0 or SecondCoding.objects.filter(week=week).exists():
        return 0
    begin = datetime.combine(week, time.min, timezone.get_current_timezone())
    judged = (
        Review.objects.filter(at__gte=begin, at__lt=begin + WEEK, undone_by__isnull=True)
        .exclude(verdict=Verdict.UNDO)
        .filter(stance__kind=StanceKind.QUOTED)
        .order_by("id")
        .values_list("stance_id", "editor_id")
    )
    editors = dict(judged)  # of several verdicts the newest
    chosen = sorted(editors, key=lambda key: sha256(f"{week} {key}".encode()).digest())
    stances = Stance.objects.in_bulk(chosen[:size])
    rows = [
        SecondCoding(
            week=week,
            stance=stance,
            first_editor_id=editors[key],
            first_label=read_label(stance),
        )
        for key, stance in sorted(stances.items())
        if stance.review_state != ReviewState.WAITING
    ]
    return len(SecondCoding.objects.bulk_create(rows, ignore_conflicts=True))


def read_label(stance: Stance) -> str:
    """What stands of a judged stance, as a coder says it."""
    return NO_STANCE if stance.review_state == ReviewState.REJECTED else str(stance.position)


def find_coding(by: AbstractBaseUser) -> SecondCoding | None:
    """The next stance that this editor may code; None where nothing waits for him."""
    waiting = SecondCoding.objects.filter(label="").exclude(first_editor=by.pk)
    return waiting.order_by("week", "id").first()


def code_again(coding_id: int, label: str, *, by: AbstractBaseUser) -> None:
    """Writes what a second coder says: a position, or `none`. What stands does not change.

    Raises BadVerdict for another label, for the first editor, and for one that is coded.
    """
    if label not in LABELS:
        raise BadVerdict(_("Choose a position, or that it is no stance."))
    with transaction.atomic(), reviewing(by, "code again"):
        row = SecondCoding.objects.select_for_update().get(pk=coding_id)
        if row.first_editor_id == by.pk:
            raise BadVerdict(_("You judged this stance: somebody else codes it again."))
        if row.label:
            raise BadVerdict(_("This was coded again before."))
        SecondCoding.objects.filter(pk=row.pk).update(label=label, editor_id=by.pk, coded_at=Now())
