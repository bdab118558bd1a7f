"""Asking the API, politely: tags, pages, rates, and files that are whole."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from coalition_client import shapes

Parameter = str | int | bool | None

TRIES = 5  # of a request that is put off
LONGEST_WAIT = 60.0  # seconds: the API counts by the minute
MOST_KEPT = 200  # replies whose tags are remembered
BLOCK = 1 << 16


class Refused(Exception):
    """The API refused: `status`, and `problem` as it said it (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('detail', '')}")
        self.status = status
        self.problem = problem


@dataclass
class Client:
    """The API of one site. With `key` more may be asked in a minute; reading needs none."""

    site: str
    key: str = ""
    timeout: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    _known: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def get(self, path: str, **parameters: Parameter) -> Any:
        """The body of an address below /api/v1. What did not change is not sent again.

        Raises Refused. A rate that is used up, or a server that is away, is waited for.
        """
        url = self._address(path, parameters)
        known = self._known.get(url)
        headers = {"If-None-Match": known[0]} if known else {}
        status, tag, raw = self._send(Request(url, headers=self._sign(headers)))
        if status == 304 and known:
            return known[1]
        body = json.loads(raw)
        if tag:
            self._known[url] = (tag, body)
            if len(self._known) > MOST_KEPT:
                self._known.pop(next(iter(self._known)))
        return body

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Sends a body to an address that needs a key; raises Refused."""
        headers = self._sign({"Content-Type": "application/json"})
        raw = json.dumps(body).encode()
        url = self._address(path, {})
        return json.loads(self._send(Request(url, raw, headers))[2])

    def countries(self, **parameters: Parameter) -> list[shapes.Country]:
        """All countries with their join codes."""
        return cast(list[shapes.Country], self.get("/countries", **parameters)["items"])

    def proposals(self, **parameters: Parameter) -> list[shapes.Proposal]:
        """All proposals with their definitions."""
        return cast(list[shapes.Proposal], self.get("/proposals", **parameters)["items"])

    def positions(self, **parameters: Parameter) -> list[shapes.CountryPosition]:
        """Where each country stands on each proposal on a day; null only with a state that says why."""
        return cast(list[shapes.CountryPosition], self.get("/positions", **parameters)["items"])

    def lines(self, **parameters: Parameter) -> list[shapes.Line]:
        """Lines as spans of days."""
        return cast(list[shapes.Line], self.get("/lines", **parameters)["items"])

    def series(self, **parameters: Parameter) -> shapes.SeriesList:
        """Lines day by day."""
        return cast(shapes.SeriesList, self.get("/series", **parameters))

    def stances(self, **parameters: Parameter) -> Iterator[shapes.Stance]:
        """All stances asked for, the newest first, over as many pages as it takes."""
        return cast(Iterator[shapes.Stance], self._walk("/stances", parameters))

    def articles(self, **parameters: Parameter) -> Iterator[shapes.Article]:
        """All articles, the newest first."""
        return cast(Iterator[shapes.Article], self._walk("/articles", parameters))

    def changes(self, **parameters: Parameter) -> Iterator[shapes.Change]:
        """All steps of lines, the newest first."""
        return cast(Iterator[shapes.Change], self._walk("/changes", parameters))

    def download(self, name: str, folder: Path) -> Path:
        """A bulk file such as stances.csv; raises ValueError where it did not come whole."""
        for table in cast(shapes.Edition, self.get("/bulk"))["tables"]:
            for file in table["files"]:
                if file["name"] == name:
                    return self._save(file, folder)
        raise LookupError(f"There is no bulk file {name}.")

    def _save(self, file: shapes.BulkFile, folder: Path) -> Path:
        target, part = folder / file["name"], folder / f"{file['name']}.part"
        digest = hashlib.sha256()
        request = Request(file["url"], headers=self._sign({}))
        with urlopen(request, timeout=self.timeout) as answer, part.open("wb") as stream:
            while block := answer.read(BLOCK):
                digest.update(block)
                stream.write(block)
        if digest.hexdigest() != file["sha256"]:
            part.unlink()
            raise ValueError(f"{file['name']} did not come whole: its SHA-256 is another.")
        return part.replace(target)

    def _walk(self, path: str, parameters: Mapping[str, Parameter]) -> Iterator[Any]:
        url: str | None = self._address(path, {"limit": 1000, **parameters})
        while url:
            page = json.loads(self._send(Request(url, headers=self._sign({})))[2])
            yield from page["items"]
            url = page["next"]

    def _address(self, path: str, parameters: Mapping[str, Parameter]) -> str:
        given = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in parameters.items()
            if value is not None
        }
        query = f"?{urlencode(given)}" if given else ""
        return f"{self.site.rstrip('/')}/api/v1{quote(path)}{query}"

    def _sign(self, headers: Mapping[str, str]) -> dict[str, str]:
        own = {"User-Agent": "coalition-client/1.0", "Accept": "application/json"}
        return own | dict(headers) | ({"Authorization": f"Bearer {self.key}"} if self.key else {})

    def _send(self, request: Request) -> tuple[int, str, bytes]:
        for attempt in range(TRIES):
            try:
                with urlopen(request, timeout=self.timeout) as answer:
                    return answer.status, answer.headers.get("ETag", ""), answer.read()
            except HTTPError as error:
                if error.code == 304:
                    return 304, "", b""
                if error.code not in {429, 503} or attempt == TRIES - 1:
                    raise Refused(error.code, read_problem(error)) from error
                self.sleep(min(float(error.headers.get("Retry-After", 5)), LONGEST_WAIT))
        raise AssertionError  # the last attempt returns or raises


def read_problem(error: HTTPError) -> Mapping[str, Any]:
    """What the API said was wrong; empty where something before it answered."""
    try:
        found: Mapping[str, Any] = json.loads(error.read())
    except ValueError:
        return {}
    return found


@dataclass
class Mirror:
    """A copy of all tables that follows the change feed; keep `token` and `tables` to go on later."""

    client: Client
    token: str = "0"
    tables: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def follow(self) -> int:
        """Takes over all that changed since the last time; returns how many rows that were.

        Raises Refused with status 410 where the tables took another form: begin with a new mirror.
        """
        taken, more = 0, True
        while more:
            page = self.client.get(f"/changes-since/{self.token}", limit=1000)
            for item in page["items"]:
                table = self.tables.setdefault(item["table"], {})
                if item["row"] is None:
                    table.pop(item["key"], None)
                else:
                    table[item["key"]] = item["row"]
            taken += len(page["items"])
            self.token, more = page["token"], page["more"]
        return taken
