"""Every page as it stands: accessible, silent, no wider than its window, not too heavy, light and dark, on a phone and on paper."""

import pytest
from browser_limits import DESK, LARGEST_PAGE, PHONE

PAGES = {
    "home": "/",
    "search": "/?q=polyp",
    "search-sentence": "/?q=58563+in+a+surgical+center+in+Houston",
    "code-busy": "/codes/99213?on=2024-08-10&beside=36000",
    "pairs": "/codes/96372?pairs=all&page=2&on=2024-08-10",
    "price-offered": "/price?code=58563&setting=asc&zip=77030&on=2024-06-14",
    "compare-offered": "/compare?code=58563&zip=77030&on=2024-06-14",
    "not-read": "/price?moon=1",
    "code": "/codes/58565",
    "code-changed": "/codes/58563?on=2024-06-15&against=2023-06-15",
    "price-form": "/price",
    "price": "/price?code=58558&code=58563&pos=22&zip=77030&on=2024-06-15",
    "price-unknown": "/price?code=58561&pos=11&on=2025-03-10",
    "compare": "/compare?code=58558&code=58563&zip=77030&cbsa=26420&on=2024-06-15&hospital_wage_index=1.0123",
    "check": "/check?code=58558&code=58563&code=58555&on=2024-08-01&pos=22",
    "guide": "/guide?family=hysteroscopy&on=2024-06-15",
    "guide-sites": "/guide?family=hysteroscopy&on=2024-06-15&section=sites",
    "guide-pairs": "/guide?family=hysteroscopy&on=2024-08-01&section=pairs",
    "audit-form": "/audit",
    "note-form": "/note",
    "ask": "/ask?q=Can+58555+be+billed+with+58558%3F",
    "releases": "/releases?code=58563&from=2024-01-05&to=2025-01-05",
    "release": "/releases/relative_values",
    "rules": "/rules?q=conversion",
    "unknown-code": "/codes/99999",
    "nowhere": "/nowhere",
}


PICTURED = ("home", "code", "price", "compare", "check", "guide", "guide-sites", "ask", "note-form")  # on a phone


@pytest.fixture(scope="module")
def at_a_desk(walks):
    """One user at a desk, who opens page after page."""
    return walks(DESK, "light")


@pytest.fixture(scope="module")
def on_a_phone(walks):
    """One user with a phone in the dark."""
    return walks(PHONE, "dark")


@pytest.mark.parametrize("name", PAGES)
def test_page_at_a_desk(at_a_desk, name):
    assert len(at_a_desk.open(PAGES[name]).body()) <= LARGEST_PAGE
    at_a_desk.hold(f"{name}-light")


@pytest.mark.parametrize("name", PAGES)
def test_page_on_a_phone_in_the_dark(on_a_phone, name):
    on_a_phone.open(PAGES[name])
    on_a_phone.hold(f"{name}-phone", picture=name in PICTURED)


@pytest.mark.parametrize("name", ["code", "price", "check", "compare"])
def test_page_on_paper(walk, name):
    walker = walk()
    walker.open(PAGES[name])
    walker.page.emulate_media(media="print")
    assert not walker.page.locator("nav[aria-label=Pages] ul").is_visible()
    walker.page.screenshot(path=walker.pictures / f"{name}-print.png", full_page=True)
    content = walker.page.pdf(path=walker.pictures / f"{name}.pdf", prefer_css_page_size=True)
    assert content.startswith(b"%PDF")


def test_keyboard_reaches_the_content_first(walk):
    walker = walk()
    walker.open("/rules")
    walker.page.keyboard.press("Tab")
    assert walker.page.evaluate("document.activeElement.className") == "skip"
    walker.page.keyboard.press("Enter")
    walker.page.keyboard.press("Tab")
    assert walker.page.evaluate("document.getElementById('main').contains(document.activeElement)")
