"""The fields of a query."""

from __future__ import annotations

from urllib.parse import parse_qsl

from .problem import Problem

MOST_FIELDS = 40


def query_fields(query: bytes) -> list[tuple[str, str]]:
    """(name, value) of each field, in order. Problem 422 where there are far more than any request has."""
    try:
        return parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Problem(422, f"The query has more than {MOST_FIELDS} fields.") from None
