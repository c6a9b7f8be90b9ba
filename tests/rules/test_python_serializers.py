"""Serializers of Django's REST framework and the tables of models that name none."""

import pytest

from dovetail.rules import check
from support.pages import apply_fix
from support.snapshots import snapshot_of

CONTRACT = """
/** A patient.
 * @db clinic_patient */
export interface Patient {
  /** @format int */
  id: number;
  full_name: string;
  /** @format date */
  birth_date: string;
  is_adult: boolean;
}
/** The same, stored.
 * @db clinic_visit */
export interface Visit {
  /** @format int */
  id: number;
  note_text: string;
}
"""
MODELS = """
from django.db import models


class Visit(models.Model):
    note_text = models.TextField()
    full_name = models.TextField()
    birth_date = models.DateField()
"""
SERIALIZERS = """
from rest_framework import serializers

from .models import Visit


# @contract Patient
class PatientSerializer(serializers.ModelSerializer):
    is_adult = serializers.SerializerMethodField()
    age = serializers.SerializerMethodField(method_name="years")

    class Meta:
        model = Visit
        fields = ["id", "full_name", "birth_date", "is_adult", "age"]

    def get_is_adult(self, patient): ...

    def years(self, patient): ...

    def get_photo(self, patient): ...

    def validate_full_name(self, value):
        self.validate_length(value)
        return value

    def validate_length(self, value): ...

    def validate_both(self, one, other): ...

    def validate(self, attrs): ...
"""
VIEWS = """
from django.db import connection


def notes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT v.id, v.note_text FROM clinic_visit v")
"""
TREE = {
    "a.contract.ts": CONTRACT,
    "clinic/models.py": MODELS,
    "clinic/serializers.py": SERIALIZERS,
    "clinic/views.py": VIEWS,
}


def _said(tree: dict[str, str]) -> list[tuple[str, str, str]]:
    snapshot = snapshot_of(tree)
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity == "error")
    return [(f.path, f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


def test_what_keeps_the_contract_is_fine() -> None:
    assert _said(TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "word"),
    [
        ("clinic/serializers.py", "validate_full_name", "validate_name", "unknown-property", "name"),
        ("clinic/serializers.py", "get_is_adult", "get_adult", "unknown-property", "adult"),
        ("clinic/models.py", "note_text =", "notes =", "missing-field", "Visit"),
        ("clinic/views.py", "v.note_text", "v.notes", "unknown-column", "notes"),
    ],
)
def test_what_does_not_is_told(path: str, old: str, new: str, rule: str, word: str) -> None:
    tree = {**TREE, path: TREE[path].replace(old, new)}
    if word == "adult":
        tree[path] = tree[path].replace("    def get_photo(self, patient): ...\n", "")
    assert (path, rule, word) in _said(tree)


def test_a_serializer_that_others_inherit_from_may_validate_what_those_have() -> None:
    tree = {**TREE, "clinic/serializers.py": SERIALIZERS.replace("validate_full_name", "validate_name")}
    more = "from .serializers import PatientSerializer\n\n\nclass More(PatientSerializer):\n    name = CharField()\n"
    assert _said(tree | {"clinic/more.py": more}) == []


@pytest.mark.parametrize(
    ("fields", "fixed"),
    [
        ('["id", "birth_date", "is_adult", "age"]', '["id", "birth_date", "full_name", "is_adult", "age"]'),
        ("(\n            'id',\n            'birth_date',\n            'is_adult',\n        )",
         "(\n            'id',\n            'birth_date',\n            'full_name',\n            'is_adult',\n        )"),
    ],
)  # fmt: skip
def test_a_name_that_is_missing_is_put_into_the_list(fields: str, fixed: str) -> None:
    whole = '["id", "full_name", "birth_date", "is_adult", "age"]'
    tree = {path: text.lstrip() for path, text in TREE.items()}
    tree["clinic/serializers.py"] = tree["clinic/serializers.py"].replace(whole, fields)
    found = [f for f in check(snapshot_of(tree)) if f.rule == "missing-field" and f.path == "clinic/serializers.py"]
    assert len(found) == 1
    after = apply_fix(tree, found[0].fixes[0])
    assert fixed in after["clinic/serializers.py"]
    assert _said(after) == []


def test_what_no_model_has_is_not_put_into_the_list() -> None:
    tree = {**TREE, "clinic/models.py": MODELS.replace("    full_name = models.TextField()\n", "")}
    tree["clinic/serializers.py"] = SERIALIZERS.replace('"full_name", ', "")
    found = [f for f in check(snapshot_of(tree)) if f.rule == "missing-field" and f.path == "clinic/serializers.py"]
    assert [f.fixes for f in found] == [()]


_BASE = "class Base(models.Model):\n    id = models.BigAutoField(primary_key=True)\n\n    class Meta:\n        abstract = True\n\n\n"
_VISITS = f"""
from django.db import models


{_BASE}class Ward(Base):
    name = models.TextField()


class Visit(Base):
    full_name = models.TextField()
    birth_date = models.DateField()
    ward = models.ForeignKey(Ward, on_delete=models.CASCADE)
    is_adult = models.BooleanField()
    secret = models.BinaryField()

    class Meta:
        unique_together = ("full_name", "ward")

    def __str__(self):
        return self.full_name
"""
_ALL = """
from rest_framework import serializers

from . import models


class Adult(serializers.ModelSerializer):
    class Meta:
        abstract = True

    is_adult = serializers.SerializerMethodField()

    @staticmethod
    def get_is_adult(obj):
        return True


# @contract Patient
class PatientSerializer(Adult):
    class Meta:
        model = models.Visit
        exclude = ("secret",)


# @contract Patient
class WholeSerializer(Adult):
    class Meta:
        model = models.Visit
        fields = "__all__"
"""
_NOTED = """
from . import models


def names():
    return [v.full_name for v in models.Visit.objects.filter(ward__name="B").order_by("-birth_date")]
"""
_WHOLE = {
    "a.contract.ts": CONTRACT.replace("note_text", "full_name"),
    "clinic/models.py": _VISITS, "clinic/serializers.py": _ALL, "clinic/notes.py": _NOTED,
}  # fmt: skip


def test_a_serializer_has_the_fields_of_its_model_that_it_does_not_leave_out() -> None:
    assert _said(_WHOLE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("serializers", '"secret"', '"birth_date"', "PatientSerializer"),
        ("serializers", '"secret"', '"sekret"', "sekret"),
        ("serializers", "    is_adult = s", "    adult = s", None),  # the model has it
        ("models", "    is_adult = models.BooleanField()\n", "", None),  # the serializer has it
        ("models", '("full_name", "ward")', '("name", "ward")', "name"),
        ("models", "return self.full_name", "return self.note", "note"),
        ("notes", "v.full_name", "v.name_in_full", "name_in_full"),
        ("notes", "ward__name", "station", "station"),
    ],
)
def test_a_name_that_an_inherited_model_does_not_have(path: str, old: str, new: str, said: str | None) -> None:
    place = f"clinic/{path}.py"
    assert old in _WHOLE[place]
    found = [text for _, _, text in _said(_WHOLE | {place: _WHOLE[place].replace(old, new)})]
    assert found == ([said] if said is not None else [])


_COMPUTED = """
import django_filters
from rest_framework import serializers, viewsets

from . import models


class VisitSerializer(serializers.ModelSerializer):
    shown = serializers.SerializerMethodField()
    ward_name = serializers.SerializerMethodField(method_name="name_of_ward")

    class Meta:
        model = models.Visit
        fields = ["id", "full_name", "shown", "ward_name"]

    def get_shown(self, visit):
        return visit.full_name, visit.staff_count

    @staticmethod
    def name_of_ward(visit):
        return visit.ward.name

    def get_label(self, other):
        return other.anything

    def update(self, instance, validated_data):
        instance.birth_date = validated_data["full_name"]
        return super().update(instance, validated_data)


class VisitFilter(django_filters.FilterSet):
    ward = django_filters.CharFilter(field_name="ward__name", lookup_expr="icontains")
    order = django_filters.OrderingFilter(fields=(("birth_date", "born"), ("staff_count", "staff")))

    class Meta:
        model = models.Visit
        fields = ["full_name"]

    def only_adults(self, queryset, name, value):
        return queryset.filter(is_adult=value)


class Visits(viewsets.ModelViewSet):
    queryset = models.Visit.objects.annotate(staff_count=Count("ward"))
    serializer_class = VisitSerializer

    def perform_destroy(self, instance):
        print(instance.full_name)
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("visit.full_name", "visit.name_in_full", ["name_in_full"]),
        ("instance.full_name", "instance.name_in_full", ["name_in_full"]),
        ("ward__name", "station__name", ["station"]),
        ('("birth_date"', '("born_on"', ["born_on"]),
        ("filter(is_adult", "filter(of_age", ["of_age"]),
        ("def name_of_ward", "def name_of_any_ward", []),
    ],
)
def test_what_is_asked_of_the_model_that_a_meta_names(old: str, new: str, said: list[str]) -> None:
    asked = _COMPUTED.replace(old, new) if old else _COMPUTED
    assert [text for _, _, text in _said({**_WHOLE, "clinic/serializers.py": asked})] == said


_WARDS = """
from django.db import models


class Patient(models.Model):
    class State(models.TextChoices):
        IN = "in"
        OUT = "out"

    full_name = models.CharField(max_length=80)
    state = models.CharField(max_length=3, choices=State.choices)
    born = models.DateField()
"""
_SHORT = """
from rest_framework import serializers

from .wards import Patient


class ShortSerializer(serializers.ModelSerializer):
    is_adult = serializers.SerializerMethodField()

    class Meta:
        model = Patient
        fields = ["id", "full_name", "is_adult"]

    def get_is_adult(self, patient):
        return patient.age >= 18


# @contract Whole
class WholeSerializer(ShortSerializer):
    label = serializers.SerializerMethodField()

    class Meta(ShortSerializer.Meta):
        fields = ShortSerializer.Meta.fields + ["state", "label"]

    def get_label(self, patient):
        return f"{patient.full_name} ({patient.state})"


# @contract Short
class SameSerializer(ShortSerializer):
    class Meta(ShortSerializer.Meta):
        pass
"""
_WARD_CONTRACT = """
/** A patient in short. */
export interface Short { /** @format int */ id: number; full_name: string; is_adult: boolean }
/** All of one. */
export interface Whole extends Short { state: "in" | "out"; label: string }
"""


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("", "", []),
        ('ShortSerializer.Meta.fields + ["state", "label"]', '(*ShortSerializer.Meta.fields, "state", "label")', []),
        ('ShortSerializer.Meta.fields + ["state", "label"]', 'LISTED + ["state", "label"]', []),  # which nobody sees
        ('"state", "label"]', '"label"]', ["missing-field"]),
        ('"state", "label"]', '"states", "label"]', ["renamed-field"]),
        ('    OUT = "out"', '    OUT = "gone"', ["enum-mismatch"]),
        ('return f"{patient.full_name} ({patient.state})"', "return len(patient.full_name)", ["kind-mismatch"]),
        ('return f"{patient.full_name} ({patient.state})"', "return label_of(patient)", []),
        ("return patient.age >= 18", "return str(patient.age)", ["kind-mismatch", "kind-mismatch"]),
        ("full_name = models.CharField(max_length=80)", "full_name = models.BooleanField()", ["kind-mismatch"] * 2),
        ("models.CharField(max_length=80)", "FullNameField()", []),
    ],
)  # fmt: skip
def test_a_serializer_has_what_its_base_lists_with_the_kinds_of_the_model_and_of_methods(
    old: str, new: str, rules: list[str]
) -> None:
    tree = {"a.contract.ts": _WARD_CONTRACT, "clinic/wards.py": _WARDS, "clinic/short.py": _SHORT}
    assert any(old in text for text in tree.values())
    told = {path: text.replace(old, new) if old and path.endswith(".py") else text for path, text in tree.items()}
    assert [r for _, r, _ in _said(told)] == rules


def test_what_dictionaries_have_is_no_field_of_what_was_loaded() -> None:
    files = {
        "lines.contract.ts": "/** A line. */\nexport interface Line { /** @format int */ lineCount: number; note: string }\n",
        "app/serializers.py": """
        from rest_framework import serializers

        from app.helpers import nested


        # @contract Line
        class LineSerializer(serializers.ModelSerializer):
            class Meta:
                model = Line
                fields = ("lineCount", "note")

            def update(self, instance, validated_data):
                return super().update(instance, nested(validated_data, "note"))
        """,
        "app/helpers.py": """
        def nested(data, name):
            data.setdefault(name, None)
            data.setdefault("lineCounts", 3)
            return {key: data.get(name) for key in data.keys()}
        """,
    }
    found = [f.message.partition(" of ")[0] for f in check(snapshot_of(files)) if f.rule == "unknown-property"]
    assert found == ["`lineCounts` is no field"]
