"""Columns in the strings of TypeORM's query builders, and what its managers do with a class."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person.
 * @db people
 */
export interface Person { id: string; email: string }
/** A pet.
 * @db pets
 */
export interface Pet { id: string; name: string; ownerId: string; state: "home" | "lost" }
"""
ENTITIES = """
import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn } from "typeorm";
@Entity("people")
export class PersonEntity {
  @PrimaryColumn() id!: string;
  @Column() email!: string;
  @OneToMany(() => PetEntity, (p) => p.owner) pets!: PetEntity[];
}
@Entity("pets")
export class PetEntity {
  @PrimaryColumn() id!: string;
  @Column() name!: string;
  @Column({ name: "owner_id" }) ownerId!: string;
  @Column({ type: "enum", enum: ["home", "lost"] }) state!: "home" | "lost";
  @ManyToOne(() => PersonEntity, (p) => p.pets) @JoinColumn({ name: "owner_id" }) owner!: PersonEntity;
}
"""
HEAD = """
import type { DataSource, EntityManager, Repository } from "typeorm";
import { PersonEntity, PetEntity } from "./entities";
export class Pets {
  constructor(private readonly pets: Repository<PetEntity>, private readonly source: DataSource, private readonly em: EntityManager) {}
"""


def found(body: str) -> list[str]:
    files = {
        "src/a.contract.ts": CONTRACT,
        "src/entities.ts": ENTITIES,
        "src/pets.ts": f"{HEAD}\nasync use(more: boolean) {{\n{body}\n}}\n}}\n",
    }
    findings = [f for f in check(snapshot_as_written(files)) if f.severity == "error"]
    assert {f.path for f in findings} <= {"src/pets.ts"}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    "body",
    [
        'this.pets.createQueryBuilder("p").where("p.oops = :x", { x: 1 });',
        'this.pets.createQueryBuilder("p").select(["p.id", "p.oops"]);',
        'this.pets.createQueryBuilder("p").leftJoinAndSelect("p.owner", "o").orderBy("o.oops", "ASC");',
        'this.pets.createQueryBuilder("p").where(`p.ownerId IS NULL AND LOWER(p.oops) = :x`);',
        'this.pets.createQueryBuilder("p").where("p.state = \'oops\'");',
        'const q = this.pets.createQueryBuilder("p"); if (more) q.andWhere("p.oops = 1"); await q.getMany();',
        'let q = this.pets.createQueryBuilder("p"); if (more) q = q.andWhere("p.oops = 1"); await q.getMany();',
        'this.source.createQueryBuilder(PersonEntity, "who").innerJoin("who.pets", "p").where("p.oops = 1");',
        "this.source.createQueryBuilder().update(PetEntity).set({ oops: 1 }).execute();",
        "this.source.createQueryBuilder().insert().into(PetEntity).values([{ oops: 1 }]).execute();",
        "const p = await this.em.findOneByOrFail(PetEntity, { id: '1' }); p.oops;",
        "await this.em.update(PetEntity, { id: '1' }, { oops: 1 });",
        'await this.em.increment(PetEntity, { id: "1" }, "oops", 1);',
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


@pytest.mark.parametrize(
    "body",
    [
        'this.pets.createQueryBuilder("p").leftJoin("p.owner", "o").where("o.email = :e AND other.oops = 1 AND f.x(p.name)");',
        'this.pets.createQueryBuilder("p").select("COUNT(p.id)", "count").addSelect("p.state", "state").getRawMany();',
        'this.pets.createQueryBuilder("p").where("p.name = :p.oops OR p.owner_id = 1");',
        "const p = await this.em.find(PetEntity, { where: { state: 'home' } }); p.map((x) => x.owner.email);",
        "elsewhere.find(PetEntity, more);",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []


def test_what_a_manager_keeps_is_what_it_is_given() -> None:
    kept = "this.source.transaction(async (manager) => manager.save(manager.create(PetEntity, { name: 'Rex' })))"
    assert found(f"const pet = await {kept}; pet.name; pet.oops;") == ["oops"]
