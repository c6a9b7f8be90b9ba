"""Hover, definition and references: what stands at a place."""

import pytest

from dovetail.core.text import Text
from dovetail.features.definition import definition
from dovetail.features.hover import hover
from dovetail.features.places import Link
from dovetail.features.references import references

from .events import event, folded
from .product import CODE, CONTRACT, PRISMA, SPRINT, offset, product

TREE, FINDINGS = product()


def said(path: str, marked: str) -> str:
    found = hover(TREE, path, offset(TREE, path, marked), FINDINGS)
    assert found is not None
    return found.markdown


def links(found: tuple[Link, ...]) -> list[tuple[str, str]]:
    return [(link.path, (TREE.text(link.path) or Text(""))[link.range]) for link in found]


def test_a_contract_says_who_has_to_do_with_it() -> None:
    markdown = said(CONTRACT, "interface Us¦er {")
    assert "A person who can sign in." in markdown
    assert "Clarity 100 of 100" in markdown
    assert "Provided by `schema`" in markdown
    assert "Consumed by `api`, `docs`" in markdown
    assert (
        f"- interface `UserRow` in {CODE}: **1 drift**: missing-field (bound because line 3 says `@contract User`)"
        in markdown
    )
    assert (
        f"- model `User` in {PRISMA}: agrees (bound because line 5 of contracts/user.contract.ts says `@db users`)"
        in markdown
    )


@pytest.mark.parametrize(
    "at",
    [
        (CODE, "@contract Us¦er"),
        (CODE, "label(user: Us¦er)"),
        (SPRINT, "provides: [Us¦er]"),
        (CONTRACT, "response: ¦User"),
    ],
)
def test_the_same_wherever_the_contract_is_named(at: tuple[str, str]) -> None:
    assert said(*at).startswith("**User** · record")


def test_a_field_says_its_shape_its_docs_and_where_it_is() -> None:
    markdown = said(CONTRACT, "ema¦il: string")
    assert markdown.startswith("**User.email**: `string`")
    assert "The address, in lower case." in markdown
    assert f"`email` in model `User` in {PRISMA}" in markdown


@pytest.mark.parametrize("at", [(CODE, "  ema¦il: string"), (CODE, "user.ema¦il"), (PRISMA, "ema¦il String")])
def test_an_implementing_field_is_the_contracts_field(at: tuple[str, str]) -> None:
    assert said(*at).startswith("**User.email**")


def test_a_tag_and_a_key_say_what_they_mean() -> None:
    assert (
        said(CONTRACT, "@form¦at email")
        == "`@format`: what a string or number holds, such as `uuid`, `email`, `date-time`, `int`"
    )
    assert "Tokens for each package" in said(SPRINT, "budg¦et: 2000")
    assert "how each kind of name is written" in said("CONVENTIONS.md", "nam¦ing:")


def test_a_package_says_what_its_agent_reads_and_what_it_does() -> None:
    live = folded(
        event("package.state", "schema", state="running"), event("package.turn", "schema", turn=3, tokens=1200)
    )
    found = hover(TREE, SPRINT, offset(TREE, SPRINT, "id: sch¦ema"), FINDINGS, live)
    assert found is not None
    assert "running · 3 turns · 1,200 tokens" in found.markdown
    assert "of 2,000 tokens" in found.markdown
    assert "| task |" in found.markdown


def test_nothing_is_said_about_nothing() -> None:
    assert hover(TREE, CODE, offset(TREE, CODE, "retu¦rn"), FINDINGS) is None
    assert hover(TREE, "nowhere.ts", 0, FINDINGS) is None


def test_definition_goes_from_code_to_contract_and_from_contract_to_code() -> None:
    assert links(definition(TREE, CODE, offset(TREE, CODE, "user.ema¦il"))) == [(CONTRACT, "email")]
    assert links(definition(TREE, CODE, offset(TREE, CODE, "UserRo¦w"))) == [(CONTRACT, "User")]
    assert links(definition(TREE, CONTRACT, offset(TREE, CONTRACT, "interface Us¦er {"))) == [
        (PRISMA, "User"),
        (CODE, "UserRow"),
    ]
    assert links(definition(TREE, CONTRACT, offset(TREE, CONTRACT, "role¦: Role"))) == [(PRISMA, "role")]
    assert links(definition(TREE, CONTRACT, offset(TREE, CONTRACT, "response: Us¦er"))) == [(CONTRACT, "User")]


def test_references_are_all_places_that_mean_it() -> None:
    found = links(references(TREE, CONTRACT, offset(TREE, CONTRACT, "interface Us¦er {")))
    assert (CODE, "UserRow") in found
    assert (PRISMA, "User") in found
    assert found.count((CONTRACT, "User")) == 2
    assert found.count((SPRINT, "User")) == 3
    fields = links(references(TREE, CONTRACT, offset(TREE, CONTRACT, "ema¦il: string"), declaration=False))
    assert fields == [(PRISMA, "email"), (CODE, "email"), (CODE, "email")]
