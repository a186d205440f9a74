"""Make data/samples-map.webp, the picture of the samples' map that the README opens with.

    geomap map data/reports --tracks data/tracks/synthetic-ais.csv -o outputs/map.html
    python data/scripts/picture.py [outputs/map.html]

Needs Chromium and `pip install playwright pillow`. The page is shown at 1280 by 720.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "data" / "samples-map.webp"
SIZE = {"width": 1280, "height": 720}
QUALITY = 85  # of WebP: edges of letters stay clean
MOST_BYTES = 150_000


def shoot(page_file: Path) -> bytes:
    """The page as a reader meets it, the legend closed: it would cover a fifth of the map."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
        page.goto(page_file.resolve().as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.click("#legend summary")
        page.click("#fit")
        page.wait_for_timeout(500)
        picture = page.screenshot()
        browser.close()
    return picture


def main() -> None:
    """Write the picture and say how large it is."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "outputs" / "map.html"
    picture = Image.open(io.BytesIO(shoot(source))).convert("RGB")
    picture.save(OUT, quality=QUALITY, method=6)
    size = OUT.stat().st_size
    print(f"{OUT}: {size} bytes")
    if size > MOST_BYTES:
        raise SystemExit("too large for a README: a lower quality or a smaller window")


if __name__ == "__main__":
    main()
