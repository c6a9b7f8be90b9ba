"""Viewsets of Django's REST framework: a router says where they stand, and their serializers are what the endpoints carry."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A plant. */
export interface Plant { /** @format int */ id: number; latinName: string; heightCentimetres: number; beds: string[] }
/** What a new plant is told. */
export interface PlantDraft { latinName: string; heightCentimetres?: number }
/** Numbers. */
export interface Census { plantCount: number }
/** Plants.
 * @api GET /api/garden/plants/ */
export interface ListPlants { query: { minHeight?: string }; response: { count: number; results: Plant[] }; errors: never }
/** A new plant.
 * @api POST /api/garden/plants/ */
export interface AddPlant { request: PlantDraft; response: Plant; errors: never }
/** A plant.
 * @api GET /api/garden/plants/{id}/ */
export interface GetPlant { params: { id: string }; response: Plant; errors: never }
/** Water it.
 * @api POST /api/garden/plants/{id}/pour-water/ */
export interface WaterPlant { params: { id: string }; request: { litreCount: number }; response: Plant; errors: never }
/** Numbers.
 * @api GET /api/garden/census/ */
export interface GetCensus { response: Census; errors: never }
"""
SERIALIZERS = """
from rest_framework import serializers


# @contract Plant
class PlantSerializer(serializers.ModelSerializer):
    beds = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Plant
        fields = ["id", "latinName", "heightCentimetres", "beds"]


class DraftSerializer(serializers.ModelSerializer):
    class Meta:
        model = Plant
        fields = ["latinName", "heightCentimetres"]

    def to_representation(self, instance):
        return PlantSerializer(instance).data


class WaterSerializer(serializers.Serializer):
    litreCount = serializers.IntegerField()


# @contract Census
class CensusSerializer(serializers.Serializer):
    plantCount = serializers.IntegerField()
"""
VIEWS = """
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from garden.filters import PlantFilter
from garden.serializers import CensusSerializer, DraftSerializer, PlantSerializer, WaterSerializer
from garden.services import census


class PlantViewSet(viewsets.ModelViewSet):
    serializer_class = PlantSerializer
    filterset_class = PlantFilter

    def get_serializer_class(self):
        if self.action in ("create", "update"):
            return DraftSerializer
        return PlantSerializer if self.action == "retrieve" else PlantSerializer

    def get_queryset(self):
        return plants(self.request.query_params.get("minHeight"))

    @action(detail=True, methods=["post"], url_path="pour-water")
    def pour(self, request, pk=None):
        asked = WaterSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(PlantSerializer(self.get_object()).data)


class CensusView(APIView):
    def get(self, request):
        return Response(CensusSerializer(census()).data)
"""
URLS = """
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from garden.views import CensusView, PlantViewSet

router = DefaultRouter()
router.register("plants", PlantViewSet)
urlpatterns = [path("", include(router.urls)), path("census/", CensusView.as_view())]
"""
FILTERS = """
import django_filters


class PlantFilter(django_filters.FilterSet):
    minHeight = django_filters.NumberFilter(field_name="heightCentimetres", lookup_expr="gte")

    class Meta:
        model = Plant
        fields = {"latinName": ["icontains"]}
"""
SERVICES = """
def census():
    return {"plantCount": 3}
"""
FILES = {
    "garden.contract.ts": CONTRACT,
    "site/urls.py": 'from django.urls import include, path\n\nurlpatterns = [path("api/garden/", include("garden.urls"))]\n',
    "garden/urls.py": URLS,
    "garden/views.py": VIEWS,
    "garden/filters.py": FILTERS,
    "garden/serializers.py": SERIALIZERS,
    "garden/services.py": SERVICES,
}


def _findings(files: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (f.path, f.rule, f.message)
        for f in check(snapshot_of(files))
        if (f.path.endswith(".py") and f.severity != "info") or f.rule == "unserved-endpoint"
    ]


def test_a_prefix_that_is_another_one_is_told_where_it_is_written() -> None:
    urls = URLS.replace('"census/"', '"counts/"')
    assert [(p, r, m.split(" of ")[0]) for p, r, m in _findings({**FILES, "garden/urls.py": urls})] == [
        (
            "garden/urls.py",
            "unknown-route",
            "`GET /api/garden/counts` is no endpoint; did you mean `/api/garden/census/`",
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [('url_path="pour-water"', 'url_path="pour-watr"', "pour-watr"), ('methods=["post"]', 'methods=["put"]', "put")],
)
def test_an_action_is_told_where_it_says_its_path_and_methods(old: str, new: str, said: str) -> None:
    snapshot = snapshot_of({**FILES, "garden/views.py": VIEWS.replace(old, new)})
    found = [f for f in check(snapshot) if f.rule in ("unknown-route", "unknown-method")]
    assert [snapshot.sources[f.path].text[f.range] for f in found] == [said]


@pytest.mark.parametrize("here", [True, False])
def test_the_serializer_that_a_base_chooses_is_left_alone(here: bool) -> None:
    chosen = VIEWS.split("    def get_serializer_class")[0].replace("= PlantSerializer", "= CensusSerializer")
    base = "class PartialListMixin:\n    def get_serializer_class(self):\n        return self.chosen[self.action]\n"
    told = chosen.replace("class PlantViewSet(", f"{base}\n\nclass PlantViewSet(PartialListMixin, ")
    assert "reference-mismatch" in {r for _, r, _ in _findings({**FILES, "garden/views.py": chosen})}
    views = told if here else told.replace(base, "from garden.mixins import PartialListMixin\n")
    assert [f for f in _findings({**FILES, "garden/views.py": views}) if f[1] != "unserved-endpoint"] == []


def test_what_keeps_the_contract_is_fine() -> None:
    assert _findings(FILES) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "said"),
    [
        ("garden/serializers.py", "litreCount", "litreCounts", "renamed-field", "`litreCounts` is no field"),
        ("garden/serializers.py", "plantCount", "plantsCount", "renamed-field", "`plantsCount` is no field"),
        ("garden/serializers.py", "IntegerField", "CharField", "kind-mismatch", "`litreCount` is `CharField`"),
        (
            "garden/serializers.py",
            '"heightCentimetres", "beds"',
            '"heightCm", "beds"',
            "renamed-field",
            "`heightCm` is no field",
        ),
        (
            "garden/views.py",
            '"minHeight"',
            '"minHeights"',
            "unknown-query-parameter",
            "`minHeights` is no query parameter",
        ),
        ("garden/filters.py", "minHeight =", "tallest =", "unknown-query-parameter", "`tallest` is no query parameter"),
        ("garden/filters.py", '["icontains"]', '["exact"]', "unknown-query-parameter", "`latinName` is no query"),
        ("garden/views.py", "return PlantS", "return CensusS", "reference-mismatch", "`response` is Census here"),
        ("garden/services.py", '"plantCount"', '"plantCounts"', "unknown-response-field", "`plantCounts` is no field"),
    ],
)
def test_a_slip_is_shown_where_it_is(path: str, old: str, new: str, rule: str, said: str) -> None:
    files = {**FILES, path: FILES[path].replace(old, new, 1)}
    found = _findings(files)
    assert [p for p, r, m in found if r == rule and said in m] == [path], found


SHELVES = """
/** A shelf.
 * @db shelves_shelf */
export interface Shelf { /** @format int */ id: number; state: "free" | "full"; keeper: string }
/** Close it.
 * @api POST /api/shelves/:id/close/ */
export interface CloseShelf { params: { id: string }; request: Closing; response: Shelf; errors: never }
/** Who keeps it. */
export interface Keeper { nickname: string }
/** How it was found. */
export interface Closing { verdict: "tidy" | "messy"; parts: ShelfDraft[] }
/** What is entered. */
export interface ShelfDraft { state: "free" | "full"; keeper: string }
"""
SHELF_VIEWS = """
from django.db import models
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response


class ShelfQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(keeper=user)


class Shelf(models.Model):
    class Meta:
        db_table = "shelves_shelf"

    state = models.CharField(max_length=8, choices=[("free", "Free"), ("full", "Full")])
    keeper = models.CharField(max_length=80)
    objects = ShelfQuerySet.as_manager()


class ShelfSerializer(serializers.ModelSerializer):  # @contract Shelf
    class Meta:
        model = Shelf
        fields = ["id", "state", "keeper"]


class KeeperSerializer(serializers.Serializer):  # @contract Keeper
    nickname = serializers.CharField()


class ClosingSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(choices=["tidy", "messy"])
    parts = ShelfSerializer(many=True)


class ShelfViewSet(viewsets.GenericViewSet):
    def get_queryset(self):
        return Shelf.objects.of(self.request.user).order_by("state")

    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        asked = ClosingSerializer(data=request.data)
        shelf = self.get_object()
        if shelf.state == "full":
            return Response(status=409)
        return Response(ShelfSerializer(shelf).data)
"""


RETURNED = '        return Shelf.objects.of(self.request.user).order_by("state")\n'
KEPT = """\
        found = Shelf.objects.all()
        if self.action == "list":
            found = found.filter(keeper="Ada")
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ('choices=["tidy"', 'choices=["neat"', ["`verdict` takes `neat`"]),
        ('shelf.state == "full"', 'shelf.state == "closed"', ["`closed` is no value"]),
        ("shelf.state ==", "shelf.status ==", ["`status` is no field of Shelf"]),
        ("Response(ShelfSerializer(shelf)", "Response(KeeperSerializer(shelf.keeper)", ["`response` is Keeper here"]),
        ("Response(ShelfSerializer(shelf).data)", 'Response({**KeeperSerializer(shelf.keeper).data, "id": 1, "state": "free"})', []),
        ("    def get_queryset", "    def get_object(self):\n        return self.find()\n\n    def get_queryset", []),
        (RETURNED, KEPT + "        return found\n", []),
        (RETURNED, KEPT.replace("Shelf.objects.all()", "self.found()") + "        return found\n", []),
    ],
)  # fmt: skip
def test_what_a_view_finds_is_of_the_model_that_its_query_is_of(old: str, new: str, said: list[str]) -> None:
    views = SHELF_VIEWS.replace(old, new) if old else SHELF_VIEWS
    if "get_object(self)" in new:
        views = views.replace('shelf.state == "full"', 'shelf.colour == "red"')
    urls = URLS.replace("garden.views import CensusView, PlantViewSet", "shelves.views import ShelfViewSet")
    urls = urls.replace('"plants", PlantViewSet', '"shelves", ShelfViewSet').replace(
        ', path("census/", CensusView.as_view())', ""
    )
    files = {
        "shelf.contract.ts": SHELVES,
        "shelves/views.py": views,
        "site/urls.py": urls.replace('path("",', 'path("api/",'),
    }
    found = [m for _, _, m in _findings(files)]
    assert len(found) == len(said), found
    assert all(s in f for s, f in zip(said, found, strict=True)), found


def test_what_a_view_finds_by_a_query_that_it_keeps_under_a_name_is_of_its_model() -> None:
    views = SHELF_VIEWS.replace(RETURNED, KEPT + "        return found\n").replace("shelf.state ==", "shelf.status ==")
    assert [m for _, _, m in _findings({"shelf.contract.ts": SHELVES, "shelves/views.py": views}) if "status" in m] == [
        "`status` is no field of Shelf, which implements contract Shelf; did you mean `state`?"
    ]


BAND = """
/** Why not. */
export interface Problem { code: "not_found" | "seat_taken"; detail: string }
/** Who sits together. */
export type Section = "strings" | "brass";
/** A player. @db band_player */
export interface Player { /** @format int */ id: number; section: Section; name: string }
/** A seat. @db band_seat */
export interface Seat {
  /** @format int */
  id: number;
  /** @db player_id
   * @format int */
  player: number;
  state: "free" | "taken";
}
/** Seats.
 * @api GET /api/seats/ */
export interface ListSeats { response: Seat[]; errors: Problem }
"""
BAND_FILES = {
    "band.contract.ts": BAND,
    "band/models.py": """
from django.db import models


class Player(models.Model):
    section = models.CharField(max_length=9, choices=[("strings", "S"), ("brass", "B")])
    name = models.CharField(max_length=9)


class Seat(models.Model):
    player = models.ForeignKey(Player, on_delete=models.CASCADE)
    state = models.CharField(max_length=9, choices=[("free", "F"), ("taken", "T")])
""",
    "band/errors.py": """
from rest_framework.exceptions import APIException
from rest_framework.views import exception_handler


class SeatTaken(APIException):
    default_code = "seat_taken"


def handle(exc, context):
    response = exception_handler(exc, context)
    if response is not None:
        code = exc.get_codes() if isinstance(exc, APIException) else "seat_taken"
        response.data = {"code": code if isinstance(code, str) else "seat_taken", "detail": str(exc.detail)}
    return response
""",
    "band/counts.py": """
from django.db.models import Count, F, Q

from band.models import Seat


def counts():
    rows = Seat.objects.values(group=F("player__section")).annotate(
        taken=Count("id", filter=Q(state="taken"))
    )
    return list(rows.filter(taken__gt=0).order_by("group"))


def move(state):
    Seat.objects.filter(pk=1).update(state=F("player__section"))
""",
    "band/admin.py": """
from django.contrib import admin

from band.models import Seat


@admin.register(Seat)
class SeatAdmin(admin.ModelAdmin):
    list_display = ("id", "section", "label")

    @admin.display(ordering="player__section")
    def section(self, seat):
        return seat.state

    def label(self, row):
        return f"{row.state}"

    def helper(self, row):
        return row.anything
""",
    "band/tests/factories.py": """
import factory
from factory.django import DjangoModelFactory

from band.models import Player, Seat


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    state = "free"

    class Params:
        used = factory.Trait(state="taken")
""",
    "band/tests/test_seats.py": """
from model_bakery import baker

from band.models import Seat


def test_seats():
    seat = baker.make(Seat, state="free", player__section="brass", _fill_optional=True)
    taken = baker.make("band.Seat", state="taken", _quantity=2)
    assert seat.state != taken[0].state
""",
}


@pytest.mark.parametrize(
    ("path", "old", "new", "rules"),
    [
        ("band/errors.py", "", "", []),
        ("band/errors.py", '"seat_taken"', '"taken"', ["unknown-value"]),
        ("band/errors.py", "class SeatTaken(APIException)", "class SeatTaken(exceptions.APIException)", []),
        (
            "band/errors.py",
            'SeatTaken(APIException):\n    default_code = "seat_taken"',
            'SeatTaken(exceptions.APIException):\n    default_code = "full"',
            ["unknown-value"],
        ),
        ("band/errors.py", '"detail": str', '"message": str', ["unknown-response-field"]),
        ("band/counts.py", "player__section", "player__part", ["unknown-property"]),
        ("band/counts.py", 'Q(state="taken"', 'Q(status="taken"', ["unknown-property"]),
        ("band/counts.py", "update(state=", "update(place=", ["unknown-property"]),
        ("band/admin.py", "seat.state", "seat.place", ["unknown-property"]),
        ("band/admin.py", "{row.state}", "{row.place}", ["unknown-property"]),
        ("band/tests/factories.py", 'Trait(state="taken"', 'Trait(state="used"', ["unknown-value"]),
        ("band/tests/factories.py", 'Trait(state="taken"', 'Trait(stat="taken"', ["unknown-property"]),
        ("band/tests/test_seats.py", 'state="free"', 'state="empty"', ["unknown-value"]),
        ("band/tests/test_seats.py", "player__section", "player__part", ["unknown-property"]),
        ("band/tests/test_seats.py", 'Seat", state=', 'Seat", status=', ["unknown-property"]),
        ("band/tests/test_seats.py", "taken[0].state", "taken[0].status", ["unknown-property"]),
    ],
)
def test_errors_counts_and_traits_are_held_to_the_contract(path: str, old: str, new: str, rules: list[str]) -> None:
    assert old in BAND_FILES[path]
    snapshot = snapshot_of({**BAND_FILES, path: BAND_FILES[path].replace(old, new, 1)})
    found = [f for f in check(snapshot) if f.path.endswith(".py") and f.severity in ("error", "warning")]
    assert sorted(f.rule for f in found) == rules, found


MAPPED = """
from django.urls import path

from garden.views import CensusView, PlantViewSet

listed = PlantViewSet.as_view({"get": "list", "post": "create"})
urlpatterns = [
    path("plants/", listed),
    path("plants/<str:id>/", PlantViewSet.as_view({"get": "retrieve"})),
    path("plants/<str:id>/pour-water/", PlantViewSet.as_view({"post": "pour"})),
    path("census/", CensusView.as_view()),
]
"""
MAPPED_VIEWS = VIEWS.replace('    @action(detail=True, methods=["post"], url_path="pour-water")\n', "")


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "said"),
    [
        ("garden/serializers.py", "litreCount", "litreCounts", "renamed-field", "`litreCounts` is no field"),
        ("garden/views.py", '"minHeight"', '"minHeights"', "unknown-query-parameter", "`minHeights` is no query"),
        ("garden/urls.py", "pour-water", "water", "unknown-route", "`POST /plants/:id/water` is no endpoint"),
        ("garden/urls.py", '{"post": "pour"', '{"put": "pour"', "unknown-method", "`PUT /plants/:id/pour-water` is"),
        ("garden/urls.py", ', "post": "create"', "", "unserved-endpoint", "`POST /api/garden/plants/`"),
    ],
)
def test_a_table_maps_the_actions_of_a_viewset(path: str, old: str, new: str, rule: str, said: str) -> None:
    files = {**FILES, "garden/urls.py": MAPPED, "garden/views.py": MAPPED_VIEWS}
    assert _findings(files) == []
    found = _findings({**files, path: files[path].replace(old, new)})
    assert [(p, r, m[: len(said)]) for p, r, m in found] == [
        ("garden.contract.ts" if rule == "unserved-endpoint" else path, rule, said)
    ]


@pytest.mark.parametrize(
    "chosen",
    [
        "    list_serializer_class = {0}\n    serializer_class = PlantSerializer\n",
        '    serializer_classes = {{"list": {0}, "default": PlantSerializer}}\n',
        '    kinds_of_serializers = {{"list": {0}}}\n    serializer_class = PlantSerializer\n\n'
        "    def get_serializer_class(self):\n        return self.kinds_of_serializers.get(self.action, self.serializer_class)\n",
    ],
)
def test_attributes_say_the_serializers_of_actions(chosen: str) -> None:
    base = "from garden.mixins import ActionSerializerMixin\n"
    view = VIEWS.split("    serializer_class")[0].replace("(viewsets.", "(ActionSerializerMixin, viewsets.")
    view = base + view.replace("ModelViewSet", "ReadOnlyModelViewSet").replace("PlantReadOnly", "Plant")
    files = {**FILES, "garden/mixins.py": "class ActionSerializerMixin:\n    pass\n"}
    for serializer, wrong in (("PlantSerializer", set[str]()), ("CensusSerializer", {"reference-mismatch"})):
        found = _findings({**files, "garden/views.py": view + chosen.format(serializer)})
        assert {r for _, r, _ in found if r != "unserved-endpoint"} == wrong


BASES = """
from rest_framework import mixins, viewsets


class BaseViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    page_size = 20


class GardenViewSet(BaseViewSet, mixins.ListModelMixin):
    pass
"""
BASED = {
    **FILES,
    "garden/bases.py": BASES,
    "garden/views.py": VIEWS.replace("(viewsets.ModelViewSet)", "(GardenViewSet)").replace(
        "from rest_framework import viewsets", "from garden.bases import GardenViewSet"
    ),
}


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "said"),
    [
        ("garden/serializers.py", '"heightCentimetres", "beds"', '"heightCm", "beds"', "renamed-field", "`heightCm`"),
        ("garden/filters.py", "minHeight =", "tallest =", "unknown-query-parameter", "`tallest` is no query"),
        ("garden/views.py", "return PlantS", "return CensusS", "reference-mismatch", "`response` is Census here"),
        ("garden/bases.py", "mixins.CreateModelMixin, ", "", "unserved-endpoint", "`POST /api/garden/plants/` of"),
    ],
)
def test_a_viewset_serves_what_its_bases_bring(path: str, old: str, new: str, rule: str, said: str) -> None:
    assert _findings(BASED) == []
    found = _findings({**BASED, path: BASED[path].replace(old, new, 1)})
    assert {r for _, r, _ in found} == {rule}
    assert all(m.startswith(said) for _, _, m in found)


@pytest.mark.parametrize(
    ("old", "new", "unserved"),
    [
        ("mixins.CreateModelMixin, ", "", ["`POST /api/garden/plants/`"]),
        ("mixins.RetrieveModelMixin, ", "", ["`GET /api/garden/plants/{id}/`"]),
        ("(BaseViewSet, mixins.ListModelMixin)", "(viewsets.ModelViewSet)", []),
        ("(BaseViewSet, mixins.ListModelMixin)", "(library.ModelViewSet)", []),
    ],
)
def test_what_no_base_brings_is_served_nowhere(old: str, new: str, unserved: list[str]) -> None:
    found = _findings({**BASED, "garden/bases.py": BASES.replace(old, new)})
    assert [m.partition(" of ")[0] for _, r, m in found if r == "unserved-endpoint"] == unserved


@pytest.mark.parametrize(
    "more",
    [
        "    def retrieve(self, request, pk=None):\n        return super().retrieve(request, pk)\n",
        "    def get_serializer_class(self):\n        return self.chosen[self.action]\n",
    ],
)
def test_what_a_base_does_itself_or_chooses_is_left_alone(more: str) -> None:
    view = BASED["garden/views.py"]
    chosen = view.split("    def get_serializer_class")[0].replace("= PlantSerializer", "= CensusSerializer")
    files = {**BASED, "garden/views.py": chosen}
    told = [f for f in _findings(files) if f[1] != "unserved-endpoint"]
    bases = BASES.replace("    page_size = 20\n", f"    page_size = 20\n\n{more}").replace(
        "    pass\n", "    page_size = 3\n"
    )
    left = [f for f in _findings({**files, "garden/bases.py": bases}) if f[1] != "unserved-endpoint"]
    assert len(left) < len(told)
