"""The families of operative notes in the manual: the codes that a tree can give, its questions and branches, and the signs they rest on."""

from __future__ import annotations

from typing import Any

from manual_rules import linked
from manual_text import Page, code, heading, page, plain, sentence, table

from allowable.families.trees.form import read_trees, tree_files

Json = dict[str, Any]

FOLDER = "reference/notes"


def pages() -> list[Page]:
    """An index, and a page for each family."""
    files = {name: read_trees(name) for name in tree_files()}
    rows = [[f"[{plain(one['title'])}]({name}.md)", plain(one["says"]), str(len(one["codes"]))] for name, one in files.items()]
    index = page(
        f"{FOLDER}/index.md",
        "Families of notes",
        "What `allowable note` can code, and how it decides. Outside these families it gives no code and says so. "
        "[Add a procedure family](../../how-to/family.md) shows the form of the files.",
        table(["Family", "What is decided", "Codes"], rows),
        "Words beside a code are our own: they are neither CPT nor a substitute for it.",
    )
    return [index, *[_page(name, one) for name, one in files.items()]]


def _page(name: str, one: Json) -> Page:
    parts = [
        f"{sentence(one['says'])} File: {code(f'families/trees/{name}.toml')}.",
        "## Codes",
        table(["Code", "In our own words"], [[code(hcpcs), plain(words)] for hcpcs, words in one["codes"].items()]),
        "## Questions",
        "Of each question the first branch that holds is taken, unless it says that several may be. A name stands for a sign below; "
        "`title.` and other words before a point say where in the note it must stand.",
    ]
    for tree in one["trees"]:
        parts += _tree(tree)
    parts += ["## Signs", table(["Sign", "What it says"], [[code(sign), plain(its["says"])] for sign, its in one.get("signs", {}).items()])]
    measures = [[code(measure), plain(its["says"]), its["unit"]] for measure, its in one.get("measures", {}).items()]
    parts += ["## Measures" if measures else "", table(["Measure", "What it says", "Unit"], measures)]
    parts += ["## Sources", table(["Name", "Source", ""], map(_source, one["sources"]))]
    return page(f"{FOLDER}/{name}.md", plain(one["title"]), *parts, boost=0.5)


def _tree(tree: Json) -> list[str]:
    conditions = [f"Asked when {code(tree['enter'])}."]
    if tree.get("unless"):
        conditions.append(f"Not when {code(tree['unless'])}.")
    if tree.get("several"):
        conditions.append("Every branch that holds counts.")
    rows = [
        [
            code(branch["hcpcs"]) if "hcpcs" in branch else "no code",
            code(branch.get("when", "")),
            plain(branch["because"]),
            _sources(branch),
        ]
        for branch in tree["branches"]
    ]
    gaps = [gap for holder in (tree, *tree["branches"]) for gap in (*holder.get("gaps", ()), *holder.get("missing", ()))]
    missing = "\n".join(f"- Missing may be {plain(gap['what'])}: {sentence(gap['why'])}" for gap in gaps)
    return [
        heading(3, plain(tree["asks"]), f"tree-{tree['name']}"),
        " ".join(conditions),
        table(["Code", "When", "Because", "Source"], rows),
        missing,
    ]


def _sources(branch: Json) -> str:
    return ", ".join(plain(name) for name in branch.get("sources", ()))


def _source(one: Json) -> list[str]:
    text = plain(f"{one['document']}, {one['place']}")
    return [plain(one["id"]), linked(text, one), code(one["evidence"])]
