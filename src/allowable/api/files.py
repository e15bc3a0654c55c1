"""The operations that read an uploaded file, as child.py runs them: a job and its folder in, a file of the answer out.

A job is {"operation", "name" of the file in the folder, "request" (the fields of its request), "most_lines"}; a result is {"file", "media",
"download"}: what to send, as what, and under which name.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import Any

import msgspec

from ..engine import SYSTEM_OF_SETTING, Engine
from ..kernel.day import OPEN, day_number
from .problem import Problem, RequestError
from .requests import AuditRequest, CheckFileRequest, NoteFileRequest, RepriceRequest
from .words import in_fields

Json = dict[str, Any]
Job = dict[str, Any]

ENDINGS = {"parquet": ".parquet", "arrow": ".arrow", "csv": ".csv"}
MEDIA = {"parquet": "application/vnd.apache.parquet", "arrow": "application/vnd.apache.arrow.file", "csv": "text/csv"}
LINES_MEDIA = "application/x-ndjson"
JSON_MEDIA = "application/json"
ANSWER = "answer"
LARGEST_ANSWER = 2 * 2**30  # bytes of findings: beyond that ask for what fails alone
LARGEST_SORTED = 256 * 2**20  # bytes of a table that is held in memory to be sorted
DOCUMENT_MEMORY = 4 * 2**30  # bytes of address space that reading a document may take
ENCODE = msgspec.json.Encoder().encode


def reprice(job: Job, folder: str) -> Json:
    """Price a table of lines into another."""
    from ..runners.bulk.names import LinesError, Names
    from ..runners.bulk.stream import reprice as reprice_file
    from ..runners.bulk.worker import use_little_memory

    use_little_memory()
    request = msgspec.convert(job["request"], RepriceRequest)
    source, kind = _table(pathlib.Path(folder) / job["name"])
    kind = request.format or kind
    if request.sort and source.stat().st_size > LARGEST_SORTED:
        raise Problem(413, f"A table to be sorted has at most {LARGEST_SORTED:,} bytes: sort it by claim first, and leave `sort` out.")
    target = os.path.join(folder, ANSWER + ENDINGS[kind])
    most = job["most_lines"]

    def progress(lines: int, of: int | None) -> None:
        if max(lines, of or 0) > most:
            raise Problem(413, f"At most {most:,} lines are priced here.")

    try:
        reprice_file(
            Engine(),
            SYSTEM_OF_SETTING[request.setting],
            str(source),
            target,
            known=OPEN if request.known_on is None else day_number(request.known_on),
            names=Names.of(_toml(request.mapping)),
            contents=request.columns,
            is_sorted_first=request.sort,
            workers=1,
            progress=progress,
        )
    except LinesError as problem:
        raise RequestError(str(problem).replace(source.name, job["name"])) from None
    return {"file": target, "media": MEDIA[kind], "download": f"amounts{ENDINGS[kind]}"}


def _table(path: pathlib.Path) -> tuple[pathlib.Path, str]:
    """A table under a name that says what it is, and its kind by content."""
    from ..claims.reading import kind_of

    kind = kind_of(str(path))
    if kind not in ENDINGS:
        raise RequestError("reprice takes a table of claim lines: Parquet, Arrow or CSV; an 837 or FHIR file can be checked with /v1/check")
    if kind == "csv" and _is_binary(path):
        raise RequestError(f"{path.name}: neither Parquet nor Arrow, and no CSV: it holds bytes that no text has")
    packed = ".gz" if kind == "csv" and _is_gzip(path) else ""
    wanted = path.with_name("lines" + ENDINGS[kind] + packed)
    path.rename(wanted)
    return wanted, kind


def _is_binary(path: pathlib.Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(4096)
    return b"\0" in start and start[:2] != b"\x1f\x8b"


def _is_gzip(path: pathlib.Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _toml(text: str | None) -> Json:
    import tomllib

    try:
        return tomllib.loads(text or "")
    except tomllib.TOMLDecodeError as problem:
        raise RequestError(f"`mapping` is no TOML: {problem}", "mapping") from None


def check(job: Job, folder: str) -> Json:
    """Check every claim of a file: an object a line, the summary last."""
    from ..claims.reading import open_claims
    from ..views.checked_file import checked_claims, shown
    from ..views.checked_summary import Summary, summary_json

    request = msgspec.convert(job["request"], CheckFileRequest)
    engine, summary = Engine(), Summary(job["name"])
    known = None if request.known_on is None else day_number(request.known_on)
    facts = {name: value for name in ("mac", "locality", "cbsa") if (value := getattr(request, name)) is not None}
    target = os.path.join(folder, f"{ANSWER}.ndjson")
    fault: Json = {}
    with open(target, "wb") as stream:
        for one in checked_claims(engine, open_claims(os.path.join(folder, job["name"])), request.setting, known, facts):
            found = shown(engine, one, summary, everything=request.everything)
            if found is not None and "message" in found:
                found = fault = _for_a_client(found, folder)
            if summary.lines > job["most_lines"]:
                raise Problem(413, f"At most {job['most_lines']:,} lines are checked here.")
            if found is not None and stream.write(ENCODE(found) + b"\n") and stream.tell() > LARGEST_ANSWER:
                raise Problem(413, "The findings are more than can be sent: give `everything` false, or a smaller file.")
        if fault.get("concerns") == "file" and not any(summary.claims.values()):
            raise RequestError(fault["message"])  # the table is none of claims: an answer would look like claims without findings
        stream.write(ENCODE(summary_json(summary)) + b"\n")
    return {"file": target, "media": LINES_MEDIA, "download": None}


def _for_a_client(fault: Json, folder: str) -> Json:
    """What could not be read, without folders of this machine, and with fields of the request in the place of options."""
    said = {name: in_fields(fault[name].replace(f"{folder}{os.sep}", "")) for name in ("message", "remedy")}
    return fault | said


def audit(job: Job, folder: str) -> Json:
    """Audit somebody's guide."""
    from ..audits import audit_file

    _bound_memory()
    request = msgspec.convert(job["request"], AuditRequest)
    return _json(audit_file(Engine(), os.path.join(folder, job["name"]), request.known_on, request.on), folder)


def note(job: Job, folder: str) -> Json:
    """Read a note: .txt, .docx or .pdf."""
    from ..notes.documents import read_document
    from .answers import note_of

    _bound_memory()
    request = msgspec.convert(job["request"], NoteFileRequest)
    document = read_document(os.path.join(folder, job["name"]))
    record = note_of(Engine(), document, request)
    return _json(record | {"text": document.text} if job.get("with_text") else record, folder)


def _json(record: Json, folder: str) -> Json:
    target = pathlib.Path(folder) / f"{ANSWER}.json"
    target.write_bytes(ENCODE(record))
    return {"file": str(target), "media": JSON_MEDIA, "download": None}


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = DOCUMENT_MEMORY if hard == resource.RLIM_INFINITY else min(hard, DOCUMENT_MEMORY)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


OPERATIONS: dict[str, Callable[[Job, str], Json]] = {"reprice": reprice, "check": check, "audit": audit, "note": note}
