"""`manage.py ingest`: what is taken in, what is refused in words, and that twice is once."""

import json
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from coalition.models import Article, Job, Page, Stance
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = (
    "The Norwegian prime minister said on Tuesday that Norway will send two hundred soldiers to the "
    "multinational force in Ukraine once a ceasefire holds."
)


@pytest.fixture(autouse=True)
def _reference() -> None:
    factories.make_source("unknown.invalid", name="Unknown", tier="unknown")
    factories.make_country("NO", "Norway")
    factories.make_proposal("troops-on-ground")


def ingest(*paths: object) -> tuple[str, str]:
    """Runs the command; returns what it printed and what it complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", *map(str, paths), stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def test_a_folder_is_read_with_its_metadata_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.meta.json").write_text('{"date": "2026-02", "language": "en"}')
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    assert ingest(tmp_path)[1] == ""
    article = Article.objects.get()
    assert (article.text, str(article.published), article.precision, article.language) == (
        TEXT,
        "2026-02-01",
        "month",
        "en",
    )
    assert Page.objects.get().state == "stored"
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_the_same_content_under_another_name_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    ingest(tmp_path / "a.txt")
    before = list(Stance.objects.values_list("pk", "claim_key"))
    (tmp_path / "b.txt").write_text(TEXT)
    out, _ = ingest(tmp_path)
    assert "b.txt: already stored" in out
    assert (Page.objects.count(), Article.objects.count()) == (1, 1)
    assert list(Stance.objects.values_list("pk", "claim_key")) == before


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.txt", b"  \n ", "the file is empty"),
        ("binary.txt", b"\x00\x01\x02 and more words than forty letters, surely enough", "binary"),
        ("latin.txt", "Perché no, la città è là, e così via".encode("latin-1"), "Not UTF-8: byte"),
        ("wrong.pdf", b"%PDF", "only .htm, .html, .txt files can be read"),
        ("short.txt", b"Too short.", "Too little text"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_the_others_go_on(
    tmp_path: Path, name: str, raw: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "good.txt").write_text(TEXT)
    _, err = ingest(tmp_path / name, tmp_path / "good.txt")
    assert words in err
    assert "1 of 2 could not be taken in." in err
    assert Article.objects.count() == 1


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.INGEST_MAX_BYTES = 100
    (tmp_path / "large.txt").write_text(TEXT)
    assert "larger than 100 bytes" in ingest(tmp_path)[1]
    assert Page.objects.count() == 0


def test_a_link_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    _, err = ingest(tmp_path / "link.txt", tmp_path / "none.txt")
    assert err.count("cannot be opened") == 2
    assert Page.objects.count() == 0


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ('{"title": "a\\u0000b"}', "title holds a character that no text has"),
        ("{", "not JSON"),
        ("[]", "must hold an object"),
        (json.dumps({"date": "2025-13"}), "is no date; YYYY, YYYY-MM or YYYY-MM-DD is"),
        (json.dumps({"outlet": "x"}), "'outlet' is not one of"),
        (json.dumps({"date": 2025}), "date must be a text"),
        (json.dumps({"source": "nowhere.example"}), "is no known source"),
    ],
)
def test_a_bad_metadata_file_is_refused_in_words(tmp_path: Path, metadata: str, words: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.meta.json").write_text(metadata)
    assert words in ingest(tmp_path)[1]
    assert Page.objects.count() == 0


def test_standard_input_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(TEXT.encode())))
    assert ingest("-")[1] == ""
    assert Article.objects.get().text == TEXT


def test_an_article_without_a_date_is_kept_and_draws_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    out, _ = ingest(tmp_path)
    assert "no date, so its stances draw no line yet" in out
    assert Article.objects.get().published is None


def test_html_gives_its_main_text(tmp_path: Path) -> None:
    page = f"<html><head><title>T</title></head><body><nav>Menu</nav><article><h1>T</h1><p>{TEXT}</p></article></body></html>"
    (tmp_path / "a.html").write_text(page)
    ingest(tmp_path)
    assert TEXT in Article.objects.get().text
    assert "Menu" not in Article.objects.get().text
