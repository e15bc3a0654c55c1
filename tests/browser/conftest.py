"""A browser on the served pages: `allowable serve` in a process of its own, the system's Chromium, axe-core for accessibility.

Where Playwright, Chromium or axe-core is absent, every test here skips and says so. `ALLOWABLE_SCREENSHOTS` names a folder to keep pictures
in; without it they go to a temporary folder.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from browser_limits import DESK

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
AXE = """() => axe.run(document, {resultTypes: ["violations"]}).then(
  (found) => found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ").slice(0, 600)}`))"""


def pytest_collection_modifyitems(items):
    reason = _absent()
    for item in items:
        if reason and "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.skip(reason=f"NOT TESTED: the pages in a browser: {reason}"))


def _absent():
    if CHROMIUM is None:
        return "Chromium is absent; install it with `make browser`"
    for package in ("playwright", "axe_playwright_python"):
        try:
            __import__(package)
        except ModuleNotFoundError:
            return f"the package {package} is absent"
    return None


@pytest.fixture(scope="session")
def address(nobodys_store):
    """Where the pages are served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ, ALLOWABLE_STORE=str(nobodys_store))
    command = [sys.executable, "-m", "allowable", "serve", "--port", str(port), "--quiet"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            _await(f"http://127.0.0.1:{port}/healthz", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _await(address, server):
    for _ in range(900):
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 90 seconds")


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium, without a window; it ends with its file, because Playwright's loop would stand in the way of other tests'."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Folder of the screenshots."""
    named = os.environ.get("ALLOWABLE_SCREENSHOTS")
    folder = pathlib.Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Walker:
    """A user at a browser: opens pages, and holds each to what every page must be."""

    def __init__(self, page, address, pictures, axe):
        self.page = page
        self.address = address
        self.pictures = pictures
        self.problems = []
        self._axe = axe
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", self._asked)

    def _heard(self, message):
        expected = "Failed to load resource" in message.text and self.page.url.startswith(self.address)  # the page answered 404 or 422
        if message.type in ("error", "warning") and not expected:
            self.problems.append(f"console: {message.text}")

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"a request to elsewhere: {request.url}")

    def open(self, path):
        """Open a page; gives its response."""
        return self.page.goto(self.address + path)

    def hold(self, name, *, picture=True):
        """Hold the page that is shown to accessibility, width and silence, and keep its picture."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{name} scrolls sideways: {width}"
        if picture:
            self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)
        self.page.evaluate(self._axe)
        assert self.page.evaluate(AXE) == [], name
        problems, self.problems = self.problems, []
        assert problems == [], name


@pytest.fixture(scope="session")
def axe():
    """Text of axe-core."""
    import axe_playwright_python

    return (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8") + "\n;0"


@pytest.fixture
def walk(chromium, address, pictures, axe):
    """Makes a Walker: walk(viewport, scheme, script)."""
    yield from _walkers(chromium, address, pictures, axe)


@pytest.fixture(scope="module")
def walks(chromium, address, pictures, axe):
    """The same for the tests of a module together."""
    yield from _walkers(chromium, address, pictures, axe)


def _walkers(chromium, address, pictures, axe):
    contexts = []

    def make(viewport=DESK, scheme="light", script=True):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=script, accept_downloads=True)
        context.set_default_timeout(90_000)  # milliseconds: a machine may be busy
        contexts.append(context)
        return Walker(context.new_page(), address, pictures, axe)

    yield make
    for context in contexts:
        context.close()
