"""The columns that decorators of TypeORM name in a class that itself says its contract are those of the table that migrations make."""

import pytest

from dovetail.rules import check
from support.pages import apply_fix
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person.
 * @db users */
export interface User { id: string; displayName: string }
"""
TABLES = "CREATE TABLE users (id uuid PRIMARY KEY, display_name text NOT NULL);"
CODE = """
import { Column, Entity, PrimaryColumn } from "typeorm";
import type { User } from "../contracts/a.contract";
@Entity("users")
export class UserEntity implements User {
  @PrimaryColumn({ type: "uuid" }) id!: string;
  @Column({ type: "text", name: "display_name" }) displayName!: string;
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ('"display_name"', '"displayname"', ["displayname"]),
        ('"display_name"', '"full_name"', ["full_name"]),
        ('"display_name"', "NAMES.display", []),
        ('@Entity("users")', "@Entity()", []),
        ('@Entity("users")', '@Entity("people")', []),
    ],
)
def test_named_columns(was: str, now: str, said: list[str]) -> None:
    text = CODE.replace(was, now, 1)
    snapshot = snapshot_as_written({"contracts/a.contract.ts": CONTRACT, "db/001.sql": TABLES, "src/user.ts": text})
    assert [text[f.range.start : f.range.end] for f in check(snapshot) if f.rule == "unknown-column"] == said


TAGGED = """
import { Column, CreateDateColumn, Entity, PrimaryColumn } from "typeorm";
/** @contract Reader */
@Entity("readers")
export class ReaderEntity {
  @PrimaryColumn("uuid") id!: string;
  @Column({ name: "full_name" }) fullName!: string;
  @Column({ type: "varchar", nullable: true }) phone!: string | null;
  @Column({ select: false }) passwordHash!: string;
  @CreateDateColumn({ name: "created_at" }) createdAt!: Date;
}
"""
READER = """
/** Who reads. @db readers */
export interface Reader {
  /** @format uuid */
  id: string;
  fullName: string;
  /** @format phone */
  phone?: string;
  /** How many are out. @db none @format int */
  loanCount: number;
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ('@Entity("readers")', '@Entity("people")', ["table-mismatch"]),
        ('@Entity("readers")', "@Entity()", []),
        ('@Column({ name: "full_name" }) fullName!: string;', "", ["missing-field"]),
        ('{ name: "full_name" }', '{ name: "full_name", nullable: true }', ["null-mismatch"]),
        ('{ name: "full_name" }', '{ type: "int", name: "full_name" }', ["kind-mismatch"]),
    ],
)
def test_an_entity_that_says_its_contract_is_what_the_contract_is_stored_as(
    was: str, now: str, said: list[str]
) -> None:
    files = {"contracts/a.contract.ts": READER, "src/reader.ts": TAGGED.replace(was, now, 1)}
    assert [f.rule for f in check(snapshot_as_written(files)) if f.severity != "info"] == said


STORED = """
/** A person.
 * @db people */
export interface Person { id: string; nick: string | null; age: number; isMember: boolean; tags: string[] }
"""
ENTITY = """
import { Column, Entity, PrimaryColumn } from "typeorm";
@Entity({ name: "people" })
export class PersonEntity {
  @PrimaryColumn("uuid") id!: string;
  @Column({ type: "varchar", nullable: true }) nick!: string | null;
  @Column("int") age!: number;
  @Column({ name: "is_member", default: false }) isMember!: boolean;
  @Column({ type: "text", array: true }) tags!: string[];
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        (", nullable: true", "", ["null-mismatch"]),
        ("nullable: true", "nullable: false", ["null-mismatch"]),
        ('@Column("int")', '@Column("text")', ["kind-mismatch"]),
        ('@Column("int")', '@Column({ type: "varchar" })', ["kind-mismatch"]),
        ('@Column("int")', '@Column({ type: "varchar", transformer: numbers })', []),
        ('@Column("int")', "@Column(NUMBER)", []),
        ('@Column("int")', '@Column({ ...NUMBER, type: "text" })', []),
        ('@Column("int")', '@Column("numeric")', []),
        ('{ type: "varchar", nullable: true }', '{ ...TEXT, type: "varchar" }', []),
        ('from "typeorm"', 'from "./decorators"', []),
    ],
)
def test_what_a_decorator_makes_of_a_property(was: str, now: str, said: list[str]) -> None:
    files = {"contracts/a.contract.ts": STORED, "src/person.ts": ENTITY.replace(was, now, 1)}
    found = [f for f in check(snapshot_as_written(files)) if f.path == "src/person.ts" and f.severity == "error"]
    assert [f.rule for f in found] == said
    for fix in (fix for f in found for fix in f.fixes):
        mended = check(snapshot_as_written(apply_fix(files, fix)))
        assert [f for f in mended if f.path == "src/person.ts" and f.severity == "error"] == []


TRIPS = """
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity("trips")
export class Trip {
  @PrimaryGeneratedColumn("uuid")
  id: string;
  @Column({ name: "starts_at", type: "timestamptz" })
  startsAt: Date;
  @Column({ name: "seat_count", type: "int" })
  seatCount: number;
  @Column({ name: "guide_name", type: "varchar", nullable: true })
  guideName: string | null;
  @Column({ name: "trip_title" })
  tripTitle: string;
}
"""
TRIP = """
/** A trip.
 * @db trips */
export interface Trip {
  id: string;
  startsAt: string;
  seatCount: number;
  guideName: string | null;
  tripTitle: string;
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ('"starts_at"', '"begins_at"', ["begins_at"]),
        ('type: "int"', 'type: "varchar"', ["varchar"]),
        (", nullable: true })", " })", ["@Column"]),
        ("tripTitle: string;", "tripTitle: string | null;", []),
    ],
)
def test_what_a_decorator_says_is_told_there(was: str, now: str, said: list[str]) -> None:
    text = TRIPS.replace(was, now, 1)
    found = check(snapshot_as_written({"contracts/a.contract.ts": TRIP, "src/trip.ts": text}))
    assert [text[f.range.start : f.range.end] for f in found if f.path == "src/trip.ts"] == said


RAW = """
import { DataSource, Repository } from "typeorm";
import { Trip } from "./trip";

export class Figures {
  constructor(private readonly source: DataSource, private readonly trips: Repository<Trip>) {}
  async byGuide(year: number): Promise<string[]> {
    const rows = await this.source.query(
      `SELECT t.guide_name, SUM(t.seat_count) AS seats FROM trips t WHERE EXTRACT(YEAR FROM t.starts_at) = $1 GROUP BY t.guide_name`,
      [year],
    );
    return rows.map((row) => `${row.guide_name}: ${row.seats}`);
  }
  async early(day: Date) {
    return this.trips.createQueryBuilder("trip").where("trip.startsAt < :day", { day }).orderBy("trip.label").getMany();
  }
}
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ("SELECT t.guide_name", "SELECT t.guide", ["guide", "guide_name"]),
        ("SUM(t.seat_count)", "SUM(t.seats)", ["seats"]),
        ("YEAR FROM t.starts_at", "YEAR FROM t.begins_at", ["begins_at"]),
        ("YEAR FROM t.starts_at", "YEAR FROM t.startsAt", []),  # by whichever casing the entity's columns have
        ("row.seats", "row.places", ["places"]),
        ("FROM trips t", "FROM journeys t", []),
    ],
)
def test_statements_on_tables_that_entities_are(was: str, now: str, said: list[str]) -> None:
    text = RAW.replace(was, now, 1)
    entity = TRIPS.replace("tripTitle: string", 'tripTitle: string;\n  @Column({ name: "note" })\n  label: string')
    found = check(snapshot_as_written({"a.contract.ts": TRIP, "src/trip.ts": entity, "src/figures.ts": text}))
    assert [text[f.range.start : f.range.end] for f in found if f.path == "src/figures.ts"] == said


BUILT = """
import { Column, Entity, PrimaryColumn, Repository } from "typeorm";
@Entity("doors")
export class Door {
  @PrimaryColumn() id: string;
  @Column({ type: "varchar" }) state: "open" | "shut";
}
export class Doors {
  constructor(private readonly doors: Repository<Door>) {}
  open(name: string) {
    return this.doors
      .createQueryBuilder("door")
      .where("door.state = :state AND door.id <> :name", { state: "open", name })
      .andWhere("door.state NOT IN (:...others)", { others: ["shut"] })
      .setParameter("more", "anything")
      .getMany();
  }
}
"""
DOOR = """
/** A door.
 * @db doors */
export interface Door { id: string; state: "open" | "shut" }
"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("", "", []),
        ('{ state: "open", name }', '{ state: "opened", name }', ["opened"]),
        ('["shut"]', '["closed"]', ["closed"]),
        ('{ state: "open", name }', '{ state: name, name: "any" }', []),
        ("door.state = :state", "door.state LIKE :state", []),
    ],
)
def test_values_of_names_in_a_query(was: str, now: str, said: list[str]) -> None:
    text = BUILT.replace(was, now, 1)
    found = check(snapshot_as_written({"a.contract.ts": DOOR, "src/doors.ts": text}))
    assert [text[f.range.start : f.range.end] for f in found if f.path == "src/doors.ts"] == said
