"""JavaScript: what JSDoc says of types, and CommonJS. Every place is where it is written."""

from random import Random

import pytest

from dovetail.core.findings import apply_edits
from dovetail.core.text import Text
from dovetail.features.tree import snapshot_from_texts
from dovetail.languages import read
from dovetail.languages._typescript.syntax.javascript import typescript
from dovetail.rules import check
from support.tries import tries

CONTRACT = """
/** A pot. */
export interface Pot {
  /** @format uuid */
  id: string;
  title: string;
  /** @format int */
  priceCents: number;
  /** @format date-time */
  soldAt: string | null;
  note?: string;
}
/** What the card shows. @view PotCard */
export interface PotCardProps { pot: Pot; onBuy?: (id: string) => void }
/** How many. */
export const LIMITS = { maxPots: 5 } as const;
"""


def found(path: str = "src/shop.js", **files: str) -> list[tuple[str, str]]:
    """The errors in JavaScript files: the rule, and the text at its place."""
    texts = {"contracts/pot.contract.ts": CONTRACT}
    texts |= {path if name == "code" else f"src/{name}.js": text for name, text in files.items()}
    snapshot = snapshot_from_texts(texts)
    return [
        (f.rule, snapshot.sources[f.path].text[f.range])
        for f in check(snapshot)
        if f.severity == "error" and not f.path.startswith("contracts/")
    ]


TYPEDEF = """
/** @typedef {import("../contracts/pot.contract").Pot} Pot */
"""


@pytest.mark.parametrize(
    "code",
    [
        "/** @param {Pot} pot */\nfunction show(pot) { return pot.titel; }",
        "/** @param {Pot} pot */\nconst show = (pot) => pot.titel;",
        "/** Shows it. @param {string} id the id @param {Pot} pot the pot */\nconst show = (id, pot) => pot.titel;",
        "/** @param {string} id @returns {Promise<Pot>} */\nconst load = (id) => fetch(id);\nconst f = async () => (await load(1)).titel;",
        "/** @param {Pot} pot */\nconst show = pot => pot.titel;",
        "/** @param {Pot} [pot] */\nconst show = (pot) => pot?.titel;",
        "/** @param {Pot=} pot */\nfunction show(pot) { return pot?.titel; }",
        "/** @param {?Pot} pot */\nfunction show(pot) { return pot && pot.titel; }",
        "/** @param {Array.<Pot>} pots */\nfunction show(pots) { return pots[0].titel; }",
        "/** @param {Object<string, Pot>} pots */\nfunction show(pots) { return pots.blue.titel; }",
        "/**\n * @param {string} id\n * @param {Pot[]} pots - all\n */\nfunction show(id, pots) { return pots.map((p) => p.titel); }",
        "/**\n * @param {{\n *   pot: Pot,\n *   x?: boolean,\n * }} o\n */\nfunction show({ pot, x }) { return x && pot.titel; }",
        "/**\n * @param {object} options\n * @param {Pot} options.pot\n */\nfunction show(options) { return options.pot.titel; }",
        "/**\n * @param {object[]} rows\n * @param {Pot} rows[].pot\n */\nfunction show(rows) { return rows[0].pot.titel; }",
        "/** @returns {Promise<Pot>} */\nasync function load() { return (await fetch('/x')).json(); }\nload().then((pot) => pot.titel);",
        "/** @type {Pot} */\nlet pot;\nconsole.log(pot.titel);",
        "console.log(/** @type {Pot} */ (JSON.parse('{}')).titel);",
        "/** @type {(pot: Pot) => string} */\nconst show = (pot) => pot.titel;",
        "/** @callback Shower\n * @param {Pot} pot\n * @returns {string}\n */\n/** @type {Shower} */\nconst show = (pot) => pot.titel;",
        "function Page() {\n  const [pots] = useState(/** @type {Pot[]} */ ([]));\n  return pots.map((pot) => pot.titel);\n}",
        "const last = useRef(/** @type {Pot | null} */ (null));\nconsole.log(last.current?.titel);",
        "class Shop {\n  /** @type {Pot[]} */\n  pots = [];\n  first() { return this.pots[0].titel; }\n}",
        "class Shop {\n  /** @param {Pot} pot */\n  add(pot) { return pot.titel; }\n}",
        "const shop = {\n  /** @param {Pot} pot */\n  add(pot) { return pot.titel; },\n};",
        "/** @param {Pot} pot */\nexports.show = function (pot) { return pot.titel; };",
        "/** @param {Pot} pot */\nmodule.exports.show = (pot) => pot.titel;",
        "function show(/** @type {Pot} */ pot) { return pot.titel; }",
        "/** @type {Pot} */\nconst pot = { id: '1', title: '', titel: '', priceCents: 1, soldAt: null };",
        "const pot = /** @type {Pot} */ ({});\npot.titel;",
        "/** @satisfies {Pot} */\nconst pot = { id: '1', title: '', titel: '', priceCents: 1, soldAt: null };",
    ],
)
def test_a_wrong_name_is_found_where_it_is_written(code: str) -> None:
    assert ("unknown-property", "titel") in found(code=TYPEDEF + code), code
    assert found(code=TYPEDEF + code.replace("titel", "note").replace("note: ''", "note: ''")) in (
        [],
        [("missing-field", "pot")],
    )


def test_types_are_imported_in_place_or_by_a_tag() -> None:
    inline = '/** @param {import("../contracts/pot.contract").Pot} pot */\nconst show = (pot) => pot.titel;'
    assert found(code=inline) == [("unknown-property", "titel")]
    tag = '/** @import { Pot as Vase } from "../contracts/pot.contract" */\n/** @param {Vase} pot */\nconst f = (pot) => pot.titel;'
    assert found(code=tag) == [("unknown-property", "titel")]
    other = '/** @param {import("./pots").Pot} a @param {import("../contracts/pot.contract").Pot} b */\n'
    assert found(code=other + "const f = (a, b) => a.titel;") == []


def test_a_typedef_that_is_bound_keeps_the_contract() -> None:
    typedef = """
/**
 * @contract Pot
 * @typedef {object} PotRow
 * @property {string} id
 * @property {string} title - as it is shown
 * @property {string} priceCents
 * @property {?string} soldAt
 * @property {string} [note]
 */
"""
    assert found(code=typedef) == [("kind-mismatch", "string")]
    assert found(code=typedef.replace("{string} priceCents", "{number} priceCents")) == []
    assert ("missing-field", "PotRow") in found(code=typedef.replace(" * @property {?string} soldAt\n", ""))
    assert ("renamed-field", "the_title") in found(code=typedef.replace("title -", "the_title -"))
    assert ("null-mismatch", "soldAt") in found(code=typedef.replace("{?string} soldAt", "{string} soldAt"))
    assert ("presence-mismatch", "title") in found(code=typedef.replace("title - as it is shown", "[title]"))


def test_a_fix_writes_a_property() -> None:
    before = "/** A row.\n * @contract Pot\n * @typedef {object} PotRow\n * @property {string} id\n * @property {number} priceCents\n"
    after = " * @property {string | null} soldAt\n * @property {string} [note]\n */\n"
    texts = {"contracts/pot.contract.ts": CONTRACT, "src/shop.js": before + after}
    (finding,) = [f for f in check(snapshot_from_texts(texts)) if f.rule == "missing-field"]
    fixed = apply_edits(texts["src/shop.js"], finding.fixes[0].edits)
    assert fixed == before + after.replace("*/", "* @property {string} title\n */")


def test_components_take_the_props_of_their_contract() -> None:
    code = """
import { PotCard } from "./card";
/** @param {import("../contracts/pot.contract").PotCardProps} props */
export const Row = ({ pot, onBy }) => <PotCard pot={pot} onSell={onBy} />;
"""
    card = """
/** @param {import("../contracts/pot.contract").PotCardProps} props */
export function PotCard({ pot, onBuy }) { return <b onClick={() => onBuy?.(pot.id)}>{pot.title}</b>; }
"""
    assert sorted(found("src/row.jsx", code=code, card=card)) == [
        ("unknown-prop", "onSell"),
        ("unknown-property", "onBy"),
    ]


def test_names_come_through_require_and_module_exports() -> None:
    store = f"{TYPEDEF}/** @returns {{Pot}} */\nfunction find() {{}}\nfunction other() {{}}\nmodule.exports = {{ find, all: other }};\n"
    for code in (
        'const { find } = require("./store");\nfind().titel;',
        'const { find: get } = require("./store");\nget().titel;',
        'const store = require("./store");\nstore.find().titel;',
        'const find = require("./store").find;\nfind().titel;',
        'const a = require("node:fs"), { find } = require("./store");\nfind().titel;',
    ):
        assert found(code=code, store=store) == [("unknown-property", "titel")], code
    limits = 'const { LIMITS } = require("../contracts/pot.contract");\nconsole.log(LIMITS.maxPot);'
    assert found(code=limits) == [("unknown-member", "maxPot")]
    whole = 'const contract = require("../contracts/pot.contract");\nconsole.log(contract.LIMITS.maxPot);'
    assert found(code=whole) == [("unknown-member", "maxPot")]


def test_prose_in_braces_is_no_type() -> None:
    code = "/** @param {the pot that is shown} pot\n * @returns {a word or two} */\nfunction show(pot) { return pot.titel; }\n"
    assert (
        found(code=code + "/** @type {Pot */\nlet x;\n/** @typedef {} */\n/** @param {function(string): Pot} f */\n")
        == []
    )


def test_a_tag_that_is_only_spoken_of() -> None:
    code = (
        TYPEDEF
        + "/** Not `see @param {Pot} pot`, nor {@link Pot}, nor a@param {Pot} pot. */\nconst f = (pot) => pot.titel;"
    )
    assert found(code=code) == []


def test_any_damage_keeps_every_place_inside_the_text() -> None:
    random = Random(7)
    code = TYPEDEF + (
        'const { a: b, c } = require("./x");\n/** @contract Pot\n * @typedef {object} Row\n * @property {?string} [id]\n */\n'
        "/** @template T\n * @param {{ é: Pot, 😀?: T }} p\n * @returns {Promise<Pot>} */\nexports.f = async p => p.é.titel;\n"
        "module.exports = { b, c: f };\n"
    )
    for _ in range(tries(400)):
        at, size = random.randrange(len(code)), random.choice((0, 1, 3, 40))
        text = code[:at] + random.choice(("", "{", "*/", "/**", "@param {", "\n", "'")) + code[at + size :]
        shapes = read("a.js", Text(text))
        assert shapes is not None
        other = typescript(Text(text))
        uses = [r for u in shapes.shapes.uses for r in u.ranges]
        fields = [r for x in shapes.shapes.records for f in x.fields for r in (f.name_range, f.range)]
        for place in (*uses, *fields, *(i.range for i in shapes.shapes.imports)):
            assert 0 <= place.start <= place.end <= len(text), (text, place)
        if other is not None:  # what is left where it is stands in the other form as well
            assert all(other.source[p.start : p.end] == text[p.at.start : p.at.end] for p in other.parts if p.own)


def test_of_a_bundle_nothing_is_read_however_much_it_has() -> None:
    line = TYPEDEF.replace("\n", " ") + "/** @param {Pot} pot */ function show(pot) { return pot.titel; }"
    assert found(code=line) == [("unknown-property", "titel")]
    pressed = line + "".join(f"function f{i}(t,e){{return e.a+t.b[{i}]}};" for i in range(3000))
    assert found(code=pressed) == []
    assert found(code=pressed.replace("};", "}\n")) == [("unknown-property", "titel")]
