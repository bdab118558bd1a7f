"""Editors' deeds: the only code that changes what stands of a stance, or a source's tier.

Each deed locks the stance, says to the database that this is a review (its triggers refuse the change
otherwise), adds one Review row, and redraws the lines that it touches, all in one transaction.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F

from coalition.conditions import check_conditions, describe_conditions, set_conditions
from coalition.errors import BadVerdict, Conflict
from coalition.extraction.claims import Day
from coalition.extraction.quotes import locate_quote
from coalition.models import Article, Batch, Review, Source, Stance
from coalition.models.guards import REVIEW_SETTING
from coalition.models.stances import CORRECTABLE, claim_fields, get_column
from coalition.origins import regrade_lines, settle_origins
from coalition.positions import redraw_lines
from coalition.vocabulary import (
    Reason,
    ReviewState,
    StanceKind,
    Tier,
    Verdict,
)

# Plain values by the names of columns, and the conditions beside them.
Values = dict[str, Any]
CONDITIONS = "conditions"
DATE_DEED = "date"  # the one deed that changes a stance without a verdict on it
EDITOR = "editor"  # the reader of a stance that an editor added

# What the setting was comes back: "off", unless a review is under way already.
BEGIN_REVIEW = """
    WITH held AS MATERIALIZED (SELECT coalesce(current_setting(%s, true), 'off') AS before)
    SELECT before, set_config(%s, 'on', true) FROM held
"""
STATE_AFTER = {
    Verdict.ACCEPT: ReviewState.ACCEPTED,
    Verdict.CORRECT: ReviewState.CORRECTED,
    Verdict.REJECT: ReviewState.REJECTED,
}


def accept_stance(
    stance_id: int,
    *,
    by: AbstractBaseUser,
    edition: int | None = None,
    note: str = "",
    seconded_by: AbstractBaseUser | None = None,
) -> Review:
    """Says that a stance is right as it stands.

    Raises Conflict where `edition` is given and the stance was changed since. `seconded_by` is the
    other editor who confirmed the verdict, where one had to.
    """
    with judged_stance(stance_id, by, edition) as stance:
        return add_review(stance, Verdict.ACCEPT, by=by, note=note, seconded_by=seconded_by)


def reject_stance(
    stance_id: int,
    *,
    reason: Reason,
    by: AbstractBaseUser,
    edition: int | None = None,
    note: str = "",
    seconded_by: AbstractBaseUser | None = None,
) -> Review:
    """Says that a stance is none, or not one that counts; it stays, and never counts again."""
    with judged_stance(stance_id, by, edition) as stance:
        return add_review(
            stance, Verdict.REJECT, by=by, reason=reason, note=note, seconded_by=seconded_by
        )


def correct_stance(
    stance_id: int,
    changes: Mapping[str, Any],
    *,
    reason: Reason,
    by: AbstractBaseUser,
    edition: int | None = None,
    note: str = "",
    seconded_by: AbstractBaseUser | None = None,
) -> Review:
    """Puts fields of a stance right; what the machine said stays in `extracted`.

    `changes` holds new values by the names in CORRECTABLE, and all of its `conditions` as a list of
    `kind`, `words` and `start`, where these change. A new `quote` is looked up in the article's text
    (near `quote_start`, where given); its offsets follow. Raises BadVerdict for a field or value that
    cannot be, QuoteRefused for words that do not stand in the text, Conflict as above.
    """
    with judged_stance(stance_id, by, edition) as stance:
        conditions = correct_fields(stance, changes)
        return add_review(
            stance,
            Verdict.CORRECT,
            by=by,
            reason=reason,
            note=note,
            seconded_by=seconded_by,
            conditions=conditions,
        )


def add_stance(article_id: int, values: Mapping[str, Any], *, by: AbstractBaseUser) -> Stance:
    """Adds a stance that no reader found, as right: the editor who read it is its reader.

    `values` are as in `correct_stance`, with the article's day where none is given; the quote is held
    to the text like a reader's. Raises BadVerdict and QuoteRefused, and where it is there already.
    """
    with transaction.atomic(), reviewing(by, "add"):
        article = (
            Article.objects.select_related("source")
            .select_for_update(of=("self",))
            .get(pk=article_id)
        )
        stance = Stance(
            article=article,
            source=article.source,
            language=article.language,
            first_day=article.published,
            precision=article.precision,
            reader=EDITOR,
            reader_version="1",
            extracted={},
        )
        conditions = apply_changes(stance, dict(values))
        said = [stance.country_id, stance.proposal_id, stance.position, stance.voice, stance.time]
        place = [stance.quote_start, stance.quote_end]
        # As a reader's own key, so that a reader that finds it later finds it there.
        stance.claim_key = sha256(json.dumps([*said, *place]).encode()).hexdigest()
        if article.stances.filter(claim_key=stance.claim_key).exists():
            raise BadVerdict("This article has this very stance already.")
        stance.save(force_insert=True)
        set_conditions(stance, conditions or [])
        add_review(stance, Verdict.ACCEPT, by=by)
        redraw_lines([(stance.country_id, stance.proposal_id)])
        return stance


def undo_review(stance_id: int, *, by: AbstractBaseUser, edition: int | None = None) -> Review:
    """Takes back the newest verdict that still stands; the stance is as it was before it.

    Raises BadVerdict where there is none.
    """
    with judged_stance(stance_id, by, edition) as stance:
        newest = find_standing(stance)
        if newest is None:
            raise BadVerdict("There is no verdict to undo.")
        return take_back(stance, newest, by=by)


def find_standing(stance: Stance) -> Review | None:
    """The newest verdict on a stance that was not taken back."""
    standing = stance.reviews.filter(undone_by__isnull=True).exclude(verdict=Verdict.UNDO)
    return standing.order_by("-id").first()


def take_back(
    stance: Stance, newest: Review, *, by: AbstractBaseUser, batch: Batch | None = None
) -> Review:
    """Makes a held stance what it was before its newest standing verdict."""
    conditions = restore_fields(stance, newest.before)
    return add_review(
        stance, Verdict.UNDO, by=by, undoes=newest, batch=batch, conditions=conditions
    )


def date_article(article_id: int, day: Day, *, by: AbstractBaseUser) -> None:
    """Gives an article its date, and the same to those of its stances that had none."""
    with transaction.atomic(), reviewing(by, DATE_DEED):
        article = Article.objects.select_for_update().get(pk=article_id)
        article.published, article.precision = day.first, day.precision
        article.save(update_fields=["published", "precision"])
        undated = article.stances.filter(first_day__isnull=True)
        # Of all its stances: one that looks back counts only beside the day of its article.
        lines = set(article.stances.order_by().values_list("country_id", "proposal_id"))
        # An editor who has such a stance open saw no date: the edition tells that one is there now.
        undated.update(first_day=day.first, precision=day.precision, edition=F("edition") + 1)
        # Who published first may be another outlet now.
        redraw_lines(lines | settle_origins([article.story_id]))


def grade_source(domain: str, tier: Tier, *, reason: str, by: AbstractBaseUser) -> None:
    """Puts a source into a tier, and redraws every line that its stances stand on, or copies of its
    reports.

    Raises BadVerdict without a reason.
    """
    if not reason.strip():
        raise BadVerdict("A new tier needs a reason.")
    with transaction.atomic(), reviewing(by, "grade", reason):
        source = Source.objects.select_for_update().get(pk=domain)
        source.tier = tier
        source.save(update_fields=["tier"])
        redraw_lines(regrade_lines([domain]))


@contextmanager
def reviewing(by: AbstractBaseUser, deed: str, note: str = "") -> Iterator[None]:
    """Tells the database's triggers that a review is under way, and history whose deed it is.

    One inside of another leaves that one under way.
    """
    context = pghistory.context(user=by.pk, deed=deed, note=note)
    with context, connection.cursor() as cursor:
        cursor.execute(BEGIN_REVIEW, [REVIEW_SETTING, REVIEW_SETTING])
        before, _on = cursor.fetchone()
        yield
        cursor.execute("SELECT set_config(%s, %s, true)", [REVIEW_SETTING, before])


@contextmanager
def judged_stance(stance_id: int, by: AbstractBaseUser, edition: int | None) -> Iterator[Stance]:
    """Holds a stance for one deed, and redraws the lines that it left and that it joined."""
    with transaction.atomic(), reviewing(by, "review"):
        stance = hold_stance(stance_id, edition)
        line = (stance.country_id, stance.proposal_id)
        yield stance
        redraw_lines({line, (stance.country_id, stance.proposal_id)})


def hold_stance(stance_id: int, edition: int | None) -> Stance:
    """The stance, locked until the transaction ends. Raises Conflict where it is another edition."""
    stance = Stance.objects.select_for_update().get(pk=stance_id)
    if edition is not None and stance.edition != edition:
        raise Conflict(
            f"Stance {stance_id} was changed meanwhile: "
            f"you saw edition {edition}, it is now {stance.edition}."
        )
    return stance


def add_review(
    stance: Stance,
    verdict: Verdict,
    *,
    by: AbstractBaseUser,
    conditions: Sequence[Values] | None = None,
    undoes: Review | None = None,
    seconded_by: AbstractBaseUser | None = None,
    **said: Any,
) -> Review:
    """Saves what now stands and adds the verdict's row, with what it changed from and to.

    `said` are further columns of the row: reason, note, batch. `conditions` None leaves
    those of the stance as they are.
    """
    stored = Stance.objects.get(pk=stance.pk)
    if undoes is None:
        stance.review_state = STATE_AFTER[verdict]
    stance.edition = stored.edition + 1
    before, after = describe(stored), describe(stance)
    stance.save()
    if conditions is not None:
        before[CONDITIONS] = describe_conditions(stored)
        set_conditions(stance, conditions)
        after[CONDITIONS] = describe_conditions(stance)
    return Review.objects.create(
        stance=stance,
        editor_id=by.pk,
        verdict=verdict,
        before=before,
        after={name: value for name, value in after.items() if before[name] != value},
        undoes=undoes,
        seconded_by_id=seconded_by.pk if seconded_by else None,
        **said,
    )


def describe(stance: Stance) -> Values:
    """What stands of a stance, its review state included, its conditions not."""
    return claim_fields(stance) | {"review_state": str(stance.review_state)}


def restore_fields(stance: Stance, values: Values) -> list[Values] | None:
    """Sets plain values as `describe` gives them; returns the conditions among them."""
    for name, value in values.items():
        if name != CONDITIONS:
            field = get_column(name)
            setattr(stance, field.attname, field.to_python(value))
    conditions: list[Values] | None = values.get(CONDITIONS)
    return conditions


def correct_fields(stance: Stance, changes: Mapping[str, Any]) -> list[Values] | None:
    """Applies a correction to a stance that is not saved; returns its conditions where they change.

    Raises BadVerdict for a correction that changes nothing, and as `correct_stance` says.
    """
    if unknown := sorted(set(changes) - {*CORRECTABLE, CONDITIONS}):
        raise BadVerdict(f"{unknown[0]} cannot be corrected; {', '.join(CORRECTABLE)} can.")
    before = claim_fields(stance)
    conditions = apply_changes(stance, dict(changes))
    same = conditions is None or conditions == describe_conditions(stance)
    if same and claim_fields(stance) == before:
        raise BadVerdict("Nothing is changed: accept the stance instead.")
    return None if same else conditions


def apply_changes(stance: Stance, changes: dict[str, Any]) -> list[Values] | None:
    """Sets corrected fields, each checked; looks a new quote up in the text. Returns new conditions."""
    conditions = changes.pop(CONDITIONS, None)
    if "quote" in changes or "quote_start" in changes or "quote_end" in changes:
        if stance.kind != StanceKind.QUOTED or stance.article is None:
            raise BadVerdict("A coded stance has no quote to correct.")
        quote = changes.pop("quote", stance.quote)
        near = changes.pop("quote_start", None)
        changes.pop("quote_end", None)
        start, end = locate_quote(stance.article.text, quote, near)
        stance.quote, stance.quote_start, stance.quote_end = (
            stance.article.text[start:end],
            start,
            end,
        )
    for name, value in changes.items():
        set_field(stance, name, value)
    if (stance.first_day is None) != (stance.precision is None):
        raise BadVerdict("A day comes with its precision, and a precision with its day.")
    return None if conditions is None else check_conditions(stance, conditions)


def set_field(stance: Stance, name: str, value: object) -> None:
    """Sets one corrected field. Raises BadVerdict that names the field and what it may hold."""
    field = get_column(name)
    plain = value.isoformat() if isinstance(value, date) else value
    try:
        setattr(stance, field.attname, field.clean(plain, stance))
    except ValidationError as error:
        raise BadVerdict(f"{name}: {' '.join(error.messages)}") from error
