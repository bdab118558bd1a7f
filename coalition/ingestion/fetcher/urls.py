"""The one parser of web addresses: what it returns is rebuilt from parts that were each checked.

Libraries disagree on the host of odd addresses (a backslash, a tab, an `@`), and whoever checks with
one and connects with another is led inside. So odd ones are refused here, and nothing parses again.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

from coalition.errors import FetchRefused

LONGEST_URL = 2000  # what a feed's column holds; browsers and proxies stop at about as much
SHOWN = 200  # characters of a refused address in the sentence about it
LONGEST_HOST = 253  # RFC 1035
DEFAULT_PORTS = {"http": 80, "https": 443}
WEB_PORTS = frozenset({80, 443, 8080, 8443})

SHAPE = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?", re.IGNORECASE | re.ASCII)
AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:@]+)(?::([0-9]{1,5}))?", re.ASCII)
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)  # as a last label it makes a host a number
PATH_SAFE = "/:@!$&'()*+,;=-._~%[]|"
QUERY_SAFE = PATH_SAFE + "?"
# Names that mean something only inside a house, or that no name server knows.
INSIDE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")

NOT_PUBLIC = "{host} is not a public address: only the public web is read."


@dataclass(frozen=True, slots=True)
class Url:
    """A checked web address. `host` is lower-case ASCII, an IPv6 literal without its brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and, where it is not the scheme's own, port: what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_literal(self) -> bool:
        """Whether the host is an address rather than a name."""
        return is_address(self.host)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


def parse_url(text: str, *, any_port: bool = False) -> Url:
    """The parts of an http or https address, each checked; the fragment is dropped.

    Raises FetchRefused for anything else: other schemes, credentials, control characters,
    backslashes, names that are not of the public web, ports that are not the web's (unless `any_port`).
    """
    if len(text) > LONGEST_URL:
        raise FetchRefused(f"An address has at most {LONGEST_URL} characters, not {len(text)}.")
    match = None if FORBIDDEN.search(text) else SHAPE.fullmatch(text)
    authority = AUTHORITY.fullmatch(match[2]) if match else None
    if match is None or authority is None:
        raise FetchRefused(f"{show(text)} is no address of the web such as https://host/path.")
    scheme = match[1].lower()
    port = int(authority[2]) if authority[2] else DEFAULT_PORTS[scheme]
    if not (port in WEB_PORTS or (any_port and 0 < port < 2**16)):
        raise FetchRefused(f"Port {port} is not one that the web uses.")
    path = remove_dots(quote(match[3] or "/", safe=PATH_SAFE))
    query = quote(match[4] or "", safe=QUERY_SAFE)
    return Url(scheme, parse_host(authority[1]), port, path + query)


def join_url(base: Url, location: str, *, any_port: bool = False) -> Url:
    """Where a redirect from `base` leads. Raises FetchRefused as `parse_url` does."""
    if FORBIDDEN.search(location) or len(location) > LONGEST_URL:
        raise FetchRefused(f"It redirects to {show(location)}, which is no address.")
    try:
        joined = urljoin(str(base), location)
    except ValueError as error:
        raise FetchRefused(f"It redirects to {show(location)}, which is no address.") from error
    return parse_url(joined, any_port=any_port)


def parse_host(text: str) -> str:
    """A host as ASCII, lower-case, without a trailing dot. Raises FetchRefused where it is none.

    Names without a dot and numbers in odd forms (127.1, 0x7f000001, circled digits) are refused: only
    the four decimal numbers of an address can be nothing else.
    """
    if len(text) > LONGEST_HOST:
        raise FetchRefused(f"A name of a host has at most {LONGEST_HOST} characters.")
    if text.startswith("["):
        host = text[1:-1]
        if not is_address(host):
            raise FetchRefused(f"{text!a} is no address of a host.")
        return str(IPv6Address(host))
    try:
        # Python's own codec knows names as of Unicode 3.2; a newer letter is refused, not guessed.
        host = text.lower() if text.isascii() else text.encode("idna").decode()
    except UnicodeError as error:
        raise FetchRefused(f"{text!a} is no name of a host.") from error
    host = host.lower().removesuffix(".")
    if is_address(host):
        return host
    labels = host.split(".")
    if len(host) > LONGEST_HOST or not all(LABEL.fullmatch(label) for label in labels):
        raise FetchRefused(f"{text!a} is no name of a host.")
    if len(labels) == 1 or NUMBER.fullmatch(labels[-1]) or host.endswith(INSIDE):
        raise FetchRefused(NOT_PUBLIC.format(host=host))
    return host


def is_address(host: str) -> bool:
    """Whether a host is an IP address in its plain form."""
    for kind in (IPv4Address, IPv6Address):
        try:
            kind(host)
        except ValueError:
            continue
        return True
    return False


def remove_dots(path: str) -> str:
    """A path without `.` and `..` (RFC 3986, 5.2.4), so that robots.txt is asked about what is meant."""
    kept = [""]
    plain = ""
    for segment in path.split("/")[1:]:
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain == "..":
            kept = kept[:-1] or [""]
        elif plain != ".":
            kept.append(segment)
    if plain in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def show(text: str) -> str:
    """An address for an error: cut, in ASCII, without the credentials that it may hold."""
    return ascii(re.sub(r"//[^/]*@", "//...@", text)[:SHOWN])
