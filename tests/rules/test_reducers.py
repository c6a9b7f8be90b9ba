"""States of reducers that tell actions apart by their type are held to what is dispatched under it."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** An order. */
export interface Order { id: string; totalCents: number; state: "open" | "paid" }
/** All.
 * @api GET /orders */
export interface ListOrders { response: { orders: Order[] }; errors: never }
/** Create.
 * @api POST /orders */
export interface CreateOrder { request: { note: string }; response: Order; errors: never }
"""
REDUCER = """import axios from "axios";
const LOADED = "orders/LOADED";
const ADDED = "orders/ADDED";
const CHANGED = "orders/CHANGED";
const REMOVED = "orders/REMOVED";
const initial = { items: [], last: null, loading: false };
export default function orders(state = initial, action) {
  switch (action.type) {
    case LOADED:
      return { ...state, loading: false, items: action.payload };
    case ADDED:
    case CHANGED: {
      const { payload } = action;
      const items = state.items.filter((item) => item.@id~idd@ !== payload.@id~idd@);
      return { ...state, items: [...items, payload], last: payload };
    }
    case REMOVED:
      return { ...state, items: state.items.filter((item) => item.id !== action.id) };
    default:
      return state;
  }
}
export const load = () => async (dispatch) => {
  const { data } = await axios.get("/orders");
  dispatch({ type: LOADED, payload: data.orders });
};
export const add = (order) => (dispatch) =>
  axios.post("/orders", order).then((answer) => dispatch({ type: ADDED, payload: answer.data }));
export const remove = (id) => ({ type: REMOVED, id });
export const selectPaid = (state) => state.orders.items.filter((item) => item.state === "@paid~payed@");
"""
STORE = """import { createStore, combineReducers, applyMiddleware } from "redux";
import orders from "./orders";
export const store = createStore(combineReducers({ orders }), applyMiddleware(thunk));
"""
PAGES = [
    "export const Page = () => { const all = useSelector((state) => state.orders.items); return all.map((o) => o.@totalCents~totl@); };",
    "export const Page = () => { const paid = useSelector(selectPaid); return paid.map(({ @totalCents~totl@ }) => 1); };",
    "export const Page = () => { const last = useSelector((state) => state.orders.last); return last && last.@totalCents~totl@; };",
    "const mapStateToProps = (state) => ({ last: state.orders.last });\n"
    "function Page({ last, title }) { return <b title={title.own}>{last.@totalCents~totl@}</b>; }\n"
    "export default connect(mapStateToProps)(Page);",
]
LOCAL = """import axios from "axios";
import { useReducer, useEffect } from "react";
function reducer(state, { type, payload, error }) {
  switch (type) {
    case "loaded":
      return { ...state, orders: payload, loading: false };
    case "failed":
      return { ...state, error, loading: false };
    default:
      throw new Error(type);
  }
}
export function Page() {
  const [state, dispatch] = useReducer(reducer, { orders: [], loading: true, error: null });
  useEffect(() => {
    axios
      .get("/orders")
      .then(({ data }) => dispatch({ type: "loaded", payload: data.@orders~items@ }))
      .catch((error) => dispatch({ type: "failed", error }));
  }, []);
  return <ul title={state.title}>{state.orders.map((order) => <li key={order.id}>{order.@totalCents~totl@}</li>)}</ul>;
}
"""
FINE = [
    # what the reducer, or who dispatches, adds itself; what is dispatched elsewhere; what nobody knows
    (REDUCER.replace("items: action.payload }", "items: action.payload.map((o) => ({ ...o, open: false })) }"), "o.open"),
    (REDUCER.replace("payload: data.orders }", "payload: data.orders.map((o) => ({ ...o, open: false })) }"), "o.open"),
    (REDUCER + 'export const reset = () => ({ type: LOADED, payload: JSON.parse(localStorage.getItem("o")) });\n', "o.open"),
    (REDUCER.replace("action.payload }", "more(action.payload) }").replace("payload], l", "payload].map(more), l"), "o.open"),
    (REDUCER.replace("[...items, payload]", "[...items, { id: payload.id, open: true }]"), "o.open"),
    (REDUCER, "o.length"),
]  # fmt: skip


def _found(reducer: str, page: str) -> list[str]:
    start = 'import { useSelector, connect } from "react-redux";\nimport { selectPaid } from "./orders";\n'
    texts = {"web/orders.js": reducer, "web/store.js": STORE, "web/Page.jsx": start + page}
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **texts})
    found = [f for f in check(snapshot) if f.path != "a.contract.ts" and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


def _choose(text: str, wrong: int) -> tuple[str, list[str]]:
    """The text with one of its marked places wrong, and what stands there."""
    pieces = text.split("@")
    told = [p.split("~")[1] for i, p in enumerate(pieces[1::2]) if i == wrong]
    return "".join(p if i % 2 == 0 else p.split("~")[i // 2 == wrong] for i, p in enumerate(pieces)), told


@pytest.mark.parametrize("wrong", range(4))
def test_what_a_reducer_reads_of_its_state_and_its_actions(wrong: int) -> None:
    reducer, told = _choose(REDUCER, wrong)
    assert _found(reducer, _choose(PAGES[0], 9)[0]) == told


@pytest.mark.parametrize("page", PAGES)
def test_what_is_read_of_a_state(page: str) -> None:
    assert _found(_choose(REDUCER, 9)[0], _choose(page, 0)[0]) == ["totl"]
    assert _found(_choose(REDUCER, 9)[0], _choose(page, 9)[0]) == []


@pytest.mark.parametrize("wrong", range(3))
def test_a_reducer_of_a_component(wrong: int) -> None:
    page, told = _choose(LOCAL, wrong)
    assert _found(_choose(REDUCER, 9)[0], page) == told


@pytest.mark.parametrize(("reducer", "read"), FINE)
def test_what_a_program_puts_in_itself_is_its_own(reducer: str, read: str) -> None:
    page = PAGES[0].replace("o.@totalCents~totl@", read)
    assert _found(_choose(reducer, 9)[0], page) == []
