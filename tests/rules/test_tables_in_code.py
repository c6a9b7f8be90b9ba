"""Tables that programs of JavaScript and TypeScript describe in calls are held to the contract: models of Sequelize, and migrations."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Where a tool is. */
export type ToolState = "free" | "rented";
/** A tool.
 * @db tools
 */
export interface Tool {
  /** @format uuid */
  id: string;
  label: string;
  /** @unit cents @format int */
  priceCents: number;
  state: ToolState;
  shelf: string | null;
  /** @format uuid */
  ownerId: string;
  /** @format date-time */
  createdAt: string;
}
"""
SEQUELIZE = """
const { DataTypes, Model } = require("sequelize");
const STATES = ["free", "rented"];
module.exports = (sequelize) => {
  const Tool = sequelize.define("Tool", {
    id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
    label: { type: DataTypes.STRING(80), allowNull: false },
    priceCents: { type: DataTypes.INTEGER, allowNull: false, field: "price_cents" },
    state: { type: DataTypes.ENUM(...STATES), allowNull: false, defaultValue: "free" },
    shelf: DataTypes.STRING,
    title: { type: DataTypes.VIRTUAL, get() { return this.label; } },
  }, { underscored: true });
  Tool.belongsTo(sequelize.models.User, { as: "owner", foreignKey: "ownerId" });
  return Tool;
};
"""
CLASS = """
import { DataTypes, Model, type Sequelize } from "sequelize";
export class Tool extends Model {}
export function init(sequelize: Sequelize) {
  Tool.init({
    id: { type: DataTypes.UUID, primaryKey: true },
    label: { type: DataTypes.STRING(80), allowNull: false },
    priceCents: { type: DataTypes.INTEGER, allowNull: false },
    state: { type: DataTypes.ENUM("free", "rented"), allowNull: false },
    shelf: { type: DataTypes.STRING, allowNull: true },
  }, { sequelize, tableName: "tools" });
}
"""
QUERY_INTERFACE = """
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable("tools", {
      id: { type: Sequelize.UUID, primaryKey: true },
      label: { type: Sequelize.STRING, allowNull: false },
      price_cents: { type: Sequelize.INTEGER, allowNull: false },
      state: { type: Sequelize.ENUM("free", "rented"), allowNull: false },
      shelf: Sequelize.STRING,
      owner_id: { type: Sequelize.UUID, allowNull: false, references: { model: "users", key: "id" } },
      old: Sequelize.STRING,
    });
    await queryInterface.removeColumn("tools", "old");
    await queryInterface.addColumn("tools", "created_at", { type: Sequelize.DATE, allowNull: false });
  },
  down: (queryInterface) => queryInterface.removeColumn("tools", "label"),
};
"""
KNEX = """
exports.up = async function (knex) {
  await knex.schema.createTable("tools", (t) => {
    t.uuid("id").primary().defaultTo(knex.raw("gen_random_uuid()"));
    t.string("label", 80).notNullable();
    t.integer("price_cents").notNullable();
    t.enu("state", ["free", "rented"]).notNullable().defaultTo("free");
    t.string("shelf");
    t.uuid("owner_id").notNullable().references("id").inTable("users");
    t.timestamps(true, true);
    t.index(["state", "label"]);
  });
};
exports.down = (knex) => knex.schema.alterTable("tools", (t) => { t.dropColumn("label"); });
"""
KYSELY = """
import type { Kysely } from "kysely";
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("tools")
    .addColumn("id", "uuid", (c) => c.primaryKey())
    .addColumn("label", "varchar(80)", (c) => c.notNull())
    .addColumn("price_cents", "integer", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("shelf", "text")
    .addColumn("owner_id", "uuid", (c) => c.notNull())
    .execute();
  await db.schema.alterTable("tools").addColumn("created_at", "timestamptz", (c) => c.notNull()).execute();
}
export async function down(db: Kysely<unknown>) { await db.schema.alterTable("tools").dropColumn("label").execute(); }
"""
TYPEORM = """
import { MigrationInterface, QueryRunner, Table, TableColumn } from "typeorm";
export class Tools1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    await queryRunner.createTable(new Table({
      name: "tools",
      columns: [
        { name: "id", type: "uuid", isPrimary: true },
        { name: "label", type: "varchar", length: "80" },
        { name: "price_cents", type: "int" },
        { name: "state", type: "enum", enum: ["free", "rented"] },
        { name: "shelf", type: "varchar", isNullable: true },
        new TableColumn({ name: "owner_id", type: "uuid" }),
      ],
    }));
    await queryRunner.addColumn("tools", new TableColumn({ name: "created_at", type: "timestamptz" }));
  }
  async down(queryRunner: QueryRunner) { await queryRunner.dropColumn("tools", "label"); }
}
"""
RAW = """
export class Tools1700000000000 {
  async up(queryRunner) {
    await queryRunner.query(`CREATE TABLE "tools" ("id" uuid PRIMARY KEY, "label" varchar(80) NOT NULL, "price_cents" integer NOT NULL,
      "state" text NOT NULL, "shelf" text, "owner_id" uuid NOT NULL, "created_at" timestamptz NOT NULL)`);
  }
  async down(queryRunner) { await queryRunner.query(`CREATE TABLE "tools" ("id" uuid)`); }
}
"""
STYLES = {
    "src/models/tool.js": SEQUELIZE,
    "src/models/tool.ts": CLASS,
    "migrations/01-tools.js": QUERY_INTERFACE,
    "migrations/02_tools.js": KNEX,
    "src/db/migrations/03_tools.ts": KYSELY,
    "src/migrations/1700000000000-Tools.ts": TYPEORM,
    "src/migrations/1700000000001-Tools.js": RAW,
}


def found(path: str, text: str, more: dict[str, str] | None = None) -> list[tuple[str, str]]:
    texts = {"contracts/tool.contract.ts": CONTRACT, path: text, **(more or {})}
    findings = (f for f in check(snapshot_as_written(texts)) if f.severity in ("error", "warning"))
    return [(f.rule, texts[f.path][f.range.start : f.range.end]) for f in findings]


@pytest.mark.parametrize("path", STYLES)
def test_nothing_is_said_of_what_is_right(path: str) -> None:
    assert found(path, STYLES[path]) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("src/models/tool.js", "    label:", "    name:", ("renamed-field", "name")),
        ("src/models/tool.js", "DataTypes.INTEGER", "DataTypes.STRING", ("kind-mismatch", "DataTypes.STRING")),
        ("src/models/tool.js", '"free", "rented"', '"free", "out"', ("enum-mismatch", "DataTypes.ENUM(...STATES)")),
        ("src/models/tool.js", "shelf: DataTypes.STRING,", "", ("missing-field", "Tool")),
        ("src/models/tool.ts", "80), allowNull: false", "80), allowNull: true", ("null-mismatch", "label")),
        ("migrations/01-tools.js", "price_cents: {", "price: {", ("renamed-field", "price")),
        ("migrations/01-tools.js", '"created_at", {', '"made_at", {', ("renamed-field", "made_at")),
        ("migrations/01-tools.js", '"tools", "old"', '"tools", "shelf"', ("missing-field", "tools")),
        ("migrations/02_tools.js", 't.string("label"', 't.string("name"', ("renamed-field", "name")),
        ("migrations/02_tools.js", 't.integer("price_cents")', 't.text("price_cents")', ("kind-mismatch", "price_cents")),
        ("migrations/02_tools.js", 't.string("shelf")', 't.string("shelf").notNullable()', ("null-mismatch", "shelf")),
        ("migrations/02_tools.js", 't.string("label", 80).notNullable()', 't.string("label")', ("null-mismatch", "label")),
        ("migrations/02_tools.js", '["free", "rented"]', '["free", "out"]', ("enum-mismatch", "out")),
        ("src/db/migrations/03_tools.ts", '"price_cents", "integer"', '"price", "integer"', ("renamed-field", "price")),
        ("src/db/migrations/03_tools.ts", '"label", "varchar(80)"', '"label", "boolean"', ("kind-mismatch", "label")),
        ("src/migrations/1700000000000-Tools.ts", 'name: "label"', 'name: "title"', ("renamed-field", "title")),
        ("src/migrations/1700000000000-Tools.ts", ", isNullable: true", "", ("null-mismatch", "shelf")),
        ("src/migrations/1700000000001-Tools.js", '"label" varchar', '"name" varchar', ("renamed-field", "name")),
    ],
)  # fmt: skip
def test_what_is_not_as_promised_is_told(path: str, old: str, new: str, said: tuple[str, str]) -> None:
    assert old in STYLES[path]
    assert said in found(path, STYLES[path].replace(old, new, 1))


def test_what_a_later_migration_adds_need_not_be_in_the_first() -> None:
    first = KNEX.replace('    t.string("label", 80).notNullable();\n', "")
    later = 'exports.up = (knex) => knex.schema.alterTable("tools", (t) => { t.string("label").notNullable(); });\n'
    assert found("migrations/02_tools.js", first, {"migrations/03_label.js": later}) == []
    wrong = later.replace("label", "lable")
    assert ("renamed-field", "lable") in found("migrations/02_tools.js", first, {"migrations/03_label.js": wrong})


def test_a_table_that_a_later_migration_renames_is_the_one_of_its_last_name() -> None:
    first = KNEX.replace('"tools"', '"things"').replace('t.string("label"', 't.string("lable"')
    later = {"migrations/03_names.js": 'exports.up = (knex) => knex.schema.renameTable("things", "tools");\n'}
    assert found("migrations/02_tools.js", first, later) == [("renamed-field", "lable")]


SEEDER = """
module.exports = {
  async up(queryInterface) {
    await queryInterface.bulkInsert("tools", [{ id: "1", label: "Drill", price_cents: 3, state: "free", created_at: new Date() }], {});
  },
  down: (queryInterface) => queryInterface.bulkDelete("tools", { label: "Drill" }, {}),
};
"""


def test_rows_of_seeders_are_held_to_the_contract() -> None:
    made = {"migrations/01-tools.js": QUERY_INTERFACE}
    assert found("seeders/tools.js", SEEDER, made) == []
    assert found("seeders/tools.js", SEEDER, {"src/models/tool.js": SEQUELIZE}) == []
    wrong = (
        SEEDER.replace("price_cents", "price")
        .replace('"free"', '"open"')
        .replace('{ label: "Drill" }', '{ lable: "x" }')
    )
    told = [name for _, name in found("seeders/tools.js", wrong, made)]
    assert told == ["price", "open", "lable"]


def test_a_key_that_an_association_of_another_file_adds_need_not_be_written() -> None:
    model = SEQUELIZE.replace('  Tool.belongsTo(sequelize.models.User, { as: "owner", foreignKey: "ownerId" });\n', "")
    assert found("src/models/tool.js", model) == []


def test_calls_of_such_names_elsewhere_make_no_table() -> None:
    assert found("src/game.js", KNEX.replace("label", "name")) != found(
        "migrations/02_tools.js", KNEX.replace("label", "name")
    )
    other = (
        'registry.define("Tool", { id: { type: String }, label: String });\nplugin.init({ id: 1 }, {});\n// sequelize\n'
    )
    assert found("src/models/other.js", other) == []


INDEX = """
const { Sequelize } = require("sequelize");
const sequelize = new Sequelize("postgres://localhost/tools");
const Tool = require("./tool")(sequelize);
const defineUser = require("./user");
const User = defineUser(sequelize);
module.exports = { sequelize, Tool, User };
"""
USER = """
const { DataTypes, Model } = require("sequelize");
module.exports = (sequelize) => {
  class User extends Model {
    shout() { return this.email.toUpperCase(); }
  }
  User.init({ id: { type: DataTypes.UUID, primaryKey: true }, email: { type: DataTypes.STRING } }, { sequelize, tableName: "users" });
  User.hasMany(sequelize.models.Tool, { as: "lent" });
  return User;
};
"""
USER_CONTRACT = """
/** A user.
 * @db users
 */
export interface User {
  /** @format uuid */
  id: string;
  /** @format email */
  email: string;
}
"""
QUERIES = """
const { Op, fn, col } = require("sequelize");
const { Tool, User } = require("./models");
async function main(id) {
  const tools = await Tool.findAll({
    where: { state: ["free", "rented"], [Op.or]: [{ label: "x" }, { shelf: null }], "$owner.email$": "x" },
    attributes: ["id", "label", [fn("COUNT", col("id")),
      "n"], ["price_cents", "cost"]],
    include: [{ model: User, as: "owner" }],
  });
  for (const tool of tools) console.log(tool.n, tool.owner.email, tool.getOwner(), tool.get("x"), tool.cost, tool.toJSON().y);
  const [row, made] = await Tool.findOrCreate({ where: { label: "a" }, defaults: { priceCents: 3, ownerId: id } });
  row.state = "rented";
  await row.update({ shelf: null, state: "free" });
  const { count, rows } = await Tool.findAndCountAll({ limit: 3 });
  const user = await User.findByPk(id);
  user.shout();
  return [count, made, rows.map((each) => each.label), user.email, await user.getLent(), Tool.sum("priceCents")];
}
"""


def queried(queries: str) -> list[tuple[str, str]]:
    more = {
        "contracts/user.contract.ts": USER_CONTRACT,
        "src/models/index.js": INDEX,
        "src/models/user.js": USER,
        "src/main.js": queries,
    }
    return found("src/models/tool.js", SEQUELIZE, more)


def test_queries_of_sequelize_may_say_all_that_rows_have() -> None:
    assert queried(QUERIES) == []


def test_what_a_repository_hands_on_to_a_model_is_held_to_the_contract() -> None:
    repository = """
class Tools {
  constructor({ Tool }) { this.Tool = Tool; }
  add(values, transaction) { return this.Tool.create(values, { transaction }); }
}
module.exports = Tools;
"""
    main = """
const Tools = require("./tools");
const models = require("./models");
const tools = new Tools(models);
exports.run = (ownerId) => tools.add({ label: "x", priceCents: 3, state: "free", ownerId });
"""
    files = {"src/models/index.js": INDEX, "src/models/user.js": USER, "src/tools.js": repository}
    assert found("src/models/tool.js", SEQUELIZE, {**files, "src/main.js": main}) == []
    wrong = main.replace("label:", "lable:").replace('"free"', '"lent"')
    told = found("src/models/tool.js", SEQUELIZE, {**files, "src/main.js": wrong})
    assert told == [("unknown-property", "lable"), ("unknown-value", "lent")]


def test_models_that_are_loaded_from_their_folder_are_known_by_their_names() -> None:
    loader = """
const fs = require("fs");
const Sequelize = require("sequelize");
const db = {};
fs.readdirSync(__dirname).forEach((file) => { const model = require(file)(new Sequelize()); db[model.name] = model; });
module.exports = db;
"""
    for taken in (QUERIES, QUERIES.replace("{ Tool, User } =", "db =").replace("Tool.", "db.Tool.")):
        files = {
            "src/models/index.js": loader,
            "src/models/user.js": USER,
            "src/main.js": taken.replace("tool.n,", "tool.lable,"),
        }
        assert found("src/models/tool.js", SEQUELIZE, files) == [("unknown-property", "lable")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tool.n,", "tool.lable,", ("unknown-property", "lable")),
        ('"id", "label", [', '"id", "heading", [', ("unknown-property", "heading")),
        ('where: { label: "a" }', 'where: { heading: "a" }', ("unknown-property", "heading")),
        ('where: { state: ["free"', 'where: { status: ["free"', ("unknown-property", "status")),
        ('row.state = "rented"', 'row.state = "lent"', ("unknown-value", "lent")),
        ('state: "free" });', 'state: "back" });', ("unknown-value", "back")),
        ("update({ shelf: null", "update({ place: null", ("unknown-property", "place")),
        ("each.label", "each.heading", ("unknown-property", "heading")),
        ("user.email,", "user.mail,", ("unknown-property", "mail")),
        ('sum("priceCents")', 'sum("price")', ("unknown-property", "price")),
    ],
)
def test_queries_of_sequelize_are_held_to_the_contract(old: str, new: str, said: tuple[str, str]) -> None:
    assert old in QUERIES
    assert said in queried(QUERIES.replace(old, new, 1))


ENTITY = """
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, type Repository } from "typeorm";
import type { ToolState } from "../contracts/tool.contract";
type State = "free" | "rented";
@Entity("tools")
export class Tool {
  @PrimaryGeneratedColumn("uuid") id: string;
  @Column() label: string;
  @Column({ name: "price_cents", type: "int" }) priceCents: number;
  @Column({ type: "enum", enum: ["free", "rented"], default: "free" }) state: State;
  @Column({ nullable: true }) shelf: string | null;
  @Column({ name: "created_at", type: "timestamptz" }) createdAt: string;
  @Column({ name: "owner_id" }) ownerId: string;
  @ManyToOne(() => User, (user) => user.tools) owner: User;
}
export const all = (tools: Repository<Tool>) => tools.find({ relations: { owner: true }, order: { label: "ASC" } });
export const one = (tools: Repository<Tool>) => tools.findOne({ where: { id: "1" }, relations: ["owner", "owner.tools"] });
"""


def test_options_of_columns_and_relations_are_held_to_the_entity() -> None:
    assert found("src/tool.entity.ts", ENTITY) == []
    assert found("src/tool.entity.ts", ENTITY.replace("state: State", "state: ToolState")) == []
    for old, new, rule in (
        ('enum: ["free"', 'enum: ["open"', "unknown-value"),
        ('default: "free"', 'default: "open"', "unknown-value"),
    ):
        told = [r for r, _ in found("src/tool.entity.ts", ENTITY.replace(old, new))]
        assert told == [rule]
        typed = ENTITY.replace("state: State", "state: ToolState").replace(old, new)
        assert [r for r, _ in found("src/tool.entity.ts", typed)] == [rule]
    wrong = ENTITY.replace("relations: { owner: true }", "relations: { lender: true }")
    assert found("src/tool.entity.ts", wrong) == [("unknown-property", "lender")]
