"""Walks of a user: from a question to its answer, by the fields and buttons that a page shows."""

import re

import pytest

NOTE = """OPERATIVE REPORT
DATE OF SURGERY: 03/10/2025
PREOPERATIVE DIAGNOSIS: Abnormal uterine bleeding, endometrial polyp.
PROCEDURE: Hysteroscopy with removal of a polyp.
DESCRIPTION OF PROCEDURE: The patient was taken to the operating room and general anesthesia was induced. The cervix was dilated. The
hysteroscope was introduced and the uterine cavity inspected. A 2 cm endometrial polyp was resected under direct vision with the morcellator
and sent to pathology. Both ostia were seen. <script>document.title = "taken over"</script> The hysteroscope was withdrawn.
"""
GUIDE = """Hysteroscopy coding guide 2024, services of June 15, 2024, national amounts

Code | Physician facility payment | Physician non-facility payment
58555 | $151.12 | $340.53
58563 | $244.66 | $9,999.99
<script>document.title = "taken over"</script>
"""


def test_search_leads_to_the_code(walk):
    walker = walk()
    page = walker.page
    walker.open("/")
    page.get_by_label("Code or words").fill("polyp")
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("main").get_by_role("link", name="58558").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("58558")
    page.get_by_label("Service day").fill("2024-06-15")
    page.get_by_role("button", name="Show").click()
    assert page.url.split("?")[1].startswith("on=2024-06-15")
    assert page.locator(".value .amount").count() == 4
    walker.hold("walk-search", picture=False)


@pytest.mark.parametrize("script", [True, False])
def test_what_a_center_in_houston_is_paid_in_june_2024_and_why(walk, script):
    walker = walk(script=script)
    page = walker.page
    walker.open("/price")
    page.get_by_label("Code of line 1").fill("58563")
    page.get_by_label("Whose claim").select_option("asc")
    page.get_by_label("Service day").fill("2024-06-15")
    page.get_by_label("ZIP code").fill("77030")
    page.get_by_role("button", name="Price", exact=True).click()
    assert "does not decide" in page.get_by_role("status").inner_text()  # the counties of 2024 are not held: said, and a way shown
    assert [one.inner_text() for one in page.locator(".local .value .amount").all()] == ["$2,138.11", "$1,676.28", "$427.62"]
    assert page.locator(".values.aside h2").first.inner_text() == "Medicare allows, national"
    page.get_by_role("link", name="Use wage area 26420").click()
    assert [one.inner_text() for one in page.locator(".value .amount").all()] == ["$2,138.11", "$1,676.28", "$427.62"]
    if script:
        page.get_by_role("button", name="Unfold all").click()
    else:
        page.locator(".steps summary").nth(0).click()
        page.locator(".steps summary").nth(1).click()
    account = page.locator(".steps").first.inner_text()
    assert "2135.33" in account and "row 58563" in account  # the row of CMS's file
    assert "wage index" in account
    sources = page.locator("section[aria-labelledby=sources]").inner_text()
    assert "ASC 2024-04-01 AA" in sources and re.search(r"[0-9a-f]{64}", sources)
    assert "42 CFR, 416.172" in sources
    if script:
        walker.hold("walk-houston")


def test_a_search_that_names_setting_city_and_month_leads_to_the_amount(walk):
    walker = walk()
    page = walker.page
    walker.open("/")
    page.get_by_label("Code or words").fill("58563 asc Houston June 2024")
    page.get_by_role("button", name="Look up").click()
    assert "Houston, TX is read as wage area 26420" in page.get_by_role("main").inner_text()
    walker.hold("search-place", picture=False)
    page.get_by_role("link", name="Price it in a surgical center in Houston, TX on 2024-06-01").click()
    assert [one.inner_text() for one in page.locator(".value .amount").all()] == ["$2,138.11", "$1,676.28", "$427.62"]


def test_more_lines_and_a_whole_claim(walk):
    walker = walk()
    page = walker.page
    walker.open("/price")
    page.get_by_role("button", name="More lines").click()
    for at, code in enumerate(("58558", "58563", "58555", "58560"), 1):
        page.get_by_label(f"Code of line {at}").fill(code)
    page.get_by_label("Charge of line 2").fill("900")
    page.get_by_label("Service day").fill("2025-03-10")
    page.get_by_role("button", name="Price", exact=True).click()
    assert page.locator("tr.sum").count() == 1
    assert "charged $900.00" in page.locator("#line-2-title").inner_text()
    walker.hold("walk-claim", picture=False)


def test_check_says_what_to_do(walk):
    walker = walk()
    page = walker.page
    walker.open("/check")
    page.get_by_label("Code of line 1").fill("58558")
    page.get_by_label("Code of line 2").fill("58563")
    page.get_by_label("Place of service").select_option("22")
    page.get_by_label("Service day").fill("2024-08-01")
    page.get_by_role("button", name="Check", exact=True).click()
    finding = page.get_by_role("article", name="Finding of line 1").inner_text()
    assert "Take 58558 (line 1) off the claim" in finding
    assert "NCCI PTP practitioner 2024Q3" in finding
    walker.hold("walk-check", picture=False)


def test_a_file_of_claims_is_checked(walk, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text("claim_id,line,service_date,hcpcs,place_of_service,units\n7001,1,2024-08-01,58558,22,1\n7001,2,2024-08-01,58563,22,1\n")
    walker = walk()
    page = walker.page
    walker.open("/check")
    page.get_by_text("Check a file of claims instead").click()
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    assert "1 claim, 2 lines" in page.get_by_role("main").inner_text()
    assert page.get_by_role("article", name="Finding of line 1").count() == 1
    walker.hold("check-file")


def test_guide_follows_its_form_and_is_kept(walk, tmp_path):
    walker = walk()
    page = walker.page
    walker.open("/guide")
    page.get_by_label("Service day").fill("2024-06-15")
    page.get_by_label("Whole dollars").check()
    page.get_by_role("link", name="NCCI code pairs").wait_for()  # the preview came by itself
    assert "on=2024-06-15" in page.url
    page.get_by_role("link", name="NCCI code pairs").click()
    assert page.locator("td.edit-0").count() > 20
    for name, head in (("PDF", b"%PDF"), ("Word", b"PK"), ("Excel", b"PK"), ("Markdown", b"# "), ("Page", b"<!DOCTYPE html>")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name, exact=True).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(head), name
        assert path.stem == "hysteroscopy-2024-06-15"
    walker.hold("walk-guide", picture=False)


def test_a_guide_is_audited(walk, tmp_path):
    file = tmp_path / "their guide.txt"
    file.write_text(GUIDE)
    walker = walk()
    page = walker.page
    walker.open("/audit")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Audit", exact=True).click()
    figures = page.get_by_role("region", name="Every figure").inner_text()
    assert "$9,999.99" in figures and "wrong" in figures and "$2,085.79" in figures
    assert page.locator(".calendar svg rect.is-true, .calendar svg rect.is-partly").count() > 0
    assert page.title().startswith("Audit of their guide.txt")
    walker.hold("audit")


@pytest.mark.parametrize("way", ["paste", "file"])
def test_a_note_is_read(walk, tmp_path, way):
    walker = walk()
    page = walker.page
    walker.open("/note")
    if way == "paste":
        page.get_by_role("textbox", name="The note").fill(NOTE)
    else:
        file = tmp_path / "note.txt"
        file.write_text(NOTE)
        page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_role("region", name="The note").wait_for()
    assert page.get_by_role("article", name="Code 58558").count() == 1
    shown = page.locator("#note").inner_text()
    assert '<script>document.title = "taken over"</script>' in shown  # shown as the text that it is
    assert page.title() == "Read a note – allowable"
    marked = page.locator("#note mark").first
    assert marked.count() == 1
    page.get_by_role("article", name="Code 58558").hover()
    assert page.locator("#note mark.lit").count() > 0
    walker.hold(f"note-{way}")


def test_a_file_over_the_limit_is_answered_with_a_page(walk, tmp_path):
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF-1.7\n" + b"0" * 34_000_000)
    walker = walk()
    page = walker.page
    walker.open("/note")
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_text("bytes are taken here").wait_for()
    assert page.get_by_role("heading", level=1).count() == 1


def test_whether_a_code_is_denied_beside_another(walk):
    walker = walk(script=False)
    page = walker.page
    walker.open("/codes/99213?on=2024-08-10")
    page.get_by_label("Is it denied beside another code?").fill("36000")
    page.get_by_role("button", name="Look", exact=True).click()
    assert "on=2024-08-10" in page.url and page.url.endswith("#pairs")
    assert "36000" in page.locator("section[aria-labelledby=pairs] .answer").first.inner_text()


def test_a_file_is_dropped(walk):
    walker = walk()
    page = walker.page
    walker.open("/audit")
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["58563 is paid $244.66 in 2024."], "dropped.txt", {type: "text/plain"}));
          const zone = document.querySelector("[data-drop]");
          zone.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.evaluate("document.getElementById('file').files[0].name") == "dropped.txt"


def test_a_question_is_answered_with_its_source(walk):
    walker = walk()
    page = walker.page
    walker.open("/ask")
    page.get_by_role("link", name="Can 58555 be billed with 58558?").click()
    assert page.locator(".answer").inner_text().startswith("No")
    assert page.locator("ol.cites li").count() >= 1
    page.get_by_label("Question").fill("Which horse wins tomorrow?")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator(".answer").inner_text() == "Not answered."
    walker.hold("ask-refused")


def test_what_changed_between_two_days(walk):
    walker = walk()
    page = walker.page
    walker.open("/releases")
    page.get_by_label("Code", exact=True).fill("58563")
    page.get_by_label("From", exact=True).fill("2024-01-05")
    page.get_by_label("To", exact=True).fill("2025-01-05")
    page.get_by_role("button", name="What changed").click()
    changed = page.get_by_role("region", name="What changed").first.inner_text()
    assert "Hospital outpatient" in changed and "$4,936.45" in changed
    walker.hold("walk-changed", picture=False)
