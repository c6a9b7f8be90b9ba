"""Reactive forms of Angular that say no type, and switches of its templates, held to the contracts that they go to."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is sent for a load. */
export interface LoadEntry { parcelId: string; weight: number; quality: "table" | "late"; comment?: string }
/** Notes a load.
 * @api POST /api/loads
 */
export interface AddLoad { request: LoadEntry; response: null; errors: never }
"""
HEAD = """
import { HttpClient } from "@angular/common/http";
import { Component, inject } from "@angular/core";
import { FormBuilder, FormControl, FormGroup, Validators } from "@angular/forms";
import type { LoadEntry } from "../contracts/load.contract";
"""
CLASS = """
export class LoadForm {
  private readonly builder = inject(FormBuilder);
  private readonly http = inject(HttpClient);
  readonly load: LoadEntry = { parcelId: "p", weight: 1, quality: "late" };
  readonly form = FORM;
  send(entry: LoadEntry) { return this.http.post<null>("/api/loads", entry); }
  submit() {
    BODY
  }
}
"""
FORM = 'this.builder.nonNullable.group({ parcelId: ["", Validators.required], weight: [0], quality: ["late" as const], comment: [""] })'
MISNAMED = FORM.replace("weight:", "kilos:")
SENT = "this.send(this.form.getRawValue());"


def _found(body: str, form: str = FORM, template: str = "", inline: str = "") -> list[str]:
    component = f"@Component({{ selector: 'a-b', template: `{inline}` }})" if inline else ""
    component = component or "@Component({ selector: 'a-b', templateUrl: './load-form.component.html' })"
    texts = {
        "contracts/load.contract.ts": CONTRACT,
        "web/load-form.component.ts": HEAD + component + CLASS.replace("FORM", form).replace("BODY", body),
        **({"web/load-form.component.html": template} if template else {}),
    }
    told = [
        f for f in check(snapshot_as_written(texts)) if f.path.startswith("web/") and f.severity in ("error", "warning")
    ]
    return [texts[f.path][f.range.start : f.range.end] for f in told]


@pytest.mark.parametrize(
    ("body", "form", "said"),
    [
        (SENT, FORM, []),
        (SENT, MISNAMED, ["kilos"]),
        (SENT, FORM.replace('"late" as const', '"early" as LoadEntry["quality"]'), ["early"]),
        (SENT, FORM.replace("[0]", "new FormControl(0)").replace('["late" as const]', 'this.builder.control("early")'), ["early"]),
        ("this.send(this.form.value as LoadEntry);", MISNAMED, []),  # a cast may leave out anything
        ("const { comment, ...rest } = this.form.getRawValue();\nconst entry: LoadEntry = { ...rest, comment };\n"
         "this.send(entry);", MISNAMED, ["kilos"]),
        ("const value = this.form.getRawValue();\nthis.send({ ...value, weight: value.kilos });", MISNAMED, []),
        (f"{SENT} this.form.controls.wait.value; this.form.get('parcel'); this.form.patchValue({{ remark: '' }});", FORM,
         ["wait", "parcel", "remark"]),
        (f"{SENT} this.form.controls.weight.value; this.form.get('parcelId'); this.form.patchValue({{ comment: '' }});", FORM, []),
        ("this.form.controls.wait.value; this.form.get('parcel');", FORM, []),  # which goes to no contract
        (f"{SENT} this.form.addControl('kilos', other);", MISNAMED, []),
        (SENT, "new FormGroup(this.controls())", []),
        (SENT, MISNAMED.replace("})", "} satisfies Record<string, unknown>)"), ["kilos"]),
        (SENT, "new FormGroup({ parcelId: new FormControl(''), kilos: new FormControl(0), quality: new FormControl('late') })", ["kilos"]),
    ],
)  # fmt: skip
def test_a_form_is_held_to_what_it_goes_to(body: str, form: str, said: list[str]) -> None:
    assert _found(body, form) == said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ('<form [formGroup]="form"><input formControlName="wait" /><i>{{ form.controls.weight.errors?.["min"] }}</i></form>', ["wait"]),
        ("@switch (load.quality) { @case ('late') { a } @case ('early') { b } @default { c } }", ["early"]),
        ("@switch (load.comment) { @case ('early') { @switch (load.quality) { @case ('tabel') { b } } } @case ('x') { c } }", ["tabel"]),
        ("<p [ngSwitch]=\"load.quality\"><b *ngSwitchCase=\"'early'\">x</b><i *ngSwitchDefault>y</i></p><b *ngSwitchCase=\"'x'\">x</b>",
         ["early"]),
        ("@case ('early') { x }", []),
        ('<select [(ngModel)]="load.quality"><option value="">-</option><option value="late">L</option><option value="soon">S</option>'
         "</select>", ["soon"]),
        ("<select [(ngModel)]=\"load.quality\"><option [ngValue]=\"'late'\">L</option><option [value]=\"'soon'\">S</option></select>",
         ["soon"]),
        ('<input type="radio" [(ngModel)]="load.quality" value="soon" /><input type="radio" [(ngModel)]="load.quality" value="table" />',
         ["soon"]),
        ('<select [(ngModel)]="load.comment"><option value="soon">S</option></select><select multiple="multiple" '
         '[(ngModel)]="load.quality"><option value="x">X</option></select><select><option value="y">Y</option></select>', []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("apart", [True, False])
def test_templates_ask_for_controls_and_compare_what_they_switch_on(
    template: str, said: list[str], apart: bool
) -> None:
    assert (_found(SENT, template=template) if apart else _found(SENT, inline=template)) == said
