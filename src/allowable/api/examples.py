"""Requests as one would write them, for the OpenAPI document; the tests send every one and hold its answer against its schema."""

from __future__ import annotations

from typing import Any

NOTE = (
    "OPERATIVE REPORT\n"
    "PREOPERATIVE DIAGNOSIS: Abnormal uterine bleeding, endometrial polyp.\n"
    "PROCEDURE PERFORMED: Hysteroscopy with removal of an endometrial polyp.\n"
    "ANESTHESIA: General.\n"
    "DESCRIPTION OF PROCEDURE: The cervix was dilated and the hysteroscope was introduced. The uterine cavity was inspected, and both "
    "ostia were seen. A polyp of 2 cm on the posterior wall was resected under direct vision and sent to pathology. The hysteroscope was "
    "withdrawn. The patient tolerated the procedure well.\n"
)

GUIDE = (
    "Hysteroscopy, services of 2024, national amounts\n\n58558, physician in a facility: $230.35\n58563, physician in a facility: $244.66\n"
)
CLAIMS = (
    "claim_id,line,service_date,hcpcs,units,place_of_service\n1,1,2024-08-01,58558,1,22\n1,2,2024-08-01,58563,1,22\n"
    "2,1,2024-08-01,58555,1,11\n"
)

# bodies: requests as JSON; files: (name, content, fields beside it) of an upload; query: fields of a GET; answer: what an open path says
EXAMPLES: dict[str, dict[str, Any]] = {
    "code": {"query": {"on": "2025-03-10"}},
    "price": {
        "bodies": {
            "one line, national": {"lines": ["58558"], "on": "2025-03-10", "place_of_service": "22"},
            "two lines at a ZIP code": {"lines": ["58558", "58563-51"], "on": "2025-03-10", "place_of_service": "24", "zip": "77030"},
            "a hospital's claim": {
                "lines": [{"hcpcs": "58563", "charge": "9000.00"}],
                "setting": "hospital",
                "on": "2025-03-10",
                "cbsa": "26420",
            },
            "after edits": {"lines": ["58558", "58563", "58555"], "on": "2024-08-01", "place_of_service": "22", "edit": True},
        },
    },
    "compare": {"bodies": {"two procedures in Houston": {"codes": ["58558", "58563"], "on": "2025-03-10", "zip": "77030"}}},
    "check": {
        "bodies": {
            "three codes of one day": {"lines": ["58558", "58563", "58555"], "on": "2024-08-01", "place_of_service": "22", "sex": "F"},
        },
        "files": {"two claims as a table": ("claims.csv", CLAIMS, {"setting": "physician"})},
    },
    "guide": {"query": {"family": "hysteroscopy", "on": "2024-03-15", "format": "json"}},
    "guide_of_body": {"bodies": {"hysteroscopy": {"family": "hysteroscopy", "on": "2024-03-15", "zip": "77030"}}},
    "audit": {"files": {"a guide of two figures": ("guide.txt", GUIDE, {"on": "2024-06-14"})}},
    "note": {
        "bodies": {"a short note": {"text": NOTE, "on": "2025-03-10", "setting": "asc"}},
        "files": {"a short note": ("note.txt", NOTE, {"on": "2025-03-10", "setting": "asc"})},
    },
    "ask": {"bodies": {"a pair": {"question": "Can 58555 be billed with 58558?", "on": "2025-03-10"}}},
    "reprice": {"files": {"three lines": ("lines.csv", CLAIMS, {"setting": "physician"})}},
    "releases": {"query": {"name": "relative_values"}},
    "rules": {"query": {"system": "physician", "names": ["conversion_factor"]}},
    "healthz": {"answer": {"status": "ok"}},
    "metrics": {
        "answer": "# HELP allowable_requests_total Requests answered.\n# TYPE allowable_requests_total counter\n"
        'allowable_requests_total{method="POST",path="/v1/price",status="200"} 12.0\n'
    },
}
