"""What servers of Python ask of a request, told where they say that."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A wish. @db plots_wish */
export interface Wish {
  /** @format int */
  id: number;
  title: string;
  remark: string;
  /** How many say so. @format int
   * @db none */
  votes: number;
}
/** What is wished. */
export interface NewWish { title: string; /** Left out where there is none. */ remark?: string }
/** Wishes.
 * @api POST /wishes/
 */
export interface MakeWish { request: NewWish; response: Wish; errors: never }
/** One.
 * @api GET /wishes/:id/
 */
export interface GetWish { params: { /** @format int */ id: number }; response: Wish; errors: never }
"""
MODELS = """
from django.db import models

class Wish(models.Model):
    title = models.CharField(max_length=10)
    remark = models.TextField()
"""
SERIALIZERS = """
from rest_framework import serializers

from .models import Wish

class WishSerializer(serializers.ModelSerializer):
    remark = serializers.CharField(required=False)
    votes = serializers.SerializerMethodField()

    class Meta:
        model = Wish
        fields = [
            "id", "title", "remark", "votes"
        ]

    def get_votes(self, wish) -> int:
        return 3
"""
VIEWS = """
from rest_framework import viewsets
from rest_framework.routers import DefaultRouter

from .models import Wish
from .serializers import WishSerializer

class WishViewSet(viewsets.ModelViewSet):
    queryset = Wish.objects.all()
    serializer_class = WishSerializer
    http_method_names = ["get", "post"]

router = DefaultRouter()
router.register("wishes", WishViewSet)
"""
FASTAPI = """
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()

class WishOut(BaseModel):
    id: int
    title: str
    remark: str
    votes: int

class WishIn(BaseModel):
    title: str
    remark: str | None = None

@app.post("/wishes/", response_model=WishOut)
def make(wish: WishIn):
    return save(wish)

@app.get("/wishes/{id}/", response_model=WishOut)
def one(id: int):
    return find(id)
"""


def _told(texts: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_as_written({"c/a.contract.ts": CONTRACT, **texts})
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in loud]


def _django(serializers: str, views: str = VIEWS) -> list[tuple[str, str]]:
    return _told({"plots/models.py": MODELS, "plots/serializers.py": serializers, "plots/views.py": views})


def test_what_a_serializer_keeps_is_not_told() -> None:
    assert _django(SERIALIZERS) == []
    assert _django(SERIALIZERS.replace("required=False", 'default=""')) == []


def test_a_field_that_a_request_may_leave_out_and_a_serializer_asks_for_is_told() -> None:
    asked = SERIALIZERS.replace("CharField(required=False)", "CharField()")
    assert _django(asked) == [("presence-mismatch", "remark")]
    assert _django(asked.replace("CharField()", "CharField(required=True)")) == [("presence-mismatch", "remark")]
    partial = VIEWS.replace("router = ", "made = WishSerializer(data={}, partial=True)\nrouter = ")
    assert _django(asked, partial) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"title", "remark"', '"remark"', ("missing-field", "fields")),
        ("-> int", "-> str", ("kind-mismatch", "str")),
    ],
)
def test_what_a_serializer_says_is_told_where_it_says_it(old: str, new: str, told: tuple[str, str]) -> None:
    assert told in _django(SERIALIZERS.replace(old, new))


def test_a_class_of_an_answer_that_a_request_is_read_as_is_told_where_it_is_named() -> None:
    assert _told({"app.py": FASTAPI}) == []
    found = _told({"app.py": FASTAPI.replace("wish: WishIn", "wish: WishOut")})
    assert ("reference-mismatch", "WishOut") in found
    assert all(rule != "unpromised-requirement" for rule, _ in found)


def test_a_method_that_a_field_says_by_its_name_is_no_field_of_that_name() -> None:
    named = SERIALIZERS.replace(
        "votes = serializers.SerializerMethodField()", "votes = serializers.SerializerMethodField({})"
    )
    named = named.format("method_name='get_all_votes'").replace("def get_votes", "def get_all_votes")
    assert _django(named) == []
    wrong = named.replace("remark = ", "note = serializers.SerializerMethodField()\n    remark = ")
    assert ("unknown-property", "all_votes") not in _django(wrong)
