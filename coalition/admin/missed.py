"""A stance that no reader found: an editor reads it out of the stored text."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coalition import review
from coalition.admin.forms import StanceForm, write_day
from coalition.admin.marking import mark_text
from coalition.errors import BadVerdict, QuoteRefused
from coalition.models import Article, Stance
from coalition.models.stances import claim_fields
from coalition.vocabulary import Attribution, StanceKind, Time, Voice

HIDDEN = ("reason", "note", "edition", "quote_start")
SUGGESTED = ("voice", "time", "attribution")

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coalition.admin.stances import StanceAdmin


def add_missed(model_admin: "StanceAdmin", request: HttpRequest, article_id: int) -> HttpResponse:
    """The form beside the whole text; adds the stance, and opens its screen."""
    if not request.user.has_perm("coalition.add_stance"):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.select_related("source"), pk=article_id)
    form = open_empty(article, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            # What was suggested and left so counts as said.
            values = form.list_changes() | {name: said[name] for name in SUGGESTED}
            stance = review.add_stance(article.pk, values, by=cast("User", request.user))
        except (BadVerdict, QuoteRefused) as error:
            form.add_error("quote" if isinstance(error, QuoteRefused) else None, str(error))
        else:
            model_admin.message_user(request, _("The stance is added."), messages.SUCCESS)
            address = reverse("admin:coalition_stance_change", args=[stance.pk])
            return HttpResponseRedirect(address)
    stances = list(article.stances.select_related("country", "proposal"))
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": _("Add a stance that was missed"),
        "opts": model_admin.opts,
        "article": article,
        "stance": Stance(),
        "marked": mark_text(article.text, stances),
        "form": form,
        "fields": [field for field in form if field.name not in HIDDEN],
    }
    return TemplateResponse(request, "admin/coalition/stance/missed.html", context)


def open_empty(article: Article, data: Any) -> StanceForm:
    """The form of a stance that is not there yet: the article's own day, and nothing else."""
    stance = Stance(
        kind=StanceKind.QUOTED,
        article=article,
        voice=Voice.GOVERNMENT,
        time=Time.CURRENT,
        attribution=Attribution.ON_RECORD,
    )
    seen = claim_fields(stance)
    form = StanceForm(data, stance, dict.fromkeys(seen), 0)
    form.fields["country"].empty_label = form.fields["proposal"].empty_label = "-"  # type: ignore[attr-defined]
    for name in ("reason", "note", "edition"):
        form.fields[name].required = False
    form.fields["quote_start"].required = False
    form.initial = {"day": write_day(article.published, article.precision)}
    for name in SUGGESTED:
        form.fields[name].initial = str(getattr(stance, name))
    return form
