"""The note reader: the note with its evidence marked, beside the codes that it supports. Nothing of a note is kept, logged or cached."""

from __future__ import annotations

from typing import Any

import litestar
import msgspec

from ..api import answers
from ..api.requests import NoteFileRequest, NoteRequest
from .forms import Form
from .given import request_of, texts
from .problems import PageError, is_for_people, said
from .site import page
from .uploads import answer_of, content_of, sent_with, texts_of

Json = dict[str, Any]

SETTINGS = (("", "not said"), ("physician", "physician"), ("hospital", "hospital outpatient"), ("asc", "surgical center"))
TEXTS = ("on", "setting", "known_on", "zip", "cbsa", "hospital_wage_index", "asc_wage_index")
MOST_SHOWN = 60_000  # characters of a note on a page


@litestar.get("/note", sync_to_thread=True)
def show(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The form."""
    return _page(Form.of(request))


@litestar.post("/note", status_code=200)
async def read(request: litestar.Request[Any, Any, Any]) -> litestar.Response[bytes]:
    """The note that was pasted or sent, read."""
    data = await sent_with(request)
    form = Form({name: values for name, values in texts_of(data).items() if name != "text"})
    pasted = data.get("text")
    text = ""
    try:
        if isinstance(pasted, str) and pasted.strip():
            text = pasted
            if not isinstance(data.get("file", ""), str):
                raise PageError("a text was pasted and a file chosen: send the one that is meant")
            text = pasted.replace("\r\n", "\n")
            asked = request_of(NoteRequest, text=text, **texts(form, TEXTS))
            record = await request.app.state.desk.run(answers.note, asked)
        elif isinstance(data.get("file"), str) or "file" not in data:
            raise PageError("paste a note, or choose a file")
        else:
            name, content = await content_of(data)
            answer = await answer_of(request, "note", name, content, request_of(NoteFileRequest, **texts(form, TEXTS)), with_text=True)
            record = msgspec.json.decode(answer)
            text = record.pop("text")
    except Exception as problem:
        if not is_for_people(problem):
            raise
        return _page(form, 422, problem=said(problem), text=text)
    return _page(form, record=record, text=text)


def _page(form: Form, status: int = 200, *, problem: str = "", record: Json | None = None, text: str = "") -> litestar.Response[bytes]:
    about: Json = {"form": form, "settings": SETTINGS, "problem": problem, "record": record, "here": "/note"}
    about["pasted"] = "" if record else text
    if record is None:
        return page("note.html", status, **about)
    from ..notes import view
    from ..notes.marked import Lines, marks, pieces

    found = marks(record)
    shown = text[:MOST_SHOWN]
    return page(
        "note.html",
        status,
        **about,
        view=view,
        sources=view.Sources(record),
        others=view.considered(record),
        pieces=pieces(shown, [one for one in found if one.end <= len(shown)]),
        cut=len(text) - len(shown),
        lines=Lines(text),
        keys={(one.number, one.start, one.end): one.key for one in found},
    )
