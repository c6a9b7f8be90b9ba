"""Components of Angular in the template of another one: what they are given, and what they tell."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** A room. */
export interface Room { /** @format uuid */ id: string; name: string; kind: "dorm" | "twin" }
"""
CARD = """
import { Component, EventEmitter, Input, Output } from "@angular/core";
import type { Room } from "./room.contract";
@Component({ selector: "app-room-card", template: `<h3 [class.on]="selected">{{ room.name }}</h3>` })
export class RoomCardComponent {
  @Input({ required: true }) room!: Room;
  @Input() selected = false;
  @Input() kind: Room["kind"] = "dorm";
  @Output() picked = new EventEmitter<Room>();
}
"""
BADGE = """
import { Component, input, model, output } from "@angular/core";
import type { Room } from "./room.contract";
@Component({ selector: "app-room-badge", template: `<b>{{ room().name }}</b>` })
export class RoomBadge {
  readonly room = input.required<Room>();
  readonly open = model(false);
  readonly picked = output<Room>();
}
"""
ALIASED = """
import { Component, Input } from "@angular/core";
import type { Room } from "./room.contract";
@Component({ selector: "app-room-row", template: `` })
export class RoomRowComponent { @Input("place") room!: Room }
"""
LIST = """
import { Component, signal } from "@angular/core";
import type { Room } from "./room.contract";
import { RoomBadge } from "./room-badge";
import { RoomCardComponent } from "./room-card.component";
import { RoomRowComponent } from "./room-row.component";
@Component({ selector: "app-room-list", imports: [RoomCardComponent, RoomBadge, RoomRowComponent], template: `
  @for (r of rooms(); track r.id) { %s }
` })
export class RoomListComponent {
  readonly rooms = signal<Room[]>([]);
  opened = false;
  pick(room: Room) { this.rooms.set([room]); }
}
"""
PAGE = """
import { Component } from "@angular/core";
import type { Room } from "./room.contract";
import { RoomCardComponent } from "./room-card.component";
@Component({ selector: "app-page", imports: [RoomCardComponent], templateUrl: "./page.component.html" })
export class PageComponent { room!: Room }
"""
SPEC = """
import { TestBed } from "@angular/core/testing";
import { RoomCardComponent } from "./room-card.component";
it("shows", () => {
  const fixture = TestBed.createComponent(RoomCardComponent);
  fixture.componentRef.setInput("%s", null);
  fixture.detectChanges();
  fixture.componentInstance.picked.subscribe((room) => expect(room.%s).toBe("x"));
  expect(fixture.componentInstance.room.%s).toBe("x");
});
"""


def found(**files: str) -> list[tuple[str, str]]:
    texts = {
        "src/app/room.contract.ts": CONTRACT,
        "src/app/room-card.component.ts": CARD,
        "src/app/room-badge.ts": BADGE,
        "src/app/room-row.component.ts": ALIASED,
        "src/app/page.component.ts": PAGE,
    }
    names = {"list": "room-list.component.ts", "page": "page.component.html", "spec": "room-card.component.spec.ts"}
    texts |= {f"src/app/{names[name]}": text for name, text in files.items()}
    faults = (f for f in check(snapshot_from_texts(texts)) if f.severity in ("error", "warning"))
    return [(f.rule, texts[f.path][f.range.start : f.range.end]) for f in faults]


@pytest.mark.parametrize(
    "written, expected",
    [
        ('<app-room-card [room]="r" [selected]="true" (picked)="pick($event)" />', []),
        ('<app-room-card [item]="r" />', [("unknown-prop", "item")]),
        ('<app-room-card [room]="r" [active]="r.id === \'\'" />', [("unknown-prop", "active")]),
        ('<app-room-card [room]="r" (chosen)="pick(r)" />', [("unknown-prop", "chosen")]),
        (
            '<app-room-card [room]="r" (picked)="pick($event); opened = $event.titel === \'\'" />',
            [("unknown-property", "titel")],
        ),
        ('<app-room-card [room]="r" [kind]="\'single\'" />', [("unknown-value", "single")]),
        (
            '<app-room-card [room]="r" [class.on]="opened" [title]="r.name" [ngClass]="{}" (click)="pick(r)" (keydown.enter)="pick(r)" />',
            [],
        ),
        (
            '<app-room-card [room]="r" [appHighlight]="r.kind" [matTooltip]="r.name" [attr.x]="1" [routerLink]="[]" variant="x" #c />',
            [],
        ),
        ('<app-room-badge [room]="r" [(open)]="opened" (picked)="pick($event)" />', []),
        ('<app-room-badge [boat]="r" [(opened)]="opened" />', [("unknown-prop", "boat"), ("unknown-prop", "opened")]),
        ('<app-room-row [place]="r" />', []),
        ('<app-other-card [item]="r" (chosen)="pick(r)" /><div [item]="r"></div>', []),
    ],
)
def test_what_a_component_is_given_is_one_of_its_inputs(written: str, expected: list[tuple[str, str]]) -> None:
    assert found(list=LIST % written) == expected


def test_a_template_in_a_file_of_its_own_is_held_to_them_too() -> None:
    assert found(page='<app-room-card [room]="room" (picked)="room = $event" />\n<app-nothing [item]="room" />\n') == []
    assert found(page='<app-room-card [item]="room" />\n') == [("unknown-prop", "item")]


def test_what_a_test_makes_of_a_component_is_that() -> None:
    assert found(spec=SPEC % ("room", "name", "name")) == []
    assert found(spec=SPEC % ("kind", "titel", "title")) == [
        ("unknown-property", "titel"),
        ("unknown-property", "title"),
    ]
    assert found(spec=SPEC % ("place", "name", "name")) == [("unknown-prop", "place")]
