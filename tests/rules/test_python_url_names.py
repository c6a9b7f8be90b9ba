"""Tests that ask for a path by its name are held to the endpoint that stands there."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
export interface Plant { id: number; latinName: string }
/** @api GET /api/plants/ */
export interface ListPlants { query: { minHeight?: string }; response: { count: number; results: Plant[] } }
/** @api GET /api/plants/{id}/ */
export interface GetPlant { params: { id: number }; response: Plant }
/** @api POST /api/plants/{id}/pour-water/ */
export interface Water { params: { id: number }; request: { litreCount: number }; response: Plant }
/** @api GET /api/census/ */
export interface GetCensus { response: { plantCount: number } }
/** @api GET /beds/{bed_id} */
export interface GetBed { params: { bed_id: number }; query: { minHeight?: string }; response: { plants: Plant[] } }
/** @api POST /benches */
export interface AddBench { request: { seatCount: number }; response: { benchCount: number } }
"""
VIEWS = """
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.views import APIView


class PlantViewSet(viewsets.ModelViewSet):
    queryset = Plant.objects.all()

    @action(detail=True, methods=["post"], url_path="pour-water")
    def pour_water(self, request, pk=None): ...


class CensusView(APIView):
    def get(self, request): ...
"""
URLS = """
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from views import CensusView, PlantViewSet

router = DefaultRouter()
router.register("plants", PlantViewSet%s)
urlpatterns = [path("api/", include(router.urls)), path("api/census/", CensusView.as_view(), name="census")]
"""
BEDS = """
from flask import Blueprint

beds_bp = Blueprint("beds", __name__, url_prefix="/beds")


@beds_bp.get("/<int:bed_id>")
def show(bed_id): ...
"""
BENCHES = """
from fastapi import FastAPI

app = FastAPI()


@app.post("/benches", name="benches:add-bench")
async def create(bench: dict): ...
"""
TEST = """
from django.urls import reverse
from flask import url_for


class PlantTests:
    def setUp(self):
        self.url = reverse("plant-list")

    def test(self):
        %s
"""


def said(code: str, basename: str = "", test: str = TEST) -> list[str]:
    texts = {
        "a.contract.ts": CONTRACT,
        "views.py": VIEWS,
        "urls.py": URLS % basename,
        "beds.py": BEDS,
        "benches.py": BENCHES,
        "tests/test_x.py": test % code,
    }
    found = check(snapshot_of(texts))
    return [
        f.message.split("`")[1] for f in found if f.path == "tests/test_x.py" and f.severity in ("error", "warning")
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("self.client.get(self.url, {'height': '1'})", ["height"]),
        ("self.client.get(self.url, {'minHeight': '1'})", []),
        ("self.client.get(reverse('plant-list')).data['total']", ["total"]),
        ("self.client.get(reverse('garden:plant-detail', args=[1])).data['name']", ["name"]),
        (
            "url = reverse('plant-pour-water', kwargs={'pk': 1})\n        self.client.post(url, {'litres': 1})",
            ["litres"],
        ),
        ("self.client.post(reverse('plant-pour-water', args=[1]), {'litreCount': 1}, format='json')", []),
        ("self.client.get(reverse('census')).json()['plants']", ["plants"]),
        ("self.client.get(url_for('beds.show', bed_id=1)).json['rows']", ["rows"]),
        ("self.client.get(url_for('other.index')).json['rows']", []),
        ("self.client.get(url_for('beds.show', bed_id=1, height='1', _external=True))", ["height"]),
        ("self.client.get(url_for('beds.show', bed_id=1, minHeight='1', **rest))", []),
        ("self.client.post(app.url_path_for('benches:add-bench'), json={'seats': 1})", ["seats"]),
        ("self.client.post(app.url_path_for('benches:other-bench'), json={'seats': 1})", []),
        ("self.client.post(app.url_path_for('create'), json={'seats': 1})", []),
        ("testapp.post_json(app.url_path_for('benches:add-bench'), {'seats': 1}).json['count']", ["seats", "count"]),
        ("testapp.post_json(app.url_path_for('benches:add-bench'), {'seatCount': 1}).json['benchCount']", []),
        ("other.post_json('/benches', {'seats': 1})", []),
        ("self.client.get(reverse('plant-other')).data['total']", []),
        ("self.client.get(reverse(name)).data['total']", []),
        ("self.client.get(self.other).data['total']", []),
        ("self.client.get(f'{self.url}?height=1').data['total']", ["height", "total"]),
        ("self.client.get(f'{self.url}?minHeight={3}').data['count']", []),
        ("self.client.get(reverse('plant-list') + '?height=1')", ["height"]),
        ("self.client.get(f'{reverse(\"plant-list\")}?height=1')", ["height"]),
        ("self.client.get(f'{self.url}{plant.pk}/').data['name']", ["name"]),
        ("self.client.get(self.url + '1/').data['name']", []),
        ("self.client.get(f'{self.url}{plant.pk}/').data['latinName']", []),
        ("self.client.post(f'{self.url}{plant.pk}/pour-water/', {'litres': 1})", ["litres"]),
        ("self.client.get(f'{self.other}?height=1')", []),
    ],
)
def test_named(code: str, expected: list[str]) -> None:
    assert said(code) == expected


def test_the_name_of_a_view_is_what_its_router_is_told() -> None:
    code = "self.client.get(reverse('herb-list')).data['total']"
    assert said(code, ', basename="herb"') == ["total"]
    assert said(code) == []
    assert said("self.client.get(self.url).data['total']", ', basename="herb"') == []


def test_what_is_kept_twice_is_not_known() -> None:
    again = TEST.replace(
        "    def test(self)", "    def late(self):\n        self.url = reverse('census')\n\n    def test(self)"
    )
    assert said("self.client.get(self.url).data['total']", test=again) == []
