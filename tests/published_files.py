"""CMS's files read for comparison: short readers of their own, which share no line with the product's recipes.

Each gives plain texts and Decimals: what stands in the file, nothing made of it. Dollar signs and thousands commas are dropped.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal

BLANKS = " \t\r\n\xa0\xff"  # CMS ends some cells with a non-breaking space, which is byte 160 in one code page and 255 in another
CENT = Decimal("0.01")


def read_bytes(path):
    """Bytes of a file; `folder/archive.zip:member` reads a member; a .gz is unpacked."""
    path, _, member = str(path).partition(".zip:")
    if member:
        with zipfile.ZipFile(path + ".zip") as archive:
            return archive.read(member)
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as stream:
        return stream.read()


def rows_of(path):
    """Lists of stripped texts, one for each line of a table: comma- or tab-separated text, or the first sheet of a workbook."""
    if str(path).endswith(".xlsx"):
        import python_calamine

        book = python_calamine.CalamineWorkbook.from_path(path)
        return [
            [str(cell).strip(BLANKS) for cell in row]
            for row in book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
        ]
    # every byte is a character here: the codes and numbers that are compared are ASCII whatever the words beside them are written in
    text = read_bytes(path).decode("latin-1")
    delimiter = "\t" if text[:4000].count("\t") > text[:4000].count(",") else ","
    return [[cell.strip(BLANKS) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def table(path, first):
    """(names, rows) below the first line whose cell is `first`, such as "HCPCS Code"."""
    rows = rows_of(path)
    for at, row in enumerate(rows):
        if first in row[:2]:
            return [" ".join(cell.split()) for cell in row], [
                cells for cells in rows[at + 1 :] if len(cells) > row.index(first) and cells[row.index(first)]
            ]
    raise AssertionError(f"{path} has no line that starts with {first}")


def amount(text):
    """The Decimal of a printed amount, or None for a blank or a point."""
    digits = text.replace("$", "").replace(",", "").strip()
    return Decimal(digits) if re.fullmatch(r"[\d.]*\d[\d.]*", digits) else None


def unambiguous(path, pairs):
    """The mapping of pairs; CMS prints a few rows twice, and then alike."""
    found = {}
    for key, value in pairs:
        if not re.fullmatch(r"[0-9A-Z]{5}", key):
            continue  # a note below the table
        assert found.setdefault(key, value) == value, f"{path} prints {key} twice and differently"
    return found


def cents(value):
    """An amount to the cent, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def addendum_b(path):
    """{code: (status, rate or None)} of an OPPS Addendum B in any form that is held.

    A rate is what CMS prints: cells of drugs hold more digits than their three-place format shows, and the shown ones are the rate.
    """
    if str(path).endswith(".json"):
        found = {code: (row["si"], Decimal(repr(row["rate"]))) for code, row in json.loads(read_bytes(path)).items()}
    else:
        first = "HCPCSCode" if "si_rate" in str(path) else "HCPCS Code"
        names, rows = table(path, first)
        code, status, rate = (next(at for at, name in enumerate(names) if name.strip() in one) for one in ADDENDUM_B_COLUMNS)
        found = unambiguous(path, ((row[code], (row[status], amount(row[rate]))) for row in rows))
    return {code: (status, rate and rate.quantize(Decimal("0.001"), ROUND_HALF_UP)) for code, (status, rate) in found.items()}


ADDENDUM_B_COLUMNS = (("HCPCS Code", "HCPCSCode"), ("SI", "StatusIndicator"), ("Payment Rate", "PaymentRate"))


def asc_addendum(path):
    """{code: (payment indicator, rate or None)} of an ASC Addendum AA or BB."""
    if str(path).endswith(".json"):
        return {code: (row["si"], Decimal(repr(row["rate"]))) for code, row in json.loads(read_bytes(path)).items()}
    names, rows = table(path, "HCPCS Code")
    code = names.index("HCPCS Code")
    indicator, rate = (next(at for at, name in enumerate(names) if name.endswith(last)) for last in ("Payment Indicator", "Payment Rate"))
    return unambiguous(path, ((row[code], (row[indicator], amount(row[rate]))) for row in rows))


def payment_file(path):
    """[(mac, locality, code, modifier, non-facility amount, facility amount)] of a physician payment file (PFREV)."""
    found = []
    for row in csv.reader(io.StringIO(read_bytes(path).decode("latin-1"))):
        if len(row) == 16:
            mac, locality, code, modifier = (cell.strip() for cell in row[1:5])
            found.append((mac, locality, code, modifier, Decimal(row[5]), Decimal(row[6])))
    return found


def imaging_caps(path):
    """[(code, component, status, mac, locality, facility amount, non-facility amount)] of an OPPSCAP file."""
    found = []
    for row in rows_of(path):
        if len(row) >= 7 and re.fullmatch(r"[0-9A-Z]{5}", row[0]) and amount(row[5]) is not None:
            found.append((row[0], row[1], row[2], row[3].zfill(5), row[4].zfill(2), amount(row[5]), amount(row[6])))
    return found
