"""From the bytes of a page to the text of an article."""

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document

from coalition.errors import BadInput, Unreadable
from coalition.extraction.claims import Day
from coalition.extraction.dates import parse_day
from coalition.extraction.decoding import FORBIDDEN, decode_markup
from coalition.extraction.folding import is_mark
from coalition.extraction.languages import detect_language
from coalition.extraction.links import choose_canonical, clean_link
from coalition.extraction.page_kinds import find_obstacle
from coalition.extraction.sandbox import run_limited

PLAIN, HTML = "text/plain", "text/html"
FEWEST_LETTERS = 40  # less than a sentence carries no stance that could be judged
MOST_BYTES = 10_000_000  # what the fetcher lets through
# What one page may take in a child (notes: reliability, T01): a normal one takes 0.1 s and 20 MB.
CPU_SECONDS, MEMORY_BYTES, WALL_SECONDS = 10, 500_000_000, 30.0
PARTIAL = "Partial text: the page nests more than 256 elements, what lies deeper was lost."
GUESSED = "The encoding was guessed: {}."
# Control characters that no text holds: they mark a binary file.
BINARY = {chr(code) for code in range(32)} - set("\t\n\r\f\v\x1c\x1d\x1e\x1f\x85")
# No language stacks more marks on a letter (Unicode, UAX 15: stream-safe text), and putting them in order
# takes time that grows with the square of their number: a megabyte of them would hold a worker for hours.
MOST_MARKS = 30
MARKS = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
# Where pages state their day of publication for machines, most reliable first.
DAYS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='dcterms.issued' or @name='dcterms.date' or @name='DC.date.issued' or @name='DC.date']/@content",
    "//meta[@name='citation_publication_date' or @name='date' or @name='publish-date']/@content",
)
JSON_DAY = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{4,40})\"")
STATED_DAY = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:$|[T ])")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """What a page holds. `language` is empty where it cannot be told, `day` None where none is given,
    `canonical` empty where the address is not known; `warnings` are sentences on what may be missing."""

    text: str
    title: str = ""
    author: str = ""
    language: str = ""
    day: Day | None = None
    canonical: str = ""
    warnings: tuple[str, ...] = ()


def read_article(
    raw: bytes,
    content_type: str,
    *,
    language: str = "",
    date: str = "",
    title: str = "",
    url: str = "",
) -> ArticleDraft:
    """The article in the bytes of a page; what its giver said of it goes before what it says itself.

    A plain text is kept as it is, character for character. Raises Unreadable with the reason where
    there is no text to read, BadInput for a date that is none.
    """
    kind = content_type.partition(";")[0].strip().lower()
    draft = read_html(raw, content_type, url) if kind == HTML else ArticleDraft(decode_text(raw))
    if sum(map(str.isalpha, draft.text)) < FEWEST_LETTERS:
        raise Unreadable("Too little text: less than a sentence.")
    if any(map(is_stacked, (draft.text, title or draft.title, draft.author))):
        raise Unreadable(f"Not a text: more than {MOST_MARKS} marks stand on one letter.")
    return replace(
        draft,
        title=title or draft.title,
        language=language or draft.language or identify_language(draft.text),
        day=parse_day(date, "date") if date else draft.day,
        canonical=draft.canonical or clean_link(url),
    )


def read_article_safely(
    raw: bytes,
    content_type: str,
    *,
    language: str = "",
    date: str = "",
    title: str = "",
    url: str = "",
) -> ArticleDraft:
    """As `read_article`, in a child process with limits: a page that takes too long or too much
    memory is Unreadable, and the worker lives on."""
    given = {"language": language, "date": date, "title": title, "url": url}
    return run_limited(
        read_article,
        raw,
        content_type,
        cpu_seconds=CPU_SECONDS,
        memory_bytes=MEMORY_BYTES,
        wall_seconds=WALL_SECONDS,
        **given,
    )


def warm_up() -> None:
    """Loads the models of languages, so that the first page takes no longer than the next."""
    detect_language("warm enough")
    _identifier()


def is_stacked(text: str) -> bool:
    """Whether a letter of a text carries more marks than any language sets on one."""
    for run in MARKS.finditer(text):
        marks = 0
        for char in run.group():
            marks = marks + 1 if is_mark(char) else 0
            if marks > MOST_MARKS:
                return True
    return False


def decode_text(raw: bytes) -> str:
    """The characters of a plain text: by its byte order mark, else UTF-8. Raises Unreadable."""
    if not raw.strip():
        raise Unreadable("The file is empty.")
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in raw:
            raise Unreadable("Not a text: the file is binary.") from None
        raise Unreadable(
            f"Not UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}; save it as UTF-8."
        ) from None
    if not BINARY.isdisjoint(text):
        raise Unreadable("Not a text: the file is binary.")
    return text


def read_html(raw: bytes, content_type: str = HTML, url: str = "") -> ArticleDraft:
    """The main text of a page of HTML, with title, author, day and canonical address.

    Raises Unreadable where the page carries none: empty, an error, a wall of consent or payment, a
    shell for a program, nothing but links.
    """
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"Too large: more than {MOST_BYTES // 1_000_000} MB.")
    decoded = decode_markup(raw, content_type)
    if not decoded.text.strip():
        raise Unreadable("The page is empty.")
    tree, is_partial = parse_page(decoded.text)
    untouched = deepcopy(tree)  # trafilatura prunes the one that it is given
    day, declared = read_stated_day(tree), _first(tree, "//link[@rel='canonical']/@href")
    found = trafilatura.bare_extraction(
        tree,
        url=url or None,
        include_comments=False,
        with_metadata=True,
        # Only what marks a date as the page's own: a year in a footer is worse than no date.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = FORBIDDEN.sub("", found.text or "") if isinstance(found, Document) else ""
    obstacle = find_obstacle(untouched, text)
    if obstacle:
        raise Unreadable(obstacle)
    assert isinstance(found, Document)
    warnings = (PARTIAL,) * is_partial + (GUESSED.format(decoded.encoding),) * decoded.guessed
    return ArticleDraft(
        text=text,
        title=FORBIDDEN.sub("", found.title or ""),
        author=FORBIDDEN.sub("", found.author or ""),
        day=day or (parse_day(found.date, "date") if found.date else None),
        canonical=choose_canonical(url, declared) if url else "",
        warnings=warnings,
    )


def parse_page(text: str) -> tuple[html.HtmlElement, bool]:
    """The tree of a page, and whether the parser left out what is nested too deeply."""
    parser = _parser()
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        tree = None
    kinds = {error.type for error in parser.error_log}
    if etree.ErrorTypes.ERR_NO_MEMORY in kinds:
        raise MemoryError  # libxml2 would go on with half a tree
    if tree is None:
        raise Unreadable("No article found in the page: it has no elements.")
    return tree, etree.ErrorTypes.ERR_RESOURCE_LIMIT in kinds


def read_stated_day(tree: html.HtmlElement) -> Day | None:
    """The day of publication that a page states for machines, as exactly as it does; None where it
    states none. The day is that of the place of publication: no zone is applied."""
    scripts = tree.xpath("//script[@type='application/ld+json']/text()")
    stated = [day for script in scripts for day in JSON_DAY.findall(script[:200_000])[:1]]
    for path in DAYS:
        stated += tree.xpath(path)[:1]
    for written in stated:
        match = STATED_DAY.match(written.strip())
        if not match:
            continue
        try:
            return parse_day(match[1], "date")
        except BadInput:
            continue  # month 13: the page states nonsense, another place may not
    return None


def identify_language(text: str) -> str:
    """The ISO 639-1 code of a text, also outside the languages that are read; empty where there is
    too little of it to tell."""
    known = detect_language(text)
    if known or sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return known or ""
    code, _ = _identifier().classify(text[:4_000])
    return str(code)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported on first use, for its model takes a second: texts in the eight languages need it not.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _first(tree: html.HtmlElement, path: str) -> str:
    found = tree.xpath(path)
    return str(found[0]) if found else ""


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", no_network=True)
