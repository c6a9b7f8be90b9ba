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
