"""History is written by the database: no way of changing a row goes past it."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from coalition.models import Country, Source
from tests import factories

pytestmark = pytest.mark.django_db


def read_names(code: str) -> list[tuple[str, str]]:
    """The snapshots of a country, oldest first: what happened, and its name then."""
    events = Country._meta.apps.get_model("coalition", "CountryEvent").objects
    return list(
        events.filter(pgh_obj_id=code).order_by("pgh_id").values_list("pgh_label", "name_en")
    )


def test_each_row_has_a_first_snapshot() -> None:
    factories.make_country("NO", "Norway")
    assert read_names("NO") == [("insert", "Norway")]


def test_update_and_raw_sql_leave_snapshots_too() -> None:
    factories.make_country("NO", "Norway")
    Country.objects.filter(code="NO").update(name_en="Noreg")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE coalition_country SET name_en = 'Norge' WHERE code = 'NO'")
    Country.objects.filter(code="NO").delete()
    assert read_names("NO") == [
        ("insert", "Norway"),
        ("update", "Noreg"),
        ("update", "Norge"),
        ("delete", "Norge"),
    ]


def test_snapshots_cannot_be_changed_or_removed() -> None:
    factories.make_source("paper.example")
    events: Any = Source._meta.apps.get_model("coalition", "SourceEvent").objects
    for deed in (lambda: events.update(tier="official"), lambda: events.all().delete()):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            deed()
    assert list(events.values_list("tier", flat=True)) == ["quality"]
