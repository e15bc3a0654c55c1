"""Names of records, variables of the environment and exit statuses, found in the source itself."""

from __future__ import annotations

import ast
import pathlib
import re
from collections.abc import Iterator

import msgspec
from manual_text import Page, code, page, plain, table

import allowable
from allowable import cli
from allowable.api.settings import PREFIX, Settings
from allowable.cli import failures

SOURCE = pathlib.Path(allowable.__file__).parent
SCHEMA = re.compile(r"(?:allowable\.[a-z_.]+|account)/\d+")
VARIABLE = re.compile(r"ALLOWABLE_[A-Z_]*[A-Z]\b")

VARIABLES = {
    "ALLOWABLE_STORE": "Folder of your own releases, which is asked before the facts that came with the program.",
    "ALLOWABLE_DEBUG": "Any value: an error shows where in the program it was raised. For reports of faults.",
    "ALLOWABLE_API_TOKEN": "The token that others must send, at least 32 characters; `--token-file` is better, for a file has permissions.",
}
SETTINGS = {
    "host": "Where `allowable serve` listens. Anything but a loopback address needs a token.",
    "port": "Its port.",
    "workers": "Processes that answer.",
    "threads": "Threads of a process that price, check and read.",
    "token_digest": "SHA-256 of the token, in hexadecimal, instead of the token.",
    "names": "Names under which the service may be called, with commas between.",
    "largest_request": "Bytes of a JSON request.",
    "largest_upload": "Bytes of a file of claims.",
    "largest_document": "Bytes of a guide or a note.",
    "most_lines": "Lines of a file to reprice.",
    "body_seconds": "Seconds in which a request must have arrived.",
    "upload_seconds": "Seconds in which a file must have arrived.",
    "answer_seconds": "Seconds that an answer may take.",
    "file_seconds": "Seconds that a file may take.",
    "seconds_to_end": "Seconds that answers which have begun get, when the service is told to end.",
    "file_jobs": "Files that are worked on at once.",
    "requests_per_minute": "Requests of one client in a minute; 0 for any number. By default any on this machine, 600 beyond it.",
    "access_log": "Whether requests are logged, on standard error.",
}


def pages() -> list[Page]:
    """The names of records, and the environment with the exit statuses."""
    return [_schemas(), _environment()]


def schemas() -> dict[str, str]:
    """Names of records with what the module that declares each says of itself."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if path.is_relative_to(SOURCE / "api"):  # it describes the records of others
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        says = (ast.get_docstring(tree) or "").split("\n\n")[0]
        for name in _texts(tree, SCHEMA):
            found.setdefault(name, says)
    return dict(sorted(found.items()))


def _texts(tree: ast.AST, pattern: re.Pattern[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.fullmatch(node.value):
            yield node.value


def variables() -> dict[str, tuple[str, str]]:
    """{variable: (default, what it says)}; a variable or a setting without words is an error of the manual."""
    used = {name for path in SOURCE.rglob("*.py") for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    found = {name: ("", says) for name, says in VARIABLES.items()}
    for field in msgspec.structs.fields(Settings):
        if field.name not in SETTINGS:
            raise LookupError(f"tools/manual_records.py: say in SETTINGS what {field.name} of the API's settings means")
        found[PREFIX + field.name.upper()] = _written(field.default), SETTINGS[field.name]
    if used - set(found):
        raise LookupError(f"tools/manual_records.py: say in VARIABLES what {', '.join(sorted(used - set(found)))} means")
    return found


def _written(value: object) -> str:
    return "" if value in (None, "", ()) else str(value).lower() if isinstance(value, bool) else str(value)


def _schemas() -> Page:
    rows = [[code(name), plain(says)] for name, says in schemas().items()]
    return page(
        "reference/records.md",
        "Names of records",
        "Every record in JSON, and every data file of ours, says in `schema` what it is. The number changes when something that a reader "
        "may rely on changes; new keys may come at any time.",
        table(["Schema", "Where it is made or read"], rows),
    )


def _environment() -> Page:
    rows = [[code(name), code(default) if default else "", says] for name, (default, says) in variables().items()]
    statuses = [
        ("0", "Fine."),
        ("1", "A finding, or an unknown in the answer, which names it: no failure of the program."),
        (str(failures.BAD_INPUT), "Bad usage or bad input; one line on standard error names the place and says what to do next."),
        (str(failures.FAULT), "A fault of the program itself. Please report it."),
        ("130", "Interrupted; nothing half-written is left."),
        (str(cli.PIPE_CLOSED), "Whoever read the output went away."),
    ]
    return page(
        "reference/environment.md",
        "Environment and exit statuses",
        "## Environment",
        table(["Variable", "Default", "What it says"], rows),
        "## Exit statuses",
        table(["Status", "Meaning"], [[code(status), says] for status, says in statuses]),
    )
