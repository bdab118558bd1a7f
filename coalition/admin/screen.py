"""What stands on the screen of one stance."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from coalition.admin.asking import MAY_ANSWER
from coalition.admin.codebook import read_codebook
from coalition.admin.effects import describe_effect, describe_stretch, name_standing
from coalition.admin.forms import StanceForm, VerdictForm
from coalition.admin.marking import mark_around
from coalition.admin.queue import FILTERS
from coalition.admin.sent import is_key
from coalition.admin.tables import link_out
from coalition.admin.words import name_stance, say
from coalition.desk.batches import load_stances
from coalition.desk.verdicts import draft_verdict
from coalition.foresight import foresee_each, line_of, say_today
from coalition.models import Assignment, Stance
from coalition.published import find_fate
from coalition.review import find_standing
from coalition.vocabulary import Outcome, Position, Verdict

if TYPE_CHECKING:
    from coalition.admin.stances import StanceAdmin

MOST_SIBLINGS = 60  # stances of one article listed beside the form
MOST_REVIEWS = 30
MOST_COPIES = 20
# What the machine calls a field in `extracted`, where that is another name than ours.
MACHINE_NAMES = {"day": ("stance_date", "date"), "quote_start": ("start",)}
QUANTITY = "quantity_"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the form, what the machine said for it, and whether that is not what stands."""

    field: BoundField
    machine: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to judge a stance: its name, its key, and what it would flip."""

    name: str
    key: str
    flips: list[str]


def show_stance(
    model_admin: "StanceAdmin",
    request: HttpRequest,
    stance: Stance,
    form: StanceForm,
    extra: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The screen itself."""
    rows = list_rows(form, stance)
    quantity = [row for row in rows if row.field.name.startswith(QUANTITY)]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": name_stance(stance),
        "opts": model_admin.opts,
        "stance": stance,
        "form": form,
        "rows": [row for row in rows if row not in quantity],
        "quantity": quantity,
        "quantity_open": any(row.field.value() or row.field.errors for row in quantity),
        "address": link_out(stance.url),
        "may_add": request.user.has_perm("coalition.add_stance"),
        "may_answer": request.user.has_perm(MAY_ANSWER),
        "may_judge": model_admin.has_change_permission(request, stance),
        "undoable": find_standing(stance) is not None,
        "choices": list_choices(stance),
        "today": name_standing(say_today(line_of(stance), timezone.localdate())),
        "codebook": list(read_codebook().values()),
        "chosen": form["position"].value(),
        "why": describe_effect(getattr(stance, "waiting", None), find_words(form)),
        "assignment": Assignment.objects.filter(stance=stance).select_related("editor").first(),
        "asked": find_asked(stance),
        "filters": request.GET.get(FILTERS, ""),
        "judged": find_judged(request.GET.get("judged", ""), stance),
        "reviews": stance.reviews.select_related("editor")[:MOST_REVIEWS],
        **describe_article(stance),
        **(extra or {}),
    }
    return TemplateResponse(request, "admin/coalition/stance/screen.html", context, status=status)


def describe_article(stance: Stance) -> dict[str, Any]:
    """The text around the quote, and the other stances of the article; nothing for a coded stance."""
    article = stance.article
    if article is None or stance.quote_start is None or stance.quote_end is None:
        return {"article": None}
    stances = article.stances.select_related("country", "proposal").order_by("quote_start", "id")
    shown = list(stances[:MOST_SIBLINGS])
    copies = article.story.articles.exclude(pk=article.pk)
    near = shown if stance in shown else [*shown, stance]
    return {
        "article": article,
        "fate": find_fate(article.pk, stance.quote),
        "marked": mark_around(article.text, stance.quote_start, stance.quote_end, near),
        "siblings": [one for one in shown if one.pk != stance.pk],
        "copies": list(copies.select_related("source").defer("text")[:MOST_COPIES]),
    }


def list_choices(stance: Stance) -> list[Choice]:
    """Each way in which a stance may be judged with a key, and what it would flip."""
    stance = load_stances([stance.pk])[0]  # with what each draft of it needs
    drafts: dict[tuple[Verdict, str], Stance] = {}
    for verdict in (Verdict.ACCEPT, Verdict.REJECT):
        drafts[verdict, ""] = draft_verdict(stance, verdict, {})
    for step in Position:
        if step != stance.position:
            changes = {"position": step.value}
            drafts[Verdict.CORRECT, step.value] = draft_verdict(stance, Verdict.CORRECT, changes)
    return [
        Choice(
            str(say(Position(step)) if step else say(verdict)),
            str(Position(step).step) if step else verdict.value[0],
            [describe_stretch(flip) for flip in flips],
        )
        for (verdict, step), flips in foresee_each(stance, drafts).items()
    ]


def find_words(form: StanceForm) -> str | None:
    """What the reader says who asked first."""
    return form.requests[0].row.words if form.requests else None


def find_asked(stance: Stance) -> dict[str, Any]:
    """What waits on a stance for an editor's word: a suggestion, differences."""
    return {
        "suggestion": stance.suggestions.filter(state=Outcome.OPEN)
        .select_related("editor")
        .first(),
        "differences": list(stance.differences.filter(state=Outcome.OPEN)),
    }


def find_judged(key: str, stance: Stance) -> Stance | None:
    """The stance judged just before, with a verdict that can be undone."""
    if not is_key(key) or int(key) == stance.pk:
        return None
    judged = Stance.objects.filter(pk=int(key)).first()
    return judged if judged and find_standing(judged) else None


def list_rows(form: StanceForm, stance: Stance) -> list[FieldRow]:
    """The correctable fields in order, each with the machine's own value."""
    rows = []
    for field in form:
        if field.name in VerdictForm.base_fields:
            continue
        machine = write_value(read_machine(stance.extracted, field.name))
        stands = write_value(form.get_initial_for_field(field.field, field.name))
        # A day in `extracted` is a whole date, also where only its month is known.
        same = machine.startswith(stands) if field.name == "day" and stands else machine == stands
        rows.append(FieldRow(field, machine, bool(machine) and not same))
    return rows


def read_machine(extracted: dict[str, Any], name: str) -> object:
    """What the machine said for a field, None where it said nothing."""
    if name.startswith(QUANTITY):
        return (extracted.get("quantity") or {}).get(name.removeprefix(QUANTITY))
    for key in MACHINE_NAMES.get(name, (name,)):
        if key in extracted:
            return cast(object, extracted[key])
    return None


def write_value(value: object) -> str:
    """A form's value as it stands in the form."""
    return "" if value is None else str(value).replace("\r\n", "\n")
