"""Where slips of a server of Django's REST framework are told: at a view's serializer, a member of choices, a fixture, a test."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** How big it is. */
export type Size = "small" | "large";
/** Who grows. @db shop_farm */
export interface Farm { /** @format int */ id: number; name: string; village: string }
/** What is sold. @db shop_box */
export interface Box { /** @format int */ id: number; title: string; size: Size; /** @format int */ price_cents: number; note: string }
/** What a new one is told. */
export interface NewBox { title: string; size: Size; /** @unit cents @format int */ price_cents: number; note?: string }
/** Farms. @api GET /api/farms/ */
export interface ListFarms { /** @order name asc */ response: Farm[]; errors: never }
/** Boxes. @api GET /api/boxes/ */
export interface ListBoxes { /** @order title asc */ response: Box[]; errors: never }
/** A new box. @api POST /api/boxes/ */
export interface AddBox { request: NewBox; response: Box; errors: never }
/** Change it. @api PATCH /api/boxes/:box_id/ */
export interface ChangeBox { params: { box_id: number }; request: Partial<NewBox>; response: Box; errors: never }
/** It is fetched. @api POST /api/boxes/:box_id/fetch/ */
export interface FetchBox { params: { box_id: number }; response: Box; errors: never }
"""
MODELS = """
from django.db import models


class Farm(models.Model):
    name = models.CharField(max_length=9)
    village = models.CharField(max_length=9)


class Box(models.Model):
    class Size(models.TextChoices):
        SMALL = "small", "Small"
        LARGE = "large", "Large"

    farm = models.ForeignKey(Farm, on_delete=models.CASCADE, related_name="boxes")
    title = models.CharField(max_length=9)
    size = models.CharField(max_length=9, choices=Size.choices)
    price_cents = models.IntegerField()
    note = models.TextField()


class Slip(models.Model):
    box = models.ForeignKey(Box, on_delete=models.CASCADE, related_name="slips")
    user = models.ForeignKey("auth.User", on_delete=models.CASCADE, related_name="notes")
"""
SERIALIZERS = """
from rest_framework import serializers
from shop.models import Box, Farm


class FarmSerializer(serializers.ModelSerializer):
    class Meta:
        model = Farm
        fields = ["id", "name", "village"]


class BoxSerializer(serializers.ModelSerializer):
    class Meta:
        model = Box
        fields = ["id", "title", "size", "price_cents", "note"]
"""
VIEWS = """
from rest_framework import viewsets
from rest_framework.response import Response
from rest_framework.views import APIView
from shop.models import Box, Farm
from shop.serializers import BoxSerializer, FarmSerializer


class FarmViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Farm.objects.all()
    serializer_class = FarmSerializer
    pagination_class = None


class BoxViewSet(viewsets.ModelViewSet):
    queryset = Box.objects.prefetch_related("slips")
    serializer_class = BoxSerializer
    pagination_class = None
    http_method_names = ["get", "post", "patch"]


class FetchView(APIView):
    def post(self, request, box_id):
        return Response(BoxSerializer(find(box_id)).data)


def counted(farm: Farm, box: Box):
    return farm.boxes.filter(slips__isnull=True).count(), box.slips.count(), Box(farm=farm)
"""
URLS = """
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from shop.views import BoxViewSet, FarmViewSet, FetchView

router = DefaultRouter()
router.register("farms", FarmViewSet)
router.register("boxes", BoxViewSet)
urlpatterns = [path("api/", include(router.urls)), path("api/boxes/<int:box_id>/fetch/", FetchView.as_view())]
"""
CONFTEST = """
import pytest


@pytest.fixture
def box():
    return {"title": "a", "size": "small", "price_cents": 900}


@pytest.fixture
def added(client, box):
    return client.post("/api/boxes/", box, format="json").json()
"""
TESTS = """
SIZES = ("small", "large")


def test_adds(client, box):
    assert client.post("/api/boxes/", box, format="json").status_code == 201


def test_refuses(client, box):
    assert client.post("/api/boxes/", {**box, "price_cents": -1}, format="json").status_code == 400


def test_is_added(added):
    assert added["note"] == ""
    assert added["size"] in SIZES


def test_fetches(client, key):
    client.post(f"/api/boxes/{key}/fetch/")
    client.patch(f"/api/boxes/{key}/", {"price_cents": 800}, format="json")
"""
FILES = {
    "a.contract.ts": CONTRACT, "shop/models.py": MODELS, "shop/serializers.py": SERIALIZERS, "shop/views.py": VIEWS,
    "shop/urls.py": URLS, "tests/conftest.py": CONFTEST, "tests/test_boxes.py": TESTS, "shop/__init__.py": "",
}  # fmt: skip


def _said(path: str, old: str, new: str) -> list[tuple[str, str]]:
    """The rules of what is told of a file, with the line of each."""
    assert old in FILES[path]
    files = {**FILES, path: FILES[path].replace(old, new, 1)}
    snapshot = snapshot_of(files)
    found = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [(f.rule, line) for f in found for line in [_line(files[f.path], f.range.start)]]


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0].strip()


def test_what_keeps_the_contract_is_fine() -> None:
    assert _said("shop/urls.py", "router", "router") == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("shop/views.py", "serializer_class = BoxSerializer", "serializer_class = FarmSerializer", "reference-mismatch"),
        ("shop/models.py", 'LARGE = "large"', 'LARGE = "big"', "enum-mismatch"),
        ("shop/views.py", "farm.boxes.filter", "farm.box.filter", "unknown-property"),
        ("shop/views.py", "box.slips.count", "box.notes.count", "unknown-property"),
        ("shop/views.py", "Box(farm=farm)", "Box(boxes=farm)", "unknown-property"),
        ("shop/views.py", 'prefetch_related("slips")', 'prefetch_related("slip")', "unknown-property"),
        ("tests/conftest.py", '"title": "a", ', "", "missing-request-field"),
        ("tests/test_boxes.py", 'added["note"]', 'added["remark"]', "unknown-response-field"),
        ("tests/test_boxes.py", 'SIZES = ("small", "large")', 'SIZES = ("small", "huge")', "unknown-value"),
        ("tests/test_boxes.py", "client.post(f", "client.put(f", "unknown-method"),
        ("tests/test_boxes.py", "client.patch(f", "client.put(f", "unknown-method"),
        ("tests/test_boxes.py", 'f"/api/boxes/{key}/fetch/"', 'f"/apis/boxes/{key}/fetch/"', "unknown-route"),
    ],
)  # fmt: skip
def test_a_slip_is_told_once_where_it_is(path: str, old: str, new: str, rule: str) -> None:
    found = [line for said, line in _said(path, old, new) if said == rule]
    changed = FILES[path].replace(old, new, 1).splitlines()
    written = {line.strip() for line, old in zip(changed, FILES[path].splitlines(), strict=False) if line != old}
    found = [line for line in found if not line.startswith("fields = ")]  # what serializers have of a model
    assert len(found) == 1, found
    assert found[0] in written or "return {" in found[0], found


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("shop/models.py", ', related_name="boxes"', ""),  # by which `farm.boxes` is one of another relation, or nothing
        ("shop/views.py", "farm.boxes.filter(slips__isnull=True)", "farm.anything"),
        ("shop/views.py", "(APIView)", "(OwnView)"),
        ("tests/test_boxes.py", "client.post(f", "assert 405 == client.put(f"),
        ("tests/conftest.py", '"title": "a", ', "**rest(), "),
        ("tests/test_boxes.py", "status_code == 201", "status_code == 422"),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_left_alone(path: str, old: str, new: str) -> None:
    found = _said(path, old, new)
    assert not {r for r, _ in found} & {"unknown-method", "missing-request-field", "reference-mismatch"}, found
