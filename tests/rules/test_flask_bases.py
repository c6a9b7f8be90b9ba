"""Models of Flask-SQLAlchemy on bases that the program names anew in a file of its own."""

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A shed as stored. @db sheds */
export interface StoredShed {
  /** @format int */
  id: number;
  label: string;
  /** @db owner_id
   *  @format int */
  ownerId: number;
}
"""
MAKES = """
from flask_sqlalchemy import SQLAlchemy, Model

class Saved(Model):
    def save(self):
        db.session.add(self)
        return self

db = SQLAlchemy(model_class=Saved)
"""
NAMES = """
from .extensions import db

Column = db.Column
Model = db.Model

class WithKey(object):
    __table_args__ = {"extend_existing": True}
    id = db.Column(db.Integer, primary_key=True)

def reference_col(table, nullable=False, **kwargs):
    return db.Column(db.ForeignKey(f"{table}.id"), nullable=nullable, **kwargs)
"""
MODELS = """
from sheds.database import Column, Model, WithKey, db, reference_col

class Shed(WithKey, Model):
    __tablename__ = "sheds"
    label = Column(db.String(80), nullable=False)
    owner_id = reference_col("users", nullable=False)

    def __init__(self, label, **kwargs):
        db.Model.__init__(self, label=label, **kwargs)
"""
VIEWS = """
from .models import Shed

def show(label):
    shed = Shed.query.filter_by(label=label).first()
    shed.token = "made"
    return shed.save()

def listed():
    return Shed.query.order_by(Shed.label).all()
"""
SCHEMAS = """
from marshmallow import Schema, fields

class ShedSchema(Schema):
    label = fields.Str()
    token = fields.Str()
"""


def _told(changed: dict[str, tuple[str, str]], left: str = "") -> list[tuple[str, str]]:
    texts = {"extensions": MAKES, "database": NAMES, "models": MODELS, "views": VIEWS, "schemas": SCHEMAS}
    for name, (old, new) in changed.items():
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new)
    files = {f"sheds/{name}.py": text for name, text in texts.items() if name != left}
    snapshot = snapshot_as_written({"c/sheds.contract.ts": CONTRACT, **files})
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in loud]


def test_such_models_keep_their_contract() -> None:
    assert _told({}) == []
    assert _told({}, left="extensions") == []


def test_a_column_that_a_model_lacks_is_told_though_its_bases_stand_elsewhere() -> None:
    assert _told({"models": ("    label = Column", "    name = Column")})[0] == ("renamed-field", "name")
    assert ("renamed-field", "keeper_id") in _told({"models": ("owner_id =", "keeper_id =")})
    assert ("null-mismatch", "owner_id") in _told({"models": ('"users", nullable=False', '"users", nullable=True')})


def test_names_that_no_such_model_has_are_told_where_queries_ask_for_them() -> None:
    assert _told({"views": ("filter_by(label=", "filter_by(title=")}) == [("unknown-property", "title")]
    assert _told({"views": ("order_by(Shed.label)", "order_by(Shed.title)")}) == [("unknown-property", "title")]
    unseen = _told({"views": ("order_by(Shed.label)", "order_by(Shed.title)")}, left="extensions")
    assert unseen == []  # what makes the models may give them a base with more


def test_what_an_object_is_given_for_a_schema_alone_is_none_of_its_columns() -> None:
    assert _told({"views": ("shed.token", "shed.tokens")}) == [("unknown-property", "tokens")]
