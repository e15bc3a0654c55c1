#!/usr/bin/env python3
"""Coverage-guided fuzzing of the 837 reader and writer: no crash, no hang, no unbounded memory; what is read is written back equal.

usage: fuzz_x12.py [CORPUS] [-max_total_time=600] [-rss_limit_mb=512] [-timeout=10]        (needs `pip install atheris`)

Not part of the tests; `tests/test_x12.py` runs a short fuzz of its own.
"""

import contextlib
import io
import pathlib
import sys
import tempfile

import atheris

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "src"), str(HERE.parent)]

with atheris.instrument_imports(include=["allowable.claims"]):
    from allowable.claims.document import ClaimDocument
    from allowable.claims.values import ClaimError
    from allowable.claims.x12.read import read_837
    from allowable.claims.x12.write import write_837


def one(data):
    """Read any bytes; write what was read and read it again; ask each document for its claim."""
    found = list(read_837(io.BytesIO(data)))
    documents = []
    for each in found:
        if isinstance(each, ClaimDocument):
            documents.append(each)
            each.facts()
            with contextlib.suppress(ClaimError):
                each.to_claim()
        else:
            assert str(each) and each.remedy
    out = io.BytesIO()
    try:
        write_837(documents, out)
    except ClaimError:
        return  # an identifier with a delimiter of ours
    assert list(read_837(io.BytesIO(out.getvalue()))) == documents


def main():
    from x12_text import hospital, professional

    corpus = [one for one in sys.argv[1:] if not one.startswith("-")]
    if not corpus:
        folder = tempfile.mkdtemp()
        for name, data in (("professional", professional()), ("hospital", hospital())):
            (pathlib.Path(folder) / name).write_bytes(data)
        sys.argv.append(folder)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
