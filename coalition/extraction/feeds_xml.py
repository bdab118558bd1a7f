"""From the text of a feed to its tree, without reading a file, asking the network or swelling."""

import html
import re
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from coalition.errors import Unreadable
from coalition.extraction.feeds_mend import local_name, mend_markup

# "<" and "&" in a text: each costs time and memory. Fifty thousand entries have about 800,000.
MOST_MARKS = 1_000_000
HUGE_TAG = re.compile(
    r"<[A-Za-z_][^<>]{20000}"
)  # thousands of attributes; libxml2 takes 2 kB for each
ROOTS = frozenset({"rss", "rdf", "feed", "channel", "urlset", "sitemapindex", "entry"})
ROOT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel|urlset|sitemapindex)(?=[\s>])", re.IGNORECASE
)
NAME = re.compile(r"<([A-Za-z_][\w.:-]{0,99})")
ENTITY = re.compile(
    r"<!ENTITY\s+(?P<of_dtd>%\s+)?(?P<name>[\w.:-]{1,100})\s+"
    r"(?:\"(?P<value>[^\"]*)\"|'(?P<other>[^']*)'|(?P<outside>SYSTEM|PUBLIC)\s)"
)
# The lists of letters that old feeds name in their head; we know those letters anyway.
LETTERS = re.compile(r"\s*[\"']-//(?:W3C|Netscape)[^\"']*//", re.IGNORECASE)
LONGEST_LETTER = 40  # an entity of our own kind stands for a letter or a word
XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z_][\w.-]{0,40}));)?"
)
UNSAFE = "Unsafe XML: it declares entities that read other files or swell, which no feed needs."


@dataclass(slots=True)
class Prolog:
    """What stands before the root: its name in lower case, its place, and the letters declared."""

    root: str = ""
    start: int = 0
    letters: dict[str, str] = field(default_factory=dict)
    names_dtd: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """A root, its local name in lower case, and whether the text was mended or broke off."""

    root: etree._Element
    name: str
    was_mended: bool
    was_cut: bool


def read_prolog(text: str) -> Prolog:
    """What stands before the root element; junk before it is passed over.

    Raises Unreadable where entities are declared that are more than a letter.
    """
    prolog, at = Prolog(), 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at = _read_doctype(text, at, prolog)
        elif found := NAME.match(text, at):
            return _choose_root(text, found, prolog)
        else:
            at += 1
        if at < 0:
            break
    return prolog


def parse_tree(text: str, prolog: Prolog) -> Tree:
    """The tree of a text whose root is known. Raises Unreadable where it is too large or no XML."""
    text = text[prolog.start :]
    if text.count("<") + text.count("&") > MOST_MARKS:
        raise Unreadable("Too large: more than a million tags and entities.")
    if HUGE_TAG.search(text):
        raise Unreadable("Too large: a tag of more than 20,000 characters.")
    text = settle_references(text, prolog.letters)
    try:
        return Tree(
            etree.fromstring(text.encode(), _parser(recover=False)), prolog.root, False, False
        )
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        mended, was_cut = mend_markup(text)
    try:
        root = etree.fromstring(mended.encode(), _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable("Not XML that could be read, even after mending.")
    return Tree(root, prolog.root, True, was_cut)


def settle_references(text: str, letters: dict[str, str]) -> str:
    """`text` with HTML's names of letters, and those that the feed declared, replaced by the letters,
    and "&" that refers to nothing escaped. CDATA is left alone."""

    def settle(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            letter = letters.get(name) or html5.get(f"{name};")
            return html.escape(letter) if letter else f"&amp;{name};"
        if decimal or hexadecimal:
            # As HTML does: 128 to 159 are meant as windows-1252, what is no character is dropped.
            letter = html.unescape(match[0])
            return html.escape(letter) if _is_xml(letter) else ""
        return "&amp;" + match[0][1:]

    out: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        end = _after(text, "]]>", start)
        if end < 0:
            break
        out += REFERENCE.sub(settle, text[at:start]), text[start:end]
        at = end
    return "".join([*out, REFERENCE.sub(settle, text[at:])])


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _after(text: str, stop: str, at: int) -> int:
    end = text.find(stop, at)
    return end + len(stop) if end >= 0 else -1


def _choose_root(text: str, found: re.Match[str], prolog: Prolog) -> Prolog:
    prolog.start, prolog.root = found.start(), local_name(found[1]).lower()
    if prolog.root in ROOTS | {"html", "opml"}:
        return prolog
    # A message of the server's program often stands before the feed.
    later = ROOT.search(text, found.start())
    if later:
        prolog.start, prolog.root = later.start(), local_name(later[0][1:]).lower()
    return prolog


def _read_doctype(text: str, at: int, prolog: Prolog) -> int:
    """The end of the document type declaration that begins at `at`, -1 where it has none."""
    close, inner = text.find(">", at), text.find("[", at)
    if close < 0:
        return -1
    if inner < 0 or inner > close:
        if "file:" in text[at:close].lower():
            raise Unreadable(UNSAFE)
        prolog.names_dtd = '"' in text[at:close]
        return close + 1
    end = re.compile(r"\]\s*>").search(text, inner)
    if not end:
        raise Unreadable(UNSAFE)
    _read_entities(text[inner : end.start()], prolog)
    prolog.names_dtd = True
    return end.end()


def _read_entities(subset: str, prolog: Prolog) -> None:
    if subset.count("<!ENTITY") > 2_000:
        raise Unreadable(UNSAFE)
    at = 0
    while (at := subset.find("<!ENTITY", at)) >= 0:
        found = ENTITY.match(subset, at)
        if not found:
            raise Unreadable(UNSAFE)
        at = found.end()
        if found["outside"]:
            if not (found["of_dtd"] and LETTERS.match(subset, at)):
                raise Unreadable(UNSAFE)
            continue
        if found["name"] in XML_OWN:
            continue
        value = found["value"] if found["value"] is not None else found["other"]
        letter = html.unescape(value)
        if found["of_dtd"] or len(letter) > LONGEST_LETTER or set("&<%") & set(letter):
            raise Unreadable(UNSAFE)
        prolog.letters[found["name"]] = letter


def _is_xml(letter: str) -> bool:
    return all(
        char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff") for char in letter
    ) and (letter not in ("\ufffe", "\uffff", "\ufffd"))
