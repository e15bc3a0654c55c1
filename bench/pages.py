#!/usr/bin/env python3
"""Measure how soon the pages are painted in a browser, beside a page of one word from the same machine.

usage: bench/pages.py [--rounds 9]

`allowable serve` runs on loopback in a process of its own; the system's Chromium opens every page in turn, and between them a page of one
word from Python's own server: what the browser and the machine take by themselves. A page was opened once before it counts. The median of
the rounds counts. Exit status 1 if a page does not keep the budget of budgets.toml.
"""

from __future__ import annotations

import argparse
import http.server
import shutil
import statistics
import sys
import threading
from typing import Any

from api import BUDGETS, ours

MOST = BUDGETS["first_paint"]["at_most"]  # milliseconds to the first contentful paint
PAGES = {
    "home": "/",
    "code": "/codes/58565",
    "code, busy": "/codes/99213?on=2024-08-10&beside=36000",
    "price": "/price?code=58558&code=58563&pos=22&zip=77030&on=2024-06-15",
    "compare": "/compare?code=58558&code=58563&zip=77030&cbsa=26420&on=2024-06-15&hospital_wage_index=1.0123",
    "check": "/check?code=58558&code=58563&code=58555&on=2024-08-01&pos=22",
    "guide": "/guide?family=hysteroscopy&on=2024-06-15",
    "guide, pairs": "/guide?family=hysteroscopy&on=2024-08-01&section=pairs",
    "note": "/note",
    "ask": "/ask?q=Can+58555+be+billed+with+58558%3F",
    "releases": "/releases?code=58563&from=2024-01-05&to=2025-01-05",
    "rules": "/rules?q=conversion",
}
PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  const paint = list.getEntriesByName("first-contentful-paint")[0]; if (paint) done(paint.startTime);
}).observe({type: "paint", buffered: true}))"""
WORD = b"<!doctype html><html lang=en><title>word</title><p>word"


class Word(http.server.BaseHTTPRequestHandler):
    """A page of one word."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(WORD)))
        self.end_headers()
        self.wfile.write(WORD)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        print("NOT MEASURED: the package playwright is absent")
        return 0
    browser = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if browser is None:
        print("NOT MEASURED: Chromium is absent; install it with `make chromium`")
        return 0
    word = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Word)
    threading.Thread(target=word.serve_forever, daemon=True).start()
    server = ours()
    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-dev-shm-usage"])
            page = started.new_page(viewport={"width": 1280, "height": 900})
            kept = measure(page, f"http://127.0.0.1:{server.address[1]}", f"http://127.0.0.1:{word.server_address[1]}/", rounds)
            started.close()
    finally:
        server.stop()
        word.shutdown()
    return 0 if kept else 1


def measure(page: Any, address: str, word: str, rounds: int) -> bool:
    kept = True
    for name, path in PAGES.items():
        paint(page, address + path)
        found, bare = [], []
        for _ in range(rounds):
            bare.append(paint(page, word))
            found.append(paint(page, address + path))
        middle, least = statistics.median(found), statistics.median(bare)
        kept &= middle <= MOST
        print(f"  {name:12} {middle:4.0f} ms ({min(found):.0f} to {max(found):.0f})", end="")
        print(f", a page of one word {least:.0f} ms: {middle / least:.1f} times")
    print(f"first paint: budget {MOST} ms, {'kept' if kept else 'NOT kept'}")
    return kept


def paint(page: Any, address: str) -> float:
    """Milliseconds to the first contentful paint of a page."""
    page.goto(address)
    return float(page.evaluate(PAINT))


if __name__ == "__main__":
    sys.exit(main())
