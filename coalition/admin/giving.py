"""An article given by hand: by its address, or as text."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.errors import FetchRefused
from coalition.extraction.articles import PLAIN
from coalition.ingestion.fetcher.urls import LONGEST_URL
from coalition.ingestion.files import check_bytes
from coalition.ingestion.giving import read_address
from coalition.ingestion.pages import Given, add_page, store_page
from coalition.ingestion.pipeline import do_jobs
from coalition.models import Page
from coalition.vocabulary import JobKind


class PasteForm(forms.Form):
    """An article given by its address alone, or as text with what its giver knows of it."""

    url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=LONGEST_URL,
        help_text=_("It is fetched from the web; leave all other fields empty."),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 90}),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=500)
    date = forms.CharField(
        label=_("Date"), required=False, max_length=10, help_text=_("2025, 2025-04 or 2025-04-17")
    )
    language = forms.CharField(
        label=_("Language"), required=False, max_length=8, help_text=_("Two letters; empty: found")
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=253,
        help_text=_("The domain of a known source; without one its stances move no line."),
    )

    def clean_url(self) -> str:
        """An address of the public web, by the rules that hold for clients."""
        given: str = self.cleaned_data["url"]
        try:
            return read_address(given) if given else ""
        except FetchRefused as error:
            raise forms.ValidationError(
                _("The address is refused: %(why)s"), params={"why": str(error)}
            ) from error

    def clean(self) -> dict[str, Any]:
        """Refuses neither of both, and words on what will be fetched."""
        values = super().clean() or self.cleaned_data
        if "url" not in values:
            return values
        others = [name for name, value in values.items() if name != "url" and value.strip()]
        if values["url"] and others:
            self.add_error(others[0], _("An address stands alone: what it holds is fetched."))
        elif not values["url"] and not values.get("text"):
            self.add_error("text", _("Give an address or a text."))
        return values


def store_given(said: dict[str, str]) -> Page:
    """Keeps what the form gave; an address is left to the workers. Raises BadInput."""
    return add_page(said["url"])[0] if said["url"] else store_text(said)


def store_text(said: dict[str, str]) -> Page:
    """Keeps a pasted text as a page and makes its article here and now. Raises BadInput.

    The same text again is the same page. Its stances are left to the workers.
    """
    raw = said["text"].replace("\r\n", "\n").encode()
    check_bytes(str(_("the text")), raw, PLAIN)
    values = {name: said[name].strip() for name in ("title", "date", "language", "source")}
    page, _new = store_page(
        raw,
        Given.parse(values, str(_("the form"))),
        content_type=PLAIN,
        file_name=str(_("pasted text")),
    )
    for _job in do_jobs(Q(kind=JobKind.STORE_ARTICLE, target=page.pk)):
        pass
    return page
