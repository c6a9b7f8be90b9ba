"""A rename reaches what routes carry and what only the check knows, takes fields that share a name in code, and says what it leaves."""

from textwrap import dedent

from dovetail.core.findings import apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.features.rename import Refusal
from dovetail.features.rename_whole import Renamed, renamed
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check
from dovetail.rules.asking.incremental import Checker, Concern

from .product import offset

CONTRACT, SCHEMAS, APP, CLIENT = "contracts/stay.contract.ts", "api/schemas.py", "api/app.py", "web/stays.ts"

TEXTS = {
    CONTRACT: """
        /** A stay in the harbour. */
        export interface Stay {
          /** @format uuid */
          id: string;
          berthName: string;
          /** What the skipper wants. */
          remark: string;
        }

        /** What is asked for. */
        export interface StayRequest {
          berthName: string;
        }

        /** Why not. */
        export interface Problem {
          code: "berthTaken" | "noSuchBerth";
          message: string;
        }

        /** Ask for a stay.
         * @api POST /stays
         */
        export interface AskForStay {
          request: StayRequest;
          response: Stay;
          errors: Problem;
        }

        /** One stay.
         * @api GET /stays/:stayId
         */
        export interface GetStay {
          params: { stayId: string };
          query: { text?: string };
          response: Stay;
          errors: Problem;
        }
        """,
    SCHEMAS: """
        from pydantic import BaseModel, ConfigDict
        from pydantic.alias_generators import to_camel


        class Wire(BaseModel):
            model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


        class StayBase(Wire):
            berth_name: str


        class StayIn(StayBase):
            pass


        class StayOut(StayBase):
            id: str
            remark: str
        """,
    APP: """
        from fastapi import FastAPI, Query
        from fastapi.responses import JSONResponse

        from api.schemas import StayIn, StayOut

        app = FastAPI()


        def refuse(status: int, code: str, message: str) -> JSONResponse:
            return JSONResponse(status_code=status, content={"code": code, "message": message})


        @app.post("/stays", response_model=StayOut)
        def ask(body: StayIn):
            if body.berth_name == "":
                return refuse(404, "noSuchBerth", "There is no such berth.")
            return StayOut(id="1", berth_name=body.berth_name, remark="")


        @app.get("/stays/{stay_id}", response_model=StayOut)
        def stay(stay_id: str, text: str | None = None):
            return StayOut(id=stay_id, berth_name=text or "", remark="")
        """,
    CLIENT: """
        import type { Stay, StayRequest } from "../contracts/stay.contract";

        export async function ask(body: StayRequest): Promise<Stay> {
          const answer = await fetch("/stays", { method: "POST", body: JSON.stringify(body) });
          return (await answer.json()) as Stay;
        }

        export const shown = (stay: Stay) => `${stay.berthName}: ${stay.remark}`;
        """,
}
HARBOUR = {path: dedent(text).lstrip() for path, text in TEXTS.items()}


def _renamed(marked: str, new: str, texts: dict[str, str] = HARBOUR) -> tuple[dict[str, str], Renamed]:
    """The texts after a rename of what a mark stands in, and what it said; it leaves what it says and nothing else."""
    tree = snapshot_from_texts(texts)
    assert _found(texts) == []
    done = renamed(tree, CONTRACT, offset(tree, CONTRACT, marked), new)
    assert not isinstance(done, Refusal), done
    after = dict(texts)
    for path in {e.path for e in done.edits}:
        after[path] = apply_edits(texts[path], [e for e in done.edits if e.path == path])
    assert _found(after) == [f.message for f in done.left]
    return after, done


def _found(texts: dict[str, str]) -> list[str]:
    return [f.message for f in check(snapshot_from_texts(texts)) if f.severity in ("error", "warning")]


def test_a_field_of_a_class_that_only_a_route_binds_is_renamed_with_its_uses() -> None:
    after, done = _renamed("re¦mark: string", "wishes")
    assert "    wishes: str" in after[SCHEMAS]
    assert after[APP].count('wishes=""') == 2 and "remark" not in after[APP]
    assert "stay.wishes" in after[CLIENT]
    assert done.left == ()


def test_fields_of_two_contracts_that_one_class_keeps_are_renamed_together() -> None:
    after, done = _renamed("berth¦Name: string;\n  /** What", "pierName")
    assert after[CONTRACT].count("pierName: string;") == 2
    assert "    pier_name: str" in after[SCHEMAS] and "body.pier_name" in after[APP]
    assert done.left == ()


def test_what_is_given_to_a_field_as_an_argument_is_no_name_of_it() -> None:
    after, _ = _renamed("co¦de: ", "reason")
    assert '"reason": code' in after[APP] and 'refuse(404, "noSuchBerth"' in after[APP]


def test_a_parameter_of_a_path_keeps_the_name_that_python_gives_it() -> None:
    after, _ = _renamed("params: { stay¦Id", "visitId")
    assert "GET /stays/:visitId" in after[CONTRACT] and "{stay_id}" in after[APP] and "stay(stay_id: str" in after[APP]


def test_a_parameter_of_a_query_gets_the_name_that_crosses_the_wire() -> None:
    after, _ = _renamed("query: { te¦xt", "searchText")
    assert "searchText: str | None = None" in after[APP] and "berth_name=searchText or" in after[APP]


def test_who_has_checked_the_tree_is_asked_whom_a_rename_concerns_and_says_the_same_afterwards() -> None:
    for texts, marked in ((HARBOUR, "re¦mark: string"), (HARBOUR, "interface St¦ay {"), (DJANGO, '"moo¦red"')):
        tree, checker, asked = snapshot_from_texts(texts), Checker(), list[Concern | None]()
        before = checker.check(tree)

        def concerned(
            after: Snapshot, checker: Checker = checker, asked: list[Concern | None] = asked
        ) -> Concern | None:
            asked.append(checker.concerned(after))
            return asked[-1]

        at = tree, CONTRACT, offset(tree, CONTRACT, marked), "other"
        done = renamed(*at, concerned=concerned)
        assert done == renamed(*at) and isinstance(done, Renamed)
        assert asked and all(few is not None and {e.path for e in done.edits} <= few.files for few in asked)
        after = snapshot_from_texts({**texts, CONTRACT: texts[CONTRACT].replace("string", "number", 1)})
        assert checker.check(tree) == before and checker.check(after) == check(after)


MODELS, SERIALIZERS, URLS = "stays/models.py", "stays/serializers.py", "stays/urls.py"
DJANGO = {
    CONTRACT: dedent(
        """
        /** A boat. @db stays_boat */
        export interface Boat {
          /** @format int */
          id: number;
          title: string;
          state: "moored" | "away";
        }

        /** All boats.
         * @api GET /boats/
         */
        export interface ListBoats {
          /** @unordered */
          response: Boat[];
          errors: never;
        }
        """
    ).lstrip(),
    MODELS: dedent(
        """
        from django.db import models


        class Boat(models.Model):
            class State(models.TextChoices):
                MOORED = "moored", "Moored"
                AWAY = "away", "Away"

            title = models.CharField(max_length=80)
            state = models.CharField(max_length=20, choices=State.choices, default=State.MOORED)
        """
    ).lstrip(),
    SERIALIZERS: dedent(
        """
        from rest_framework import serializers

        from .models import Boat


        class BoatSerializer(serializers.ModelSerializer):
            class Meta:
                model = Boat
                fields = ["id", "title", "state"]
        """
    ).lstrip(),
    "stays/views.py": dedent(
        """
        from rest_framework import viewsets

        from .models import Boat
        from .serializers import BoatSerializer


        class BoatViewSet(viewsets.ReadOnlyModelViewSet):
            queryset = Boat.objects.all()
            serializer_class = BoatSerializer
            pagination_class = None
        """
    ).lstrip(),
    URLS: dedent(
        """
        from rest_framework.routers import DefaultRouter

        from .views import BoatViewSet

        router = DefaultRouter()
        router.register("boats", BoatViewSet)
        urlpatterns = router.urls
        """
    ).lstrip(),
}


def test_what_only_the_check_knows_is_renamed_as_well() -> None:
    after, done = _renamed('"mo¦ored"', "docked", DJANGO)
    assert 'MOORED = "docked"' in after[MODELS]
    assert done.left == ()


def test_what_cannot_be_renamed_is_said() -> None:
    after, done = _renamed("i¦d: number", "boatId", DJANGO)
    assert after[SERIALIZERS] == DJANGO[SERIALIZERS]
    assert done.left and all(f.path in (SERIALIZERS, MODELS) for f in done.left)


KEPT = {
    CONTRACT: dedent(
        """
        /** A stay in the harbour. @db stays */
        export interface Stay {
          /** @format uuid */
          id: string;
          berthName: string;
        }
        """
    ).lstrip(),
    "db/migrations/001_stays.sql": "CREATE TABLE stays (id uuid NOT NULL PRIMARY KEY, berth_name text NOT NULL);\n",
    CLIENT: dedent(
        """
        import type { Stay } from "../contracts/stay.contract";

        export function made(id: string, berthName: string): Stay {
          return { id, berthName };
        }

        export const shown = ({ berthName }: Stay) => berthName.trim();
        """
    ).lstrip(),
}


def test_a_rename_and_its_way_back_give_the_text_that_was() -> None:
    after, done = _renamed("berth¦Name: string;", "pier", KEPT)
    assert done.left == ()
    assert "{ id, pier: berthName }" in after[CLIENT] and "{ pier: berthName }" in after[CLIENT]
    assert "@db berth_name" in after[CONTRACT]
    again, _ = _renamed("pi¦er: string;", "berthName", after)
    assert again == KEPT


def test_a_type_that_is_called_as_its_field_is_no_short_hand() -> None:
    typed = 'import type { Stay } from "../contracts/stay.contract";\n\ntype berth = string;\n'
    code = typed + "/** @contract Stay */\nexport interface Row { id: string; berthName: berth }\n"
    after, _ = _renamed(
        "berth¦Name: string;", "berth", {CONTRACT: KEPT[CONTRACT].replace(" @db stays", ""), CLIENT: code}
    )
    assert "berth: berth }" in after[CLIENT]


def test_what_a_description_requires_in_place_is_renamed_with_its_property() -> None:
    described = """
        openapi: 3.0.3
        info: { title: Stays, version: "1" }
        paths:
          /stays:
            post:
              requestBody:
                required: true
                content:
                  application/json:
                    schema:
                      type: object
                      required: [berthName]
                      properties:
                        berthName: { type: string }
              responses:
                "200":
                  description: Done
                  content:
                    application/json:
                      schema:
                        type: object
                        required:
                          - id
                          - berthName
                          - remark
                        properties:
                          id: { type: string, format: uuid }
                          berthName: { type: string }
                          remark: { type: string }
        """
    contract = HARBOUR[CONTRACT].partition("/** One stay.")[0]
    texts = {CONTRACT: contract, "docs/openapi.yaml": dedent(described).lstrip()}
    after, _ = _renamed("re¦mark: string", "wishes", texts)
    assert "remark" not in after["docs/openapi.yaml"] and "- wishes" in after["docs/openapi.yaml"]


ROOMS = {
    CONTRACT: """/** How a room is used. */
export type RoomUse = "free" | "booked";
/** A room. */
export interface Room {
  roomName: string;
  seats: number;
  use: RoomUse;
}
/** A place. */
export interface Place {
  title: string;
  lastSeen: string;
}
/** A visit. */
export interface Visit {
  lastSeen: string;
}
""",
    "api/schema.graphql": "# @contract Room\ntype Room { roomName: String! seats: Float! use: String! }\n",
    "CONVENTIONS.md": "---\nnaming:\n  contracts: { fields: camelCase }\n---\n"
    "A room has a roomName, `roomName`, and `seats`; seats are counted.\nCode: room.roomName, roomName.length. RoomUse says lastSeen.\n",
    "rooms.sprint.yaml": "sprint: Rooms\ncontracts: [contracts/*.contract.ts]\npackages:\n  - id: schema\n    owns: [db/**]\n"
    "    brief: |\n      Store the roomName.\n      Say RoomUse.\n",
}


def test_what_was_wrong_before_is_not_said_to_be_left() -> None:
    tree = snapshot_from_texts(ROOMS)
    assert [f.rule for f in check(tree) if f.path == "api/schema.graphql"] == ["loose-enum"]
    for at, new in (("interface Ro¦om {", "Hall"), ("type Room¦Use", "Usage"), ("  u¦se:", "usage")):
        done = renamed(tree, CONTRACT, offset(tree, CONTRACT, at), new)
        assert isinstance(done, Renamed) and done.left == (), at


def test_what_people_write_of_a_name_follows_it_where_it_can_mean_nothing_else() -> None:
    prose = _after_in_prose("  room¦Name:", "hallTitle")
    assert prose["CONVENTIONS.md"].endswith(
        "A room has a hallTitle, `hallTitle`, and `seats`; seats are counted.\n"
        "Code: room.roomName, roomName.length. RoomUse says lastSeen.\n"
    )
    assert "Store the hallTitle." in prose["rooms.sprint.yaml"]
    assert "and `places`; seats are counted" in _after_in_prose("  se¦ats:", "places")["CONVENTIONS.md"]
    prose = _after_in_prose("type Room¦Use", "HallUse")
    assert "HallUse says lastSeen." in prose["CONVENTIONS.md"] and "Say HallUse." in prose["rooms.sprint.yaml"]
    assert _after_in_prose("  last¦Seen: string;\n}\n/** A visit", "seenAt") == {}, "it may be that of another contract"


def _after_in_prose(marked: str, new: str) -> dict[str, str]:
    """What people have written, after a rename that changes it."""
    tree = snapshot_from_texts(ROOMS)
    done = renamed(tree, CONTRACT, offset(tree, CONTRACT, marked), new)
    assert isinstance(done, Renamed), done
    paths = {e.path for e in done.edits} & {"CONVENTIONS.md", "rooms.sprint.yaml"}
    return {p: apply_edits(ROOMS[p], [e for e in done.edits if e.path == p]) for p in paths}
