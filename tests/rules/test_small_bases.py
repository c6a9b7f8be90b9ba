"""A base that gives only a few of a contract's fields makes nothing else that inherits from it that contract."""

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A note. */
export interface Note {
  /** @format int */
  id: number;
  text: string;
  mailedTo: string;
  /** @format int */
  size: number;
}
/** One note.
 * @api GET /notes/{id}
 */
export interface GetNote { params: { /** @format int */ id: number }; response: Note; errors: never }
"""
BASES = """
from pydantic import BaseModel

class WithKey(BaseModel):
    id: int

class Mailed(BaseModel):
    text: str
    mailedTo: str
"""
APP = """
from fastapi import FastAPI
from bases import Mailed, WithKey

app = FastAPI()

class NoteOut(WithKey, Mailed):
    size: int

class Sender(WithKey):
    mail: str

class Draft(Mailed):
    late: bool

@app.get("/notes/{id}", response_model=NoteOut)
def show(id: int):
    return find(id)

def reach(sender: Sender, draft: Draft):
    return sender.maid, draft.mailedBy
"""


def test_only_what_has_most_of_it_is_said_to_be_the_contract() -> None:
    snapshot = snapshot_as_written({"c/notes.contract.ts": CONTRACT, "bases.py": BASES, "app.py": APP})
    loud = [f for f in check(snapshot) if f.rule == "unknown-property"]
    assert [snapshot.sources[f.path].text[f.range] for f in loud] == ["mailedBy"]
