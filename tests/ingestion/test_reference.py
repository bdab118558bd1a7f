"""`manage.py seed`: all or nothing, again and again, with the line and the reason of a bad row."""

import shutil
from io import StringIO
from pathlib import Path

import pghistory
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from coalition import review
from coalition.models import Country, Membership, Office, Position, Proposal, Source, Stance
from coalition.positions import list_lines, redraw_lines
from coalition.vocabulary import Tier
from tests import factories

pytestmark = pytest.mark.django_db


def seed(folder: Path = settings.SEEDS_DIR) -> str:
    """Runs the command and returns its report."""
    out = StringIO()
    call_command("seed", str(folder), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables that a test may spoil."""
    for file in settings.SEEDS_DIR.glob("*.csv"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_all_tables_are_loaded_and_a_second_time_changes_nothing() -> None:
    seed()
    counts = [m.objects.count() for m in (Country, Membership, Office, Proposal, Source, Stance)]
    assert counts == [79, 102, 362, 22, 321, 169]
    assert set(Stance.objects.values_list("kind", "quote")) == {("coded", "")}
    assert not Stance.objects.filter(url="").exists()
    lines = list(Position.objects.values_list("country", "proposal", "first", "position"))
    second = seed()
    assert " 0 added     0 changed" in second.splitlines()[0]
    assert [
        m.objects.count() for m in (Country, Membership, Office, Proposal, Source, Stance)
    ] == counts
    assert list(Position.objects.values_list("country", "proposal", "first", "position")) == lines
    events = Country._meta.apps.get_model("coalition", "CountryEvent").objects
    assert events.count() == 79


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("countries.csv", "AD,AND,020", "AD,AND,02000", "countries.csv, line 2: m49: "),
        ("proposals.csv", ",180,", ",many,", "proposals.csv, line 2: "),
        (
            "groups.csv",
            "2015-11-04",
            "2015-99-04",
            "groups.csv, line 2: from: '2015-99-04' is no date",
        ),
        ("sources.csv", ",quality,", ",splendid,", "sources.csv, line "),
        ("timeline.csv", ",opposed,", ",against,", "timeline.csv, line 2: position: "),
        ("timeline.csv", "troops-on-ground", "moon-landing", "timeline.csv, line 2: proposal: "),
        ("former.csv", "UK,GB,", "UK,ZZ,", "former.csv, line 3: country: "),
        ("events.csv", "2024-02-26,", "2024-02-26,,", "events.csv, line 2: not 5 columns"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_reason_and_nothing_is_changed(
    folder: Path, file: str, old: str, new: str, words: str
) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CommandError) as caught:
        seed(folder)
    assert words in str(caught.value)
    assert (Country.objects.count(), Source.objects.count(), Stance.objects.count()) == (0, 0, 0)


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "people.csv").unlink()
    with pytest.raises(CommandError, match=r"people\.csv: cannot be read"):
        seed(folder)


def test_changed_and_vanished_rows_are_reported_and_nothing_is_deleted(folder: Path) -> None:
    seed(folder)
    text = (folder / "countries.csv").read_text()
    (folder / "countries.csv").write_text(text.replace(",Andorra,Andorra,", ",Andorra,Andora,", 1))
    lines = (folder / "timeline.csv").read_text().splitlines(keepends=True)
    (folder / "timeline.csv").write_text("".join([lines[0], *lines[2:]]))
    report = [line.split() for line in seed(folder).splitlines()]
    assert report[0][:7] == ["country", "0", "added", "1", "changed", "78", "same"]
    assert report[-1][:5] == ["coded", "statements", "0", "added", "0"]
    assert Country.objects.get(code="AD").name_it == "Andora"
    assert Stance.objects.count() == 169
    assert Stance.objects.filter(withdrawn=True).count() == 1
    # A row that is put back is the statement that it was.
    (folder / "timeline.csv").write_text("".join(lines))
    assert seed(folder).splitlines()[-1].split()[2:6] == ["0", "added", "1", "changed"]
    assert (Stance.objects.count(), Stance.objects.filter(withdrawn=True).count()) == (169, 0)


def change_source(folder: Path, domain: str, old: str, new: str) -> None:
    """Changes words in the row of a source."""
    file = folder / "sources.csv"
    rows = file.read_text().splitlines(keepends=True)
    at = next(number for number, row in enumerate(rows) if row.startswith(f"{domain},"))
    assert old in rows[at]
    rows[at] = rows[at].replace(old, new, 1)
    file.write_text("".join(rows))


def test_what_an_editor_set_is_kept_and_named_and_the_rest_of_the_row_follows_the_file(
    folder: Path,
) -> None:
    """The name through a page of the admin, the tier through its deed."""
    seed(folder)
    editor = factories.make_editor()
    domain = "agi.it"
    with pghistory.context(user=editor.pk, url="/admin/"):
        Source.objects.filter(pk=domain).update(name="Agenzia Italia")
    review.grade_source(domain, Tier.MIRROR, reason="a copy of it", by=editor)
    change_source(folder, domain, ",AGI,IT,it,", ",AGI again,IT,en,")

    for _ in range(2):
        assert "  kept as an editor set it: agi.it: name, tier" in seed(folder).splitlines()
        found = Source.objects.values_list("name", "language", "tier").get(pk=domain)
        assert found == ("Agenzia Italia", "en", "mirror")


def test_a_new_tier_of_the_file_redraws_the_lines_of_its_source(folder: Path) -> None:
    seed(folder)
    stance = (
        Stance.objects.filter(voice="government", source__tier="quality").order_by("pk").first()
    )
    assert stance is not None
    assert stance.source is not None
    change_source(folder, stance.source.pk, ",quality,", ",mirror,")
    seed(folder)
    drawn = list(Position.objects.order_by("pk").values_list("first", "state", "cause"))
    redraw_lines(list_lines())
    assert list(Position.objects.order_by("pk").values_list("first", "state", "cause")) == drawn
    assert not Position.objects.filter(cause=stance).exists()
