"""Components whose comment says of which contract their props are."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A person. */
export interface User { id: string; email: string }
/** What a card is given.
 * @view Card */
export interface CardProps { user: User; size?: "small" | "large"; onPick: (id: string) => void }
/** Read.
 * @api GET /users/{id} */
export interface ReadUser { params: { id: string }; response: User; errors: never }
"""
TAG = "/** A card. @contract CardProps */\n"
WRONG = [
    (TAG + "export function Card({ usr, onPick }) { return <b>{usr.id}</b>; }", ["usr"]),
    (TAG + "export function Card({ user: { mail }, size = 'small' }) { return <b>{mail}{size}</b>; }", ["mail"]),
    (TAG + "export const Card = ({ user }) => <b onClick={() => 1}>{user.mail}</b>;", ["mail"]),
    (TAG + "export const Card = props => <b>{props.user.mail}{props.siz}</b>;", ["mail", "siz"]),
    (TAG + "export default function Card(props) { const { usr } = props; return <b>{usr}</b>; }", ["usr"]),
    (TAG + "export const Card = React.memo(function Card({ usr }) { return <b>{usr}</b>; });", ["usr"]),
    (TAG + "export const Card = forwardRef(({ user, label }, ref) => <b ref={ref}>{user.id}{label}</b>);", ["label"]),
    (TAG + "export const Card = ({ user }) => <b>{user.id}</b>;\nCard.defaultProps = { sise: 'small' };", ["sise"]),
    (TAG + "export const Card = ({ user }) => <b>{user.id}</b>;\nCard.defaultProps = { size: 'huge' };", ["huge"]),
]
FINE = [
    TAG
    + "export function Card({ user, size = 'small', onPick, ...rest }) { return <b {...rest}>{user.email}{size}</b>; }",
    TAG + "export const Card = props => <b>{props.children}{props.user.id}</b>;",
    TAG
    + "export const Card = ({ user }) => <b>{user.id}</b>;\nCard.defaultProps = { size: 'small' };\nCard.other = { sise: 1 };",
    TAG + "export function Card({ usr }: { usr: string }) { return <b>{usr}</b>; }",
    TAG + "export const Card: React.FC<Other> = ({ usr }) => <b>{usr}</b>;",
    "/** @contract ReadUser */\nexport function Page({ id }) { const r = fetch(`/users/${id}`); return <b>{r}</b>; }",
    "/** Shows a @contract User */\nexport function Page({ user }) { return <b>{user.anything}</b>; }",
    "/** Not a @contract CardProps */\nexport function helper({ usr }) { return usr; }",
    TAG + "export type Other = string;\nexport function Card({ usr }) { return <b>{usr}</b>; }",
]


def _found(source: str, path: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, path: source})
    found = (f for f in check(snapshot) if f.path == path and f.rule != "idle-binding" and f.severity != "info")
    return [snapshot.sources[path].text[f.range] for f in sorted(found, key=lambda f: f.range)]


@pytest.mark.parametrize("path", ["web/Card.tsx", "web/Card.jsx"])
@pytest.mark.parametrize(("source", "shown"), WRONG)
def test_names_that_are_no_props_of_the_contract_are_shown(source: str, shown: list[str], path: str) -> None:
    assert _found(source, path) == shown
    assert not [f for f in check(snapshot_of({"a.contract.ts": CONTRACT, path: source})) if f.rule == "idle-binding"]


@pytest.mark.parametrize("path", ["web/Card.tsx", "web/Card.jsx"])
@pytest.mark.parametrize("source", FINE)
def test_props_of_the_contract_and_other_types_are_fine(source: str, path: str) -> None:
    assert _found(source, path) == []


@pytest.mark.parametrize("path", ["web/Card.tsx", "web/Card.jsx"])
def test_who_shows_such_a_component_must_give_its_props(path: str) -> None:
    card = TAG + "export function Card({ user, onPick }) { return <b onClick={onPick}>{user.id}</b>; }"
    page = 'import { Card } from "./Card";\nexport const Page = ({ u }) => <p><Card user={u} /><Card user={u} onPik={f} onPick={f} /></p>;'
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, path: card, "web/Page.tsx": page})
    assert [(f.rule, f.path) for f in check(snapshot) if f.severity == "error"] == [
        ("missing-prop", "web/Page.tsx"),
        ("unknown-prop", "web/Page.tsx"),
    ]
