"""What old addresses lead to: names that are in use no more, and statements that others replaced."""

from django.db.models import Q

from coalition.models import FormerName, Stance
from coalition.published.evidence import public_stances


def find_former_code(name: str) -> str | None:
    """The code of the country that was found under another name before; None where none was."""
    return find_former(name, "country_id")


def find_former_slug(name: str) -> str | None:
    """The slug of the proposal that was found under another name before; None where none was."""
    return find_former(name, "proposal_id")


def find_former(name: str, column: str) -> str | None:
    """What a name means now, in any letters."""
    rows = FormerName.objects.filter(name__iexact=name.replace("\x00", ""))
    found = rows.exclude(**{column: None}).order_by("name").values_list(column, flat=True)
    return found.first()


def find_successor(stance_id: int) -> int | None:
    """The number of the statement that took the place of one which was withdrawn: by a newer version of
    its reader on the same words, or by a changed row of the coded table on the same report. None where
    nothing did."""
    old = Stance.objects.filter(pk=stance_id, withdrawn=True).first()
    if old is None:
        return None
    newer = public_stances().filter(
        pk__gt=old.pk, kind=old.kind, country=old.country_id, proposal=old.proposal_id
    )
    if old.article_id:
        newer = newer.filter(
            article=old.article_id, quote_start__lt=old.quote_end, quote_end__gt=old.quote_start
        )
    else:
        newer = newer.filter(Q(first_day=old.first_day) | Q(summary=old.summary), url=old.url)
    return newer.order_by("-pk").values_list("pk", flat=True).first()
