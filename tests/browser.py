"""A real browser for the tests of the page: Debian's Chromium, driven by Playwright."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geomap.maps import draw_map, page_text

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HAS_DRIVER = importlib.util.find_spec("playwright") is not None
needs_browser = pytest.mark.skipif(
    not (CHROMIUM and HAS_DRIVER),
    reason="the page is tested in Chromium (apt install chromium) by way of playwright",
)
READY = "html[data-ready]"


class Opened:
    """A page in the browser, and what it did: requests, messages on the console, faults."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    @property
    def asked(self) -> list[str]:
        """Addresses of anything but the page itself."""
        return [url for url in self.requests if not url.startswith(("file:", "blob:", "data:"))]

    def run(self, script: str, argument: Any = None) -> Any:
        """Run a function body in the page; `page` is the map's own object."""
        body = f"(given) => {{ const page = window.geomap.page; {script} }}"
        return self.page.evaluate(body, argument)

    def wait(self, script: str, *, seconds: float = 10) -> None:
        """Wait until an expression about the page is true (its policy lets nobody else look)."""
        for _ in range(int(seconds * 20)):
            if self.run(f"return {script}"):
                return
            self.page.wait_for_timeout(50)
        message = f"never came true: {script}"
        raise AssertionError(message)

    def shown(self) -> list[str]:
        """Ids of the events that are shown."""
        return self.run("return page.shownNumbers().map((n) => page.store.event(n).id).sort()")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for a module."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Open an HTML text, or draw an atlas and open that; a fresh profile each time."""
    contexts = []

    def opened(
        drawn: Any,
        *,
        at: str = "",
        wide: int = 1280,
        high: int = 800,
        dark: bool = False,
        still: bool = True,
        **look: Any,
    ) -> Opened:
        text = drawn if isinstance(drawn, str) else page_text(draw_map(drawn, **look))
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(text, encoding="utf-8", newline="")
        context = browser.new_context(
            viewport={"width": wide, "height": high},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
            accept_downloads=True,
        )
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.goto(file.as_uri() + at)
        found.page.wait_for_selector(READY, state="attached", timeout=30_000)
        return found

    yield opened
    for context in contexts:
        context.close()
