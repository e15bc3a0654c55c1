"""Excerpts of true answers for the OpenAPI document. `python tests/api_excerpts.py` writes them anew; a test holds them to the answers.

Of a list the first entries are kept, of a long text its beginning; nothing else is changed.
"""

import json

from allowable.api import openapi
from allowable.api.examples import EXAMPLES
from allowable.api.operations import OPERATIONS
from api_service import application

LONGEST_TEXT = 600  # characters of a text that is no JSON
CLAIMS = "claim_id,line,service_date,hcpcs,units,place_of_service\n7001,1,2024-08-01,58558,1,22\n7001,2,2024-08-01,58563,1,22\n"
FILES = {
    "audit": ("guide.txt", "In 2024, national payment, physician in a facility: 58558 $224.48; 58563 $240.12.\n"),
    "reprice": ("lines.csv", CLAIMS),
    "check": ("claims.csv", CLAIMS),
}


def excerpt(value, depth=0):
    """A record with the first entries of its lists."""
    if isinstance(value, dict):
        return {name: excerpt(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [excerpt(one, depth + 1) for one in value[: 2 if depth < 3 else 1]]
    return value


def excerpts(client):
    """{operation: {media type: excerpt of its answer to its first example}}."""
    found = {}
    for one in OPERATIONS:
        found[one.name] = {}
        for response in _answers(client, one):
            assert response.status_code == 200, (one.name, response.text)
            media = response.headers["content-type"].partition("; charset")[0]
            found[one.name][media] = _excerpt_of(media, response.text)
    return {name: answers for name, answers in found.items() if answers and name not in ("healthz", "metrics")}


def _answers(client, one):
    examples = EXAMPLES[one.name]
    if one.body is not None:
        yield client.post(one.path, json=next(iter(examples["bodies"].values())))
    if one.name in FILES:
        name, content = FILES[one.name]
        yield client.post(one.path, files={"file": (name, content.encode())})
    if one.method == "get":
        asked = examples.get("query", {})
        yield client.get(one.path.replace("{code}", "58565"), params=asked)
        if "format" in asked:
            yield client.get(one.path, params=asked | {"format": "md"})


def _excerpt_of(media, text):
    if media == "application/json":
        return excerpt(json.loads(text))
    if media == "application/x-ndjson":
        return "".join(json.dumps(excerpt(json.loads(line), 2)) + "\n" for line in text.splitlines())
    return text[:LONGEST_TEXT]


if __name__ == "__main__":
    with application() as made:
        written = json.dumps(excerpts(made), indent=1, ensure_ascii=False) + "\n"
    openapi.EXCERPTS.write_text(written, encoding="utf-8")
    print(f"{openapi.EXCERPTS}: {len(written):,} characters")
