"""No pattern of ours takes a text apart in more than linear time (T08)."""

import importlib
import pkgutil
import re
import resource
import subprocess
import sys

import coalition.extraction
from coalition.extraction.feeds_xml import LETTERS
from coalition.extraction.links import ANY_SCHEME

# What makes a pattern with two ways to match the same words try them all.
HOSTILE = ("a", "a ", " ", "1", "1,", "ab ", "<", "[", "-", ".", "/", "&", "\n", "'", "é", "at 1 ")
LENGTH = 100_000
CPU_SECONDS = 25  # for all patterns and texts, which take 5; a quadratic one takes a minute alone
# Those that are only ever asked at the beginning of a text.
MATCHED = (ANY_SCHEME, LETTERS)


def list_patterns() -> list[tuple[str, "re.Pattern[str]"]]:
    """Each compiled pattern for texts that stands in a module of the extraction, by its name."""
    found: dict[str, re.Pattern[str]] = {}
    package = coalition.extraction
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.setdefault(value.pattern, value)
    return [(pattern, value) for pattern, value in sorted(found.items())]


def search_all() -> None:
    """Looks for every pattern in every hostile text; says which one it is at."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for name, pattern in list_patterns():
        sys.stderr.write(f"{name[:200]}\n")
        for part in HOSTILE:
            text = (part * LENGTH)[:LENGTH] + "!"
            if pattern not in MATCHED:
                pattern.search(text)
            pattern.fullmatch(text)


def test_T08_every_pattern_ends_on_long_hostile_texts() -> None:
    assert len(list_patterns()) > 50
    program = "from tests.extraction.test_regular_expressions import search_all; search_all()"
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-400:]
