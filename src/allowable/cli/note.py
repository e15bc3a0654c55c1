"""`allowable note`: which codes an operative note supports, with the words that carry them, and what is missing."""

from __future__ import annotations

import click

from ..engine import Engine
from .compare import ASC_INDEX, COUNTY, HOSPITAL_INDEX
from .failures import BadInput, refuse_bad_files, say
from .options import CBSA, CITY, JSON, KNOWN_ON, LOCALITY, MAC, ZIP, Option, with_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..notes.documents import Document

    Json = dict[str, Any]
    MoreFacts = Callable[[list[Json], str], list[tuple[str, str]]]

ON = Option(
    "--on", "on", "DAY", "Service day, such as 2025-03-10: its edits, indicators and prices. Without it: the last day held, said so."
)
SETTING = Option(
    "--setting",
    "setting",
    "NAME",
    "Whose claim, where it decides a modifier (52 or 53, 73 or 74): physician (default), hospital or asc.",
    choices=("physician", "hospital", "asc"),
)
NO_PRICES = Option("--no-prices", "no_prices", None, "Leave the prices out.")
MODEL = (
    Option(
        "--model",
        "model",
        "URL",
        "Let a language model also look for facts: an OpenAI-compatible address such as http://127.0.0.1:11434/v1. Off without it.",
    ),
    Option("--model-name", "model_name", "NAME", "The model's name there. Needed with --model."),
    Option("--model-key-file", "model_key_file", "FILE", "File that holds the key of that address, if it wants one."),
    Option("--model-timeout", "model_timeout", "SECONDS", "Wait so long for the model, then answer without it (default 60)."),
    Option(
        "--send-note-to",
        "send_note_to",
        "HOST",
        "The host of --model, typed out: the note leaves this machine. Needed unless it is this machine.",
    ),
)
ENDINGS = (".html", ".json", ".txt")
FILES = (
    "Write a file: .html shows the note with its evidence marked, .json as --json prints it, .txt is the text as it was read, "
    "to which the offsets point. May be given more than once."
)
NEXT = """\b
Examples:
  allowable note operation.txt
  allowable note operation.docx --on 2025-03-10 --zip 77030 --html operation.html
  allowable note - --json < operation.txt

Offsets count characters (Unicode code points) from 0 in the text of the file: a byte order mark is left out, a line end of two
characters counts two. The text of a .docx or .pdf is what -o NAME.txt writes.

Exit status: 0 codes, 1 none proposed or something is missing that would change a code, 2 bad input."""


@click.command(epilog=NEXT, no_args_is_help=True)
@click.argument("file", type=click.Path(allow_dash=True))
@with_options((ON, SETTING, CITY, ZIP, MAC, LOCALITY, COUNTY, CBSA, HOSPITAL_INDEX, ASC_INDEX, KNOWN_ON, NO_PRICES))
@click.option("-o", "--out", "--html", "files", multiple=True, metavar="FILE", help=FILES)
@with_options((*MODEL, JSON))
def command(
    file: str,
    on: str | None,
    setting: str | None,
    zip_code: str | None,
    known_on: str | None,
    no_prices: bool,
    files: tuple[str, ...],
    as_json: bool,
    model: str | None,
    model_name: str | None,
    model_key_file: str | None,
    model_timeout: str | None,
    send_note_to: str | None,
    **place: str | None,
) -> int:
    """The codes that an operative note supports: FILE is .txt, .docx or .pdf, or - for standard input.

    Each code stands with the words of the note that carry it, the steps that led to it, its modifiers, what was considered and dropped,
    and what the documentation lacks. Where the rules do not cover what was done, no code is proposed. Everything happens on this machine;
    nothing of the note is kept.
    """
    from ..notes import read_note
    from ..notes.priced import prices

    refuse_bad_files(files, ENDINGS)
    _refuse_the_note_itself(file, files)
    more_facts = _model(model, model_name, model_key_file, model_timeout, send_note_to)
    document = _document(file)
    engine = Engine()
    where = {name: value for name, value in {"zip": zip_code, **place}.items() if value is not None}

    def read(facts: MoreFacts | None) -> Json:
        return read_note(
            document.text, document.name, on=on, setting=setting, known_on=known_on, engine=engine, place=where, more_facts=facts
        )

    record = read(more_facts)
    changed = _changed(record, read(None)) if more_facts else []
    record["notes"] = [*changed, *document.notes, *record["notes"], *getattr(more_facts, "says", [])]
    if no_prices:
        record["prices"] = None
    elif on is None:
        record["prices"] = prices(engine, record["codes"], None, known_on, where)
    _show(record, document.text, files, as_json)
    from ..notes.view import is_open

    return 1 if changed or is_open(record) else 0


def _changed(record: Json, alone: Json) -> list[str]:
    """What our rules find without the language model, where it is something else: a model may be wrong, and must not hide a code."""
    from ..notes.view import billed

    found, own = ([billed(code) for code in one["codes"]] for one in (record, alone))
    if found == own:
        return []
    return [
        f"The language model changed the codes. Without it our rules give {', '.join(own) or 'no code'}; "
        f"with what it pointed to, {', '.join(found) or 'no code'}. A person must decide."
    ]


def _refuse_the_note_itself(file: str, files: tuple[str, ...]) -> None:
    import pathlib

    for name in files:
        if file != "-" and pathlib.Path(name).resolve() == pathlib.Path(file).resolve():
            raise BadInput(f"{name}: this is the note itself, which is never written over; give another name")


def _document(file: str) -> Document:
    from ..notes.documents import LARGEST_FILE, document_of, read_document

    if file != "-":
        return read_document(file)
    import sys

    return document_of(sys.stdin.buffer.read(LARGEST_FILE + 1), "standard input")


def _model(url: str | None, name: str | None, key_file: str | None, timeout: str | None, host: str | None) -> MoreFacts | None:
    """What asks the language model; None without --model. Says first what will leave the machine, and to where."""
    if url is None:
        if any((name, key_file, timeout, host)):
            raise BadInput(
                "--model-name, --model-key-file, --model-timeout and --send-note-to belong to --model URL: give it, or leave them out"
            )
        return None
    from ..notes.model import asker

    asking = asker(url, name, key_file=key_file, timeout=timeout, send_note_to=host)
    say(asking.notice)
    return asking


def _show(record: Json, text: str, files: tuple[str, ...], as_json: bool) -> None:
    from .terminal import console, print_json

    if as_json:
        print_json(record)
    for name in files:
        _write(record, text, name)
        click.echo(f"wrote {name}", err=as_json)
    if not as_json and not files:
        from .note_text import show

        show(console(), record, text)


def _write(record: Json, text: str, name: str) -> None:
    """Write a page or the plain object; on a failure no file is made and an older one stays as it was."""
    import json
    import os
    import pathlib

    path = pathlib.Path(name)
    if path.suffix.lower() == ".html":
        from ..notes.page import page

        content = page(record, text)
    elif path.suffix.lower() == ".txt":
        content = text
    else:
        content = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content.encode("utf-8", errors="surrogatepass"))  # line ends as they are: offsets must stay true
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"{path}: {problem.strerror or problem}; nothing was written") from problem
    finally:
        part.unlink(missing_ok=True)
