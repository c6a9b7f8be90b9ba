"""Fixes of columns that code makes: each mends what was told of its column, and adds nothing."""

import pytest

from dovetail.core.findings import Finding, Fix, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A plant. @db plants */
export interface Plant {
  /** @format uuid */
  id: string;
  label: string;
  note: string | null;
  /** @format date-time */
  seenAt: string;
  /** @format date */
  sownOn: string;
  /** @format int */
  leaves: number;
  rare: boolean;
}
"""
DJANGO = """
from django.db import models


class Plant(models.Model):
    class Meta:
        db_table = "plants"

    id = models.UUIDField(primary_key=True)
    label = models.CharField(max_length=80, null=True, blank=True)
    note = models.TextField(blank=True)
    seen_at = models.DateField(auto_now_add=True)
    sown_on = models.DateTimeField()
    leaves = models.CharField(max_length=3, db_index=True)
    rare = models.IntegerField(default=0)
"""
COLUMNS = """
from sqlalchemy import Column, Date, DateTime, Integer, String, Text
from .base import Base


class Plant(Base):
    __tablename__ = "plants"
    id = Column(String(36), primary_key=True)
    label = Column(String(80))
    note = Column(Text, nullable=False)
    seen_at = Column(Date, nullable=False)
    sown_on = Column("sown_on", DateTime(timezone=True), nullable=False)
    leaves = Column(String, nullable=False, server_default="0")
    rare = Column(Integer(), nullable=False)
"""
MAPPED = """
from datetime import date, datetime
from sqlalchemy import Date, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column
from .base import Base


class Plant(Base):
    __tablename__ = "plants"
    id: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str | None] = mapped_column(String(80), nullable=True)
    note: Mapped[str] = mapped_column(String, nullable=False)
    seen_at: Mapped[date] = mapped_column(Date)
    sown_on: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    leaves: Mapped[str] = mapped_column(String(3))
    rare: Mapped[int] = mapped_column(Integer)
"""
SQLMODEL = """
from datetime import date, datetime
from sqlmodel import Field, SQLModel


class Plant(SQLModel, table=True):
    __tablename__ = "plants"
    id: str = Field(primary_key=True)
    label: str | None = None
    note: str
    seen_at: date = Field(default_factory=date.today)
    sown_on: datetime
    leaves: str = Field(index=True)
    rare: int = Field(index=True)
"""
TYPEORM = """
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity("plants")
export class PlantEntity {
  @PrimaryGeneratedColumn("uuid") id!: string;
  @Column({ nullable: true }) label!: string | null;
  @Column({ name: "note", type: "varchar" })
  note!: string | null;
  @Column({ name: "seen_at", type: "timestamptz" }) seenAt!: Date;
  @Column({ name: "sown_on", type: "date" }) sownOn!: string;
  @Column({ type: "varchar" }) leaves!: string;
  @Column({ type: "int", default: 0 }) rare!: number;
}
"""
DRIZZLE = """
import { date, integer, pgTable, text, timestamp, uuid, varchar } from "drizzle-orm/pg-core";

export const plants = pgTable("plants", {
  id: uuid("id").primaryKey(),
  label: varchar("label", { length: 80 }),
  note: text("note").notNull(),
  seenAt: date("seen_at").notNull(),
  sownOn: timestamp("sown_on", { withTimezone: true }).notNull(),
  leaves: text("leaves").notNull().default("0"),
  rare: integer("rare").notNull(),
});
"""
PRISMA = """
/// @contract Plant
model Plant {
  id     String    @id
  label  String?
  note   String
  seenAt DateTime  @map("seen_at") @db.Date
  sownOn DateTime  @map("sown_on")
  leaves String
  rare   Int
  @@map("plants")
}
"""
SEQUELIZE = """
import { DataTypes, Model } from "sequelize";
import { sequelize } from "./db";

export class PlantRow extends Model {}
PlantRow.init({
  id: { type: DataTypes.UUID, primaryKey: true },
  label: { type: DataTypes.STRING, allowNull: false },
  note: { type: DataTypes.TEXT, allowNull: false },
  seenAt: { type: DataTypes.DATEONLY, allowNull: false, field: "seen_at" },
  sownOn: { type: DataTypes.DATE, allowNull: false, field: "sown_on" },
  leaves: { type: DataTypes.STRING(3), allowNull: false },
  rare: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
}, { sequelize, tableName: "plants" });
"""
MONGOOSE = """
const mongoose = require("mongoose");

const plantSchema = new mongoose.Schema({
  label: { type: String, required: true },
  note: { type: String, required: true },
  seenAt: { type: Number, required: true },
  sownOn: { type: Date, required: true },
  leaves: { type: String, required: true },
  rare: { type: Number, required: true, min: 0 },
}, { collection: "plants" });
module.exports = mongoose.model("Plant", plantSchema);
"""

SERIALIZER = """
from rest_framework import serializers


# @contract Plant subset
class PlantSerializer(serializers.Serializer):
    label = serializers.CharField()
    seenAt = serializers.DateField(required=True)
    leaves = serializers.CharField(max_length=3)
    rare = serializers.IntegerField(min_value=0)
"""
SCHEMA = """
from marshmallow import Schema, fields


# @contract Plant subset
class PlantSchema(Schema):
    label = fields.String()
    seenAt = fields.Date(required=True)
    leaves = fields.Str(required=True)
    rare = fields.Integer(required=True)
"""


def fixed(snapshot: Snapshot, path: str, fix: Fix) -> str:
    return apply_edits(snapshot.sources[path].text.source, [e for e in fix.edits if e.path == path])


def told(snapshot: Snapshot) -> set[tuple[str, str]]:
    """What is said, without the types that it mentions as they are written."""
    return {(f.rule, f.message.partition(" is ")[0]) for f in check(snapshot) if f.severity != "info"}


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        (
            "plants/models.py",
            DJANGO,
            [
                "label = models.CharField(max_length=80, blank=True)",
                "note = models.TextField(blank=True, null=True)",
                "seen_at = models.DateTimeField(auto_now_add=True)",
                "sown_on = models.DateField()",
                "leaves = models.IntegerField(db_index=True)",
            ],
        ),
        (
            "plants/columns.py",
            COLUMNS,
            [
                "label = Column(String(80), nullable=False)",
                "note = Column(Text)",
                "seen_at = Column(DateTime(timezone=True), nullable=False)",
                'sown_on = Column("sown_on", Date, nullable=False)',
                "rare = Column(Boolean, nullable=False)",
            ],
        ),
        (
            "plants/mapped.py",
            MAPPED,
            [
                "label: Mapped[str] = mapped_column(String(80))",
                "note: Mapped[str | None] = mapped_column(String)",
                "seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))",
                "sown_on: Mapped[date] = mapped_column(Date)",
                "leaves: Mapped[int] = mapped_column(Integer)",
                "rare: Mapped[bool] = mapped_column(Boolean)",
            ],
        ),
        (
            "plants/sqlmodels.py",
            SQLMODEL,
            [
                "label: str",
                "note: str | None",
                "sown_on: date",
                "leaves: int = Field(index=True)",
                "rare: bool = Field(index=True)",
            ],
        ),
        (
            "plants/serializers.py",
            SERIALIZER,
            ["seenAt = serializers.DateTimeField(required=True)", "leaves = serializers.IntegerField()"],
        ),
        (
            "plants/schemas.py",
            SCHEMA,
            [
                "seenAt = fields.DateTime(required=True)",
                "leaves = fields.Integer(required=True)",
                "rare = fields.Boolean(required=True)",
            ],
        ),
        (
            "src/plant.entity.ts",
            TYPEORM,
            [
                "@Column() label!: string;",
                '@Column({ name: "note", type: "varchar", nullable: true })',
                '@Column({ type: "int" }) leaves!: number;',
            ],
        ),
        (
            "src/schema.ts",
            DRIZZLE,
            [
                'label: varchar("label", { length: 80 }).notNull(),',
                'note: text("note"),',
                'seenAt: timestamp("seen_at", { withTimezone: true }).notNull(),',
                'sownOn: date("sown_on").notNull(),',
                'rare: boolean("rare").notNull(),',
            ],
        ),
        (
            "prisma/schema.prisma",
            PRISMA,
            [
                "label  String",
                "note   String?",
                'seenAt DateTime  @map("seen_at")',
                'sownOn DateTime @db.Date  @map("sown_on")',
                "leaves Int",
                "rare   Boolean",
            ],
        ),
        (
            "src/plant.ts",
            SEQUELIZE,
            [
                "note: { type: DataTypes.TEXT, allowNull: true },",
                'seenAt: { type: DataTypes.DATE, allowNull: false, field: "seen_at" },',
                'sownOn: { type: DataTypes.DATEONLY, allowNull: false, field: "sown_on" },',
                "leaves: { type: DataTypes.INTEGER, allowNull: false },",
            ],
        ),
        (
            "models/plant.js",
            MONGOOSE,
            [
                "note: { type: String },",
                "seenAt: { type: Date, required: true },",
                "leaves: { type: Number, required: true },",
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_a_column_is_given_what_the_contract_says(path: str, text: str, lines: list[str]) -> None:
    texts = {"contracts/plant.contract.ts": CONTRACT, path: text}
    snapshot = snapshot_as_written(texts)
    before = told(snapshot)
    written: list[str] = []
    for finding in _told_with_fixes(snapshot, path):
        (fix,) = finding.fixes
        mended = fixed(snapshot, path, fix)
        after = told(snapshot_as_written({**texts, path: mended}))
        assert after < before, fix.title
        written += [
            line.strip() for line in mended.splitlines() if line not in text.splitlines() and "import" not in line
        ]
    assert sorted(written) == sorted(lines)


def _told_with_fixes(snapshot: Snapshot, path: str) -> list[Finding]:
    return [f for f in check(snapshot) if f.path == path and f.fixes and f.severity != "info"]
