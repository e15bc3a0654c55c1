"""The pages as a browser gets them: whole without scripts, labelled, light, silent about what is not known, and never anybody's script."""

import html.parser
import re

import pytest

pytest.importorskip("litestar", reason="NOT TESTED: the pages: litestar is absent")

from litestar.testing import TestClient

from allowable.api.app import create_app
from allowable.api.settings import Settings
from allowable.web import handlers, problem_page
from allowable.web.finding import find, is_code
from allowable.web.words import for_page

LARGEST_PAGE = 150_000  # bytes
PAGES = {
    "/": "What Medicare allows",
    "/?q=polyp": "58558",
    "/codes": "Look up a code",
    "/codes/58565": "58565",
    "/codes/58563?on=2024-06-15&against=2023-06-15": "What changed",
    "/codes/G0105?on=2025-03-10": "G0105",
    "/price": "Price a claim",
    "/price?code=58558&code=58563&pos=22&zip=77030&on=2024-06-15": "$341.17",
    "/price?code=58563&setting=asc&cbsa=26420&on=2024-06-15": "$2,138.11",
    "/price?code=58563&setting=hospital&wage_index=1.0123&on=2025-03-10": "$4,972.88",
    "/compare": "Compare settings",
    "/compare?code=58558&code=58563&zip=77030&on=2025-03-10&hospital_wage_index=1.0123": "$5,303.56",
    "/check": "Check a claim",
    "/check?code=58558&code=58563&code=58555&on=2024-08-01&pos=22": "Take 58558 (line 1) off the claim",
    "/guide": "Coding guide",
    "/audit": "Audit a guide",
    "/note": "Read a note",
    "/ask": "Ask",
    "/ask?q=Can+58555+be+billed+with+58558%3F": "separate procedure",
    "/releases": "Releases",
    "/releases?code=58563&from=2024-01-05&to=2025-01-05": "$4,936.45",
    "/releases/relative_values": "RVU25D",
    "/releases/RVU25D": "RVU25D",
    "/rules": "Rules",
    "/rules?q=conversion+factor": "32.3465",
} | {
    f"/guide?family=hysteroscopy&on=2024-08-01&section={name}": "Hysteroscopy"
    for name in (
        "codes",
        "sites",
        "indicators",
        "answers",
        "modifiers",
        "pairs",
        "devices",
        "diagnoses",
        "documentation",
        "changes",
        "sources",
        "limits",
    )
}
REFUSED = {
    "/codes/99999": (404, "stands in no release that is held"),
    "/codes/58563?on=2001-01-01": (422, "before the first"),
    "/codes/58563?on=yesterday": (422, "yesterday"),
    "/price?code=58563": (422, "service day"),
    "/price?code=5856&on=2025-03-10": (422, "is no procedure code"),
    "/price?code=58563&modifiers=five&on=2025-03-10": (422, "is no modifier"),
    "/price?code=58563&units=-1&on=2025-03-10": (422, "units"),
    "/price?code=58563&charge=much&on=2025-03-10": (422, "charge"),
    "/price?code=58563&on=2025-03-10&zip=1": (422, "zip"),
    "/price?code=58563&on=2025-03-10&setting=moon": (422, "setting"),
    "/compare?code=58563": (422, "service day"),
    "/compare?code=58563&on=2001-01-01": (422, "no physician fee schedule is held"),
    "/check?code=58563": (422, "service day"),
    "/guide?family=astrology&on=2024-06-15": (422, "no family is called"),
    "/guide?family=hysteroscopy": (422, "service day"),
    "/guide/file?family=hysteroscopy&on=2024-06-15&format=exe": (422, "choose one of"),
    "/ask?q=a": (422, "question"),
    "/releases?code=58563": (422, "both days"),
    "/releases/nothing": (404, "Nothing that is held is called nothing"),
    "/static/site.py": (404, "no such page"),
    "/static/..%2Fsite.py": (404, ""),
    "/nowhere": (404, ""),
}
SCRIPT = '<script>alert("x")</script>'
NOTE = f"""OPERATIVE REPORT
PROCEDURE: Hysteroscopy with removal of a polyp.
DESCRIPTION OF PROCEDURE: The hysteroscope was introduced and the uterine cavity inspected. An endometrial polyp was resected under direct
vision and sent to pathology. {SCRIPT} The hysteroscope was withdrawn.
"""


@pytest.fixture(scope="module")
def client(nobodys_store):
    app = create_app(Settings(access_log=False), handlers(), problem_page=problem_page)
    with TestClient(app, base_url="http://localhost.local:8765", raise_server_exceptions=False) as made:
        made.headers.update({"accept": "text/html", "host": "localhost:8765"})
        yield made


def alert_of(answer):
    """What a page says is wrong: its alert, or all of a page that says nothing else."""
    found = re.search(r'role="alert">(.*?)</div>', answer.text, re.S)
    return found[1] if found else answer.text


class Page(html.parser.HTMLParser):
    """What a page is made of, and what is wrong with it."""

    def __init__(self, text):
        super().__init__()
        self.wrong, self.headings, self.ids, self.labelled, self.fields, self.words = [], [], [], set(), [], []
        self._inside_label = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self._inside_label += tag == "label"
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if (
            tag in ("input", "select", "textarea")
            and given.get("type") != "hidden"
            and not self._inside_label
            and "aria-label" not in given
        ):
            self.fields.append(given.get("id"))
        if tag == "img" and not given.get("alt"):
            self.wrong.append("a picture without words")
        if tag == "style" or "style" in given or (tag == "script" and "src" not in given) or any(name.startswith("on") for name in given):
            self.wrong.append(f"inline: {tag} {given}")
        for name in ("src", "href", "action"):
            value = given.get(name, "")
            outside = value.startswith(("//", "javascript:", "data:")) or (
                value.startswith("http") and tag != "a"
            )  # a citation may be read
            if outside:
                self.wrong.append(f"leads elsewhere: {tag} {value}")
        if tag == "th" and "scope" not in given:
            self.wrong.append("a heading of a table without scope")

    def handle_endtag(self, tag):
        self._inside_label -= tag == "label"

    def handle_data(self, words):
        self.words.append(words)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:500]
    hold(answer)
    assert PAGES[path] in answer.text


def hold(answer):
    """Hold a page to what every page must be."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and policy.startswith("default-src 'none'") and "script-src 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.content) <= LARGEST_PAGE
    page = Page(answer.text)
    assert page.wrong == []
    assert page.headings.count("h1") == 1
    assert sorted(page.ids) == sorted(set(page.ids)), "an id stands twice"
    assert set(page.fields) <= page.labelled, "a field without a label"
    assert not [one for one in page.words if one.strip() in ("None", "nan", "Undefined")], "a value that is not known shows as nothing"
    assert "American Medical Association" in answer.text


@pytest.mark.parametrize("path", REFUSED)
def test_what_cannot_be_answered_says_what_to_do(client, path):
    status, says = REFUSED[path]
    answer = client.get(path)
    assert answer.status_code == status
    assert says.lower() in alert_of(answer).lower()
    assert "Traceback" not in answer.text
    hold(answer)


@pytest.mark.parametrize(
    "path", ["/?q={}", "/codes?q={}", "/codes/{}", "/price?code={}&on=2025-03-10", "/ask?q={}", "/rules?q={}", "/releases/{}"]
)
def test_script_in_an_address_is_shown_as_text(client, path):
    answer = client.get(path.format("%3Cscript%3Ealert(%22x%22)%3C%2Fscript%3E"))
    assert SCRIPT not in answer.text
    hold(answer)


def test_script_in_a_note_is_shown_as_text(client):
    for sent in ({"data": {"text": NOTE}, "files": {"file": ("", b"")}}, {"files": {"file": (f"{SCRIPT}.txt", NOTE)}}):
        answer = client.post("/note", **sent)
        assert answer.status_code == 200
        hold(answer)
        assert "<script>alert" not in answer.text and "&lt;script&gt;alert" in answer.text


def test_a_note_that_is_not_answered_stays_in_its_field(client):
    answer = client.post("/note", data={"text": NOTE, "zip": "7"}, files={"file": ("", b"")})
    assert answer.status_code == 422 and "&lt;script&gt;" in answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    both = client.post("/note", data={"text": NOTE}, files={"file": ("note.txt", b"Hysteroscopy.")})
    assert both.status_code == 422 and "send the one that is meant" in both.text


def test_evidence_of_a_note_is_marked_where_it_stands(client):
    answer = client.post("/note", data={"text": NOTE}, files={"file": ("", b"")})
    record = client.post("/v1/note", json={"text": NOTE}, headers={"accept": "application/json"}).json()
    spans = {one["text"] for code in record["codes"] for one in code["evidence"]}
    assert spans and record["codes"][0]["hcpcs"] == "58558"
    body = re.search(r'<div class="note".*?>(.*?)</div>', answer.text, re.S)[1]
    marked = "".join(re.findall(r"<mark[^>]*>(.*?)<", body, re.S))
    assert all(text.split(".")[0][:40] in re.sub(r"<[^>]+>", "", body) for text in spans)
    assert marked


def test_script_in_a_guide_is_shown_as_text(client):
    text = f"Guide 2024\n\n58563 physician facility payment $244.66 {SCRIPT}\n"
    answer = client.post("/audit", files={"file": (f"a{SCRIPT}.txt", text)})
    assert answer.status_code == 200
    hold(answer)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("path", "name", "content", "says"),
    [
        ("/audit", "", b"", "choose a file"),
        ("/audit", "guide.exe", b"MZ", "is not read"),
        ("/audit", "guide.pdf", b"no pdf", "is no pdf"),
        ("/audit", "../../etc/passwd", b"root", "is not read"),
        ("/note", "", b"", "choose a file"),
        ("/note", "note.bin", b"\0\1\2\3" * 200, ""),
        ("/check", "", b"", "choose a file"),
        ("/check", "claims.csv", b"\0\0\0", ""),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(client, path, name, content, says):
    answer = client.post(path, files={"file": (name, content)})
    assert answer.status_code in (200, 422), answer.text[:400]
    assert says in alert_of(answer).lower() and "Traceback" not in answer.text
    hold(answer)


def test_a_file_of_claims_is_checked(client):
    text = "claim_id,line,service_date,hcpcs,place_of_service,units\n7001,1,2024-08-01,58558,22,1\n7001,2,2024-08-01,58563,22,1\n"
    answer = client.post("/check", files={"file": ("claims.csv", text)})
    assert answer.status_code == 200
    hold(answer)
    assert "Take 58558 (line 1) off the claim" in answer.text


def test_the_page_of_a_claim_says_what_the_operation_says(client):
    lines = [{"hcpcs": "58558"}, {"hcpcs": "58563", "modifiers": ["51"]}]
    asked = {"lines": lines, "on": "2025-03-10", "place_of_service": "22", "zip": "77030"}
    record = client.post("/v1/price", json=asked, headers={"accept": "application/json"}).json()
    answer = client.get("/price?code=58558&code=58563&modifiers=&modifiers=51&on=2025-03-10&pos=22&zip=77030")
    amounts = [record["total"][name] for name in ("allowed", "medicare", "patient")]
    shown = re.findall(r'<p class="amount">\$([\d,.]+)</p>', answer.text)
    assert [one.replace(",", "") for one in shown] == amounts
    for line in record["lines"]:
        for step in line["account"]["steps"]:
            for one in step["inputs"].values():
                if source := one.get("source"):
                    assert source["sha256"] in answer.text and source["release"] in answer.text


def test_a_zip_code_that_decides_nothing_is_said_with_a_way_on(client):
    answer = client.get("/price?code=58563&setting=asc&zip=77030&on=2024-06-15")
    assert "The amounts below are national" in answer.text
    assert "cbsa=26420" in answer.text


@pytest.mark.parametrize(
    ("kind", "media", "head"),
    [
        ("pdf", "application/pdf", b"%PDF"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
        ("md", "text/markdown; charset=utf-8", b"# "),
        ("json", "application/json", b"{"),
    ],
)
def test_a_guide_is_kept_as_a_file(client, kind, media, head):
    answer = client.get(f"/guide/file?family=hysteroscopy&on=2024-06-15&format={kind}")
    assert answer.headers["content-type"] == media
    assert answer.headers["content-disposition"] == f'attachment; filename="hysteroscopy-2024-06-15.{kind}"'
    assert answer.content.startswith(head)


def test_static_files_are_kept_by_the_browser_until_they_change(client):
    page = client.get("/").text
    for name in ("allowable.css", "allowable.js", "mark.svg"):
        address = re.search(rf'"(/static/{re.escape(name)}\?v=[0-9a-f]{{12}})"', page)[1]
        answer = client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert not re.search(r"https?://(?!www\.w3\.org)", client.get("/static/allowable.css").text + client.get("/static/allowable.js").text)


def test_a_head_is_a_page_without_its_content(client):
    for path in ("/", "/codes/58563", "/price?code=58563&on=2024-06-14&pos=22"):
        assert client.head(path).status_code == 200 and client.head(path).content == b""


def test_one_code_leads_straight_to_its_page(client):
    answer = client.get("/?q=58565", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/codes/58565")


def test_search_finds_codes_by_our_own_words():
    assert "58558" in [one.hcpcs for one in find("polyps")]
    assert "58565" in [one.hcpcs for one in find("sterilization inserts")] or find("inserts")[0].hcpcs == "58565"
    assert find("") == [] and find("the of") == [] and find("spaceship") == []
    assert "57720" not in [one.hcpcs for one in find("polyp")]  # a purse string, of the tree whose title names polyps
    assert is_code("g0105") and not is_code("polyp") and not is_code("58 58")


def test_messages_of_the_command_line_are_said_for_a_page():
    assert for_page("give --cbsa, or --asc-wage-index") == "give a wage area, or the center&#39;s wage index"
    assert for_page("run `allowable releases import FILE` <now>") == "run <code>allowable releases import FILE</code> &lt;now&gt;"
    assert for_page("use `allowable price` with --zip") == 'use <a href="/price">Price</a> with a ZIP code'
    assert for_page("no release of unit_limits_hospital is held") == "no release of unit limits hospital is held"


def test_a_stretch_without_an_amount_is_a_gap_in_the_chart(engine):
    from allowable.pages.code import code_page
    from allowable.web.history import chart

    found = code_page(engine, "58563", "2024-06-15")
    drawn = chart(found)
    stretches = [row for row in found["history"]["hospital"] if row["amount"] is not None]
    starts = sum(1 for at, row in enumerate(stretches) if at == 0 or stretches[at - 1]["until"] != row["from"])
    path = re.search(r'<path class="hospital series-hospital" d="([^"]+)"', drawn)[1]
    assert path.count("M") == starts > 1  # one line for each stretch
    assert path.count("H") == len(stretches)
