"""Which characters the bytes of a page or feed stand for, where declarations are often wrong."""

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How "<" followed by an ASCII letter, "?" or "!" begins in encodings that are not ASCII.
WIDE_STARTS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
EBCDIC_START = b"\x4c\x6f\xa7\x94"  # "<?xm"
# Only these are taken from a declaration: Python knows codecs that are no character sets (idna,
# unicode_escape, utf-7, ...), slow or a way to smuggle markup.
_NAMES = """ascii utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be iso8859-1 iso8859-2
    iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11
    iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256
    cp1257 cp1258 cp437 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864
    cp865 cp866 cp869 cp874 cp037 cp500 cp1140 cp1026 cp1006 cp856 cp875 koi8-r koi8-u koi8-t
    kz1048 ptcp154 tis-620 mac-roman mac-cyrillic mac-latin2 mac-greek mac-turkish mac-iceland
    hp-roman8 gb2312 gbk gb18030 hz big5 big5hkscs cp950 cp949 cp932 johab euc-jp euc-kr
    shift_jis shift_jisx0213 shift_jis_2004 euc_jisx0213 euc_jis_2004 iso2022_jp iso2022_jp_1
    iso2022_jp_2 iso2022_jp_3 iso2022_jp_2004 iso2022_jp_ext iso2022_kr"""
# Looked up when this module is imported: reading a page then opens no file.
CODECS = {codecs.lookup(name).name: name for name in _NAMES.split()}
# What is declared is often the subset of what is sent (WHATWG Encoding Standard, names and labels).
WIDER = {"ascii": "utf-8", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
WIDER |= {"gb2312": "gb18030", "gbk": "gb18030", "tis-620": "cp874"}
ALIASES = {
    "x-sjis": "shift_jis",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "utf8": "utf-8",
}
ALIASES |= {
    "x-gbk": "gbk",
    "x-mac-cyrillic": "mac-cyrillic",
    "unicode": "utf-16",
    "x-x-big5": "big5",
}

UNKNOWN = "unknown"
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
XML_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]{2,40})")
META_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
MOST_BROKEN = 100_000  # bytes mended one by one; more are no accident, and would take seconds
HEAD = 4_096  # where a declaration must stand; browsers look at the first 1,024 bytes
# Neither XML nor PostgreSQL's text holds them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, the encoding that gave them, and whether it had to be guessed: against what is
    declared, or because the bytes are not UTF-8 and nothing is. `text` holds no NUL, control
    character or surrogate."""

    text: str
    encoding: str
    guessed: bool


def decode_markup(raw: bytes, content_type: str = "") -> Decoded:
    """The characters of a page or feed: by byte order mark, then the declaration of HTTP, XML or meta
    where the bytes bear it out, else UTF-8, the bytes that are none read as windows-1252.

    Never fails: what no encoding explains becomes U+FFFD.
    """
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], encoding, guessed=False)
    head = raw[:HEAD].lstrip()
    for start, encoding in WIDE_STARTS:
        if head.startswith(start):
            return _decoded(raw, encoding, guessed=True)
    declared = find_declared(head, content_type)
    if declared not in ("", "utf-8", UNKNOWN) and _bears_out(raw, declared):
        return _decoded(raw, declared, guessed=False)
    if not _is_utf8(raw):
        return _decoded(raw, "utf-8" if _is_mostly_utf8(raw) else "cp1252", guessed=True)
    return _decoded(raw, "utf-8", guessed=declared not in ("", "utf-8"))


def find_declared(head: bytes, content_type: str) -> str:
    """The codec that is declared for a document, HTTP before XML before meta; empty where none is,
    "unknown" where nobody knows it."""
    if head.startswith(EBCDIC_START):
        head = head.decode("cp037").encode("ascii", "replace")
    http = CHARSET.search(content_type)
    names = [http[1]] if http else []
    names += [found[1].decode("ascii", "replace") for found in [XML_DECLARED.search(head)] if found]
    names += [
        found[1].decode("ascii", "replace") for found in [META_DECLARED.search(head)] if found
    ]
    known = (codec for name in names if (codec := _known_codec(name)))
    return next(known, UNKNOWN if names else "")


def _known_codec(label: str) -> str:
    label = label.strip().lower()
    label = ALIASES.get(label, label)
    if label not in _LABELS:
        return ""
    name = _LABELS[label]
    return WIDER.get(name, name)


def _labels() -> dict[str, str]:
    # Every alias that Python has for the codecs above, spelt with "-" and "_".
    from encodings.aliases import aliases  # noqa: PLC0415 - needed once

    by_module = {name.replace("-", "_"): codec for codec, name in CODECS.items()}
    by_module |= {codec.replace("-", "_"): codec for codec in CODECS}
    labels = {alias: by_module[module] for alias, module in aliases.items() if module in by_module}
    labels |= by_module
    return labels | {alias.replace("_", "-"): codec for alias, codec in labels.items()}


_LABELS = _labels()


def _bears_out(raw: bytes, declared: str) -> bool:
    """Whether bytes can be what they are declared as: they decode, and they are not UTF-8 in disguise.

    A text with characters beyond ASCII that is valid UTF-8 is UTF-8: other encodings give that by
    chance about never.
    """
    if not declared.startswith(("iso2022", "hz")):  # these two write all they have in ASCII
        if raw.isascii():
            return not declared.startswith(("utf-16", "utf-32"))
        if _is_utf8(raw):
            return False
    try:
        text = raw.decode(declared)
    except UnicodeDecodeError as error:
        # A document that was cut off may end within a character.
        if error.start < len(raw) - 4:
            return False
        text = raw.decode(declared, "ignore")
    return "<" in text or "{" in text


def _is_utf8(raw: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether a text that is not UTF-8 throughout is worth reading as such: few bytes are none."""
    broken = raw.decode("utf-8", "replace").count("\ufffd")
    beyond_ascii = len(raw.translate(None, bytes(range(0x80))))
    return broken <= beyond_ascii // 4 and broken <= MOST_BROKEN


def _decoded(raw: bytes, encoding: str, *, guessed: bool) -> Decoded:
    errors = "as-windows-1252" if encoding == "utf-8" else "replace"
    text = raw.decode(encoding, errors).removeprefix("\ufeff")
    return Decoded(FORBIDDEN.sub("", text), encoding, guessed)


def _read_as_windows(error: UnicodeError) -> tuple[str, int]:
    # Pages mix both: a quote pasted from a word processor into a page of UTF-8.
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("as-windows-1252", _read_as_windows)
