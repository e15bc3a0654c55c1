"""No descriptor of the source files is in the repository or in the wheel: long, medium or short, the AMA's, the ADA's or CMS's own.

Every descriptor of every file of CMS that carries any is looked for, word by word, in every file that git would commit, in every value of
the embedded Parquet files, in every run of text of the other binaries, and in every file of a wheel built here. Looked for are descriptors
of at least two words and 14 characters, of longer ones each run of eight words: shorter ones ("Hysteroscopy", "Office visit") are words of
the field that nobody owns. At that length nothing in the repository is found by chance, so no exception is needed.
"""

import csv
import functools
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import zipfile

import pytest

from published_files import read_bytes

ROOT = pathlib.Path(__file__).parents[1]

WORD = re.compile(r"[a-z0-9]+")
RUN = re.compile(rb"[\t\n\r\x20-\x7e]{12,}")  # a run of printable characters in a binary
LONGEST_RUN = 8
LEAST_WORDS, LEAST_CHARACTERS = 2, 14
LEAST_CUT = 4  # letters of a last word that may go on in the text
WHEEL_LIMIT = 10_000_000
HEADING = re.compile("desc", re.IGNORECASE)  # Short Descriptor, LONGDESC, short_descriptor, DESCRIPTION
FIELD_HEADINGS = {"Short Descriptor", "Short Description", "Long Description", "HCPCS Code Dosage"}


def words(text):
    """The words of a text, lower case."""
    return WORD.findall(text.lower())


# ---- what is looked for

PATTERNS = (
    *("asc/20*/2*/*", "opps/20*/*.csv.gz", "opps/20*/*.xlsx", "opps/workbooks/*"),
    *("opps/2025/final_rule_addenda/*", "pfs/20*/*/*prrvu*.gz", "pfs/20*/*/PPRRVU*.csv"),
)


def tables(shared):
    """(name, bytes) of CMS's tables that carry descriptors: one form of each, where the same table is offered in several."""
    cms = shared / "cms"
    for pattern in (
        "asc/20*/2*/*",
        "opps/20*/*.csv.gz",
        "opps/20*/*.xlsx",
        "opps/workbooks/*",
        "opps/2025/final_rule_addenda/*",
        "pfs/20*/*/*prrvu*.gz",
    ):
        for path in sorted(cms.glob(pattern)):
            yield path.name.removesuffix(".gz"), read_bytes(path)
    yield "DMEPOS26_JAN.xlsx", (cms / "other/DMEPOS26_JAN.xlsx").read_bytes()
    for path in sorted([*cms.glob("pfs/zips/*.zip"), *cms.glob("asc/zips/*.zip"), *cms.glob("other/*.zip"), *cms.glob("hcpcs/*.zip")]):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if re.search(r"PPRRVU.*\.csv|ASC-\w\w\.csv|CLFS.*\.csv|ASP.*\.csv|NOC.*\.xlsx", name, re.IGNORECASE):
                    yield name, archive.read(name)


def rows(name, content):
    """Cells of every sheet of a workbook, or of a comma- or tab-separated text."""
    if name.endswith(".xlsx"):
        import python_calamine

        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheet_names:
            yield from ([str(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python())
        return
    text = content.decode("latin-1")
    delimiter = "\t" if text[:20_000].count("\t") > text[:20_000].count(",") else ","
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def table_descriptors(name, content):
    """The cells below the headings of descriptors of one table."""
    columns = None
    for number, cells in enumerate(rows(name, content)):
        if columns is None:
            found = [at for at, cell in enumerate(cells) if len(cell) < 60 and HEADING.search(cell)]
            if found and len(cells) > 2:
                columns = found
            elif number > 15:
                return
        else:
            yield from (cells[at].strip() for at in columns if at < len(cells))


def dental_descriptors(shared):
    """Descriptors of the dental codes (ADA) in the HCPCS Level II file: fixed columns, long in 12-91, continued on further records."""
    path = next((shared / "cms" / "hcpcs").glob("*.zip"))
    with zipfile.ZipFile(path) as archive:
        name = next(one for one in archive.namelist() if re.search(r"ANWEB_\d+\.txt$", one))
        parts = {}
        for record in archive.read(name).decode("latin-1").splitlines():
            if record.startswith("D"):
                parts.setdefault(record[:5], []).append(record[11:91])
                yield record[91:119].strip()
        yield from (" ".join(" ".join(several).split()) for several in parts.values())


def seed_descriptors(shared):
    """What the two documents say of codes and modifiers: the code page's paragraph, and the guide's rows of codes and modifiers."""
    page = (shared / "seeds" / "code-58565-reference-page.txt").read_text(encoding="utf-8")
    yield from (line for line in page.splitlines() if len(words(line)) > 100)
    guide = (shared / "seeds" / "operative-hysteroscopy-2024-coding-guide.txt").read_text(encoding="utf-8")
    for line in guide.splitlines():
        if re.match(r"\d{5}\t|\d\d\t", line):
            yield from (cell for cell in line.split("\t") if len(words(cell)) > 2)  # two words name modifier 52, as anybody would


@pytest.fixture(scope="module")
def descriptors(shared):
    """{run of words: a hash of the descriptor it belongs to}; the words themselves must reach no log."""
    texts, read = set(), 0
    for name, content in tables(shared):
        one = set(table_descriptors(name, content))
        texts |= one
        read += len(one) > 100
    for others in (dental_descriptors(shared), seed_descriptors(shared)):
        texts.update(others)
    found = {}
    for text in texts - FIELD_HEADINGS:
        one = words(text)
        if len(one) >= LEAST_WORDS and len(text) >= LEAST_CHARACTERS and re.search("[a-z]{3}", " ".join(one)):
            for at in range(max(1, len(one) - LONGEST_RUN + 1)):
                found[" ".join(one[at : at + LONGEST_RUN])] = hashlib.sha256(text.encode()).hexdigest()[:12]
    counts = (read, len(texts), len(found))  # no text may stand in an assertion: a failing one would print it
    assert counts[0] >= 149 and counts[1] > 27_000 and counts[2] > 50_000, counts
    return Search(found)


class Search:
    """Runs of words, found in a text by their first two words; the last word may be cut short, as CMS cuts it ("cath")."""

    def __init__(self, runs):
        self.runs = runs
        self.lengths = {}
        self.cut = {}
        for run in runs:
            first = tuple(run.split()[:2])
            self.lengths.setdefault(first, set()).add(run.count(" ") + 1)
            before, _, last = run.rpartition(" ")
            if len(last) >= LEAST_CUT:
                self.cut.setdefault(before.split(" ")[0], {}).setdefault(before.count(" ") + 1, {}).setdefault(before, []).append(last)

    def __call__(self, text):
        """Hashes of the descriptors that stand in a text."""
        found, one = set(), words(text)
        for at in range(len(one) - 1):
            for length in self.lengths.get((one[at], one[at + 1]), ()):
                run = " ".join(one[at : at + length])
                if run in self.runs:
                    found.add(self.runs[run])
            for length, begun in self.cut.get(one[at], {}).items():
                before = " ".join(one[at : at + length])
                for last in begun.get(before, ()) if at + length < len(one) else ():
                    if one[at + length].startswith(last):
                        found.add(self.runs[f"{before} {last}"])
        return sorted(found)


# ---- where it is looked for


def committed():
    """Every file that git holds or would add."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return sorted(path for path in paths if path.is_file())


def texts_of(name, content):
    """Everything in a file that can be read as text: of a Parquet file its values and metadata, of other binaries every printable run."""
    if name.endswith(".parquet"):
        yield from parquet_texts(content)
    elif b"\0" in content:
        yield "\n".join(run.decode("ascii") for run in RUN.findall(content))
    else:
        yield content.decode("utf-8", "replace")


def parquet_texts(content):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(content))
    for key, value in (table.schema.metadata or {}).items():
        yield f"{key.decode('utf-8', 'replace')} {value.decode('utf-8', 'replace')}"
    yield " | ".join(table.column_names)
    for column in table.columns:
        if not pa.types.is_integer(column.type):
            yield " | ".join(filter(None, column.unique().to_pylist()))


def guilty(search, files):
    """{file: hashes of the descriptors in it} of (name, bytes)."""
    found = {}
    for name, content in files:
        hits = {one for text in texts_of(name, content) for one in search(text)}
        if hits:
            found[name] = sorted(hits)
    return found


@functools.cache
def wheel(folder):
    """(size of a wheel built from the repository, {name: bytes} of its files)."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return path.stat().st_size, {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pytest.importorskip("hatchling", reason="NOT TESTED: the wheel cannot be built without hatchling")
    return wheel(tmp_path_factory.mktemp("wheel"))


# ---- the search itself finds what is planted


def test_the_search_finds_a_planted_descriptor(descriptors, tmp_path):
    short = min(run for run in descriptors.runs if run.count(" ") == 3)
    long = min(run for run in descriptors.runs if run.count(" ") == LONGEST_RUN - 1)
    for run in (short, long):
        planted = f"58558: {run.upper().replace(' ', ' - ')}! "
        files = [
            ("notes.md", planted.encode()),
            ("facts.point", b"\0\1\2" + run.encode() + b"\0\xff"),
            ("facts.parquet", _parquet(tmp_path, [None, "A", run])),
        ]
        found = [len(guilty(descriptors, [one])) for one in files]
        assert found == [1, 1, 1]
    assert not descriptors("Medicare allows nothing for a word that stands alone, and a hysteroscopy is a word")


def test_a_last_word_that_is_cut_short_is_found():
    search = Search({"planted tissue cath": "one"})  # as CMS cuts words; of our own making, so that no other run ends sooner
    assert search("The planted tissue catheterization was done.") == ["one"] == search("planted tissue cath")
    assert search("The planted tissue cat.") == [] == search("planted tissue and cath")


def _parquet(folder, values):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"status": pa.array(values).dictionary_encode()}), folder / "planted.parquet")
    return (folder / "planted.parquet").read_bytes()


# ---- and nothing else


def test_no_descriptor_is_in_the_repository(descriptors):
    files = committed()
    assert len(files) > 150 and any(path.suffix == ".parquet" for path in files) and any(path.suffix == ".pairs" for path in files)
    assert guilty(descriptors, ((str(path.relative_to(ROOT)), path.read_bytes()) for path in files)) == {}


def test_no_descriptor_is_in_the_wheel(descriptors, built):
    _, files = built
    held = {hashlib.sha256(path.read_bytes()).digest() for path in committed()}
    others = {name: content for name, content in files.items() if hashlib.sha256(content).digest() not in held}
    assert len(others) < len(files) / 2, "most of the wheel are files of the repository, which were searched above"
    assert guilty(descriptors, others.items()) == {}


def test_the_wheel_is_small_and_carries_the_facts(built):
    size, files = built
    assert size <= WHEEL_LIMIT
    for name in ("relative_values.point", "relative_values.parquet", "code_pairs_practitioner_2024Q3.pairs", "manifest.json"):
        assert f"allowable/releases/embedded/{name}" in files


def test_no_file_of_the_shared_data_is_in_the_repository(shared):
    theirs = {hashlib.sha256(path.read_bytes()).hexdigest() for path in shared.rglob("*") if path.is_file() and path.stat().st_size > 0}
    assert len(theirs) > 150
    assert [str(path.relative_to(ROOT)) for path in committed() if hashlib.sha256(path.read_bytes()).hexdigest() in theirs] == []
