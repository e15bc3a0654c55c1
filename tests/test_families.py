"""Procedure families: the file is sound, its members are the family that CMS publishes, its diagnoses exist, its words are our own."""

import csv
import gzip
import pathlib
import re

import pytest

from allowable.families import FamilyError, family_names, load_family, read_family
from allowable.families.shape import SCHEMA
from allowable.kernel.day import day_number
from allowable.releases.store import EMBEDDED, Store

ROOT = pathlib.Path(__file__).resolve().parents[1]
CMS = ROOT.parent / "shared" / "cms"
published = pytest.mark.skipif(not CMS.is_dir(), reason="NOT TESTED: CMS's published files are absent (expected in ../shared/cms)")

# RULES 6.1 and the relative value files: the eight codes that share the endoscopic base 58555, the base among them.
HYSTEROSCOPY = ["58555", "58558", "58559", "58560", "58561", "58562", "58563", "58565"]
DAYS = ["2020-07-01", "2022-01-15", "2024-03-15", "2025-10-01", "2026-07-01"]


@pytest.fixture(scope="module")
def relative_values():
    points = Store([EMBEDDED]).table("relative_values")
    assert points is not None, "no embedded facts: build them with `allowable releases build`"
    return points


def test_there_is_a_family_of_hysteroscopy():
    assert "hysteroscopy" in family_names()
    family = load_family("hysteroscopy")
    assert family.members == HYSTEROSCOPY
    assert family.code("58558").words
    assert family.code("99999") is None


@pytest.mark.parametrize("day", DAYS)
def test_members_are_the_published_endoscopic_family(relative_values, day):
    number = day_number(day)
    base = relative_values.column_names.index("endoscopic_base")
    rows = [relative_values.find(key, number) for key in relative_values.keys() if key[1] == ""]  # noqa: SIM118 - no dict
    family = {row.key[0] for row in rows if row is not None and row.values[base] == "58555"}
    members = set(load_family("hysteroscopy").members)
    # the base of a family names itself as its base, or none: either way it belongs to the list
    assert family | {"58555"} == members


def test_no_published_fact_stands_in_the_file():
    text = (ROOT / "src/allowable/families/hysteroscopy.toml").read_text(encoding="utf-8")
    assert not re.search(r"\$|\bAPC\b|\bRVU\b", text)
    assert not re.search(r"\b(5411|5412|5414|5415|5416)\b", text), "an APC is for the facts to say"
    assert not re.search(r"\d,\d{3}\.\d\d|\b\d+\.\d\d\b(?=\s*(dollars|units))", text)


@published
def test_diagnoses_exist_and_may_stand_on_a_claim():
    with gzip.open(CMS / "icd10" / "icd10cm_2025.csv.gz", "rt", encoding="utf-8") as stream:
        billable = {row["code_dot"]: row["billable"] for row in csv.DictReader(stream)}
    wrong = {name: billable.get(name) for name in load_family("hysteroscopy").diagnoses if billable.get(name) != "1"}
    assert wrong == {}


def _descriptors():
    path = next((CMS / "pfs" / "2025" / "rvu25d").glob("PPRRVU2025_Oct*.csv"))
    for row in csv.reader(path.read_text(encoding="latin-1").splitlines()):
        if len(row) > 3 and re.fullmatch(r"[0-9A-Z]{5}", row[0]):
            yield row[0], row[2].strip()


@published
def test_words_are_not_the_descriptors_of_the_code_book():
    """Neither CMS's short descriptors nor three words in a row of a family code's own one."""
    family = load_family("hysteroscopy")
    text = " ".join(_words((ROOT / "src/allowable/families/hysteroscopy.toml").read_text(encoding="utf-8")))
    descriptors = dict(_descriptors())
    assert len(descriptors) > 10_000
    whole = [code for code, words in descriptors.items() if len(_words(words)) > 2 and f" {' '.join(_words(words))} " in f" {text} "]
    assert whole == []
    for code in family.codes:
        theirs = _words(descriptors[code.hcpcs])
        ours = f" {' '.join(_words(code.words))} "
        assert ours.strip() != " ".join(theirs), code.hcpcs
        runs = [" ".join(theirs[at : at + 3]) for at in range(len(theirs) - 2)]
        assert not [run for run in runs if f" {run} " in ours], code.hcpcs


def _words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


GOOD = f"""
schema = "{SCHEMA}"
family = "toy"
title = "Toy"
says = "A family for the test"
words_are = "Ours."
[[sources]]
id = "book"
document = "A book"
place = "page 1"
evidence = "S"
[[codes]]
hcpcs = "11111"
part = "member"
words = "Something done"
documentation = ["That it was done"]
diagnoses = ["N84.0"]
denials = []
sources = ["book"]
[[diagnoses]]
icd10cm = "N84.0"
words = "a polyp"
evidence = "U"
[[checklist]]
item = "An item"
source = "book"
codes = ["11111"]
[[devices]]
says = "None"
settings = ["asc"]
evidence = "U"
document = "A book"
place = "page 2"
"""


def test_a_sound_file_is_read():
    family = read_family(GOOD, "toy.toml", "toy")
    assert family.members == ["11111"]
    assert family.diagnoses["N84.0"]["words"] == "a polyp"


BROKEN = [
    ("cut short", GOOD[: GOOD.index('"A book"') + 3], "this is no TOML"),
    ("another schema", GOOD.replace(SCHEMA, "allowable.family/9"), "schema is 'allowable.family/9'"),
    ("a key that nobody reads", GOOD.replace('part = "member"', 'part = "member"\namount = "12.34"'), "unknown key amount"),
    ("a code without words", GOOD.replace('words = "Something done"\n', ""), "lacks words"),
    ("an empty text", GOOD.replace('"Something done"', '" "'), "[[codes]] number 1: words: expected a text"),
    ("a number for a text", GOOD.replace('"Something done"', "7"), "words: expected a text"),
    ("a code of four digits", GOOD.replace('hcpcs = "11111"', 'hcpcs = "1111"'), "'1111' is no procedure code"),
    ("a diagnosis without its point", GOOD.replace('icd10cm = "N84.0"', 'icd10cm = "N840"'), "'N840' is no ICD-10-CM code"),
    ("a part that is none", GOOD.replace('part = "member"', 'part = "base"'), "part 'base' is none of member, related"),
    ("an evidence tag that is none", GOOD.replace('evidence = "S"', 'evidence = "sure"'), "evidence 'sure' is none of"),
    ("a source that is not there", GOOD.replace('sources = ["book"]', 'sources = ["page"]'), "there is no source 'page'"),
    ("no source at all", GOOD.replace('sources = ["book"]', "sources = []"), "code 11111 cites no source"),
    (
        "a diagnosis that is not explained",
        GOOD.replace('diagnoses = ["N84.0"]', 'diagnoses = ["N85.00"]'),
        "there is no diagnosis 'N85.00'",
    ),
    ("a diagnosis that no code uses", GOOD.replace('diagnoses = ["N84.0"]', "diagnoses = []"), "no code uses the diagnoses N84.0"),
    ("an item about a code that is not there", GOOD.replace('codes = ["11111"]', 'codes = ["22222"]'), "there is no code '22222'"),
    ("a setting that is none", GOOD.replace('settings = ["asc"]', 'settings = ["office"]'), "setting 'office' is none of"),
    ("a list that is none", GOOD.replace('documentation = ["That it was done"]', 'documentation = "x"'), "expected a list of texts"),
    ("a code twice", GOOD + GOOD[GOOD.index("[[codes]]") : GOOD.index("[[diagnoses]]")], "11111 stands twice"),
    ("no codes", GOOD.replace("[[codes]]", "[[others]]"), "lacks codes"),
    ("another name than the file's", GOOD.replace('family = "toy"', 'family = "game"'), "the two must agree"),
]


@pytest.mark.parametrize(("text", "says"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_is_refused_with_its_place(text, says):
    with pytest.raises(FamilyError) as problem:
        read_family(text, "toy.toml", "toy")
    assert str(problem.value).startswith("toy.toml: ")
    assert says in str(problem.value)


@pytest.mark.parametrize("name", ["hysterectomy", "", "../families/hysteroscopy", "hysteroscopy.toml"])
def test_an_unknown_family_is_answered_with_those_there_are(name):
    with pytest.raises(FamilyError, match=r"no family is called .*hysteroscopy"):
        load_family(name)
