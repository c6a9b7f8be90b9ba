"""Models of pydantic whose bases, configuration and prefixes stand in other files, as larger services of FastAPI have them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Who wrote it. */
export interface Writer { penName: string; isFollowed: boolean }
/** What is written. */
export interface Story { slug: string; starCount: number; tagList: string[]; writer: Writer }
/** What a story begins as. */
export interface StoryDraft { headline: string; tagList?: string[] }
/** One story. */
export interface StoryBody { story: Story }
/** The body of a request. */
export interface StoryDraftBody { story: StoryDraft }
/** Some stories. */
export interface StoryPage { stories: Story[]; storyCount: number }
/** What went wrong. */
export interface Problem { detail: string }

/** Write.
 * @api POST /stories */
export interface WriteStory { request: StoryDraftBody; response: StoryBody; errors: Problem }
/** Read.
 * @api GET /stories */
export interface ListStories { response: StoryPage; errors: Problem }
/** Sign in.
 * @api POST /writers/login */
export interface SignIn { response: Writer; errors: Problem }
"""
BASE = """
from pydantic import BaseConfig, BaseModel


def convert_field_to_camel_case(string: str) -> str:
    return "".join(w if i == 0 else w.capitalize() for i, w in enumerate(string.split("_")))


class ApiModel(BaseModel):
    class Config(BaseConfig):
        allow_population_by_field_name = True
        alias_generator = convert_field_to_camel_case
"""
SCHEMA_BASE = """
from app.base import ApiModel


class ApiSchema(ApiModel):
    class Config(ApiModel.Config):
        orm_mode = True
"""
DOMAIN = """
from typing import List

from app.base import ApiModel


class Writer(ApiModel):
    pen_name: str
    is_followed: bool = False


class Story(ApiModel):
    slug: str
    star_count: int
    tags: List[str]
    writer: Writer
"""
SCHEMAS = """
from typing import List

from pydantic import Field

from app.domain import Story
from app.schema_base import ApiSchema


class StoryForResponse(ApiSchema, Story):
    tags: List[str] = Field(..., alias="tagList")


class StoryInResponse(ApiSchema):
    story: StoryForResponse


class StoryInCreate(ApiSchema):
    headline: str
    tags: List[str] = Field([], alias="tagList")


class StoriesInResponse(ApiSchema):
    stories: List[StoryForResponse]
    story_count: int
"""
ROUTES = """
from fastapi import APIRouter, Body

from app.domain import Story, Writer
from app.schemas import StoriesInResponse, StoryInCreate, StoryInResponse

router = APIRouter()
writers = APIRouter()


@router.get("", response_model=StoriesInResponse)
async def listed() -> StoriesInResponse:
    return StoriesInResponse(stories=[], story_count=0)


@router.post("", response_model=StoryInResponse)
async def write(story_create: StoryInCreate = Body(..., embed=True, alias="story")) -> StoryInResponse:
    return StoryInResponse(story=made(story_create))


@writers.post("/login", response_model=Writer)
async def login() -> Writer:
    return Writer(pen_name="x", is_followed=True)


def made(draft: StoryInCreate) -> Story:
    return Story(slug="a", star_count=0, tags=draft.tags, writer=Writer(pen_name="x"))
"""
MAIN = """
from fastapi import APIRouter, FastAPI

from app import routes

api = APIRouter()
api.include_router(routes.router, prefix="/stories")
api.include_router(routes.writers, prefix="/writers")
app = FastAPI()
app.include_router(api, prefix="/api")
"""
TREE = {
    "a.contract.ts": CONTRACT,
    "app/__init__.py": "",
    "app/base.py": BASE,
    "app/schema_base.py": SCHEMA_BASE,
    "app/domain.py": DOMAIN,
    "app/schemas.py": SCHEMAS,
    "app/routes.py": ROUTES,
    "app/main.py": MAIN,
}


def told(path: str = "", old: str = "", new: str = "") -> list[str]:
    """What is found once a text is another one, by file and by what stands there."""
    tree = dict(TREE)
    if path:
        assert old in tree[path]
        tree[path] = tree[path].replace(old, new, 1)
    snapshot = snapshot_of(tree)
    return [
        f"{f.path} {snapshot.sources[f.path].text[f.range]} {f.rule}"
        for f in check(snapshot)
        if f.severity in ("error", "warning") and f.path.endswith(".py")
    ]


def test_what_is_right_is_not_told() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("app/base.py", "alias_generator = convert_field_to_camel_case", "alias_generator = own_names"),
        ("app/base.py", "alias_generator = convert_field_to_camel_case", "alias_generator = lambda s: spelled(s)"),
        ("app/schema_base.py", "class Config(ApiModel.Config):\n        orm_mode = True", "pass"),
        ("app/main.py", 'prefix="/api"', "prefix=settings.prefix"),
        ("app/main.py", 'prefix="/api"', 'prefix="/api/v1"'),
        (
            "app/domain.py",
            "    tags: List[str]\n",
            "    tags: List[int]\n",
        ),  # which the class that is sent declares anew
        ("app/routes.py", 'alias="story"', "alias=NAME"),
    ],
)
def test_what_may_be_right_is_not_told(path: str, old: str, new: str) -> None:
    assert told(path, old, new) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("app/domain.py", "star_count: int", "star_count: str", "app/domain.py str kind-mismatch"),
        ("app/domain.py", "star_count: int", "stars_count: int", "app/domain.py stars_count renamed-field"),
        ("app/domain.py", "is_followed: bool", "is_followed: int", "app/domain.py int kind-mismatch"),
        ("app/schemas.py", "story_count: int", "story_count: str", "app/schemas.py str kind-mismatch"),
        ("app/schemas.py", "[], alias=\"tagList\"", "[], alias=\"tag_list\"", "app/schemas.py tags renamed-field"),
        ("app/routes.py", "Story(slug=\"a\", star_count", "Story(slug=\"a\", star_counts", "app/routes.py star_counts unknown-property"),
        ("app/routes.py", 'alias="story"', 'alias="draft"', "app/routes.py draft unknown-request-field"),
        ("app/routes.py", '"/login"', '"/signin"', "app/routes.py /signin unknown-route"),
        ("app/base.py", "alias_generator = convert_field_to_camel_case", "", "app/schemas.py story_count renamed-field"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(path: str, old: str, new: str, expected: str) -> None:
    assert expected in told(path, old, new)
