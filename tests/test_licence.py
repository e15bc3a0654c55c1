"""Whose what is: every embedded file has its source, and what we depend on may be used freely (docs/design/0005, NOTICE)."""

import importlib.metadata
import json
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[1]
EMBEDDED = ROOT / "src" / "allowable" / "releases" / "embedded"
FREE = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|Zlib|HPND|MPL|CC0|Unlicense", re.IGNORECASE)


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
