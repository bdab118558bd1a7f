"""Each case of the fault catalogue has a test that bears its id, or a line in SECURITY.md that says why not."""

import re

from django.conf import settings

# How many cases the catalogue has under each letter: where we may connect, what comes back, feeds, texts,
# people and the API, database, broker, workers, clock, load.
CASES = {
    "S": 17, "H": 22, "F": 22, "T": 14, "A": 25, "D": 11, "B": 5, "W": 11, "C": 6, "L": 6,
}  # fmt: skip
KNOWN = {f"{letter}{n:02}" for letter, count in CASES.items() for n in range(1, count + 1)}
ID = re.compile(r"(?<=_)[a-zA-Z]\d\d(?=_)")


def find_tested() -> set[str]:
    """The ids that stand in names of tests."""
    code = "".join(file.read_text() for file in (settings.BASE_DIR / "tests").rglob("*.py"))
    names = re.findall(r"^ *def (test_\w+)", code, re.MULTILINE)
    return {found.upper() for name in names for found in ID.findall(name)}


def read_excused() -> dict[str, str]:
    """The ids in the table of SECURITY.md, each with its reason; "half" ones are tested in part."""
    text = (settings.BASE_DIR / "SECURITY.md").read_text().partition("## Cases of the")[2]
    rows = re.findall(r"^\| ([A-Z]\d\d[^|]*) \| ([^|]+) \|$", text, re.MULTILINE)
    return {one: reason for names, reason in rows for one in names.split(", ")}


def test_every_case_has_its_test_or_its_reason_and_no_other_is_named() -> None:
    tested, excused = find_tested(), read_excused()
    whole = {name for name in excused if name in KNOWN}
    assert KNOWN - tested - whole == set()
    assert tested & whole == set()
    assert {name.removesuffix(" (half)") for name in excused} <= KNOWN
    assert tested <= KNOWN
