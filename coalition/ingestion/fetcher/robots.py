"""What a site's robots.txt allows us (RFC 9309), by protego, guarded against files made to be slow."""

import re
from dataclasses import dataclass
from datetime import timedelta

from protego import Protego

from coalition.ingestion.fetcher.urls import Url

ROBOT = "coalition-positions"  # our product token: the name that a site can address
ROBOTS_BYTES = 500_000  # RFC 9309 asks for at least 500 KiB to be read; what follows is not
LONGEST_DELAY = timedelta(seconds=60)  # a site that asks for more gets a request a minute at most

AGENT_LINE = re.compile(r"\s*user[ -]?agent\s*[:\s]([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site, as text; empty text allows all."""

    text: str

    def allow(self, url: Url) -> bool:
        """Whether we may fetch an address."""
        return bool(Protego.parse(self.text).can_fetch(str(url), ROBOT))

    def read_delay(self) -> timedelta:
        """How long the site asks us to wait between two requests, a minute at most; zero if unsaid."""
        asked = Protego.parse(self.text).crawl_delay(ROBOT) or 0.0
        return timedelta(seconds=min(asked, LONGEST_DELAY.total_seconds()))


def read_rules(raw: bytes) -> Rules:
    """The rules of a robots.txt, in any state: what is no rule is left out.

    Groups for other robots are kept under one name, since what protego does grows with the number
    of robots times the number of rules: a file of 500 kB could hold it up for minutes.
    """
    text = raw[:ROBOTS_BYTES].decode("utf-8-sig", errors="replace").replace("\x00", "")
    return Rules("\n".join(rename_others(line) for line in text.splitlines()))


def rename_others(line: str) -> str:
    """A line of robots.txt, with the name of a robot that is not ours taken out."""
    match = AGENT_LINE.match(line)
    if match is None:
        return line
    name = match[1].strip().lower().strip("*")
    return line if name in {"", ROBOT} else "User-agent: another"
