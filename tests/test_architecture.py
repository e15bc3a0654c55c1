"""The house as docs/design/0001 draws it: arrows point down, the path of one price stays light, files stay small, money stays exact."""

import ast
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "allowable"
LAW_FOLDERS = sorted(path.name for path in (PACKAGE / "law").iterdir() if path.is_dir() and (path / "__init__.py").exists())

READERS = {"kernel", "law", "claims", "families", "releases", "runners", "engine", "views"}  # facts, claims and how they are shown
DOORS = {"checking", "places", "guides", "audits", "pages", "notes", "questions", "bulk", "face"}

# A room may import what stands behind it, and itself; nothing else of the house. Doors stand last: nothing above imports them.
MAY_IMPORT = {
    "kernel": set(),
    "law": {"kernel"},
    "claims": {"kernel"},
    "families": {"kernel"},
    "runners": {"kernel"},
    "releases": {"kernel", "law"},
    "checking": {"kernel", "law", "claims", "runners"},
    "engine": {"kernel", "law", "claims", "releases", "runners", "checking"},
    "views": {"kernel", "claims", "checking", "engine", "runners"},
    "places": {"kernel", "law", "releases"},
    "guides": {"kernel", "law", "claims", "families", "releases", "runners", "engine", "views", "places"},
    "audits": {"kernel", "law", "claims", "families", "releases", "runners", "engine", "views"},
    "pages": {"kernel", "law", "claims", "families", "releases", "runners", "engine", "views", "places", "guides"},
    "face": {"claims", "engine", "guides", "audits", "pages"},
    "bulk": {"kernel", "engine", "runners", "face"},
    "spark": {"kernel", "engine", "runners", "face", "bulk"},
    "notes": {*READERS, "places", "guides", "pages", "face"},
    "questions": {*READERS, "guides", "pages", "checking", "places", "face"},
    "evaluation": {"kernel", "engine", "notes", "questions", "face"},
    "api": {*READERS, *DOORS},
    "web": {*READERS, *DOORS, "api"},
    "mcp": {"kernel", "face", "engine", *DOORS, "api"},
    "cli": {*READERS, *DOORS, "law", "api", "web", "mcp", "evaluation"},
}

# Of some rooms only these modules may be imported from outside, by the rooms named.
ONLY_MODULES = {
    ("releases", "law"): {"tables"},  # the shapes that law declares, never a rule
    ("places", "law"): {"tables"},
    ("guides", "law"): {"tables"},
    ("audits", "law"): {"tables"},
    ("pages", "law"): {"tables"},
    ("cli", "law"): {"tables"},
    ("places", "releases"): {"store"},
    ("guides", "releases"): {"store", "pairs"},  # what the store answers: Missing, the pair files
    ("audits", "releases"): {"store", "pairs"},
    ("pages", "releases"): {"store", "pairs"},
    ("notes", "law"): {"tables"},
    ("notes", "releases"): {"store", "pairs"},
    ("questions", "law"): {"tables", "citations"},
    ("questions", "releases"): {"store", "pairs", "manuals"},
}
EXCEPTIONS = {("claims.tables", "runners.bulk.source")}  # claims in Parquet and Arrow are read by the one reader of tables

HEAVY = {"numpy", "pyarrow", "polars", "duckdb"}
PAPER = {"docx", "jinja2", "lxml", "markdown_it", "markupsafe", "openpyxl", "pdfplumber", "python_calamine", "typst", "vl_convert"}
LIBRARIES = HEAVY | PAPER | {"click", "msgspec", "rich"}
KERNEL_LIBRARY = {"__future__", "_thread", "operator", "datetime"}  # a lock: threads share the law
LATE_KERNEL_LIBRARY = KERNEL_LIBRARY | {"difflib"}  # for the near names of an error
SLOW_STANDARD = {"json", "decimal", "dataclasses", "inspect", "typing", "re", "argparse", "pathlib"}  # each costs the first price dearly
UNLOADED = LIBRARIES | SLOW_STANDARD

MONEY_ROOMS = ("kernel", "law", "claims", "engine", "runners")
LONGEST_FILE, LONGEST_LINE, LONGEST_KERNEL = 310, 140, 2_000  # a file is one idea, about 300 lines


class Module:
    """One source file: dotted name below the package, tree, and imports as (target, when): now, late (in a function) or typing."""

    def __init__(self, path):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text, str(path))
        when = {id(inner): "late" for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef) for inner in ast.walk(node)}
        when |= {id(inner): "typing" for node in ast.walk(self.tree) if _is_for_typing(node) for inner in ast.walk(node)}
        self.imports = [(target, when.get(id(node), "now")) for node in ast.walk(self.tree) for target in self._targets(node)]

    def _targets(self, node):
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        if not isinstance(node, ast.ImportFrom):
            return []
        if not node.level:
            return [node.module]
        base = self.name.split(".") if self.name else []
        base = base[: len(base) - node.level + self.is_package]
        base = [*base, *(node.module.split(".") if node.module else [])]
        return [".".join(["allowable", *base, *([alias.name] if _is_module([*base, alias.name]) else [])]) for alias in node.names]


def _is_for_typing(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _is_module(parts):
    path = PACKAGE.joinpath(*parts)
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


MODULES = [Module(path) for path in sorted(PACKAGE.rglob("*.py"))]


def _imports(inside):
    """(module, imported, when): of the house without the package's name; else the library, unless it is there for types alone."""
    for module in MODULES:
        for target, when in module.imports:
            first, _, rest = target.partition(".")
            if (first == "allowable") == inside and (inside or when != "typing"):
                yield module, rest if inside else first, when


INSIDE = list(_imports(inside=True))
OUTSIDE = list(_imports(inside=False))


def room(name):
    """The room of a dotted module name below the package."""
    first = name.split(".")[0]
    return {"": "face", "__main__": "cli"}.get(first, first)


def test_every_module_has_a_room():
    assert {room(module.name) for module in MODULES} <= set(MAY_IMPORT)
    assert len(MODULES) > 100


def test_the_walk_sees_imports_of_every_kind():
    found = {(module.name, target, when) for module, target, when in INSIDE}
    assert {("engine", "releases.store", "now"), ("law.physician.fee", "kernel.rule", "now"), ("", "engine", "late")} <= found
    assert ("releases.point_write", "pyarrow", "late") in {(module.name, target, when) for module, target, when in OUTSIDE}


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_arrows_point_down(name):
    wrong = []
    for module, target, _ in INSIDE:
        there = room(target)
        if room(module.name) != name or there == name or (module.name, target) in EXCEPTIONS:
            continue
        only = ONLY_MODULES.get((name, there))
        if there not in MAY_IMPORT[name] or (only and target.split(".")[-1] not in only and target.split(".")[1] not in only):
            wrong.append(f"{module.name} imports {target}")
    assert not wrong


def test_every_exception_is_still_needed():
    assert set(EXCEPTIONS) <= {(module.name, target) for module, target, _ in INSIDE}


@pytest.mark.parametrize("folder", LAW_FOLDERS)
def test_a_law_folder_imports_no_other(folder):
    own = {f"law.{folder}"}
    assert not [
        f"{module.name} imports {target}"
        for module, target, _ in INSIDE
        if _law_folder(module.name) == own and _law_folder(target) not in (own, set())
    ]


def _law_folder(name):
    return {".".join(name.split(".")[:2])} if room(name) == "law" else set()


def test_kernel_imports_almost_nothing():
    found = {(target, when) for module, target, when in OUTSIDE if room(module.name) == "kernel"}
    assert {target for target, when in found if when == "now"} <= KERNEL_LIBRARY
    assert {target for target, when in found if when == "late"} <= LATE_KERNEL_LIBRARY


def test_law_imports_no_library():
    assert not [f"{module.name}: {target}" for module, target, _ in OUTSIDE if room(module.name) == "law"]


def test_only_bulk_and_releases_use_arrays_and_releases_only_late():
    wrong = [
        f"{module.name} imports {target}"
        for module, target, when in OUTSIDE
        if target in HEAVY
        and not module.name.startswith(("runners.bulk", "runners.sql"))
        and not (room(module.name) == "releases" and when == "late")
    ]
    assert not wrong


def test_libraries_stay_at_the_doors():
    quiet = {"kernel", "law", "claims", "families", "engine", "views", "pages", "face"}
    assert not [f"{module.name} imports {target}" for module, target, _ in OUTSIDE if room(module.name) in quiet and target in LIBRARIES]


def test_files_are_one_idea():
    assert not {module.name: lines for module in MODULES if (lines := len(module.text.splitlines())) > LONGEST_FILE}


def test_lines_are_readable():
    lines = [(module.name, number, line) for module in MODULES for number, line in enumerate(module.text.splitlines(), 1)]
    assert not [f"{name}, line {number}: {len(line)} characters" for name, number, line in lines if len(line) > LONGEST_LINE]


def test_kernel_is_small():
    assert 500 < sum(len(module.text.splitlines()) for module in MODULES if room(module.name) == "kernel") <= LONGEST_KERNEL


def test_what_is_public_says_what_it_is():
    silent = [module.name for module in MODULES if not ast.get_docstring(module.tree)]
    for module in MODULES:
        classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
        silent += [f"{module.name}.{one.name}" for one in classes if not ast.get_docstring(one)]
        silent += [f"{module.name}.{one.name}.{node.name}" for one in classes for node in one.body if _is_silent(node)]
        silent += [f"{module.name}.{node.name}" for node in module.tree.body if _is_silent(node)]
    assert not silent


def _is_silent(node):
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node) and not _is_rule(node)


def _is_rule(node):  # its sentence is the first argument of the decorator
    names = {one.func.id for one in node.decorator_list if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}
    return bool(names & {"rule", "edit"})


@pytest.mark.parametrize("module", [one for one in MODULES if room(one.name) in MONEY_ROOMS], ids=lambda one: one.name)
def test_no_float_touches_money(module):
    asked = {id(inner) for node in ast.walk(module.tree) if _asks_for_a_kind(node) for inner in ast.walk(node)}
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"line {node.lineno}: {node.value}")
        elif isinstance(node, ast.Name) and node.id == "float" and id(node) not in asked:
            found.append(f"line {node.lineno}: float")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"line {node.lineno}: a division that leaves the whole numbers")
    assert not found


def _asks_for_a_kind(node):  # a float is refused by asking whether it is one
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"


@pytest.mark.parametrize("module", [one for one in MODULES if room(one.name) == "law"], ids=lambda one: one.name)
def test_no_rule_asks_for_the_year(module):
    """An amendment is a dated sibling (`since`, `until`); a Python `if` has no business in a rule."""
    found = [f"line {node.lineno}: a Python if" for node in ast.walk(module.tree) if isinstance(node, (ast.If, ast.IfExp, ast.While))]
    found += [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare) and _asks_for_a_day(node)
    ]
    assert not found


def _asks_for_a_day(comparison):
    parts = list(ast.walk(comparison))
    names = {getattr(one, "id", getattr(one, "attr", "")) for one in parts}
    years = [one for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, int) and 1960 <= one.value <= 2100]
    return bool(years) or any("year" in name or name in ("on", "day", "today") for name in names)


PRICE = """
import sys
before = set(sys.modules)
import allowable
line = allowable.Line("58558", on="2025-01-15", place_of_service="22")
priced = [allowable.price(allowable.Claim([line], setting=setting)) for setting in ("physician", "hospital", "asc")]
assert [one.lines[0].status for one in priced] == ["priced"] * 3, [one.lines[0].reasons for one in priced]
assert priced[0].total.cents == 22448, priced[0].total.cents  # RVU25A: (4.17 + 2.06 + 0.71) x 32.3465
print(" ".join(sorted({name.split(".")[0] for name in set(sys.modules) - before})))
if sys.argv[1:] == ["decimal"]:
    assert str(priced[0].total.allowed) == "224.48"
    assert "decimal" in sys.modules
"""


def _in_new_process(code, *arguments, store):
    """What `code` prints in an interpreter without site-packages: nothing of it is needed here."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "ALLOWABLE_STORE": str(store)}
    done = subprocess.run([sys.executable, "-S", "-c", code, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_path_of_one_price_loads_almost_nothing(tmp_path):
    loaded = set(_in_new_process(PRICE, store=tmp_path).split())
    assert "allowable" in loaded
    assert not loaded & UNLOADED
    _in_new_process(PRICE, "decimal", store=tmp_path)


def test_importing_the_package_opens_no_release_and_no_door(tmp_path):
    code = "import sys, allowable; print(' '.join(name for name in sys.modules if name.startswith('allowable')))"
    assert set(_in_new_process(code, store=tmp_path).split()) == {
        "allowable", "allowable.claims", "allowable.claims.model", "allowable.claims.values",
        "allowable.kernel", "allowable.kernel.day", "allowable.kernel.number",
    }  # fmt: skip
