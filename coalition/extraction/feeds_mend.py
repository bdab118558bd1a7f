"""Markup that is nearly XML, made whole: HTML where XML should be, missing and crossed ends, cuts."""

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

# A start or end tag. No part may run past the next "<", so that a whole text takes linear time.
TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,99})((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]{0,99})\s*=\s*(\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>]+)")
LOOSE_TAG = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,99})([^<>]*)>")  # with quotes that do not pair up
SECTIONS = (("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
FRAMES = frozenset({"rss", "rdf", "feed", "channel", "urlset", "sitemapindex", "items"})
UNITS = frozenset({"item", "entry", "url", "sitemap"})
# They hold text and never each other: where one begins within another, the end of that was misspelt.
LEAVES = frozenset(
    {"title", "link", "guid", "pubdate", "id", "published", "updated", "loc", "lastmod"}
)
MOST_TAGS = 150_000  # about a second of work; what follows is left out
DEEPEST = 200  # libxml2 gives up at 256
MOST_ATTRIBUTES = 50


@dataclass(slots=True)
class Mender:
    """What is written so far, and which elements are open, each with where in `out` it began."""

    out: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    seen: set[str] = field(default_factory=set)

    def start(self, name: str, rest: str) -> None:
        if local_name(name) in UNITS and self.counts[name]:
            self.end(name)  # an item within an item: the first one was never closed
        elif self.opened and name in LEAVES and self.opened[-1][0] in LEAVES:
            self.end(self.opened[-1][0])
        is_empty = rest.rstrip().endswith("/")
        if len(self.opened) >= DEEPEST:
            self.dropped += not is_empty
            return
        if not is_empty:
            self.opened.append((name, len(self.out)))
            self.counts[name] += 1
        self.out.append(f"<{name}{write_attributes(rest)}{'/' if is_empty else ''}>")

    def end(self, name: str) -> None:
        if self.dropped and len(self.opened) >= DEEPEST:
            self.dropped -= 1
            return
        if not self.counts[name]:
            return  # an end without a start
        while True:
            last, _ = self.opened.pop()
            self.counts[last] -= 1
            self.out.append(f"</{last}>")
            if last == name:
                return

    def finish(self) -> bool:
        """Closes what is open; an element that was cut in the middle goes, for half an address or
        half a date is worse than none. Returns whether anything was open."""
        was_cut = bool(self.opened)
        while self.opened:
            last, at = self.opened.pop()
            if not self.opened or local_name(last) in FRAMES | UNITS:
                self.out.append(f"</{last}>")
            else:
                del self.out[at:]
        return was_cut


def mend_markup(text: str) -> tuple[str, bool]:
    """`text` with tags in lower case that pair up, and whether it breaks off before its end.

    The root must come first. Text and CDATA are kept, comments and declarations are not.
    """
    mender, at, taken = Mender(), 0, 0
    while (found := text.find("<", at)) >= 0:
        mender.out.append(text[at:found])
        taken += 1
        if taken > MOST_TAGS:
            at = -1
            break
        at = _take_section(text, found, mender) or _take_tag(text, found, mender)
        if at < 0:
            break
        if mender.out and not mender.opened:
            return "".join(mender.out), False  # the root has ended; what follows is none of it
    if at >= 0:
        mender.out.append(text[at:])
    was_cut = mender.finish()
    return "".join(mender.out), was_cut


def local_name(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def _take_section(text: str, at: int, mender: Mender) -> int:
    """The end of the comment, declaration or CDATA that begins here; 0 where none does."""
    for start, stop in SECTIONS:
        if not text.startswith(start, at):
            continue
        end = -1 if stop in mender.seen else text.find(stop, at + len(start))
        if end < 0:
            mender.seen.add(stop)  # there is none left to look for
            return -1 if start == "<![CDATA[" else 0
        end += len(stop)
        if start == "<![CDATA[":
            mender.out.append(text[at:end])
        return end
    return 0


def _take_tag(text: str, at: int, mender: Mender) -> int:
    """The end of the tag that begins here; -1 where the text breaks off within it."""
    match = TAG.match(text, at) or LOOSE_TAG.match(text, at)
    if not match:
        if len(text) - at < 2_000 and ">" not in text[at:] and text[at + 1 : at + 2].strip():
            return -1
        mender.out.append("&lt;")
        return at + 1
    slash, name, rest = match.groups()
    if slash:
        mender.end(name.lower())
    else:
        mender.start(name.lower(), rest)
    return match.end()


def write_attributes(rest: str) -> str:
    """The attributes of a tag, each name once, with quotes."""
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(rest.rstrip().removesuffix("/")):
        name, value = match.groups()
        quoted = value if value[0] in "\"'" else quoteattr(value).replace("&amp;", "&")
        found.setdefault(name, quoted)
        if len(found) == MOST_ATTRIBUTES:
            break
    return "".join(f" {name}={value}" for name, value in found.items())
