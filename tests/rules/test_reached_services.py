"""Services of TypeScript as teams write them: schemas by parts, unions, classes of errors, rows in transactions."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far it is. */
export type Stage = "draft" | "open" | "closed";
/** A position.
 * @db jobs
 */
export interface Job { id: string; title: string; place: string; stage: Stage; lowest: number; highest: number }
/** What is asked for. */
export interface JobInput { title: string; stage: Stage; lowest: number; highest: number }
/** Why not. */
export type Code = "invalid" | "absent" | "taken";
/** It was accepted. */
export interface Accepted { kind: "meeting.accepted"; jobId: string }
/** It was moved. */
export interface Moved { kind: "meeting.moved"; jobId: string; starts: string | null }
/** What a calendar tells. */
export type Meeting = Accepted | Moved;
"""
PRISMA = """
enum Stage {
  draft
  open
  closed
}

model Job {
  id      String @id
  title   String
  place   String
  stage   Stage
  lowest  Int
  highest Int
  @@map("jobs")
}
"""
SCHEMAS = """
import { z } from "zod";
import type { Code, JobInput, Meeting } from "./job.contract";
const stages = ["draft", "open", "closed"] as const;
const stage = z.enum(stages);
const base = z.object({ title: z.string(), stage, lowest: z.number() });
const wages = z.object({ highest: z.number() });
export const jobInput: z.ZodType<JobInput> = base.merge(wages).refine((job) => job.lowest <= 1, { path: ["lowest"] });
const accepted = z.object({ kind: z.literal("meeting.accepted"), jobId: z.string() });
export const meeting: z.ZodType<Meeting> = z.discriminatedUnion("kind", [
  accepted,
  z.object({ kind: z.literal("meeting.moved"), jobId: z.string(), starts: z.string().nullable() }),
]);
export function said(event: Meeting, known: Exclude<Code, "taken">, moved: Extract<Meeting, { kind: "meeting.moved" }>) {
  return "starts" in event ? event.jobId : moved.starts;
}
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: Code, message: string) { super(message); }
}
export class Invalid extends Refusal {
  constructor() { super(400, "invalid", "no"); }
}
export const absent = new Refusal(404, "absent", "gone");
"""
SERVICE = """
import type { Job as Row, Prisma, PrismaClient } from "@prisma/client";
import type { JobInput } from "./job.contract";
export class Repository {
  constructor(private readonly db: PrismaClient) {}
  find(id: string): Promise<Row | null> { return this.db.job.findUnique({ where: { id } }); }
  any(text: string): Prisma.JobWhereInput {
    const where: Prisma.JobWhereInput = {};
    where.OR = [{ title: { contains: text } }, { place: { contains: text } }];
    return where;
  }
  async open(now: boolean) {
    const row = await this.db.$transaction(async (tx) => {
      return tx.job.create({ data: now ? { stage: "open" } : { stage: "draft", lowest: 1 } });
    });
    const [first, all] = await this.db.$transaction([this.db.job.findFirst(), this.db.job.findMany()]);
    return [row.title, first.highest, all.map((job) => job.place)];
  }
}
export class Service {
  constructor(private readonly jobs: Repository) {}
  async change(id: string, changes: Partial<JobInput>) {
    const current = await this.required(id);
    const merged = { ...current, ...changes };
    if (current.stage === "closed") throw new Error(current.title);
    return merged.lowest > merged.highest;
  }
  private async required(id: string) {
    const job = await this.jobs.find(id);
    if (!job) throw new Error("absent");
    return job;
  }
}
"""


DRIZZLE = """
import { and, eq, inArray, ne } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import type { Job } from "./job.contract";
export const jobs = pgTable("jobs", {
  id: text("id").primaryKey(),
  title: text("title").notNull(),
  place: text("place").notNull(),
  stage: text("stage", { enum: ["draft", "open", "closed"] }).notNull(),
  lowest: integer("lowest").notNull(),
  highest: integer("highest").notNull(),
});
const isOpen = (job: Pick<Job, "stage">) => job.stage === "open";
export async function some(db: Database): Promise<Array<Pick<Job, "id" | "stage">>> {
  await db.select().from(jobs).where(and(eq(jobs.stage, "draft"), ne(jobs.stage, "closed"), inArray(jobs.stage, ["open"])));
  return db.select({ id: jobs.id, stage: jobs.stage }).from(jobs).where(eq(jobs.place, "any")).limit(10);
}
export function shown(job: Job) {
  if (!isOpen(job)) return job.title;
  return job.place;
}
"""
NEST = """
import { Column, Entity, In, Not, PrimaryGeneratedColumn, Repository } from "typeorm";
import type { Code, Job, JobInput, Stage } from "./job.contract";
enum Stages { Draft = "draft", Open = "open", Closed = "closed" }
@Entity("jobs")
export class JobEntity {
  @PrimaryGeneratedColumn("uuid") id: string;
  @Column() title: string;
  @Column() place: string;
  @Column({ type: "enum", enum: ["draft", "open", "closed"], default: "draft" }) stage: Stage;
  @Column() lowest: number;
  @Column() highest: number;
}
export class JobDto implements JobInput {
  title: string;
  @IsIn(["draft", "open", "closed"]) stage: Stage;
  lowest: number;
  highest: number;
}
export class Filter { @IsEnum(Stages) stage: Stage }
export class Mapper {
  static shown(this: void, job: JobEntity): Pick<Job, "id" | "title"> { return { id: job.id, title: job.title }; }
}
export class Jobs {
  constructor(private readonly jobs: Repository<JobEntity>) {}
  async closed(job: JobEntity) {
    await this.jobs.find({ where: { stage: Not("draft") } });
    await this.jobs.find({ where: { stage: In(["open", "closed"]) } });
    return Mapper.shown({ ...job, stage: "closed", lowest: 0 });
  }
}
export const made = Object.assign(new JobEntity(), { title: "any", stage: "open" });
export const expected = expect.objectContaining<Partial<Job>>({ place: "here" });
"""
TEXTS = {"src/schemas.ts": SCHEMAS, "src/service.ts": SERVICE, "src/jobs.ts": DRIZZLE, "src/nest.ts": NEST}


def found(path: str, text: str) -> list[str]:
    files = {"src/job.contract.ts": CONTRACT, "schema.prisma": PRISMA, **TEXTS, path: text}
    return [f.message for f in check(snapshot_as_written(files)) if f.path == path and f.severity == "error"]


@pytest.mark.parametrize("path", TEXTS)
def test_nothing_is_said_of_what_keeps_the_contract(path: str) -> None:
    assert found(path, TEXTS[path]) == []


@pytest.mark.parametrize(
    ("path", "written", "slip"),
    [
        ("src/schemas.ts", '["draft", "open"', '["draft", "opne"'),
        ("src/schemas.ts", "title: z.string(), stage,", "title: z.string(), stag: stage,"),
        ("src/schemas.ts", "lowest: z.number()", "lowset: z.number()"),
        ("src/schemas.ts", "highest: z.number()", "highest: z.string()"),
        ("src/schemas.ts", "job.lowest <=", "job.lowset <="),
        ("src/schemas.ts", 'path: ["lowest"]', 'path: ["lowset"]'),
        ("src/schemas.ts", 'Union("kind"', 'Union("kidn"'),
        ("src/schemas.ts", 'z.literal("meeting.accepted")', 'z.literal("meeting.acepted")'),
        ("src/schemas.ts", "jobId: z.string() });", "jbId: z.string() });"),
        ("src/schemas.ts", "starts: z.string()", "start: z.string()"),
        ("src/schemas.ts", 'Exclude<Code, "taken">', 'Exclude<Code, "takne">'),
        ("src/schemas.ts", '{ kind: "meeting.moved" }', '{ kind: "meeting.moevd" }'),
        ("src/schemas.ts", "Meeting, { kind:", "Meeting, { kidn:"),
        ("src/schemas.ts", '"starts" in event', '"statrs" in event'),
        ("src/schemas.ts", 'super(400, "invalid"', 'super(400, "invald"'),
        ("src/schemas.ts", 'Refusal(404, "absent"', 'Refusal(404, "absnet"'),
        ("src/service.ts", "[{ title:", "[{ titel:"),
        ("src/service.ts", "{ place: { contains", "{ plaec: { contains"),
        ("src/service.ts", '{ stage: "open" }', '{ satge: "open" }'),
        ("src/service.ts", '{ stage: "draft"', '{ stage: "darft"'),
        ("src/service.ts", "row.title", "row.titel"),
        ("src/service.ts", "first.highest", "first.higest"),
        ("src/service.ts", "job.place", "job.plaec"),
        ("src/service.ts", "current.stage ===", "current.satge ==="),
        ("src/service.ts", '=== "closed"', '=== "clsoed"'),
        ("src/service.ts", "current.title", "current.titel"),
        ("src/service.ts", "merged.lowest", "merged.lowset"),
        ("src/nest.ts", 'Open = "open"', 'Open = "opne"'),
        ("src/nest.ts", 'enum: ["draft"', 'enum: ["darft"'),
        ("src/nest.ts", 'default: "draft"', 'default: "darft"'),
        ("src/nest.ts", 'IsIn(["draft"', 'IsIn(["darft"'),
        ("src/nest.ts", 'Not("draft")', 'Not("darft")'),
        ("src/nest.ts", 'In(["open", "closed"]) }', 'In(["open", "clsoed"]) }'),
        ("src/nest.ts", 'stage: "closed", lowest', 'stage: "clsoed", lowest'),
        ("src/nest.ts", "lowest: 0", "lowset: 0"),
        ("src/nest.ts", '{ title: "any"', '{ titel: "any"'),
        ("src/nest.ts", 'stage: "open" })', 'stage: "opne" })'),
        ("src/nest.ts", '{ place: "here"', '{ plaec: "here"'),
        ("src/jobs.ts", 'eq(jobs.stage, "draft")', 'eq(jobs.stage, "darft")'),
        ("src/jobs.ts", 'ne(jobs.stage, "closed")', 'ne(jobs.stage, "clsoed")'),
        ("src/jobs.ts", '["open"])', '["opne"])'),
        ("src/jobs.ts", "{ id: jobs.id", "{ di: jobs.id"),
        ("src/jobs.ts", "stage: jobs.stage }", "satge: jobs.stage }"),
        ("src/jobs.ts", "return job.title", "return job.titel"),
        ("src/jobs.ts", "return job.place", "return job.plaec"),
    ],
)
def test_a_slip_is_shown(path: str, written: str, slip: str) -> None:
    text = TEXTS[path]
    assert text.count(written) == 1
    assert found(path, text.replace(written, slip)), slip
