"""Types and schemas of TypeScript that a server's routes say they give and take: what a schema parses on its way out, what a
controller's method says it returns, the classes of its bodies, tables with column types of their own."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Who wrote it. */
export interface Writer { penName: string; isFollowed: boolean }
/** What is written.
 * @db stories */
export interface Story {
  slug: string;
  /** @db none */
  starCount: number;
  /** @format date-time */
  createdAt: string;
  /** @db none */
  tagList: string[];
  /** @db none */
  writer: Writer;
}
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
export interface ListStories { query: { tag?: string; limit?: number }; response: StoryPage; errors: Problem }
/** Look up.
 * @api GET /stories/:slug */
export interface ReadStory { params: { slug: string }; response: StoryBody; errors: Problem }
"""
SCHEMAS = """
import { array, boolean, number, object, optional, string } from "valibot";

const Writer = object({
  penName: string(),
  isFollowed: boolean(),
});

const Story = object({
  slug: string(),
  starCount: number(),
  createdAt: string(),
  tagList: array(string()),
  writer: Writer,
});

export const SingleStory = object({
  story: Story,
});

export const ManyStories = object({
  stories: array(Story),
  storyCount: number(),
});

export const NewStory = object({
  story: object({ headline: string(), tagList: optional(array(string())) }),
});
"""
HONO = """
import { vValidator } from "@hono/valibot-validator";
import { Hono } from "hono";
import { parse } from "valibot";
import { ManyStories, NewStory, SingleStory } from "./schemas";
import { store } from "./store";

export const stories = new Hono();

stories.get("/stories", async (c) => {
  const tag = c.req.query("tag");
  const found = await store.list(tag);
  return c.json(parse(ManyStories, { stories: found, storyCount: found.length }));
});

stories.get("/stories/:slug", async (c) => {
  return c.json(parse(SingleStory, { story: await store.get(c.req.param("slug")) }));
});

stories.post("/stories", vValidator("json", NewStory), async (c) => {
  const { story } = c.req.valid("json");
  return c.json(parse(SingleStory, { story: await store.add(story) }));
});
"""
DTOS = """
import { StoryEntity } from "./story.entity";

export class NewStoryDto {
  readonly headline: string;
  readonly tagList?: string[];
}

export interface WriterData { penName: string; isFollowed: boolean }
export interface StoryData {
  slug: string;
  starCount: number;
  createdAt: string;
  tagList: string[];
  writer: WriterData;
}
export interface StoryRO { story: StoryData }
export interface StoriesRO { stories: StoryData[]; storyCount: number }
export interface StoryEntityRO { story: StoryEntity }
"""
ENTITY = """
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("stories")
export class StoryEntity {
  @PrimaryGeneratedColumn() id: number;
  @Column() slug: string;
  @Column() createdAt: Date;
}
"""
NEST = """
import { Body, Controller, Get, Param, Post, Query } from "@nestjs/common";
import { NewStoryDto, StoriesRO, StoryRO, StoryEntityRO } from "./dto";
import { StoryService } from "./story.service";

@Controller("stories")
export class StoryController {
  constructor(private readonly service: StoryService) {}

  @Get()
  async list(@Query() query): Promise<StoriesRO> {
    return await this.service.list(query);
  }

  @Get(":slug")
  async one(@Param("slug") slug): Promise<StoryRO> {
    return await this.service.one(slug);
  }

  @Post()
  async write(@Body("story") draft: NewStoryDto): Promise<StoryEntityRO> {
    return await this.service.write(draft);
  }
}
"""
SERVICE = """
import { StoriesRO } from "./dto";

export class StoryService {
  async list(query): Promise<StoriesRO> {
    const found = store.all();
    if (query.tag) found.only(query.tag);
    return found.most(query.limit);
  }
}
"""
TABLE = """
import { customType, sqliteTable, text } from "drizzle-orm/sqlite-core";

const date = customType<{ data: string; driverData: string }>({
  dataType() {
    return "text";
  },
});

export const stories = sqliteTable("stories", {
  slug: text().primaryKey(),
  createdAt: date().notNull(),
});
"""
TREES = {
    "hono": {"a.contract.ts": CONTRACT, "src/schemas.ts": SCHEMAS, "src/app.ts": HONO, "src/table.ts": TABLE},
    "nest": {
        "a.contract.ts": CONTRACT,
        "src/dto.ts": DTOS,
        "src/story.entity.ts": ENTITY,
        "src/story.controller.ts": NEST,
        "src/story.service.ts": SERVICE,
    },
}


def told(of: str, path: str = "", old: str = "", new: str = "") -> list[str]:
    """What is found once a text is another one, by what stands there."""
    tree = dict(TREES[of])
    if path:
        assert old in tree[path]
        tree[path] = tree[path].replace(old, new, 1)
    snapshot = snapshot_of(tree)
    return [
        f"{snapshot.sources[f.path].text[f.range]} {f.rule}"
        for f in check(snapshot)
        if f.severity in ("error", "warning") and f.path.startswith("src/")
    ]


@pytest.mark.parametrize("of", TREES)
def test_what_is_right_is_not_told(of: str) -> None:
    assert told(of) == []


@pytest.mark.parametrize(
    ("of", "path", "old", "new"),
    [
        ("hono", "src/app.ts", "parse(SingleStory, { story: await", "JSON.parse(SingleStory, { story: await"),
        ("hono", "src/app.ts", "parse(ManyStories, {", "YAML.parse({"),
        ("hono", "src/schemas.ts", "  starCount: number(),", "  starCount: number(),\n  views: optional(number()),"),
        ("nest", "src/dto.ts", "starCount: number;", "starCount: number;\n  id: number;"),
        ("nest", "src/dto.ts", "import {", 'import { Expose } from "class-transformer";\nimport {'),
        ("nest", "src/story.controller.ts", "Promise<StoryRO>", "Promise<Answer<StoryRO>>"),
        ("nest", "src/story.controller.ts", "draft: NewStoryDto", "draft: unknown"),
    ],
)  # fmt: skip
def test_what_may_be_right_is_not_told(of: str, path: str, old: str, new: str) -> None:
    assert told(of, path, old, new) == []


@pytest.mark.parametrize(
    ("of", "path", "old", "new", "expected"),
    [
        ("hono", "src/schemas.ts", "starCount: number()", "starsCount: number()", "starsCount renamed-field"),
        ("hono", "src/schemas.ts", "starCount: number()", "starCount: string()", "string() kind-mismatch"),
        ("hono", "src/schemas.ts", "array(Story)", "Story", "Story list-mismatch"),
        ("hono", "src/schemas.ts", "storyCount: number(),", "", "ManyStories missing-field"),
        ("hono", "src/schemas.ts", "isFollowed: boolean()", "isFolowed: boolean()", "isFolowed renamed-field"),
        ("hono", "src/schemas.ts", "headline: string()", "heading: string()", "heading unknown-request-field"),
        ("hono", "src/table.ts", "slug: text()", "slugs: text()", "slugs renamed-field"),
        ("nest", "src/dto.ts", "starCount: number", "starCount: string", "string kind-mismatch"),
        ("nest", "src/dto.ts", "isFollowed: boolean", "isFolowed: boolean", "isFolowed renamed-field"),
        ("nest", "src/dto.ts", "StoryRO { story: StoryData }", "StoryRO { data: StoryData }", "data renamed-field"),
        ("nest", "src/dto.ts", "readonly tagList?", "readonly tags?", "tags renamed-field"),
        ("nest", "src/story.controller.ts", '@Body("story")', '@Body("draft")', "draft unknown-request-field"),
        ("nest", "src/story.service.ts", "query.limit", "query.limits", "limits unknown-query-parameter"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(of: str, path: str, old: str, new: str, expected: str) -> None:
    assert expected in told(of, path, old, new)
