"""No secret stands in the tree."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from coalition.models import ApiKey
from coalition.vocabulary import KeyScope

# What is made here and never given away, as .gitignore has it.
OURS_ALONE = {
    ".env", "var", ".venv", ".venv-lock", ".git", "htmlcov", "test-artefacts", "__pycache__", ".mypy_cache",
    ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache",
}  # fmt: skip
NO_TEXT = {".woff2", ".webp", ".npy", ".npz", ".mo", ".png", ".gz"}
# Each begins with letters of its own: that is thirty times as fast as to look for a word's edge first.
SHAPES = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a key of our API": r"cow_[0-9a-f]{8}_[\w-]{43}\b",
    "a secret of a webhook": r"whsec_[A-Za-z0-9+/]{24,}",
    "a key of a cloud": r"AKIA[0-9A-Z]{16}\b|AIza[\w-]{35}\b",
    "a token of a forge": r"gh[pousr]_\w{36}|github_pat_\w{50}|glpat-[\w-]{20}",
    "a key of a model's provider": r"sk-(?<![A-Za-z]sk-)[A-Za-z0-9_-]{32,}",
    "a token of a chat": r"xox[abprs]-[\w-]{10,}",
    "a signed token": r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.",
    # But the words that stand for one in examples and in tests of such addresses, and ports.
    "a password in an address": (
        r"://[\w.-]+:(?!(?:password|secret|word|pw|[0-9]+)@)[^\s/@{}$<>'\"]+@[\w\[]"
    ),
    "a secret that is set": (
        r"(?:secret|SECRET|password|PASSWORD|passwd|token|TOKEN|api_?key|API_?KEY)\w*['\"]?\s*[:=]\s*"
        r"['\"](?=[^'\"]*[0-9])(?=[^'\"]*[A-Za-z])[A-Za-z0-9+/_=-]{20,}['\"]"
    ),
}
SECRET = {name: re.compile(shape) for name, shape in SHAPES.items()}


def list_texts(root: Path) -> Iterator[tuple[str, str]]:
    """The files of the tree that are text: where each stands, and what it says."""
    for file in sorted(root.rglob("*")):
        where = file.relative_to(root)
        if file.is_file() and file.suffix not in NO_TEXT and not OURS_ALONE & set(where.parts):
            yield str(where), file.read_text("utf-8", "replace")


def find_secrets(text: str) -> list[tuple[str, str]]:
    """What looks like a secret in a text: its kind, and the words themselves."""
    return [(name, found[0]) for name, shape in SECRET.items() for found in shape.finditer(text)]


def test_A25_no_file_of_the_tree_holds_a_secret() -> None:
    found = [
        f"{where}: {kind}: {words[:60]}"
        for where, text in list_texts(settings.BASE_DIR)
        for kind, words in find_secrets(text)
    ]
    assert found == []


@pytest.mark.django_db
def test_a_key_that_slipped_into_a_file_would_be_found() -> None:
    _, key = ApiKey.objects.issue("a desk", KeyScope.READ)
    digits = "0123456789" * 5
    slips = [
        f"use {key} for now",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        f"AKIA{'A1' * 8}",
        f"ghp_{digits[:36]}",
        f"LLM_API_KEY=sk-{digits}",
        "postgres://someone:{}@host".format("hunter" + "2"),
        f'SECRET_KEY = "{digits[:20]}abc"',
        f"'db_password': '{'pA55' * 6}'",
    ]
    assert [slip for slip in slips if not find_secrets(slip)] == []
    fine = ['SECRET_KEY=""', "password = 'a long password of a test'", "postgres://{user}:{word}@x"]
    assert [words for words in fine if find_secrets(words)] == []
