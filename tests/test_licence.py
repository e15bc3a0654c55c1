"""Whose what is: no word of a code book is here, and what we depend on may be used freely (docs/design/0005, NOTICE)."""

import csv
import importlib.metadata
import io
import json
import pathlib
import re
import zipfile

import pytest

ROOT = pathlib.Path(__file__).parents[1]
CMS = ROOT.parent / "shared" / "cms"
EMBEDDED = ROOT / "src" / "allowable" / "releases" / "embedded"
PASSED_OVER = {".git", ".venv", "out", "dist", "build", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".json", ".css", ".html", ".typ", ".cfg", ""}
CODE = re.compile(r"\d{4}[0-9FTUM]")
FREE = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|Zlib|HPND|MPL|CC0|Unlicense", re.IGNORECASE)

needs_cms = pytest.mark.skipif(not CMS.is_dir(), reason=f"CMS's published files are not at {CMS}: no descriptor can be looked for")


def words(text):
    """The words of a text, lower case."""
    return re.findall(r"[a-z0-9]+", text.lower())


def shingles(text):
    """Every run of three words."""
    found = words(text)
    return set(zip(found, found[1:], found[2:], strict=False))


@pytest.fixture(scope="module")
def descriptors():
    """{first three words: descriptors} of CPT codes with at least three words, from files of CMS of three systems."""
    texts = set()
    for path, place in (("pfs/2025/rvu25d/PPRRVU2025_Oct.csv", 2), ("asc/2025/20250101/AA.csv", 1)):
        rows = csv.reader(io.StringIO((CMS / path).read_text("latin-1")))
        texts |= {cells[place] for cells in rows if len(cells) > place and CODE.fullmatch(cells[0].strip())}
    with zipfile.ZipFile(CMS / "pfs/zips/RVU20A.zip") as archive:
        for name in archive.namelist():
            if re.search(r"PPRRVU.*\.csv$", name, re.IGNORECASE):
                rows = csv.reader(io.StringIO(archive.read(name).decode("latin-1")))
                texts |= {cells[2] for cells in rows if len(cells) > 2 and CODE.fullmatch(cells[0].strip())}
    found = {}
    for text in texts:
        if len(words(text)) >= 3:
            found.setdefault(tuple(words(text)[:3]), set()).add(tuple(words(text)))
    assert len(texts) > 9_000
    return found


def found_in(text, descriptors):
    """Descriptors that stand in a text, word by word."""
    joined = f" {' '.join(words(text))} "
    near = shingles(text) & descriptors.keys()
    return sorted(" ".join(one) for start in near for one in descriptors[start] if f" {' '.join(one)} " in joined)


def files():
    """Every file of the repository that holds text."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and path.suffix in TEXT and not PASSED_OVER & set(path.relative_to(ROOT).parts) and path.name != "LICENSE"
    ]


@needs_cms
def test_the_search_finds_what_it_looks_for(descriptors):
    whole = next(one for several in descriptors.values() for one in several if len(one) > 3)
    assert found_in(f"58558: {'-'.join(whole).upper()}!", descriptors)
    assert not found_in("Medicare allows nothing for a word that stands alone", descriptors)


@needs_cms
def test_no_descriptor_of_a_cpt_code_is_in_the_repository(descriptors):
    # the message names the file alone: a descriptor must not reach a log either
    assert not [str(path.relative_to(ROOT)) for path in files() if found_in(path.read_text("utf-8", "replace"), descriptors)]


@needs_cms
def test_no_descriptor_of_a_cpt_code_is_in_the_embedded_facts(descriptors):
    parquet = pytest.importorskip("pyarrow.parquet")
    guilty = []
    for path in sorted(EMBEDDED.glob("*.parquet")):
        table = parquet.read_table(path)
        texts = [column for column in table.columns if not str(column.type).startswith(("int", "uint"))]
        if any(found_in(" | ".join(filter(None, column.unique().to_pylist())), descriptors) for column in texts):
            guilty.append(path.name)
    for path in sorted([*EMBEDDED.glob("*.point"), *EMBEDDED.glob("*.pairs")]):
        if found_in(path.read_bytes()[:4_000_000].decode("latin-1"), descriptors):
            guilty.append(path.name)
    assert not guilty


def test_every_embedded_file_is_listed_with_its_source():
    held = {path.name for path in EMBEDDED.iterdir() if path.suffix in (".point", ".parquet", ".pairs")}
    manifest = json.loads((EMBEDDED / "manifest.json").read_text("utf-8"))
    assert held == set(manifest["files"])
    assert all(re.fullmatch(r"[0-9a-f]{64}( and [0-9a-f]{64})*", one["sha256"]) for prints in manifest["tables"].values() for one in prints)


def test_the_licence_is_apache_2_and_the_notice_says_whose_the_codes_are():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License\n                           Version 2.0, January 2004" in licence and "END OF TERMS AND CONDITIONS" in licence
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for said in (
        "registered trademark of the American Medical Association",
        "allowable releases build FOLDER",
        "ICD-10-CM",
        "HCPCS Level II",
    ):
        assert said in notice


def _needed(name, seen):
    """Distributions that a distribution needs, and theirs, extras aside."""
    for line in importlib.metadata.requires(name) or []:
        one = re.match(r"[\w.-]+", line)[0].lower().replace("_", "-")
        if "extra ==" not in line and one not in seen and _is_installed(one):
            seen.add(one)
            _needed(one, seen)
    return seen


def _is_installed(name):
    try:
        return bool(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return False  # needed on another platform


@pytest.mark.skipif(not _is_installed("allowable"), reason="allowable is not installed: its dependencies are not known")
def test_what_we_depend_on_is_permissively_licensed():
    needed = _needed("allowable", set())
    assert "click" in needed
    odd = []
    for name in sorted(needed):
        data = importlib.metadata.metadata(name)
        kinds = [one for one in data.get_all("Classifier", []) if one.startswith("License")]
        said = " ".join([data.get("License-Expression") or "", (data.get("License") or "")[:200], *kinds])
        if not FREE.search(said) or re.search(r"\b(?:A|L)?GPL|General Public License", said):
            odd.append(f"{name}: {said.strip() or 'no licence is stated'}")
    assert not odd
