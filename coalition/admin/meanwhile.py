"""Two editors on one row of a plain form: the second save is stopped, and says what the first one did.

The newest snapshot of a row is its version. The form carries the one that it was opened with.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from coalition.admin.history import Entry, read_snapshots
from coalition.admin.sent import is_key
from coalition.admin.words import word
from coalition.vintages import list_snapshots

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[Model]
else:
    AnyModelForm = forms.ModelForm

VERSION = "opened_version"  # what the form calls it; no column bears this name


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A field that two editors touched, or only the other one: what both saw, theirs, and whose.

    `base` and `who` are unknown, and None, where the form did not say what its editor saw.
    """

    name: str
    base: Any
    theirs: Any
    who: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The same in words, with this editor's own value."""

    label: str
    base: str | None
    theirs: str
    mine: str
    who: str | None
    at: datetime | None


class HeldForm(AnyModelForm):
    """A form that saves a row only as its editor saw it, and else takes theirs where he changed nothing.

    A row that is to be saved is locked before it is read, until the transaction ends; so the form
    of an existing row that is sent wants a transaction around it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        row: Model = options["instance"]
        if args and args[0] is not None:
            # As an update locks it: rows that only refer to this one come in meanwhile.
            rows = type(row)._default_manager.select_for_update(no_key=True)
            rows.filter(pk=row.pk).first()
        # The version before the values: a change between the two is stopped, not overlooked.
        self.opened_version = find_version(row)
        try:
            row.refresh_from_db()
        except ObjectDoesNotExist:
            raise Http404(_("This row was removed meanwhile.")) from None
        super().__init__(*args, **options)
        self.unsaid = False
        self.meanwhile: list[Meanwhile] = []
        self.show_what_history_leaves_out()
        if self.is_bound:
            self.compare()

    def show_what_history_leaves_out(self) -> None:
        """Such fields carry their own first value: what workers write stays, unless it was changed."""
        kept = list_snapshots(type(self.instance)).model
        for name in self.list_columns().values():
            if not hasattr(kept, name):
                self.fields[name].show_hidden_initial = True

    def list_columns(self) -> dict[str, str]:
        """The fields of the form that are columns of the row, each by its name in the table."""
        columns = self.instance._meta.concrete_fields
        return {one.attname: one.name for one in columns if one.name in self.fields}

    def compare(self) -> None:
        """Finds what changed since the form was opened, and takes it over where its editor did not."""
        opened = read_version(self.data.get(VERSION, ""))
        if opened == self.opened_version:
            return
        if opened is None or not is_version(self.instance, opened):
            self.unsaid = True
            self.meanwhile = [
                Meanwhile(name, None, self.initial[name])
                for name in self.changed_data
                if name in self.initial
            ]
            return
        entries = read_snapshots(
            type(self.instance), pgh_obj_id=self.instance.pk, pgh_id__gte=opened
        )
        self.meanwhile = find_changes(self, entries[1:])  # the first is what the editor saw
        data = cast(QueryDict, self.data).copy()
        for one in self.meanwhile:
            if not self.fields[one.name].has_changed(one.base, self[one.name].data):
                put_value(data, self[one.name], one.theirs)
        self.data = data

    def clean(self) -> dict[str, Any]:
        """Refuses to save over what the editor did not see."""
        values = super().clean() or self.cleaned_data
        if self.unsaid:
            raise ValidationError(
                _(
                    "Nothing was saved: this form did not say what stood here when you opened it. "
                    "Your values are still in it; saving again puts them over what stands now."
                )
            )
        if self.meanwhile:
            raise ValidationError(
                _(
                    "Nothing was saved: somebody changed this row while you had it open. The form "
                    "holds their values and, over them, what you changed; save it again if it is right."
                )
            )
        return values

    def tell_meanwhile(self) -> list[Told]:
        """What changed meanwhile, field by field, for the page."""
        return [
            Told(
                label=str(self[one.name].label),
                base=None if self.unsaid else name_value(self.fields[one.name], one.base, one.name),
                theirs=name_value(self.fields[one.name], one.theirs, one.name),
                mine=self.name_mine(one.name),
                who=one.who,
                at=one.at,
            )
            for one in self.meanwhile
        ]

    def name_mine(self, name: str) -> str:
        """What stands in the form for a field: as it was written, where it is no value."""
        if name in self.cleaned_data:
            return name_value(self.fields[name], self.cleaned_data[name], name)
        return str(self[name].data or "")


def find_version(row: Model) -> int | None:
    """The key of the newest snapshot of a row; None where there is none."""
    rows = list_snapshots(type(row)).filter(pgh_obj_id=row.pk).order_by("-pgh_id")
    return rows.values_list("pgh_id", flat=True).first()


def is_version(row: Model, version: int) -> bool:
    """Whether it is a snapshot of this row."""
    return list_snapshots(type(row)).filter(pgh_obj_id=row.pk, pgh_id=version).exists()


def read_version(text: str) -> int | None:
    """The version that a form carries; None where it is none."""
    return int(text) if is_key(text) else None


def find_changes(form: HeldForm, entries: list[Entry]) -> list[Meanwhile]:
    """The fields of a form that stand otherwise after some changes, oldest first, than before them."""
    found: dict[str, Meanwhile] = {}
    names = form.list_columns()
    for entry in entries:
        for change in entry.changes:
            if name := names.get(change.name):
                base = found[name].base if name in found else change.before
                found[name] = Meanwhile(name, base, change.after, entry.who, entry.at)
    return [one for one in found.values() if one.base != one.theirs]


def put_value(data: QueryDict, bound: forms.BoundField, value: Any) -> None:
    """Writes a value into what was sent, as the field's own widget would have sent it."""
    if isinstance(bound.field, forms.BooleanField):
        data.setlist(bound.html_name, ["on"] if value else [])
        return
    written = bound.field.prepare_value(value)
    data[bound.html_name] = "" if written is None else str(written)


def name_value(field: forms.Field, value: Any, name: str) -> str:
    """A value of a field as a person reads it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ModelChoiceField) and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else value
    return "" if value is None else str(word(value, name))
