"""What forms of React Hook Form and Formik are given under a name, and the choices that they offer."""

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A stay. */
export interface Stay { startsOn: string; guestCount: number; isPaid: boolean; kind: "short" | "long" }
"""
FORM = """
import { useFormik } from "formik";
import { useForm } from "react-hook-form";
import type { Stay } from "./stay.contract";

export function Page({ stay }: { stay: Stay }) {
  const { register, setValue, trigger, clearErrors } = useForm<Stay>({ defaultValues: stay });
  const untyped = useForm();
  const old = useFormik<Stay>({ initialValues: stay });
  setValue("kind", "short", { shouldDirty: true });
  setValue("kind", "WRONG-1");
  setValue("startsOn", new Date().toISOString());
  setValue("guestCount", Number("2"));
  setValue("guestCount", String(2));
  untyped.setValue("kind", "medium");
  old.setFieldValue("kind", "WRONG-2");
  trigger(["kind", "WRONG-5"]).then((ok) => ok === true || clearErrors(["startsOn", "WRONG-6"]));
  untyped.trigger(["whatever"]);
  return (
    <form>
      <select {...register("kind", { required: true })}>
        <option value="">Choose</option>
        <option value="short">Short</option>
        <option value="WRONG-3">Medium</option>
      </select>
      <input type="radio" value="long" {...register("kind")} />
      <input type="radio" value="WRONG-4" {...register("kind")} />
      <input type="checkbox" value="on" {...register("kind")} />
      <input type="radio" value="true" {...register("isPaid")} />
      <select {...register("guestCount", { valueAsNumber: true })}><option value="1">1</option></select>
      <select value={stay.guestCount}><option value="1">1</option></select>
      <select {...register("kind", { setValueAs: (v) => (v === "any" ? "short" : v) })}><option value="any">Any</option></select>
      <select {...untyped.register("kind")}><option value="medium">Medium</option></select>
    </form>
  );
}
"""


def test_forms_are_held_to_the_values_of_their_type() -> None:
    snapshot = snapshot_as_written({"web/stay.contract.ts": CONTRACT, "web/page.tsx": FORM})
    told = [(f.rule, FORM[f.range.start : f.range.end]) for f in check(snapshot) if f.path == "web/page.tsx"]
    wrong = [("unknown-value", f"WRONG-{n}") for n in range(1, 5)]
    names = [("unknown-property", "WRONG-5"), ("unknown-property", "WRONG-6")]
    assert sorted(told) == sorted([("misfit-value", "String(2)"), *wrong, *names])


OF_TANSTACK = """
import { useForm } from "@tanstack/react-form";
import type { Stay } from "./stay.contract";
const EMPTY: Stay = { startsOn: "", guestCount: 1, isPaid: false, kind: "short" };
export function Page() {
  const form = useForm({
    defaultValues: EMPTY,
    onSubmit: async ({ value }) => { console.log(value.guestCount, value.WRONG1); },
  });
  form.setFieldValue("startsOn", "");
  form.setFieldValue("WRONG2", "");
  console.log(form.state.values.isPaid, form.state.values.WRONG3, form.state.isSubmitting);
  return (
    <form onSubmit={() => form.handleSubmit()}>
      <form.Field name="startsOn" validators={{ onChange: () => undefined }}>{(field) => <input value={field.state.value} />}</form.Field>
      <form.Field name="WRONG4" children={(field) => <b>{field.state.value}</b>} />
      <form.Subscribe selector={(state) => [state.values.kind, state.values.WRONG5]}>{(kind) => <i>{kind}</i>}</form.Subscribe>
    </form>
  );
}
"""


def test_forms_of_tanstack_are_held_to_what_they_begin_with() -> None:
    snapshot = snapshot_as_written({"web/stay.contract.ts": CONTRACT, "web/page.tsx": OF_TANSTACK})
    told = [OF_TANSTACK[f.range.start : f.range.end] for f in check(snapshot) if f.path == "web/page.tsx"]
    assert sorted(told) == [f"WRONG{n}" for n in range(1, 6)]


OF_VEE_VALIDATE = """<script setup lang="ts">
import { useForm } from "vee-validate";
import type { Stay } from "./stay.contract";

const { handleSubmit, errors, values, setFieldError, setFieldValue, defineField, meta } = useForm<Stay>({
  validationSchema: schema,
  initialValues: { startsOn: "", WRONG1: 2 },
});
const [startsOn, attrs] = defineField("startsOn", { validateOnBlur: true });
const [end] = defineField("WRONG2");
setFieldError("WRONG3", "Too late");
setFieldValue("kind", "WRONG4");
console.log(errors.value.startsOn, errors.value.WRONG5, values.guestCount, values.WRONG6, meta.value.touched, attrs, end);
const submit = handleSubmit((stay) => console.log(stay.kind, stay.WRONG7), () => undefined);
</script>

<template>
  <form @submit="submit"><input v-model="startsOn" /><b>{{ errors.startsOn }} {{ errors.WRONG8 }} {{ values.kind }}</b></form>
</template>
"""
OF_SEVERAL = """
import { useForm } from "react-hook-form";
import type { Stay } from "./stay.contract";
export async function send(given: Stay): Promise<Response | Stay> {
  return given.isPaid ? { startsOn: "", guestCount: 1, isPaid: true, kind: "WRONG1" } : new Response(null);
}
export function Page() {
  const { watch, getValues } = useForm<Stay>();
  const [kind, count] = watch(["kind", "guestCount"]);
  const [other] = getValues(["WRONG2"]);
  return <p>{kind === "short" ? count : kind === "WRONG3" ? other : null}</p>;
}
"""


def test_forms_of_vee_validate_are_held_to_the_values_of_their_type() -> None:
    assert _wrong("page.vue", OF_VEE_VALIDATE) == [f"WRONG{n}" for n in range(1, 9)]


def test_several_names_of_a_form_are_given_their_values() -> None:
    assert _wrong("page.tsx", OF_SEVERAL) == [f"WRONG{n}" for n in range(1, 4)]


def _wrong(path: str, text: str) -> list[str]:
    snapshot = snapshot_as_written({"web/stay.contract.ts": CONTRACT, f"web/{path}": text})
    return sorted(text[f.range.start : f.range.end] for f in check(snapshot) if f.path == f"web/{path}")


TRIP = "/** A trip. */\nexport interface NewTrip { name: string; stops: { city: string }[] }\n"
FIELDS = """
<script setup lang="ts">
import { useField, useForm } from "vee-validate";
import type { NewTrip } from "./trip.contract";
const { handleSubmit } = useForm<NewTrip>();
const { value } = useField<string>("NAME");
const { value: city } = useField("stops.0.CITY");
</script>
"""


def test_a_field_of_vee_validate_is_one_of_the_form_of_its_component() -> None:
    def told(page: str) -> list[str]:
        snapshot = snapshot_as_written({"web/trip.contract.ts": TRIP, "web/Trip.vue": page})
        source = snapshot.sources["web/Trip.vue"]
        return [source.text[f.range] for f in check(snapshot) if f.path == "web/Trip.vue"]

    assert told(FIELDS.replace("NAME", "name").replace("CITY", "city")) == []
    assert told(FIELDS.replace("NAME", "title").replace("CITY", "town")) == ["title", "town"]
    assert told(FIELDS.replace("NAME", "title").replace("useForm<NewTrip>()", "useForm()")) == []
    several = (
        FIELDS.replace("NAME", "title").replace("CITY", "town").replace("</script>", "useForm<Other>();\n</script>")
    )
    assert told(several) == []
