"""The pictures of docs/, and the card that a shared link shows (static/css/card.png, from docs/card.svg):
`python manage.py demo --run "python -m benchmarks.screenshots"`."""

import base64
import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
FOLDER = Path(__file__).parents[1] / "docs"
DAY = "2026-01-20"
CARD = Path(__file__).parents[1] / "static" / "css" / "card.png"
CARD_SIZE: Any = {"width": 1200, "height": 630}  # what those who show cards ask for
QUALITY = 78  # of WebP: words stay sharp, and a picture is about 60 kB
# Name: address, width, height, theme, language.
PICTURES = {
    "overview": (f"/?at={DAY}", 1280, 860, "light", "en"),
    "overview-dark-italian": (f"/?at={DAY}", 1280, 860, "dark", "it"),
    "country": (f"/countries/GB/?at={DAY}", 1280, 860, "light", "en"),
    "line": ("/countries/IT/troops-on-ground/?at=2025-05-01", 1280, 1000, "light", "en"),
    "coalition": (
        f"/proposals/troops-on-ground/coalition/?at={DAY}&ceasefire=met&us-backstop=failed",
        1280,
        1000,
        "light",
        "en",
    ),
    "compare": (f"/compare/?c=IT,FR,DE,PL&at={DAY}", 1280, 860, "light", "en"),
    "article": ("/articles/1/", 1280, 860, "light", "en"),
    "phone": (f"/countries/IT/?at={DAY}", 390, 844, "dark", "en"),
}


def main() -> None:
    """Takes all pictures."""
    FOLDER.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, picture in PICTURES.items():
            size = take(browser, FOLDER / f"{name}.webp", *picture)
            print(f"{name}: {size / 1000:.0f} kB")
        print(f"card: {draw_card(browser) / 1000:.0f} kB")
        browser.close()


def take(
    browser: Browser, path: Path, address: str, width: int, height: int, scheme: str, language: str
) -> int:
    """Takes one picture of the first screen; its size in bytes."""
    device: dict[str, Any] = {
        "viewport": {"width": width, "height": height},
        "color_scheme": scheme,
        "is_mobile": width < 600,
        "locale": "en-GB" if language == "en" else "it",
        "device_scale_factor": 1 if width > 600 else 2,
    }
    context = browser.new_context(**device)
    context.add_cookies([{"name": "django_language", "value": language, "url": BASE_URL}])
    page = context.new_page()
    page.goto(BASE_URL)  # whose fonts are there on the next page
    page.goto(BASE_URL + address, wait_until="networkidle")
    page.wait_for_timeout(2500)  # the charts come alive one by one
    session = context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    path.write_bytes(base64.b64decode(shot["data"]))
    context.close()
    return path.stat().st_size


def draw_card(browser: Browser) -> int:
    """Draws the card in the fonts of the pages; its size in bytes."""
    page = browser.new_page(viewport=CARD_SIZE)
    page.goto(BASE_URL)  # whose style sheet brings the fonts
    page.evaluate("svg => { document.body.innerHTML = svg; }", (FOLDER / "card.svg").read_text())
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)
    clip: Any = {"x": 0, "y": 0, **CARD_SIZE}
    page.screenshot(path=CARD, clip=clip)
    page.close()
    return CARD.stat().st_size


if __name__ == "__main__":
    main()
