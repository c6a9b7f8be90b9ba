"""Fields of forms that a handler changes by their own names: `setNote({ ...note, [event.target.name]: event.target.value })`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Who may read it. */
export type Readers = "all" | "me";
/** A new note. */
export interface NewNote { title: string; readers: Readers }
"""
PAGE = """
import { useState, type ChangeEvent } from "react";
import type { NewNote } from "../c/notes.contract";
const EMPTY: NewNote = { title: "", readers: "all" };
export function Form() {
  const [note, setNote] = useState<NewNote>(EMPTY);
  HANDLER
  return (
    <form>
      <input ATTRIBUTE="TITLE" value={note.title} onChange={change} />
      <select ATTRIBUTE="READERS" value={note.readers} onChange={change} />
      <input name="anything" onChange={(event) => search(event.target.value)} />
    </form>
  );
}
"""
HANDLERS = {
    "of the event": (
        "const change = (event: ChangeEvent<HTMLInputElement>) => setNote({ ...note, [event.target.name]: event.target.value });"
    ),
    "taken out": """
  const change = (e: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => {
    const { name, value } = e.target;
    setNote((before) => ({ ...before, [name]: value }));
  };""",
    "in the parameter": "const change = ({ target: { name, value } }) => setNote((note) => ({ ...note, [name]: value }));",
    "a function": """
  function change(event) {
    const name = event.currentTarget.name;
    setNote({ ...note, [name]: event.currentTarget.value });
  }""",
}


def _told(handler: str, title: str, readers: str, attribute: str = "name") -> list[str]:
    page = PAGE.replace("HANDLER", handler).replace("ATTRIBUTE", attribute)
    page = page.replace("TITLE", title).replace("READERS", readers)
    snapshot = snapshot_as_written({"c/notes.contract.ts": CONTRACT, "web/Form.tsx": page})
    return [page[f.range.start : f.range.end] for f in check(snapshot) if f.path == "web/Form.tsx"]


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_the_name_of_an_element_is_that_of_a_field(handler: str) -> None:
    assert _told(handler, "title", "readers") == []
    assert _told(handler, "name", "visibility") == ["name", "visibility"]


def test_it_may_be_the_id_of_the_element() -> None:
    handler = "const change = (event) => setNote({ ...note, [event.target.id]: event.target.value });"
    assert _told(handler, "title", "access", "id") == ["access"]
    assert _told(handler, "title", "access", "name") == []


@pytest.mark.parametrize(
    "handler",
    [
        "const change = (event) => setNote({ ...note, title: event.target.value });",
        "const change = (event) => setMore({ ...more, [event.target.name]: event.target.value });",
        "const change = (event) => setNote({ ...note, [keyOf(event.target.name)]: event.target.value });",
        """const change = ({ target: { name, value } }) => {
          if (name === "heading") return setNote({ ...note, title: value });
          setNote({ ...note, [name]: value });
        };""",
    ],
)
def test_of_what_a_handler_makes_otherwise_nothing_is_said(handler: str) -> None:
    assert _told(handler, "heading", "readers") == []
