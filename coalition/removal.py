"""A lawful removal: the words of an article are blanked wherever we keep them, in the past too.

What stays is that there was an article: its row, the hash of its text (so that the same text is not
taken in again), who said what by our own labels, and a dated notice. The lines stay as they were.
"""

from dataclasses import replace
from typing import Any

import orjson
import pgtrigger
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Length, Repeat
from django.utils import timezone

from coalition.errors import BadVerdict
from coalition.ingestion.language_model.ledger import forget_answers
from coalition.ingestion.language_model.reader import name_parts
from coalition.ingestion.stances import describe_article
from coalition.models import (
    Article,
    Delivery,
    Difference,
    Page,
    Pin,
    Reading,
    Review,
    Source,
    Stance,
    StanceCondition,
    Suggestion,
)
from coalition.page_bytes import let_go_of_bytes
from coalition.review import reviewing
from coalition.vintages import list_snapshots
from coalition.vocabulary import NewsKind, Precision

BLANK = "█"  # one for each character, so that offsets and quotes still agree with the text
# Where readers, reviews and the coded file format keep words of a text, by the name of the value.
WORDY = frozenset({"quote", "words", "raw", "quantity_raw", "note"})
# The guards that stand aside for this deed alone. The one of quotes does not: they agree throughout.
GUARDS = (
    "coalition.Article:article_text_never_changes",
    "coalition.Stance:what_the_machine_said_stays",
    "coalition.StanceEvent:append_only",
    "coalition.StanceConditionEvent:append_only",
    "coalition.Review:review_is_never_changed",
    "coalition.DifferenceEvent:append_only",
    "coalition.SuggestionEvent:append_only",
    "coalition.PinEvent:append_only",
)


def remove_text(article_id: int, *, notice: str, by: AbstractBaseUser) -> None:
    """Blanks the text of an article, the bytes of its page, and all that was quoted from them.

    `notice` is what everybody may read in their place: who asked for it, on which ground. Title,
    author and the names of speakers stay. It cannot be undone. Raises BadVerdict without a notice,
    and where the text was removed before; StoreAway where the bytes lie in a store that is away: then
    nothing was removed.
    """
    if not notice.strip():
        raise BadVerdict("A removal needs a notice that says on which ground.")
    with transaction.atomic(), reviewing(by, "remove", notice):
        held = Article.objects.select_for_update(of=("self",)).select_related("source")
        article = held.get(pk=article_id)
        if article.removed_at is not None:
            raise BadVerdict(f"The text of article {article_id} was removed before.")
        with pgtrigger.ignore(*GUARDS):
            Article.objects.filter(pk=article_id).update(
                text=blank("text"), removed_at=timezone.now(), removal_notice=notice
            )
            blank_quotes(article_id)
            blank_records(Reading.objects.filter(article=article_id), "refused")
            blank_records(Review.objects.filter(stance__article=article_id), "before", "after")
            blank_tasks(article_id)
            blank_deliveries(article_id)
            blank_pins(article.page_id)
            forget_answers(name_contents(article))
            let_go_of_bytes(article.page_id)


def blank(column: str) -> Repeat:
    """The blanks that take the place of a column's words."""
    return Repeat(Value(BLANK), Length(F(column)))


def blank_quotes(article_id: int) -> None:
    """Blanks the words of an article's stances and of their conditions, and what history holds of both."""
    words = {"quote": blank("quote"), "quantity_raw": blank("quantity_raw")}
    stances = Stance.objects.filter(article=article_id)
    stances.update(**words)
    blank_records(stances, "extracted")
    conditions = StanceCondition.objects.filter(stance__article=article_id)
    blank_conditions(conditions)
    # History last: what was blanked above has left snapshots of its own.
    snapshots = list_snapshots(Stance).filter(article=article_id)
    snapshots.update(**words)
    blank_records(snapshots, "extracted")
    blank_conditions(list_snapshots(StanceCondition).filter(stance__in=stances.values("pk")))


def blank_tasks(article_id: int) -> None:
    """Blanks the words in what waits, or waited, for an editor's word on an article's stances."""
    stances = Stance.objects.filter(article=article_id).values("pk")
    for model, column in ((Difference, "found"), (Suggestion, "changes")):
        blank_records(model._default_manager.filter(stance__in=stances), column)
        blank_records(list_snapshots(model).filter(stance__in=stances), column)


def blank_deliveries(article_id: int) -> None:
    """Blanks the words in what receivers were told of an article's stances, or are still to be told."""
    keys = "|".join(
        map(str, Stance.objects.filter(article=article_id).values_list("pk", flat=True))
    )
    told = Delivery.objects.filter(event__regex=f"^{NewsKind.NEW_EVIDENCE}:({keys}):")
    for key, body in told.values_list("pk", "body") if keys else ():
        blanked = orjson.dumps(blank_values(orjson.loads(body))).decode()
        Delivery.objects.filter(pk=key).update(body=blanked)


def name_contents(article: Article) -> set[str]:
    """What language models were asked about a text, by the names of their answers, which bear no number of
    an article: under each day and each outlet's name that it ever had, as it was read under one of them."""
    snapshots = list_snapshots(Article).filter(pgh_obj=article.pk).order_by()
    sources = list_snapshots(Source).filter(pgh_obj__in=snapshots.values("source")).order_by()
    return {
        name
        for day, precision in snapshots.values_list("published", "precision").distinct()
        for outlet in sources.values_list("name", flat=True).distinct()
        for name in name_parts(
            replace(
                describe_article(article),
                day=day,
                precision=Precision(precision or Precision.DAY),
                outlet=outlet,
            )
        )
    }


def blank_pins(page_id: int) -> None:
    """Blanks what editors' pins quote from a page, by its address."""
    pins = Pin.objects.filter(url__in=Page.objects.filter(pk=page_id).exclude(url="").values("url"))
    keys = list(pins.values_list("pk", flat=True))
    pins.update(words=blank("words"))
    list_snapshots(Pin).filter(pgh_obj__in=keys).update(words=blank("words"))


def blank_conditions(rows: QuerySet[Any]) -> None:
    """Blanks the words of conditions; of two that would become alike, one gets a blank more."""
    seen: set[tuple[int, str, str]] = set()
    for key, stance, kind, words in rows.order_by("pk").values_list(
        "pk", "stance", "kind", "words"
    ):
        blanks = BLANK * len(words)
        while (stance, kind, blanks) in seen:
            blanks += BLANK
        seen.add((stance, kind, blanks))
        rows.filter(pk=key).update(words=blanks)


def blank_records(rows: QuerySet[Any], *columns: str) -> None:
    """Blanks the words inside columns of plain values."""
    for row in rows.only("pk", *columns):
        values = {name: blank_values(getattr(row, name)) for name in columns}
        rows.model._default_manager.filter(pk=row.pk).update(**values)


def blank_values(value: Any, name: str = "") -> Any:
    """A plain value with blanks in place of words, whatever it is inside of."""
    if isinstance(value, dict):
        return {key: blank_values(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [blank_values(inner, name) for inner in value]
    return BLANK * len(value) if isinstance(value, str) and name in WORDY else value
