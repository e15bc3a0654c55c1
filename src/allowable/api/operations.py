"""The operations of the service as data: paths, what goes in, what comes out. The OpenAPI document and the tests read this list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from .files import LINES_MEDIA
from .files import MEDIA as TABLES
from .handlers import GUIDES
from .handlers import JSON as JSON_MEDIA
from .metrics import MEDIA as METRICS
from .requests import (
    AskRequest,
    AuditRequest,
    CheckFileRequest,
    CheckRequest,
    CodeRequest,
    CompareRequest,
    GuideRequest,
    NoteFileRequest,
    NoteRequest,
    PriceRequest,
    ReleasesRequest,
    RepriceRequest,
    RulesRequest,
)


class Operation:
    """One operation: `body` is its JSON request, `query` the request whose fields are its query, `form` that of an uploaded file."""

    def __init__(
        self,
        name: str,
        method: str,
        path: str,
        tag: str,
        says: str,
        *,
        more: str = "",
        body: type[Struct] | None = None,
        query: type[Struct] | None = None,
        form: type[Struct] | None = None,
        file: str = "",
        answers: Mapping[str, str | None],
        answer_says: str,
        errors: Sequence[int] = (422,),
        in_path: Sequence[str] = (),
        is_open: bool = False,
    ) -> None:
        self.name = name
        self.method = method
        self.path = path
        self.tag = tag
        self.says = says
        self.more = more or says
        self.body = body
        self.query = query
        self.form = form
        self.file = file
        self.answers = answers
        self.answer_says = answer_says
        self.errors = errors
        self.in_path = in_path
        self.is_open = is_open


OPERATIONS = (
    Operation(
        "code",
        "get",
        "/v1/codes/{code}",
        "codes",
        "Everything held about one code",
        more="Amounts in the three settings, whether it is priced, covered and performable, indicators, unit limits, pairs, history.",
        query=CodeRequest,
        in_path=("hcpcs",),
        answers={JSON_MEDIA: "CodeRecord"},
        answer_says="The page of the code.",
    ),
    Operation(
        "price",
        "post",
        "/v1/price",
        "claims",
        "What Medicare allows for a claim",
        more="Each line with its amounts and the account of every number: rule, value, reason, inputs with the published row, citation. "
        "With `edit`, the claim before and after its edits.",
        body=PriceRequest,
        answers={JSON_MEDIA: "PriceAnswer"},
        answer_says="The priced claim.",
    ),
    Operation(
        "compare",
        "post",
        "/v1/compare",
        "claims",
        "The same procedures in office, hospital and surgical center",
        body=CompareRequest,
        answers={JSON_MEDIA: "CompareRecord"},
        answer_says="The comparison.",
    ),
    Operation(
        "check",
        "post",
        "/v1/check",
        "claims",
        "What edits will deny, before a claim is sent",
        more="One claim as JSON, or a file of claims: 837, FHIR, our JSON, or a table of lines, recognised by what is in it. A finding "
        "passes, fails, or was not checked, with the reason; what was not checked is never counted as passed.",
        body=CheckRequest,
        form=CheckFileRequest,
        file="A file of claims.",
        answers={JSON_MEDIA: "CheckRecord", LINES_MEDIA: None},
        answer_says="The findings. Of a file: an object a line, its claims first, the summary last.",
    ),
    Operation(
        "guide",
        "get",
        "/v1/guide",
        "documents",
        "The coding guide of a procedure family",
        query=GuideRequest,
        answers={JSON_MEDIA: "GuideRecord", **dict.fromkeys([media for kind, media in GUIDES.items() if kind != "json"])},
        answer_says="The guide, written as `format` says.",
    ),
    Operation(
        "guide_of_body",
        "post",
        "/v1/guide",
        "documents",
        "The coding guide of a procedure family",
        body=GuideRequest,
        answers={JSON_MEDIA: "GuideRecord", **dict.fromkeys([media for kind, media in GUIDES.items() if kind != "json"])},
        answer_says="The guide, written as `format` says.",
    ),
    Operation(
        "audit",
        "post",
        "/v1/audit",
        "documents",
        "Which figures of somebody's guide are true, and on which days",
        form=AuditRequest,
        file="A guide: .txt, .md, .html, .pdf or .docx.",
        answers={JSON_MEDIA: "AuditRecord"},
        answer_says="The audit.",
    ),
    Operation(
        "note",
        "post",
        "/v1/note",
        "documents",
        "The codes that a note supports",
        more="Codes with modifiers, the words of the note that carry them, the path of reasons, alternatives, and what is missing; no code "
        "where the rules do not cover what was done. Nothing of a note is kept or logged.",
        body=NoteRequest,
        form=NoteFileRequest,
        file="A note: .txt, .docx or .pdf.",
        answers={JSON_MEDIA: "NoteRecord"},
        answer_says="The codes, or why there are none.",
    ),
    Operation(
        "ask",
        "post",
        "/v1/ask",
        "codes",
        "A question, answered with citations or not at all",
        body=AskRequest,
        answers={JSON_MEDIA: "AnswerRecord"},
        answer_says="The answer, or why there is none.",
    ),
    Operation(
        "reprice",
        "post",
        "/v1/reprice",
        "claims",
        "What Medicare allows for every line of a table",
        more="Parquet, Arrow or CSV in and out, with the columns of `allowable reprice --help`. The answer begins when it is whole, with "
        "its length.",
        form=RepriceRequest,
        file="A table of claim lines.",
        answers=dict.fromkeys(TABLES.values()),
        answer_says="The table of amounts.",
    ),
    Operation(
        "releases",
        "get",
        "/v1/releases",
        "codes",
        "What CMS published and is held",
        query=ReleasesRequest,
        answers={JSON_MEDIA: "ReleasesAnswer"},
        answer_says="Tables with their prints, or one of them.",
        errors=(404, 422),
    ),
    Operation(
        "rules",
        "get",
        "/v1/rules",
        "codes",
        "Every rule and dated value with its citation",
        query=RulesRequest,
        answers={JSON_MEDIA: "RulesRecord"},
        answer_says="Rules and values.",
        errors=(404, 422),
    ),
    Operation(
        "healthz",
        "get",
        "/healthz",
        "service",
        "Whether the service answers",
        answers={JSON_MEDIA: "Health"},
        answer_says="It does.",
        errors=(),
        is_open=True,
    ),
    Operation(
        "metrics",
        "get",
        "/metrics",
        "service",
        "Numbers for Prometheus",
        answers={METRICS: None},
        answer_says="The exposition text.",
        errors=(),
    ),
)
