"""What is twice as long is twice the work to check, and not four times: records and files of routes have hundreds of parts."""

import random
from collections.abc import Callable, Mapping

import pytest

from dovetail.core.text import Text
from dovetail.core.words import distance, in_casing, key, words
from dovetail.languages import read
from dovetail.rules import check
from dovetail.rules.contracts.units import differ_in_unit
from dovetail.rules.edits.suggestions import Known, meant
from dovetail.rules.records.near_names import may_be_meant
from support.snapshots import snapshot_as_written
from support.work import calls_of

_WORDS = "amount title count place start price state label owner color width total weight parcel rider driver".split()


def _name(n: int, step: int) -> str:
    """A name of three words that no other number has with the same step."""
    parts = [_WORDS[n % 16], _WORDS[n // 16 % 16], _WORDS[(n // 256 + n * step) % 16]]
    return parts[0] + parts[1].capitalize() + parts[2].capitalize()


def _record(n: int) -> dict[str, str]:
    """A record all of whose names are others than the contract's."""
    promised = "".join(f"  {_name(i, 3)}: string;\n" for i in range(n))
    written = "".join(f"  {_name(i, 5)}Of{i}: string;\n" for i in range(n))
    return {
        "contracts/thing.contract.ts": f"export interface Thing {{\n{promised}}}\n",
        "src/thing.ts": f"/** @contract Thing */\nexport interface ThingRow {{\n{written}}}\n",
    }


def _routes(n: int) -> dict[str, str]:
    """A server that serves every endpoint in one file."""
    contract = "".join(
        f"/** @api GET /api/things{i}/:id */\nexport interface GetThing{i} "
        "{\n  params: { id: string };\n  request: null;\n  response: { name: string };\n  errors: null;\n}\n"
        for i in range(n)
    )
    return {"contracts/thing.contract.ts": contract, "src/app.ts": _app(n)}


def _app(n: int) -> str:
    served = "".join(
        f'app.get("/api/things{i}/:id", (request, response) => {{\n  response.json({{ name: request.params.id }});\n}});\n'
        for i in range(n)
    )
    return f'import express from "express";\n\nconst app = express();\n{served}'


def _unserved(n: int) -> dict[str, str]:
    """A server none of whose routes is an endpoint."""
    contract = _routes(n)["contracts/thing.contract.ts"]
    for i in range(n):
        contract = contract.replace(f"/api/things{i}/:id", f"/api/{_name(i, 3)}/:id")
    return {"contracts/thing.contract.ts": contract, "src/app.ts": _app(n)}


def _enum(n: int) -> dict[str, str]:
    """A list of values, and one of members that are all others."""
    promised = " | ".join(f'"{_name(i, 3)}"' for i in range(n))
    written = "".join(f'    M{i} = "{_name(i, 5)}Of{i}"\n' for i in range(n))
    return {
        "contracts/thing.contract.ts": f"export type Thing = {promised};\n",
        "src/thing.py": f"from enum import Enum\n\n\nclass Things(Enum):  # @contract Thing\n{written}",
    }


def _stored_enum(n: int) -> dict[str, str]:
    """A column whose type has other values than its field."""
    promised = " | ".join(f'"{_name(i, 3)}"' for i in range(n))
    written = ", ".join(f"'{_name(i, 5)}Of{i}'" for i in range(n))
    return {
        "contracts/thing.contract.ts": f"/** @db things */\nexport interface Thing {{\n  state: {promised};\n}}\n",
        "db/schema.sql": f"CREATE TYPE state AS ENUM ({written});\nCREATE TABLE things (state state NOT NULL);\n",
    }


@pytest.mark.parametrize(
    ("project", "growth"), [(_record, 2.5), (_routes, 2.3), (_unserved, 2.3), (_enum, 2.8), (_stored_enum, 2.3)]
)
def test_twice_as_much_is_no_more_than_about_twice_the_work(
    project: Callable[[int], Mapping[str, str]], growth: float
) -> None:
    def work(n: int) -> int:
        snapshot = snapshot_as_written(project(n))
        return calls_of(lambda: check(snapshot))

    work(3)  # what is imported and computed once
    assert work(240) < growth * work(120)


class _Searched(str):
    """A text that counts how often something is looked for in all of it."""

    times = 0

    def __contains__(self, word: str, /) -> bool:
        _Searched.times += 1
        return super().__contains__(word)


def test_a_file_of_many_routes_is_not_looked_through_for_each_of_them() -> None:
    def searches(n: int) -> int:
        _Searched.times = 0
        read("src/app.ts", Text(_Searched(_app(n))))
        return _Searched.times

    assert searches(80) == searches(10) > 0


def _slipped(name: str, rng: random.Random) -> str:
    """A name with one to three slips: a letter too many, too few, another one, or at its neighbour's place."""
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(1, len(name))
        letter = rng.choice("aeimnorst")
        ways = (name[:at] + letter + name[at:], name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :])
        changed = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
        name = rng.choice((*ways, changed)) if len(name) > 3 else ways[0]
    return name


def _is_alike(a: str, b: str) -> bool:
    """True for names of which one may be meant for the other, told by comparing just the two."""
    most = 2 if min(len(key(a)), len(key(b))) >= 8 else 1
    few, many = sorted((set(words(a)), set(words(b))), key=len)
    a_word_more = few < many and len(many) - len(few) == 1
    same_but_last = words(a)[:-1] == words(b)[:-1] != ()
    return distance(key(a), key(b), most) <= most or a_word_more or same_but_last or differ_in_unit(a, b)


@pytest.mark.parametrize("seed", range(20))
def test_of_hundreds_of_names_that_one_is_meant_which_would_be_of_a_few(seed: int) -> None:
    rng = random.Random(seed)
    known = [
        f"{rng.choice(_WORDS)}{''.join(w.capitalize() for w in rng.sample(_WORDS, rng.randint(0, 3)))}"
        for _ in range(300)
    ]
    held = Known(known)
    for name in (_slipped(rng.choice(known), rng) for _ in range(60)):
        own = words(name)
        for asked in (name, in_casing(" ".join(own[1:]), "camelCase"), f"{name}{rng.choice(_WORDS).capitalize()}"):
            if all(key(asked) != key(k) for k in known):
                assert held.meant(asked, 1) == meant(asked, dict.fromkeys(known)), asked


@pytest.mark.parametrize("seed", range(20))
def test_no_name_that_may_be_meant_is_passed_over(seed: int) -> None:
    rng = random.Random(seed)
    known = [
        rng.choice(_WORDS) + "".join(w.capitalize() for w in rng.sample(_WORDS, rng.randint(0, 2))) for _ in range(20)
    ]
    given = [_slipped(rng.choice([*known, f"{name}Ms", f"{name}Seconds"]), rng) for name in known]
    found = list(may_be_meant(*([(key(n), words(n)) for n in names] for names in (known, given))))
    assert found == sorted(set(found))
    alike = {(a, b) for a in range(20) for b in range(20) if _is_alike(known[a], given[b])}
    assert alike and alike <= set(found)
