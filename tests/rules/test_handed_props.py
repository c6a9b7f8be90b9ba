"""Components that do not say what they take are held to what they are given where they are used."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CLIENT = 'import axios from "axios";\nexport const api = axios.create({ baseURL: "/" });\n'
CONTRACT = """
/** An order. */
export interface Order { id: string; totalCents: number; state: "open" | "paid"; lines: { title: string }[] }
/** Read.
 * @api GET /orders/{id} */
export interface GetOrder { params: { id: string }; response: Order; errors: never }
/** All.
 * @api GET /orders */
export interface ListOrders { response: Order[]; errors: never }
"""
PAGE = """import {{ useEffect, useState }} from "react";
import {{ api }} from "./client";
import {{ Card }} from "./Card";
export function Page({{ id }}) {{
  const [order, setOrder] = useState(null);
  const [orders, setOrders] = useState([]);
  useEffect(() => {{
    api.get(`/orders/${{id}}`).then((r) => setOrder(r.data));
    api.get("/orders").then((r) => setOrders(r.data));
  }}, [id]);
  return <main>{use}</main>;
}}
"""
USED = "<Card order={order} />"
CARD = "export function Card({ order }) { return <p>{order.~}</p>; }\n"
WRONG = [
    (CARD, USED),
    (CARD, "{orders.map((o) => <Card key={o.id} order={o} />)}"),
    (CARD, "<div><Card order={order} wide /><Card order={orders[0]} /></div>"),
    ("export const Card = ({ order, wide = false }) => <p className={wide}>{order.~}</p>;\n", USED),
    ("export function Card(props) { return <p>{props.order.~}</p>; }\n", USED),
    ("export function Card(props) { const { order } = props; return <p>{order.~}</p>; }\n", USED),
    ('import { memo } from "react";\nexport const Card = memo(function Card({ order }) { return <p>{order.~}</p>; });\n', USED),
    ("export function Card({ orders }) { return <p>{orders.map((o) => <b key={o.id}>{o.~}</b>)}</p>; }\n", "<Card orders={orders} />"),
    ("export function Card({ order: shown }) { return <Total of={shown} />; }\nfunction Total({ of }) { return <b>{of.~}</b>; }\n", USED),
    ("export function Card({ order: { ~ } }) { return <b>{~}</b>; }\n", USED),
]  # fmt: skip
PLAIN = "export function Card({ order }) { return <p>{order.totl}</p>; }\n"
INNOCENT = [
    (PLAIN, "<Card {...order} />"),
    (PLAIN, "<><Card order={order} /><Card order={{ totl: 1 }} /></>"),
    (PLAIN, "<><Card order={order} /><Card order={whatever(id)} /></>"),
    (PLAIN, "<Card order={{ ...order, totl: 1 }} />"),
    (PLAIN, "{orders.map((o) => ({ ...o, totl: 1 })).map((o) => <Card order={o} />)}"),
    ("export function Card({ order }) { return <p>{order?.lines?.length}{order.lines.map((l) => l.title)}</p>; }\n", USED),
    ("export function Card({ order, ...rest }) { return <p {...rest}>{rest.totl}</p>; }\n", USED),
    ("export function Card({ title, order }) { return <p>{title.totl}{order.id}</p>; }\n", USED),
    ("export function Card({ order }) { const shown = withTotal(order); return <p>{shown.totl}</p>; }\n", USED),
    ("export function Card({ order }) { if ('totl' in order) return <p>{order.totl}</p>; return null; }\n", USED),
    ("/** @param {{ order: { totl: number } }} props */\nexport function Card({ order }) { return <p>{order.totl}</p>; }\n", "<b />"),
]  # fmt: skip


def _found(card: str, use: str, **more: str) -> list[str]:
    files = {
        "a.contract.ts": CONTRACT,
        "web/client.js": CLIENT,
        "web/Card.jsx": card,
        "web/Page.jsx": PAGE.format(use=use),
    }
    snapshot = snapshot_of({**files, **more})
    return [
        snapshot.sources[f.path].text[f.range]
        for f in check(snapshot)
        if f.path == "web/Card.jsx" and f.severity != "info"
    ]


@pytest.mark.parametrize(("card", "use"), WRONG)
def test_what_no_use_gives_is_shown(card: str, use: str) -> None:
    assert _found(card.replace("~", "totl"), use)[:1] == ["totl"]
    assert _found(card.replace("~", "totalCents"), use) == []


@pytest.mark.parametrize(("card", "use"), INNOCENT)
def test_what_some_use_may_give_is_fine(card: str, use: str) -> None:
    assert _found(card, use) == []


def test_texts_are_held_to_it_too_and_tests_may_give_what_they_like() -> None:
    card = "export default function Card({ order }) { return order.state === 'payed' ? <b /> : <i>{order.totl}</i>; }\n"
    page = PAGE.format(use=USED).replace("{ Card }", "Card")
    test = {"web/Card.test.jsx": 'import Card from "./Card";\nrender(<Card order={{ totl: 1 }} />);\n'}
    assert _found(card, "", **{"web/Page.jsx": page}, **test) == ["payed", "totl"]
    assert _found(card.replace("default ", ""), USED, **test) == ["payed", "totl"]
    assert _found(card, USED, **{"web/Page.jsx": page.replace('"./Card"', '"./other/Card"')}) == []


PEOPLE = """
/** Someone. */
export interface Person { id: string; fullName: string; boss: Person | null; state: "here" | "gone" }
/** Read.
 * @api GET /people/{id} */
export interface GetPerson { params: { id: string }; response: Person; errors: never }
/** List.
 * @api GET /people */
export interface ListPeople { query: {}; response: { people: Person[] }; errors: never }
"""
PEOPLE_PAGE = """import axios from "axios";
import { useEffect, useState } from "react";
import Card from "./Card";
export default function Page({ id }) {
  const [person, setPerson] = useState(null);
  const [people, setPeople] = useState([]);
  useEffect(() => {
    axios.get(`/people/${id}`).then(({ data }) => setPerson(data));
    axios.get("/people").then((answer) => setPeople(answer.data.people));
  }, [id]);
  return <main>@</main>;
}
"""
ONE = "<Card person={person} onOpen={() => open(person)} />"
SEVERAL = "{people.map((each) => <Card key={each.id} person={each} open />)}"
COMPONENTS = [
    "export default function Card({ person }) { return <p>{person.@fullName~name@}</p>; }",
    "const Card = ({ person }) => <p>{person?.boss && person.boss.@fullName~name@}</p>;\nexport default Card;",
    "const Card = (props) => <p>{props.person.@fullName~name@}</p>;\nexport default React.memo(Card);",
    "const Card = memo(({ person: { @fullName~name@ } }) => <p />);\nexport default Card;",
    "function Card(props) { const { person } = props; return <p>{person.@fullName~name@}</p>; }\nexport default connect(pick)(Card);",
    "export default class Card extends React.Component { render() { return <p>{this.props.person.@fullName~name@}</p>; } }",
    'const Card = ({ person }) => <p>{person.state === "@gone~left@" && <b />}</p>;\nexport default Card;',
    "function Inner({ who }) { return <b>{who.@fullName~name@}</b>; }\nexport default ({ person }) => <Inner who={person.boss} />;",
    "function Inner(props) { return <b>{props.person.@fullName~name@}</b>; }\nexport default (props) => <Inner {...props} />;",
    "function Inner({ @fullName~fulName@ }) { return <b />; }\nexport default ({ person }) => <Inner {...person} />;",
    "export default function Card({ person }) { return person ? <b>{person.@fullName~name@}<Card person={person.boss} /></b> : null; }",
]
MAY_BE = [
    # what a page adds itself, what only some are given, and what is not known in one place
    (ONE.replace("person={person}", "person={{ ...person, name: 1 }}"), COMPONENTS[0]),
    (ONE + "<Card person={{ name: 'A' }} />", COMPONENTS[0]),
    (ONE + "<Card person={other} />", COMPONENTS[0]),
    (ONE + "<Card person='none' />", "export default ({ person }) => <p>{person.length}</p>;"),
    ("<Card {...rest} />", COMPONENTS[0]),
    ("<Card who={person} />", COMPONENTS[0]),
    ("", COMPONENTS[0]),
    (ONE, "export default function Card({ person }) { person.name = person.fullName; return <p>{person.name}</p>; }"),
    (ONE, "export default function Card({ person, name }) { return <p>{name}{person.fullName}</p>; }"),
    (ONE, "export default withPerson(({ person }) => <p>{person.name}</p>);"),
    (
        ONE,
        "function Other({ person }) { return <p>{person.name}</p>; }\nexport default function Card() { return <p />; }",
    ),
]


def _of_people(page: str, component: str, others: dict[str, str] | None = None) -> list[str]:
    texts = {"a.contract.ts": PEOPLE, "web/Page.jsx": PEOPLE_PAGE.replace("@", page), "web/Card.jsx": component}
    snapshot = snapshot_of({**texts, **(others or {})})
    found = [f for f in check(snapshot) if f.path != "a.contract.ts" and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_wrong_name_in_a_component_is_shown(component: str) -> None:
    before, marked, after = component.split("@")
    right, wrong = marked.split("~")
    for page in (ONE, SEVERAL, ONE + SEVERAL):
        assert _of_people(page, before + wrong + after) == [wrong]
        assert _of_people(page, before + right + after) == []


@pytest.mark.parametrize(("page", "component"), MAY_BE)
def test_what_may_be_there_is_fine(page: str, component: str) -> None:
    marked = component.split("@")[1] if "@" in component else ""
    assert _of_people(page, component.replace(f"@{marked}@", "name")) == []


def test_places_in_other_files_and_through_barrels_count_and_those_of_tests_do_not() -> None:
    component = "export function Card({ person }) { return <p>{person.name}</p>; }"
    barrel = {"web/index.js": 'export { Card } from "./Card";\n'}
    page = ONE.replace("Card", "Tile")
    page_of = PEOPLE_PAGE.replace('import Card from "./Card"', 'import { Card as Tile } from "."').replace("@", page)
    assert _of_people("", component, {**barrel, "web/Page.jsx": page_of}) == ["name"]
    other = {
        "web/__tests__/Card.test.jsx": 'import { Card } from "../Card";\nrender(<Card person={{ name: "A" }} />);\n'
    }
    assert _of_people("", component, {**barrel, "web/Page.jsx": page_of, **other}) == ["name"]
    more = {
        "web/More.jsx": 'import { Card } from "./Card";\nexport const More = () => <Card person={{ name: "A" }} />;\n'
    }
    assert _of_people("", component, {**barrel, "web/Page.jsx": page_of, **more}) == []


CONTEXTS = [
    ("null", "value={{ person, setPerson }}", "const { person } = useContext(Current); return <b>{person.~}</b>;"),
    ("", "value={person}", "const person = useContext(Current); return <b>{person && person.~}</b>;"),
    ("{}", "value={useMemo(() => ({ person }), [person])}", "return <b>{usePerson().person.~}</b>;"),
    ("{ person: null, open: () => {} }", "value={{ person, open }}", "const { person: { ~ } } = usePerson(); return <b />;"),
]  # fmt: skip


@pytest.mark.parametrize(("begun", "value", "body"), CONTEXTS)
def test_a_context_without_a_type_is_what_its_provider_is_given(begun: str, value: str, body: str) -> None:
    context = f'import {{ createContext, useContext }} from "react";\nexport const Current = createContext({begun});\n'
    context += "export const usePerson = () => useContext(Current);\n"
    card = 'import { useContext } from "react";\nimport { Current, usePerson } from "./current";\n'
    card += f"export default function Card() {{ {body} }}\n"
    page = PEOPLE_PAGE.replace("@", f"<Current.Provider {value}><Card /></Current.Provider>")
    files = {"web/current.js": context, "web/Page.jsx": 'import { Current } from "./current";\n' + page}
    assert _of_people("", card.replace("~", "name"), files) == ["name"]
    assert _of_people("", card.replace("~", "fullName"), files) == []
    more = 'import { Current } from "./current";\nexport const More = () => <Current.Provider value={load()} />;\n'
    assert _of_people("", card.replace("~", "name"), {**files, "web/More.jsx": more}) == []
    assert _of_people("", card.replace("~", "name"), {**files, "web/Page.jsx": PEOPLE_PAGE.replace("@", "<Card />")}) == []  # fmt: skip


CLASS = """import React, {{ Component }} from "react";
import PropTypes from "prop-types";
import {{ api }} from "./client";
export class Orders extends Component {{
  state = {{ orders: [], order: null, wide: false }};
  static propTypes = {{ first: PropTypes.shape({{ {shape}: PropTypes.string }}).isRequired, others: PropTypes.arrayOf(orderShape) }};
  async componentDidMount() {{
    const {{ data: orders }} = await api.get("/orders");
    this.setState({{ orders }});
    api.get(`/orders/${{this.props.id}}`).then(({{ data }}) => this.setState({{ order: data, wide: true }}));
    {more}
  }}
  render() {{
    const {{ orders, order, wide }} = this.state;
    return <main>{{order?.{one}}}{{orders.map((o) => <b key={{o.id}}>{{o.{each}}}{{this.state.orders[0].{first}}}</b>)}}</main>;
  }}
}}
const orderShape = PropTypes.shape({{ state: PropTypes.oneOf(["open", "{text}"]) }});
"""
RIGHT = {"shape": "id", "one": "totalCents", "each": "state", "first": "id", "text": "paid", "more": ""}
BY_JSDOC = """import { Component } from "react";
/** @typedef {import("../a.contract").Order} Order */
/** @extends {Component<{ order: Order, onOpen: (state: Order["state"]) => void }>} */
export class Card extends Component { render() { this.props.onOpen("~"); return <p>{this.props.order.totalCents}</p>; } }
"""


def _of_class(**written: str) -> list[str]:
    page = "export const Page = () => { const [order, set] = useState(null); "
    page += "useEffect(() => { api.get(`/orders/${id}`).then((r) => set(r.data)); });"
    head = 'import { api } from "./client";\nimport { Orders } from "./Card";\n'
    page = f"{head}{page} return <Orders first={{order}} others={{[order]}} />; }};"
    return _found(CLASS.format(**{**RIGHT, **written}), "", **{"web/Page.jsx": page})


@pytest.mark.parametrize("name", ["shape", "one", "each", "first", "text"])
def test_the_state_of_a_class_is_what_it_is_set_to_and_its_prop_types_are_held_to_what_it_is_given(name: str) -> None:
    assert _of_class() == []
    assert _of_class(**{name: "payd"}) == ["payd"]


@pytest.mark.parametrize(
    "more",
    [
        "this.setState({ orders: this.state.orders.map((o) => ({ ...o, payd: true })), order: { payd: 1 } });",
        "this.setState(({ orders, order }) => ({ orders: orders.map((o) => ({ ...o, payd: 1 })), order: { ...order, payd: 1 } }));",
        "this.setState((before) => { return { order: { payd: 1 }, orders: [...before.orders, { payd: 1 }] }; });",
        "this.state.orders[0].payd = 1;",
    ],
)
def test_what_a_class_puts_into_its_state_itself_is_its_own(more: str) -> None:
    assert _of_class(more=more, one="payd", each="payd", first="payd") == []


def test_what_a_comment_says_that_a_class_extends_is_known() -> None:
    assert _found(BY_JSDOC.replace("~", "open"), "") == []
    assert _found(BY_JSDOC.replace("~", "payd"), "") == ["payd"]
