"""The form by which anybody asks for a correction of a stance, and what became of earlier requests."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coalition import access, published
from coalition.desk.requests import (
    LONGEST,
    LONGEST_CONTACT,
    SHORTEST,
    TooManyRequests,
    file_request,
)
from coalition.errors import BadInput
from coalition.vocabulary import Outcome
from coalition.web.dates import say_day

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.OPEN: gettext_lazy("waits for an editor"),
    Outcome.ACCEPTED: gettext_lazy("found right"),
    Outcome.DECLINED: gettext_lazy("declined"),
    Outcome.OUTDATED: gettext_lazy("outdated"),
}
SENT = "sent"


class CorrectionForm(forms.Form):
    """What is wrong. `website` is for machines only: people do not see it, and what fills it in is
    thanked and dropped."""

    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how do you know?"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact = forms.CharField(
        label=gettext_lazy("An address where we can reach you, if you like"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=gettext_lazy("Never shown; deleted 90 days after the answer."),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_correction(request: HttpRequest, stance_id: int) -> HttpResponse:
    """Shows the form and earlier requests; keeps a request, and says its number."""
    found = published.get_stance(stance_id)
    if found is None:
        raise Http404(
            _("There is no published stance with the number %(number)s.") % {"number": stance_id}
        )
    form, status = CorrectionForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        address = reverse("web:correction", args=[stance_id])
        said = form.cleaned_data
        if said["website"]:
            return HttpResponseRedirect(f"{address}?{SENT}")
        try:
            number = file_request(
                stance_id,
                said["words"],
                contact=said["contact"],
                address=access.read_address(request),
            )
        except BadInput as error:
            form.add_error(None, str(error))
            status = 429 if isinstance(error, TooManyRequests) else 400
        else:
            return HttpResponseRedirect(f"{address}?{SENT}={number}#request-{number}")
    elif request.method == "POST":
        status = 400
    context = {
        "stance": found,
        "coded": found.quote is None,
        "words": found.quote or found.summary,
        "form": form,
        "sent": SENT in request.GET,
        "requests": [
            (
                one,
                OUTCOMES[one.state],
                say_day(one.asked.date()),
                say_day(one.answered.date()) if one.answered else "",
            )
            for one in published.list_requests(stance_id)
        ],
    }
    return render(request, "web/correction.html", context, status=status)
