"""Templates of Angular's components, in the class and in a file of their own: each name is read where it stands."""

from random import Random

import pytest

from dovetail.core.text import Text
from dovetail.features.tree import snapshot_from_texts
from dovetail.languages import language_of, read
from dovetail.rules import check

CONTRACT = """
/** A person. */
export interface User { id: string; email: string; tags: string[]; team: Team }
/** A team. */
export interface Team { title: string; members: User[] }
"""
CLASS = """
  user!: User;
  users: User[] = [];
  selected: User | null = null;
  user$!: Observable<User>;
  team$!: Observable<Team>;
  current = input.required<User>();
  draft = signal<User | null>(null);
  count = 0;
  open(user: User, event?: unknown) {}
"""
HEAD = """
import { Component, input, signal } from "@angular/core";
import { Observable } from "rxjs";
import type { Team, User } from "./user.contract";
"""
# Each template has the names `a1`, `a2` …, which no contract has, in their order.
WRONG = [
    '@if (!isDone(user)) { {{ user.a1 }} } <p *ngIf="hasTeam(user)">{{ user.a2 }}</p>',
    '<p [title]="user.a1" class="x {{ user.a2 }}">{{ user.a3 }} {{ users.length }}</p>',
    '<b (click)="selected = user; open(user.team.a1, $event)">{{ selected?.a2 }}</b>',
    '<li *ngFor="let user of users; trackBy: byId; let i = index">{{ i }} {{ user.a1 }}</li>{{ user.a2 }}',
    '<li *ngFor="let u of users | slice:0:3; index as i" [id]="u.a1"></li>',
    '<p *ngIf="user.a1; else none">{{ user.a2 }}</p><ng-template #none>{{ user.a3 }}</ng-template>',
    '<p *ngIf="user$ | async as user">{{ user.a1 }}</p>',
    '<p *ngIf="(user$ | async) as u; else loading">{{ u.a1 }}</p>',
    "{{ (team$ | async)?.a1 }} {{ user.a2 | uppercase }} {{ user.email | date: user.a3 }} {{ (user.a4 | json).length }}",
    "@if (user.a1 === 'x') { {{ user.a2 }} } @else if (user.a3) { b } @else { {{ user.a4 }} }",
    "@if (user$ | async; as u) { <i>{{ u.a1 }}</i> }",
    "@for (u of users; track u.a1; let idx = $index, last = $last) { {{ u.a2 }} {{ idx }} } @empty { {{ user.a3 }} }",
    '@for (u of (team$ | async)?.members; track u.id) { <i [x]="{ a: u.a1, b: (u.a2 | date) }"></i> }',
    "@switch (user.a1) { @case (user.a2) { <b>x</b> } @default { {{ user.a3 }} } }",
    "@let team = user.team; {{ team.a1 }} @defer (on viewport) { {{ team.a2 }} } @placeholder { … }",
    '{{ current().a1 }} {{ draft()?.team?.a2 }} <input [(ngModel)]="user.a3" [value]="user.a4 ?? \'none\'">',
    "@if (count) { { count, plural, =1 {one} other {many} } {{ user.a1 }} } {{ user.a2 }}",
    '<x [data]="users.map((u) => u.a1)" [ngClass]="{ on: user.a2 }" /><br>{{ user.a3 }}',
]
FINE = [
    "{{ user.email || user.id }} {{ user.team.title ? user.email : user.id }} {{ count + 1 }}",
    "<p *ngIf=\"users as all\">{{ all.length }}</p>",
    "<tr *ngFor=\"let user of rows\">{{ user.anything }}</tr>",
    "<ng-template let-user let-i=\"index\">{{ user.anything }}</ng-template>",
    "<input #user (input)=\"find(user.value)\">",
    "@for (user of other(); track $index) { {{ user.anything }} }",
    "@if (load(); as user) { {{ user.anything }} }",
    "{{ user.email | translate: { name: user.id } }} {{ user.tags.length }} {{ $any(user).anything }}",
    "{{ user.email.toUpperCase() }} {{ 'user.nothing' }} <!-- {{ user.nothing }} -->",
    "<p i18n>{users.length, plural, =0 {none} =1 {one} other {{{ users.length }} people}}</p>",
    "{{ user. }} {{ user.email | }} @if (user. { }",
    "<b (click)=\"user = { id: '1', email: '', tags: [], team: user.team }\"></b>",
]  # fmt: skip


def _inline(template: str) -> dict[str, str]:
    decorated = f"@Component({{ selector: 'a-b', template: `{template}` }})\nexport class CardComponent {{{CLASS}}}\n"
    return {"web/user.contract.ts": CONTRACT, "web/card.component.ts": HEAD + decorated}


def _apart(template: str) -> dict[str, str]:
    decorated = f'@Component({{ selector: "a-b", templateUrl: "./card.component.html" }})\nexport class CardComponent {{{CLASS}}}\n'
    other = "@Component({ selector: 'c', template: '' })\nexport class Other { user!: Team; }\n"
    return {
        "web/user.contract.ts": CONTRACT,
        "web/card.component.ts": HEAD + other + decorated,
        "web/card.component.html": template,
    }


def _found(files: dict[str, str]) -> list[str]:
    found = [
        f for f in check(snapshot_from_texts(files)) if f.severity in ("error", "warning") and "contract" not in f.path
    ]
    return [files[f.path][f.range.start : f.range.end] for f in sorted(found, key=lambda f: f.range)]


@pytest.mark.parametrize("template", WRONG)
def test_names_that_no_contract_has_are_shown(template: str) -> None:
    wanted = [f"a{n}" for n in range(1, 10) if f"a{n}" in template]
    assert _found(_inline(template)) == wanted
    assert _found(_apart(template)) == wanted
    assert _found({p: t.replace("\n", "\r\n") for p, t in _apart(f"\n{template}\n").items()}) == wanted


@pytest.mark.parametrize("template", FINE)
def test_what_is_right_or_unknown_is_left_alone(template: str) -> None:
    assert _found(_inline(template)) == []
    assert _found(_apart(template)) == []


def test_a_template_is_known_by_its_name_or_its_place() -> None:
    for path in ("web/card.component.html", "src/app/orders/order-list.html"):
        assert language_of(path) is not None
    for path in ("index.html", "src/app/index.html", "docs/page.html", "coverage/lcov/index.html"):
        assert language_of(path) is None


@pytest.mark.slow
def test_any_text_is_read() -> None:
    random, whole = Random(7), "\n".join([*WRONG, *FINE])
    for _ in range(150):
        start, end = sorted(random.sample(range(len(whole)), 2))
        text = Text(whole[:start] + random.choice("{}()|'\"<>@;") + whole[end:])
        source = read("web/card.component.html", text)
        assert source is not None
        for use in source.shapes.uses:
            assert all(0 <= r.start <= r.end <= len(text.source) for r in use.ranges)
