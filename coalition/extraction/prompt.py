"""What a language model is told: the codebook first, the same for every article, then the article as data.

The instructions stand in plain files in the folder `prompt`. They come first and never vary with the
article, so that providers can keep them in their caches. The article follows as numbered sentences
between marks that its own text cannot forge.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from coalition.extraction.claims import ArticleText, Day
from coalition.extraction.parts import Part
from coalition.vocabulary import Precision

FOLDER = Path(__file__).resolve().parent / "prompt"
HEADER_LENGTH = 300  # a title or outlet longer than this is no title
# What models and chat templates take for marks of their own: our fence, <|im_start|>, </s>, [INST].
MARKS = re.compile(r"<(?=[/|!?\w])|\[(?=/?INST)")


def write_instructions(proposals: Mapping[str, str], countries: Mapping[str, str]) -> str:
    """The prompt's unvarying beginning: codebook, proposals (slug to definition), countries (code to
    name), the rule that articles are data, and the worked examples. The same tables, the same text."""
    return "\n".join(
        [
            read_file("codebook.md"),
            "# Proposals",
            *(f"- {slug}: {one_line(text)}" for slug, text in sorted(proposals.items())),
            "",
            "# Countries",
            "; ".join(f"{code} {one_line(name)}" for code, name in sorted(countries.items())),
            "",
            read_file("answer.md"),
            "# Examples",
            *(write_example(example) for example in read_examples()),
        ]
    )


def version_prompt(instructions: str, schema: Mapping[str, Any]) -> str:
    """Twelve characters that change whenever the instructions or the schema of the answer do."""
    whole = instructions + json.dumps(schema, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def fence_part(article: ArticleText, part: Part) -> str:
    """A part of an article as data: each sentence on a line that begins with its number.

    White space becomes single blanks, and marks such as <…> are broken by an invisible character, so
    no line of the article can pass for ours. Quotes still match: they are compared after folding.
    """
    lines = (
        f"[{line.number}] {disarm(article.text[line.start : line.end])}" for line in part.lines
    )
    return fence_lines(
        day=write_day(Day(article.day, article.precision)) if article.day else "",
        outlet=article.outlet or "",
        title=article.title or "",
        place=f"{part.number} of {part.count}" if part.count > 1 else "",
        lines=lines,
    )


def fence_lines(*, day: str, outlet: str, title: str, place: str, lines: Iterable[str]) -> str:
    """The fenced form that examples and articles share; what is not known is left out."""
    headers = {
        "date": day,
        "outlet": disarm(outlet)[:HEADER_LENGTH],
        "title": disarm(title)[:HEADER_LENGTH],
        "part": place,
    }
    known = (f"{name}: {value}" for name, value in headers.items() if value)
    return "\n".join(["<article>", *known, *lines, "</article>"])


def write_repair(faults: Iterable[tuple[str, str]]) -> str:
    """The one request to mend an answer: (what was said, what is wrong with it) for each fault."""
    listed = "\n".join(f"- {reason} {said}" for said, reason in faults)
    return (
        "These stances of your answer cannot be used:\n"
        f"{listed}\n"
        "Answer once more with one JSON object of the same form that holds only these stances, mended. "
        "Leave out each one that the article does not carry. Copy every quote letter for letter from one "
        "place of the article."
    )


def write_retry(reason: str) -> str:
    """The one request to answer anew where the answer as a whole could not be used."""
    return (
        f"Your answer cannot be used: {reason} "
        "Answer anew with one complete JSON object of the form asked for, and nothing else. Keep quotes short."
    )


def write_example(example: Mapping[str, Any]) -> str:
    """A worked example: the fenced article and the answer to it."""
    numbered = enumerate(example["sentences"], start=1)
    article = fence_lines(
        day=example["date"],
        outlet=example["outlet"],
        title=example["title"],
        place="",
        lines=(f"[{number}] {sentence}" for number, sentence in numbered),
    )
    return f"{article}\n{json.dumps({'stances': example['stances']}, ensure_ascii=False)}\n"


@cache
def read_examples() -> tuple[dict[str, Any], ...]:
    """The worked examples: one object a line, with `sentences` and the `stances` of the answer."""
    return tuple(json.loads(line) for line in read_file("examples.jsonl").splitlines())


@cache
def read_file(name: str) -> str:
    """A file of the prompt."""
    return (FOLDER / name).read_text(encoding="utf-8")


def write_day(day: Day) -> str:
    """A day as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY."""
    length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[day.precision]
    return day.first.isoformat()[:length]


def disarm(text: str) -> str:
    """`text` on one line, with an invisible character inside what could pass for a mark of ours."""
    return MARKS.sub(lambda match: f"{match[0]}\u200b", one_line(text))


def one_line(text: str) -> str:
    """`text` with each run of white space, ends of lines included, as one blank."""
    return " ".join(text.split())
