"""Pages that were too heavy, too quiet or too strict: pairs of the busiest codes, words beside a code, names of fields, files too large."""

import re
from collections import Counter
from itertools import pairwise

import pytest

pytest.importorskip("litestar", reason="NOT TESTED: the pages: litestar is absent")

from litestar.testing import TestClient

from allowable.api.app import create_app
from allowable.api.settings import Settings
from allowable.guides.pairs import held_pairs
from allowable.guides.sources import Sources
from allowable.kernel.day import day_number
from allowable.pages.code_edits import code_pairs
from allowable.web import handlers, problem_page
from allowable.web.finding import codes_in, find, relatives
from allowable.web.forms import Form
from allowable.web.pair_groups import A_PAGE, FIRST, all_pairs, first_pairs
from command_line import needs_facts
from test_web import LARGEST_PAGE, Page, client, hold  # noqa: F401  # a fixture

pytestmark = needs_facts
DAY = day_number("2024-08-10")
HEAVIEST = 6  # of each setting


def heaviest(engine):
    """The codes with the most rows in the tables of code pairs that are held."""
    found = []
    for setting in ("practitioner", "hospital"):
        pairs, _ = held_pairs(engine.store.folders, setting, DAY)
        starts, second, *_ = pairs.arrays()
        rows = Counter(second)
        rows.update({at: starts[at + 1] - starts[at] for at in range(len(pairs.codes))})
        found += [pairs.codes[at] for at, _ in rows.most_common(HEAVIEST)]
    return list(dict.fromkeys([*found, "96372", "64483", "93000", "99213", "11042"]))


def test_no_code_has_a_page_too_heavy(client, engine):  # noqa: F811
    for code in heaviest(engine):
        for path in (f"/codes/{code}?on=2024-08-10", f"/codes/{code}?pairs=all&on=2024-08-10", f"/codes/{code}?beside=36000"):
            answer = client.get(path)
            assert answer.status_code == 200, path
            hold(answer)


@pytest.mark.parametrize("code", ["58563", "96372", "99213", "29881", "G0105", "99999"])
@pytest.mark.parametrize("setting", ["practitioner", "hospital"])
def test_groups_hold_the_partners_of_the_record_and_no_other(engine, code, setting):
    wanted = {}
    for pair in code_pairs(engine, code, DAY, setting, Sources())["partners"]:
        pays = pair["column_1"] == code
        wanted.setdefault((pays, pair["indicator"]), set()).add(pair["column_2" if pays else "column_1"])
    whole = all_pairs(engine, code, DAY, setting, Sources())
    assert sorted(map(sorted, wanted.values())) == sorted(sorted(one["codes"]) for one in whole["groups"])
    first = first_pairs(engine, code, DAY, setting, Sources())
    for shown, every in zip(first["groups"], whole["groups"], strict=True):
        assert shown["codes"] == every["codes"][:FIRST] and shown["count"] == every["count"] == len(every["codes"])


def test_partners_of_the_own_family_stand_first(engine):
    group = next(one for one in first_pairs(engine, "58563", DAY, "practitioner", Sources())["groups"] if "58558" in one["codes"])
    own = relatives("58563")
    places = [one in own for one in group["codes"]]
    assert {"58555", "58558"} <= own and places == sorted(places, reverse=True) and True in places and False in places


def test_every_pair_stands_on_one_of_the_pages(client, engine):  # noqa: F811
    wanted = Counter()
    for setting in ("practitioner", "hospital"):
        for group in all_pairs(engine, "96372", DAY, setting, Sources())["groups"]:
            wanted.update(group["codes"])
    found, number, last = Counter(), 0, 1
    while number < last:
        number += 1
        answer = client.get(f"/codes/96372?pairs=all&page={number}&on=2024-08-10")
        hold(answer)
        last = int(re.search(rf"page {number} of (\d+)\.", answer.text)[1])
        codes = re.findall(r'<li><a href="/codes/(\w{5})">', answer.text)
        assert len(codes) <= A_PAGE
        found.update(codes)
    assert found == wanted and last > 3
    assert client.get(f"/codes/96372?pairs=all&page={last + 1}&on=2024-08-10").status_code == 404


def test_whether_a_code_is_denied_beside_another(client):  # noqa: F811
    answer = client.get("/codes/58563?on=2024-08-10&beside=58558")
    assert "58558 is denied beside 58563; no modifier opens it" in answer.text
    visit = client.get("/codes/58563?on=2024-08-10&beside=99213").text  # an edit of physicians' claims alone
    assert "99213 is denied beside 58563; a modifier may open it" in visit and visit.count("No edit between 58563 and 99213 is active") == 1
    assert "No edit between 58563 and 70553 is active" in client.get("/codes/58563?on=2024-08-10&beside=70553").text
    refused = client.get("/codes/58563?on=2024-08-10&beside=polyp")
    hold(refused)
    assert "is no procedure code" in refused.text


def test_a_code_among_words_is_found_with_its_price(client):  # noqa: F811
    answer = client.get("/?q=58563+in+a+surgical+center+in+Houston")
    hold(answer)
    assert 'href="/codes/58563"' in answer.text and "setting=asc" in answer.text and "cbsa=26420" in answer.text
    assert "Houston, TX is read as wage area 26420" in answer.text and "a ZIP code or a city" in client.get("/?q=58563+asc").text
    assert "Portland stands for several areas" in client.get("/?q=58563+asc+Portland").text
    placed = client.get("/?q=What+does+58563+pay+in+a+hospital+at+77030%3F").text
    priced = re.search(r'href="(/price\?code=58563[^"]*)"', placed)[1].replace("&amp;", "&")
    assert "setting=hospital" in priced and "zip=77030" in priced
    assert client.get(priced).status_code == 200
    for said in ("June 2024", "6/1/2024", "1 June 2024", "2024-06-01"):
        dated = client.get("/", params={"q": f"58563 asc {said}"}).text
        assert "on=2024-06-01" in dated and "Price it in a surgical center on 2024-06-01" in dated
        assert ("first day of what is named" in dated) == (said == "June 2024")
    both = client.get("/?q=58563+58558+asc+Houston+2024-08-01").text
    assert 'href="/check?code=58563&amp;code=58558&amp;setting=asc&amp;cbsa=26420&amp;on=2024-08-01"' in both
    for address in re.findall(r'href="(/(?:check|price|compare)\?code=58563&amp;code=58558[^"]*)"', both):
        asked = client.get(address.replace("&amp;", "&"))
        assert asked.status_code == 200 and "Not read:" not in asked.text
    assert codes_in("58563, 58558 and g0105 in Houston") == ["58563", "58558", "G0105"]


def test_words_that_notes_use_find_what_trees_call_otherwise():
    knees = {one.hcpcs for one in find("knee arthroscopy")}
    assert {"29870", "29877"} <= knees and not knees & {"29827", "58558"}
    assert "47562" in {one.hcpcs for one in find("gallbladder laparoscopic")}
    for words, code in (
        ("essure", "58565"),
        ("septum", "58560"),
        ("D&C", "58120"),
        ("vasectomy", "55250"),
        ("hysterectomy", "58150"),
        ("endometrial ablation", "58563"),
    ):
        assert code in {one.hcpcs for one in find(words)}, words


@pytest.mark.parametrize(
    ("natural", "own"),
    [
        ("/price?lines=58563&on=2025-03-10", "/price?code=58563&on=2025-03-10"),
        (
            "/price?lines=58558,58563-51x2&date=2025-03-10",
            "/price?code=58558&code=58563&modifiers=&modifiers=51&units=&units=2&on=2025-03-10",
        ),
        ("/price?codes=58563&day=2025-03-10&place_of_service=11", "/price?code=58563&on=2025-03-10&pos=11"),
        ("/ask?question=Can+58555+be+billed+with+58558%3F", "/ask?q=Can+58555+be+billed+with+58558%3F"),
        ("/compare?codes=58563&on=2025-03-10", "/compare?code=58563&on=2025-03-10"),
        ("/check?lines=58558+58563&on=2024-08-01", "/check?code=58558&code=58563&on=2024-08-01"),
    ],
)
def test_natural_names_are_read_as_the_fields_of_the_page(client, natural, own):  # noqa: F811
    answer, wanted = client.get(natural), client.get(own)
    assert answer.status_code == wanted.status_code == 200
    assert _amounts(answer.text) == _amounts(wanted.text)
    assert "Not read:" not in answer.text


def _amounts(text):
    return re.findall(r"\$[\d,.]+|class=\"answer\">[^<]*", text)


@pytest.mark.parametrize(
    "path", ["/price?code=58563&on=2025-03-10&moon=1", "/codes/58563?moon=1", "/ask?moon=1", "/?moon=1", "/check?moon=x"]
)
def test_a_name_that_is_not_read_is_said(client, path):  # noqa: F811
    answer = client.get(path)
    hold(answer)
    assert "<b>Not read:</b> moon." in answer.text
    assert "Not read:" not in client.get(re.sub(r"[?&]moon=\w", "", path)).text


def test_lines_of_a_form_keep_what_people_write():
    lines = Form({"lines": ["58563-51x2@1200.00, 58558"], "code": ["99213"]}).lines
    assert [one["code"] for one in lines] == ["58563", "58558", "99213"]
    assert lines[0] == {"code": "58563", "modifiers": "51", "units": "2", "charge": "1200.00"}


def test_a_modifier_that_is_pasted_with_its_code_is_kept(client):  # noqa: F811
    lines = Form({"code": ["58563-51x2", "58558"], "modifiers": ["RT"], "units": ["", "3"]}).lines
    assert lines[0] == {"code": "58563", "modifiers": "51 RT", "units": "2", "charge": ""}
    assert 'maxlength="5"' not in client.get("/price").text
    pasted, given = (client.get(f"/price?{lines}&on=2025-03-10&pos=22").text for lines in ("code=58563-52", "code=58563&modifiers=52"))
    assert _amounts(pasted) == _amounts(given) and "58563-52" in pasted


def test_a_long_claim_is_shown_in_parts_and_never_cut(client):  # noqa: F811
    lines = [f"{code}@9{at:02d}.00" for at, code in enumerate(["58563", "58558-51x2", "58555", "99213-25"] * 12)]
    answer = client.get("/price", params={"lines": ",".join(lines), "on": "2024-06-14", "pos": "22"})
    hold(answer)
    assert len(answer.content) <= LARGEST_PAGE and answer.text.count('id="account-') == 6
    assert "<b>1 to 6</b>" in answer.text and "43 to 48" in answer.text
    last = re.search(r'href="(/price\?[^"#]*steps=43)#line-43"', answer.text)[1].replace("&amp;", "&")
    shown = client.get(last)
    assert 'id="line-48"' in shown.text and 'id="line-42"' not in shown.text and "charged $947.00" in shown.text
    assert _amounts(shown.text)[:3] == _amounts(answer.text)[:3]
    many = client.get("/price", params={"lines": ",".join(["58563"] * 51), "on": "2024-06-14", "pos": "22"})
    assert many.status_code == 422 and "51 lines are more than the 50" in many.text


def test_a_long_check_fits_a_page(client):  # noqa: F811
    rows = [f"{claim},{at},2024-08-01,{code},22,1" for claim in range(20) for at, code in enumerate(("58563", "58558", "58555"), 1)]
    table = "claim_id,line,service_date,hcpcs,place_of_service,units\n" + "\n".join(rows) + "\n"
    answer = client.post("/check", files={"file": ("claims.csv", table.encode())})
    assert answer.status_code == 200 and len(answer.content) <= LARGEST_PAGE and "14 more claims with findings are not shown" in answer.text
    one = client.get("/check", params={"lines": ",".join(["58563", "58555"] * 25), "on": "2024-08-01"})
    assert len(one.content) <= LARGEST_PAGE and "more findings are not shown" in one.text


def test_units_of_a_line_are_read(client):  # noqa: F811
    one, two = (client.get(f"/price?code=96372&units={units}&on=2025-03-10&pos=11").text for units in (1, 2))
    assert "96372 × 2" in two or "x2" in two or _amounts(one) != _amounts(two)
    assert _amounts(one)[0] != _amounts(two)[0]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/price?code=58563&on=2025-03-10&zip=1", "the ZIP code: 5 to 10 characters are needed (ZIP code of the place of service"),
        ("/price?code=58563&on=2025-03-10&setting=moon", "is none of the choices; choose asc, hospital or physician"),
        ("/price?code=58563&charge=12345678901234567890123&on=2025-03-10", "line 1: charge: at most 20 characters are needed"),
        ("/ask?q=a", "question: 3 to 2000 characters are needed"),
    ],
)
def test_a_field_that_does_not_fit_is_told_what_does(client, path, says):  # noqa: F811
    answer = client.get(path)
    assert answer.status_code == 422
    hold(answer)
    assert says.lower() in answer.text.lower() and "Expected" not in answer.text and "enum" not in answer.text


def test_the_amounts_of_an_offered_wage_area_stand_above_the_national_ones(client):  # noqa: F811
    answer = client.get("/price?code=58563&setting=asc&zip=77030&on=2024-06-14")
    hold(answer)
    own = client.get("/price?code=58563&setting=asc&cbsa=26420&on=2024-06-14").text
    amounts = re.findall(r'<p class="amount">(\$[\d,.]+)</p>', answer.text)
    assert amounts[:3] == re.findall(r'<p class="amount">(\$[\d,.]+)</p>', own) == ["$2,138.11", "$1,676.28", "$427.62"]
    assert "In wage area 26420" in answer.text and "not those of ZIP 77030" in answer.text
    assert answer.text.count(", national</h2>") == 3
    compared = client.get("/compare?code=58563&zip=77030&on=2024-06-14")
    hold(compared)
    assert "wage area of the facilities is not decided" in compared.text and "If they lie in wage area 26420" in compared.text
    link = re.search(r'href="(/compare\?[^"]*cbsa=26420)"', compared.text)[1].replace("&amp;", "&")
    for amount in re.findall(r"<b>(\$[\d,.]+)</b>", compared.text)[:3]:
        assert amount in client.get(link).text


@pytest.mark.parametrize(
    ("setting", "own"), [("asc", "cbsa=26420"), ("hospital", "cbsa=26420"), ("physician&pos=11", "mac=04412&locality=18")]
)
def test_a_city_is_a_place(client, setting, own):  # noqa: F811
    asked = f"/price?code=58563&on=2024-06-14&setting={setting}"
    by_city, by_number = client.get(f"{asked}&city=Houston"), client.get(f"{asked}&{own}")
    hold(by_city)
    assert _amounts(by_city.text) == _amounts(by_number.text) and "Houston, TX: " in by_city.text
    for name, says in (
        ("Nowhere", "no wage area of that day bears the name"),
        ("Portland", "several areas"),
        ("Houston&zip=77030", "not both"),
    ):
        refused = client.get(f"{asked}&city={name}")
        assert refused.status_code == 422 and says in refused.text
    compared = client.get("/compare?code=58563&city=Houston&on=2024-06-14").text
    assert "$2,395.28" in compared and "Use wage area" not in compared


@pytest.mark.parametrize("path", ["/", "/price", "/price?code=58563&on=2025-03-10", "/compare?code=58563&on=2025-03-10", "/check", "/note"])
def test_headings_go_down_one_step_at_a_time(client, path):  # noqa: F811
    levels = [int(one[1]) for one in Page(client.get(path).text).headings]
    assert levels[0] == 1 and all(two <= one + 1 for one, two in pairwise(levels)), levels


def test_the_mark_has_the_address_that_browsers_try(client):  # noqa: F811
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in answer.content


def test_the_note_page_says_which_day_a_blank_one_is(client):  # noqa: F811
    assert "blank: the last day on which all three schedules are held" in client.get("/note").text


@pytest.mark.parametrize("path", ["/note", "/audit", "/check"])
@pytest.mark.parametrize("told", [True, False])
def test_a_file_over_the_limit_is_a_page_for_a_browser_and_a_problem_for_a_program(path, told):
    app = create_app(Settings(access_log=False, largest_document=2_000, largest_request=2_000), handlers(), problem_page=problem_page)
    with TestClient(app, base_url="http://localhost.local:8765", raise_server_exceptions=False) as own:
        own.headers.update({"host": "localhost:8765"})
        head = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        headers = {"content-type": "multipart/form-data; boundary=b"}
        answer = own.post(path, content=_content(head, told), headers={**headers, "accept": "text/html"})
        assert answer.status_code == 413
        hold(answer)
        assert "At most 2,000 bytes are taken here." in answer.text
        again = own.post(path, content=_content(head, told), headers={**headers, "accept": "application/json"})
        assert again.status_code == 413
        assert not told or again.headers["content-type"] == "application/problem+json"


def _content(head, told):
    """A body that is too large, with its length or without."""
    pieces = [head, *[b"x" * 500] * 10, b"\r\n--b--\r\n"]
    return b"".join(pieces) if told else iter(pieces)
