"""The plain text of titles and summaries, whatever markup they come in."""

import re

from lxml import etree

# Elements whose text is no text for readers.
SILENT = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea"}
)
# Elements that read in one go with their neighbours; all others part words.
_INLINE = (
    """a abbr b bdi bdo cite code del em font i ins mark q s small span strong sub sup u wbr"""
)
INLINE = frozenset(_INLINE.split())
LONGEST_MARKUP = 20_000  # of one title or summary; a bound on the time that its markup takes
LONGEST_TITLE = 500
LONGEST_SUMMARY = 2_000
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
C1 = re.compile("[\x80-\x9f]")


def plain_text(markup: str, longest: int) -> str:
    """The text that a reader would see of a piece of HTML, on one line, at most `longest` characters.

    It may hold "<" and "&" as letters: pages must escape it as any other text.
    """
    markup = markup[:LONGEST_MARKUP]
    if "<" in markup or "&" in markup:
        root = etree.fromstring(f"<div>{markup}</div>", _parser())
        markup = "" if root is None else element_text(root)
    return shorten_text(markup, longest)


def element_text(element: etree._Element) -> str:
    """The text within an element, without scripts and styles, words of blocks kept apart."""
    parts: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
        gap = "" if name in INLINE else " "
        if event == "start":
            silent += name in SILENT
            parts += ("" if silent else gap + (node.text or ""),)
        else:
            silent -= name in SILENT
            tail = (node.tail or "") if node is not element else ""
            parts += ("" if silent else gap + tail,)
    return "".join(parts)


def shorten_text(text: str, longest: int) -> str:
    """`text` on one line, at most `longest` characters, broken before a word where it is too long."""
    line = " ".join(C1.sub(lambda match: WINDOWS[ord(match[0])], text).split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rpartition(" ")[0][: longest - 1].rstrip() + "…"


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)


CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9-_]{1,20})?", re.IGNORECASE)


def read_code(written: str) -> str:
    """The ISO 639 code of a language as feeds write it ("en-GB", "DE_de"); empty where it is none."""
    match = CODE.fullmatch(written.strip())
    return match[1].lower() if match else ""
