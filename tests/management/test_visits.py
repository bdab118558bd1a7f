"""The visitor's round, on a small site of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from coalition.management.visits import visit_page, visit_pages
from tests.addresses import ADMIN

POSITIONS = "/api/v1/positions?country=IT&proposal=troops-on-ground&at=2025-05-01"
WHOLE = {
    "/": "overview",
    "/countries/IT/": '<a href="/proposals/demining/">a</a> <a href="/articles/7/#quote-3">b</a>',
    "/proposals/demining/": "proposal",
    "/articles/7/": "article",
    POSITIONS: "{}",
    "/api/v1/openapi.json": "{}",
    f"{ADMIN}/login/": "login",
}


@contextmanager
def serve(pages: dict[str, str]) -> Iterator[str]:
    """A site of these pages; the address. Everything else is 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def go_round(pages: dict[str, str]) -> list[tuple[str, int, str]]:
    """What the round reports of such a site."""
    with serve(pages) as address:
        return [(visit.path, visit.status, visit.fault) for visit in visit_pages(address)]


def test_the_round_follows_the_links_of_italys_page() -> None:
    assert go_round(WHOLE) == [
        ("/", 200, ""),
        ("/countries/IT/", 200, ""),
        ("/proposals/demining/", 200, ""),
        ("/articles/7/", 200, ""),
        (POSITIONS, 200, ""),
        ("/api/v1/openapi.json", 200, ""),
        (f"{ADMIN}/login/", 200, ""),
    ]


def test_a_page_that_links_to_no_article_is_a_fault() -> None:
    found = go_round(WHOLE | {"/countries/IT/": '<a href="/proposals/demining/">a</a>'})
    assert found[3] == ("/articles/…", 0, "/countries/IT/ has no link to it")


def test_a_missing_page_is_a_fault_and_the_round_goes_on() -> None:
    pages = {path: text for path, text in WHOLE.items() if path != "/countries/IT/"}
    assert go_round(pages)[:3] == [
        ("/", 200, ""),
        ("/countries/IT/", 404, "Not Found"),
        (POSITIONS, 200, ""),
    ]


def test_no_answer_at_all_is_a_fault() -> None:
    with serve({}) as address:
        pass
    visit = visit_page(address, "/")
    assert (visit.status, visit.fault) == (0, "<urlopen error [Errno 111] Connection refused>")
