"""The letters that share cards are written in (coalition/web/glyphs.gz), drawn by Chromium from the fonts of
the pages, once: `python -m benchmarks.glyphs`.

The file holds a line of JSON, then the coverage of every glyph, a byte a pixel from 0 to LEVELS - 1: see
coalition/web/canvas.py.
"""

import base64
import gzip
import json
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "static" / "vendor" / "fonts"
FILE = ROOT / "coalition" / "web" / "glyphs.gz"
# Face: family, weight, size in pixels.
FACES = {
    "title": ("Newsreader", 500, 66),
    "name": ("Source Sans 3", 400, 32),
    "word": ("Source Sans 3", 600, 27),
}
FILES = {"Newsreader": "newsreader", "Source Sans 3": "source-sans-3"}
LETTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C)]))
    + "–—‘’“”…→★▲△○▽▼≠"
)
LEVELS = 16
DRAW = """
async ({faces, letters, levels}) => {
  const found = {};
  for (const [name, [family, weight, size]] of Object.entries(faces)) {
    const font = `${weight} ${size}px "${family}"`;
    await document.fonts.load(font, letters);
    const height = Math.ceil(size * 1.3), baseline = Math.ceil(size * 0.98), edge = 3;
    const glyphs = [];
    for (const letter of letters) {
      const canvas = document.createElement("canvas");
      const pen = canvas.getContext("2d");
      pen.font = font;
      const advance = pen.measureText(letter).width;
      canvas.width = Math.ceil(advance) + 2 * edge;
      canvas.height = height;
      pen.font = font;
      pen.fillText(letter, edge, baseline);
      const {data} = pen.getImageData(0, 0, canvas.width, height);
      let pixels = "";
      for (let at = 3; at < data.length; at += 4) {
        pixels += String.fromCharCode(Math.round(data[at] * (levels - 1) / 255));
      }
      glyphs.push([letter, Math.round(advance * 8) / 8, canvas.width, btoa(pixels)]);
    }
    found[name] = {height, baseline, edge, glyphs};
  }
  return found;
}
"""


def main() -> None:
    """Draws every letter of every face and writes the file."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<style>{write_fonts()}</style>")
        given = {"faces": FACES, "letters": LETTERS, "levels": LEVELS}
        drawn: dict[str, Any] = page.evaluate(DRAW, given)
        browser.close()
    pixels = b""
    for face in drawn.values():
        for glyph in face["glyphs"]:
            pixels += base64.b64decode(glyph.pop())
    head = json.dumps({"levels": LEVELS, "faces": drawn}, ensure_ascii=False).encode()
    FILE.write_bytes(gzip.compress(head + b"\n" + pixels, 9, mtime=0))
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")


def write_fonts() -> str:
    """The fonts of the pages as rules of a style sheet, each with its file inside."""
    rules = []
    for family, file in FILES.items():
        for part, letters in (
            ("latin-ext", "U+0100-017F, U+0218-021B"),
            ("latin", "U+0000-00FF, U+2013-2026"),
        ):
            data = base64.b64encode((FONTS / f"{file}-{part}.woff2").read_bytes()).decode()
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: 400 700; unicode-range: {letters}; '
                f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}'
            )
    return "\n".join(rules)


if __name__ == "__main__":
    main()
