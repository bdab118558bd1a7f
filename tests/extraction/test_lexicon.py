"""The reference tables, and what is said of a broken one."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from coalition.errors import BadSeed
from coalition.extraction.lexicon import SEEDS, read_lexicon


def test_the_tables_of_the_tree_can_be_read() -> None:
    lexicon = read_lexicon()
    assert lexicon.countries["XK"].name_en == "Kosovo"
    assert lexicon.proposals["troops-on-ground"].order == 1
    assert lexicon.members("V4", None) == ("CZ", "HU", "PL", "SK")


def test_a_member_counts_from_its_first_day_to_its_last() -> None:
    lexicon = read_lexicon()
    assert "GB" in lexicon.members("EU", date(2019, 1, 1))
    assert "GB" not in lexicon.members("EU", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("table", "line", "reason"),
    [
        ("names.csv", "ZZ,en,name,Zedland,,", "code 'ZZ' is not in its table"),
        ("phrases.csv", "training,en,drill,sometimes", "weight is strong or weak"),
        ("people.csv", "Ann,NO,pope,Pope,2020,,,known", "office 'pope'"),
        ("people.csv", "Ann,NO,former,ex,2020-13,,,known", "from is YYYY"),
        ("groups.csv", "EU,NO", "expected 4 fields"),
    ],
)
def test_a_broken_row_is_named_by_file_and_line(
    tmp_path: Path, table: str, line: str, reason: str
) -> None:
    for path in SEEDS.glob("*.csv"):
        shutil.copyfile(path, tmp_path / path.name)
    with (tmp_path / table).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(BadSeed, match=f"{table}, line") as raised:
        read_lexicon(tmp_path)
    assert reason in str(raised.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSeed, match=r"countries\.csv: cannot be read"):
        read_lexicon(tmp_path)
