#!/usr/bin/env python3
"""Coverage-guided fuzzing of the reading of claims in any form (FHIR, JSON, CSV, 837 told by content): no crash, no hang.

usage: fuzz_files.py [CORPUS] [-max_total_time=600] [-rss_limit_mb=1024] [-timeout=10]        (needs `pip install atheris`)

Not part of the tests; `tests/test_claims_read.py` runs a short fuzz of its own.
"""

import contextlib
import pathlib
import sys
import tempfile

import atheris

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "src"), str(HERE.parent)]

with atheris.instrument_imports(include=["allowable.claims"]):
    from allowable.claims.document import ClaimDocument
    from allowable.claims.fhir.write import claim_of
    from allowable.claims.reading import FileError, open_claims
    from allowable.claims.values import ClaimError

SCRATCH = pathlib.Path(tempfile.mkdtemp(prefix="fuzz-")) / "claims"


def one(data):
    """Read any bytes as a file; ask each document for its claim, and for itself as FHIR."""
    SCRATCH.write_bytes(data)
    try:
        found = list(open_claims(str(SCRATCH)))
    except FileError as problem:
        assert str(problem)
        return
    for each in found:
        if isinstance(each, ClaimDocument):
            each.facts()
            with contextlib.suppress(ClaimError):
                each.to_claim()
            with contextlib.suppress(ClaimError):
                claim_of(each)
        else:
            assert str(each) and each.remedy


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
