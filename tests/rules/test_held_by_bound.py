"""Types that a class holds which says which contract it is: they are what that contract holds there. And clients among themselves."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Who wrote it. */
export interface Writer { penName: string; age: number }
/** What is written. */
export interface Story { slug: string; writer: Writer; readers: Writer[] }
/** What a story begins as. */
export interface StoryDraft { headline: string; tags?: string[] }
/** Read.
 * @api GET /stories/:slug */
export interface ReadStory { params: { slug: string }; response: Story; errors: never }
/** Write.
 * @api POST /stories */
export interface WriteStory { request: StoryDraft; response: Story; errors: never }
"""
TYPES = {
    "src/story.ts": """
import { Author } from "./author";

/** @contract Story */
export interface StoryData { slug: string; writer: Author; readers: Author[] }
""",
    "src/author.ts": "export interface Author { penName: string; age: number }\n",
}
MODELS = {
    "src/story.py": """
from pydantic import BaseModel

from author import Author


# @contract Story
class StoryData(BaseModel):
    slug: str
    writer: Author
    readers: list[Author]
""",
    "src/author.py": """
from pydantic import BaseModel


class Author(BaseModel):
    penName: str
    age: int
""",
}


def told(tree: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **tree})
    found = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.startswith("src/")]
    return [(snapshot.sources[f.path].text[f.range], f.rule) for f in found]


@pytest.mark.parametrize("tree", [TYPES, MODELS], ids=["typescript", "python"])
def test_what_is_right_is_not_told(tree: dict[str, str]) -> None:
    assert told(tree) == []


@pytest.mark.parametrize(
    ("tree", "path", "old", "new", "expected"),
    [
        (TYPES, "src/author.ts", "age: number", "age: string", ("string", "kind-mismatch")),
        (TYPES, "src/author.ts", "penName", "penNam", ("penNam", "renamed-field")),
        (TYPES, "src/author.ts", "; age: number", "", ("Author", "missing-field")),
        (MODELS, "src/author.py", "age: int", "age: bool", ("bool", "kind-mismatch")),
        (MODELS, "src/author.py", "penName", "penNam", ("penNam", "renamed-field")),
    ],
)
def test_what_it_holds_is_held_to_the_contract(
    tree: dict[str, str], path: str, old: str, new: str, expected: tuple[str, str]
) -> None:
    assert expected in told({**tree, path: tree[path].replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@contract Story */", "@contract Story subset */"),  # a part of it is enough
        ("writer: Author; readers: Author[]", "writer: unknown; readers: unknown[]"),
    ],
)
def test_what_is_not_all_asked_for_may_be_left_out(old: str, new: str) -> None:
    tree = {**TYPES, "src/author.ts": "export interface Author { penName: string }\n"}
    assert told({**tree, "src/story.ts": tree["src/story.ts"].replace(old, new)}) == []


CLIENT = """
import axios from "axios";

/** @contract StoryDraft */
export interface Draft { headline: string; tags: string[] }

export async function write(draft: Draft) {
  await axios.post("/stories", draft);
}
"""
SERVER = """
import { Router } from "express";
export const router = Router();
router.post("/stories", (req, res) => { res.json(write(req.body)); });
"""


def test_a_tree_that_only_calls_a_server_is_a_client() -> None:
    assert told({"src/types.ts": CLIENT}) == []  # it sends more than it must
    both = told({"src/types.ts": CLIENT, "src/routes.ts": SERVER})
    assert both == [("tags", "presence-mismatch")]
    loose = told({"src/types.ts": CLIENT.replace("headline: string", "headline?: string")})
    assert loose == [("headline", "presence-mismatch")]
