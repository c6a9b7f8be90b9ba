"""What Python writes where a parameter, a field or a table of values asks for something of a contract."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How loud it is. */
export type Severity = "notice" | "warning" | "critical";
/** A bound was crossed.
 * @db alarms */
export interface Alarm {
  /** @format int */
  id: number;
  severity: Severity;
  /** Free text. */
  label: string;
  active: boolean;
}
/** Why not. */
export interface Refusal {
  error: "not_found" | "bad_request";
  fields?: Record<string, string>;
}
"""
WIRE = """
from typing import Literal, NotRequired, TypedDict


class AlarmJson(TypedDict):  # @contract Alarm
    id: int
    severity: Literal["notice", "warning", "critical"]
    label: str
    active: bool


class RefusalJson(TypedDict):  # @contract Refusal
    error: Literal["not_found", "bad_request"]
    fields: NotRequired[dict[str, str]]
"""
ERRORS = """
from wire import RefusalJson


class Refused(Exception):
    def __init__(self, status: int, body: RefusalJson, *, note: str = "") -> None:
        super().__init__(body["error"])
        self.body = body


class Hidden(Refused):
    pass


class Wrapped(Exception):
    def __init__(self, body, *rest) -> None:
        self.body = body
"""
RAISES = """
from errors import Hidden, Refused, Wrapped


def find(rows, parts):
    if not rows:
        raise Refused(404, {"error": "not_found"})
    if len(rows) > 1:
        raise Hidden(400, body={"error": "bad_request", "fields": {"id": "Not one."}}, note="odd")
    raise Wrapped({"anything": 1}, *parts)
"""
KINDS = """
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from wire import AlarmJson


class AlarmOut(BaseModel):  # @contract Alarm
    id: int
    severity: Literal["notice", "warning", "critical"]
    label: str
    active: bool


def alarm(row, parts, now: datetime) -> AlarmJson:
    number = int(row["id"])
    label = ""
    if parts:
        label = ", ".join(parts)
    seen = len(parts) > 2
    return {"id": number, "severity": row["severity"], "label": label, "active": seen}


def converted(row, total) -> AlarmOut:
    size = str(row["id"])
    total = str(total)
    return AlarmOut(id=size, severity=str(row["severity"]), label=total.strip(), active=int(row["active"]))


def kept(row, parts, label) -> AlarmJson:
    count = 0
    for _ in parts:
        count += 1
    label = label or str(count)
    active = str(row)
    for active in parts:
        print(active)
    return AlarmJson(id=count, severity="notice", label=label, active=active)
"""
TEXTS = """
from wire import AlarmJson


def loud(reading, other, kind="warn") -> AlarmJson:
    level = "critical" if reading > 3 else "warning"
    if other:
        level = "notice"
    sort = "all"
    sort = {"all": "warning"}[sort]
    kind = kind or "notice"
    tone: str = "warning"
    print(f"{level} {tone}")
    alarms: list[AlarmJson] = [{"id": 1, "severity": sort, "label": "", "active": True}]
    print(alarms[0]["severity"] == tone, alarms[0]["severity"] == kind)
    return {"id": 1, "severity": level, "label": "", "active": True}
"""
SCHEMA = """
CREATE TABLE alarms (id int NOT NULL, severity text NOT NULL, label text NOT NULL, active boolean NOT NULL);
"""
STATEMENTS = """
def store(db, reading):
    severity = "critical" if reading else "warning"
    db.execute("INSERT INTO alarms (id, severity) VALUES (?, ?)", (1, severity))
    level = "notice"
    db.execute("SELECT id FROM alarms WHERE severity = :level AND label = :label", {"level": level, "label": level})
"""
TABLES = """
from wire import AlarmJson

COLORS = {"notice": "blue", "critical": "red"}


def loudest(alarms: list[AlarmJson]) -> AlarmJson | None:
    ranks = {"notice": 0, "warning": 1, "critical": 2}
    return max(alarms, key=lambda alarm: ranks[alarm["severity"]], default=None)


def counted(alarms: list[AlarmJson], more):
    counts = {"all": len(alarms), "notice": 0}
    for alarm in alarms:
        counts[alarm["severity"]] += 1
    tones = {"notice": 0}
    tones.update(more)
    return counts, [tones[alarm["severity"]] for alarm in alarms], COLORS.get(alarms[0]["severity"])


def shown(alarm: AlarmJson, other: str):
    names = {"warning": "Look", "all": "All"}
    return names[other], names[alarm["severity"]]
"""
NAMED = """
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import text

from wire import AlarmJson

STORE = "INSERT INTO alarms (id, severity, label) VALUES (:id, :severity, :label)"


@dataclass
class Row:  # @contract Alarm
    id: int
    severity: Literal["notice", "warning", "critical"]
    label: str
    active: bool


def store(db, alarms: Iterable[AlarmJson], one: AlarmJson, row: Row, note: str):
    db.executemany(STORE, alarms)
    db.execute("UPDATE alarms SET label = %(label)s, active = '12:30' WHERE id = %(id)s", one)
    db.execute(text("UPDATE alarms SET label = :label::text WHERE id = :id"), asdict(row))
    db.execute("UPDATE alarms SET label = :note WHERE id = :id", {**one, "note": note})
    more = dict(one)
    more["note"] = note
    db.execute("UPDATE alarms SET label = :note WHERE id = :id", more)
"""


def _said(code: str) -> list[str]:
    texts = {"a.contract.ts": CONTRACT, "a.sql": SCHEMA, "wire.py": WIRE, "errors.py": ERRORS, "code.py": code}
    snapshot = snapshot_of(texts)
    return [snapshot.sources["code.py"].text[f.range] for f in check(snapshot) if f.path == "code.py"]


@pytest.mark.parametrize("code", [RAISES, KINDS, TEXTS, STATEMENTS, TABLES, NAMED])
def test_what_fits_is_no_finding(code: str) -> None:
    assert _said(code) == []


@pytest.mark.parametrize(
    ("code", "old", "new", "word"),
    [
        (RAISES, '{"error": "not_found"}', '{"error": "missing"}', "missing"),
        (RAISES, '{"error": "not_found"}', '{"errors": "not_found"}', "errors"),
        (RAISES, '{"error": "bad_request"', '{"error": "invalid"', "invalid"),
        (RAISES, '"bad_request", "fields"', '"bad_request", "field"', "field"),
        (KINDS, 'number = int(row["id"])', 'number = str(row["id"])', 'str(row["id"])'),
        (KINDS, '", ".join(parts)\n', "len(parts)\n", "len(parts)"),
        (KINDS, '"active": seen', '"active": str(seen)', "str(seen)"),
        (KINDS, '"active": seen', '"active": len(parts)', "len(parts)"),
        (KINDS, "len(parts) > 2\n", 'f"{parts}"\n', 'f"{parts}"'),
        (KINDS, "label=total.strip()", "label=len(total)", "len(total)"),
        (KINDS, "count = 0\n    for _ in parts:\n        count += 1", "count = str(parts)", "str(parts)"),
        (TEXTS, '"critical" if', '"fatal" if', "fatal"),
        (TEXTS, 'level = "notice"', 'level = "quiet"', "quiet"),
        (TEXTS, 'tone: str = "warning"', 'tone: str = "warn"', "warn"),
        (STATEMENTS, '"critical" if', '"fatal" if', "fatal"),
        (STATEMENTS, 'level = "notice"', 'level = "quiet"', "quiet"),
        (TABLES, '"warning": 1', '"warn": 1', "warn"),
        (TABLES, '"notice": "blue"', '"low": "blue"', "low"),
        (NAMED, ":severity, :label)", ":severity, :title)", "title"),
        (NAMED, "id = %(id)s", "id = %(alarm_id)s", "alarm_id"),
        (NAMED, "SET label = :label::text", "SET label = :title::text", "title"),
    ],
)
def test_what_does_not_fit_is_told_once(code: str, old: str, new: str, word: str) -> None:
    assert old in code
    assert _said(code.replace(old, new)) == [word]
