"""History is written by the database: no way of changing a row goes past it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

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


@pytest.mark.parametrize(
    "deed", ["UPDATE coalition_sourceevent SET tier = 'x'", "DELETE FROM coalition_sourceevent"]
)
def test_A19_snapshots_cannot_be_changed_or_removed(deed: str) -> None:
    factories.make_source("paper.example")
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        connection.cursor().execute(deed)
    events = Source._meta.apps.get_model("coalition", "SourceEvent").objects
    assert list(events.values_list("tier", flat=True)) == ["quality"]


def test_A19_tables_with_history_and_history_are_not_emptied_past_it_by_their_owner() -> None:
    """TRUNCATE runs no trigger of rows. A table that comes later needs this one too (migration 0023)."""
    models = list(apps.get_app_config("coalition").get_models())
    events = [model for model in models if hasattr(model, "pgh_obj")]
    tracked = [model for model in models if hasattr(model, "pgh_event_models")]
    history = {model._meta.db_table for model in (*events, *tracked)}
    assert len(history) > 2 * 15
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'keep_history'"
        )
        assert {name for (name,) in cursor.fetchall()} == history | {"coalition_review"}

        factories.make_source("paper.example")
        cursor.execute("SET LOCAL coalition.emptying = ''")  # the tests' own sessions may
        for table in ("coalition_source", "coalition_sourceevent"):
            with (
                pytest.raises(IntegrityError, match="TRUNCATE would pass by"),
                transaction.atomic(),
            ):
                cursor.execute(f"TRUNCATE {table} CASCADE")
    assert Source.objects.filter(domain="paper.example").exists()
