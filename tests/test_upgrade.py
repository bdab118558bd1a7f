"""From the first released schema, with data in it, to the newest: nothing is lost, and today's code reads it."""

import json
import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState, StateApps
from pytest_django import DjangoDbBlocker

from coalition import published
from coalition.positions import redraw_lines
from tests.conftest import PREFIX

FIRST = ("coalition", "0006_vintages")
SCRATCH = f"{PREFIX}{os.getpid()}_upgraded"
# What later schemas left out on purpose: history no longer tells how a feed fares (0007).
LEFT_OUT = {"coalition_feedevent": {"due_at", "last_error", "last_success_at"}}
TEXT = "First. Norway will send soldiers to the force. Last."
QUOTE = "Norway will send soldiers to the force"

Rows = dict[str, dict[Any, dict[str, Any]]]


@pytest.fixture
def scratch(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An empty database in place of ours, since migrations speak to the default one."""
    ours = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{SCRATCH}"')
        connection.close()
        connection.settings_dict["NAME"] = SCRATCH
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = ours
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{SCRATCH}" WITH (FORCE)')
            connection.close()


def migrate(*targets: tuple[str, str]) -> ProjectState:
    """Brings the database to these migrations, or to the newest; returns the state of then."""
    executor = MigrationExecutor(connection)
    wanted = list(targets) or executor.loader.graph.leaf_nodes()
    executor.migrate(wanted)
    state: ProjectState = executor.loader.project_state(wanted)
    return state


def fill(apps: StateApps) -> None:
    """A row in each table that the first schema had knowledge in, as its own models write it."""

    def make(model: str, /, **values: Any) -> Any:
        return apps.get_model("coalition", model).objects.create(**values)

    norway = make("Country", code="NO", kind="state", name_en="Norway", name_it="N", name_uk="N")
    force = make(
        "Proposal", slug="troops-on-ground", name_en="T", name_it="T", group="force", order=1,
        horizon_days=270,
    )  # fmt: skip
    make("ProposalDefinition", proposal=force, version=1, text_en="What it is.", text_it="")
    paper = make("Source", domain="paper.example", name="The Paper", tier="quality")
    feed = make("Feed", source=paper, url="https://paper.example/rss", active=True)
    page = make(
        "Page", url="https://paper.example/1", source=paper, feed=feed, state="stored",
        raw=TEXT.encode(), sha256="0" * 64, content_type="text/plain",
    )  # fmt: skip
    story = make("Story", fingerprint="one")
    article = make(
        "Article", page=page, source=paper, story=story, text=TEXT, sha256="0" * 64, title="A title",
        language="en", published=date(2026, 3, 1), precision="day",
    )  # fmt: skip
    start = TEXT.index(QUOTE)
    with transaction.atomic():
        make(
            "Stance", kind="quoted", article=article, country=norway, proposal=force, source=paper,
            position="committed", voice="government", attribution="on-record", precision="day",
            first_day=date(2026, 3, 1), language="en", confidence=0.8, reader="rules",
            reader_version="1", claim_key="one", extracted={"position": "committed"}, quote=QUOTE,
            quote_start=start, quote_end=start + len(QUOTE),
        )  # fmt: skip
    make("Reading", article=article, reader="rules", version="1", found=1)
    make("Membership", group="NB8", country=norway)
    make("WorldEvent", day=date(2026, 3, 2), title_en="A summit", title_it="Un vertice")
    make("Job", kind="read-stances", target=article.pk)
    editor = apps.get_model("auth", "User").objects.create(username="anna", is_staff=True)
    editor.groups.add(apps.get_model("auth", "Group").objects.get(name="editor"))


def read_rows() -> Rows:
    """Every row of ours, and of the accounts, by table and key."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            if table.startswith(("coalition_", "auth_user")):
                key = connection.introspection.get_primary_key_column(cursor, table)
                cursor.execute(f'SELECT to_jsonb(whole) FROM "{table}" AS whole')
                found = [json.loads(row) for (row,) in cursor.fetchall()]
                rows[table] = {row[key]: row for row in found}
    return rows


def test_D08_the_newest_schema_keeps_what_the_first_one_held(scratch: None) -> None:
    fill(migrate(FIRST).apps)
    before = {table: rows for table, rows in read_rows().items() if rows}
    assert len(before) > 20  # tables and their histories
    migrate()
    after = read_rows()
    lost = {
        (table, key, name)
        for table, rows in before.items()
        for key, row in rows.items()
        for name in row.keys() - LEFT_OUT.get(table, set())
        if after[table].get(key, {}).get(name, "gone") != row[name]
    }
    assert lost == set()

    redraw_lines([("NO", "troops-on-ground")])
    [stance] = published.list_evidence("NO", "troops-on-ground")
    assert (stance.quote, stance.position) == (QUOTE, "committed")
    [held] = published.list_positions(date(2026, 3, 5), "NO", "troops-on-ground")
    assert (held.state, held.position) == ("held", "committed")
