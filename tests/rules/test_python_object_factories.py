"""Factories of factory_boy and polyfactory: what they say of the objects that they make, and what tests give them and get."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How it is. */
export type State = "open" | "done";
/** A task.
 * @db tasks */
export interface Task {
  /** @format int */
  id: number;
  state: State;
  title_text: string;
}
/** Somebody. */
export interface Person { full_name: string }
"""
MODELS = """
from dataclasses import dataclass

from django.db import models


class Task(models.Model):
    state = models.CharField(max_length=9)
    title_text = models.CharField(max_length=9)
    owner = models.ForeignKey("people.Owner", on_delete=models.CASCADE)

    class Meta:
        db_table = "tasks"


# @contract Person
@dataclass
class Person:
    full_name: str
"""
FACTORIES = """
import factory
from polyfactory.factories import DataclassFactory

from models import Person, Task


class TaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Task
        django_get_or_create = ("title_text",)

    class Params:
        finished = factory.Trait(state="done")

    state = "open"
    title_text = factory.LazyAttribute(lambda task: task.state.upper())
    owner = factory.SubFactory("people.OwnerFactory")

    @factory.post_generation
    def after(self, create, extracted, **rest):
        self.anything = 1


class PersonFactory(DataclassFactory[Person]):
    __model__ = Person
"""
TEST = """
import factories
from factories import PersonFactory, TaskFactory


def test_tasks():
    task = TaskFactory(title_text="a", state="open", finished=True, owner__name="b")
    assert task.title_text
    for each in TaskFactory.create_batch(2, state="done"):
        each.refresh_from_db()
        assert each.state
    assert PersonFactory.build(full_name="Ann").full_name == "Ann"
    assert factories.PersonFactory.batch(1)[0].full_name
"""
TREE = {"a.contract.ts": CONTRACT, "models.py": MODELS, "factories.py": FACTORIES, "test_tasks.py": TEST}


def _said(tree: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_of(tree)
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.path, snapshot.sources[f.path].text[f.range]) for f in found]


def test_factories_may_know_more_than_what_they_make() -> None:
    assert _said(TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "word"),
    [
        ("factories.py", '("title_text",)', '("titel_text",)', "titel_text"),
        ("factories.py", 'state = "open"', 'stat = "open"', "stat"),
        ("factories.py", 'state = "open"', 'state = "opn"', "opn"),
        ("factories.py", "task.state.upper", "task.stte.upper", "stte"),
        ("test_tasks.py", 'title_text="a"', 'titel_text="a"', "titel_text"),
        ("test_tasks.py", 'state="open"', 'state="opn"', "opn"),
        ("test_tasks.py", "task.title_text", "task.titel_text", "titel_text"),
        ("test_tasks.py", 'state="done"', 'stat="done"', "stat"),
        ("test_tasks.py", "each.state", "each.stte", "stte"),
        ("test_tasks.py", "build(full_name", "build(ful_name", "ful_name"),
        ("test_tasks.py", '"Ann").full_name', '"Ann").ful_name', "ful_name"),
        ("test_tasks.py", "[0].full_name", "[0].ful_name", "ful_name"),
    ],
)
def test_a_slip_is_told(path: str, old: str, new: str, word: str) -> None:
    assert old in TREE[path]
    assert _said({**TREE, path: TREE[path].replace(old, new)}) == [(path, word)]


STEPS = """
import factory
from factories import TaskFactory
from models import Step


class StepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Step

    task = factory.SubFactory(TaskFactory)


def test_steps():
    StepFactory(task__title_text="a", task__finished=True, task__owner__name="b", task__owner_id=1)
    StepFactory(task__heading="a")
"""


def test_what_a_factory_gives_to_another_is_known_to_that() -> None:
    step = '\n\nclass Step(models.Model):\n    task = models.ForeignKey("Task", on_delete=models.CASCADE)\n'
    contract = (
        "/** A part of it.\n * @db steps */\nexport interface Step {\n  /** @format int */\n  task_id: number;\n}\n"
    )
    models = MODELS + step + '\n    class Meta:\n        db_table = "steps"\n'
    tree = {**TREE, "a.contract.ts": CONTRACT + contract, "models.py": models, "test_steps.py": STEPS}
    assert _said(tree) == [("test_steps.py", "heading")]
    knows = FACTORIES.replace("finished = ", "heading = factory.Trait()\n        finished = ")
    assert _said({**tree, "factories.py": knows}) == []


BASE = """
import factory


class BaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    class Params:
        urgent = False
"""
DERIVED = """
import factory
from base import BaseFactory
from models import Task


class TaskFactory(BaseFactory):
    class Meta:
        model = Task

    title_text = "a"
    notes = factory.RelatedFactory("notes.NoteFactory", "task")
"""
USED = """
from factories import TaskFactory

TaskFactory(title_text="b", notes=None)
TaskFactory.create_batch(2, urgent=True, notes__text="c", owner_id=1, pk=2)
"""
DERIVED_TREE = {
    "a.contract.ts": CONTRACT,
    "models.py": MODELS,
    "base.py": BASE,
    "factories.py": DERIVED,
    "use.py": USED,
}


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("use.py", "", "", []),
        ("factories.py", '    title_text = "a"', "    title_text = 3", ["3"]),
        ("factories.py", '    title_text = "a"', "    title_text = factory.Iterator([1, 2])", []),
        ("use.py", "title_text=", "heading=", ["heading"]),
        ("use.py", "urgent=", "hurried=", ["hurried"]),
        ("factories.py", 'title_text = "a"', 'heading = "a"', ["heading"]),
        ("factories.py", "class TaskFactory", "class Unknown", []),
        ("base.py", "        abstract = True", "        exclude = ('heading',)", []),
        (
            "base.py",
            "        urgent = False",
            "        urgent = False\n\n    def _create(cls, model, **given): ...",
            [],
        ),
        ("base.py", "factory.django.DjangoModelFactory", "elsewhere.HouseFactory", []),
    ],
)
def test_a_name_that_nobody_knows_is_told_where_all_of_a_factory_is_seen(
    path: str, old: str, new: str, said: list[str]
) -> None:
    tree = {**DERIVED_TREE, path: DERIVED_TREE[path].replace(old, new, 1)}
    assert [word for _, word in _said(tree)] == said
    if path == "base.py":
        tree["use.py"] = USED.replace("title_text=", "heading=")
        assert _said(tree) == []
