"""Schemas that say by where their values go at once what they check for: a type that is asked for, or a part of an endpoint."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** By which way somebody asks. */
export type Channel = "email" | "phone";
/** What somebody asks. */
export interface Question { subject: string; channel: Channel; notes: string | null }
/** What is made of it. */
export interface Ticket { /** @format uuid */ id: string; subject: string }
/** A new one. @api POST /api/tickets */
export interface AddTicket { request: Question; response: Ticket }
/** All of them. @api GET /api/tickets */
export interface ListTickets { response: Ticket[] }
"""
HEAD = """
import { zodResolver } from "@hookform/resolvers/zod";
import { toTypedSchema } from "@vee-validate/zod";
import { z } from "zod";
import type { Question } from "../c/desk.contract";
const question = z.object({ SUBJECT: z.string().max(80), channel: z.enum(["email", "CHANNEL"]), notes: z.string().nullable() });
const ticket = z.object({ id: z.string().uuid(), SUBJECT: z.string() });
"""
PLACES = {
    "returned": "export const read = (form: FormData): Question => question.parse(Object.fromEntries(form));",
    "checked": """
    export function read(form: FormData): Question | null {
      const checked = question.safeParse(Object.fromEntries(form));
      if (!checked.success) return null;
      const asked: Question = checked.data;
      return asked;
    }""",
    "sent": """
    export async function add(form: FormData) {
      const checked = question.safeParse(Object.fromEntries(form));
      if (checked.success) await fetch("/api/tickets", { method: "POST", body: JSON.stringify(checked.data) });
    }""",
    "resolved": "export const form = () => useForm<Question>({ resolver: zodResolver(question) });",
    "adapted": """
    const validationSchema = toTypedSchema(question);
    export const form = useForm<Question>({ validationSchema: toTypedSchema(question) });""",
}
ANSWERS = {
    "one": """
    export async function add(body: Question) {
      const answer = await fetch("/api/tickets", { method: "POST", body: JSON.stringify(body) });
      return ticket.parse(await answer.json());
    }""",
    "several": """
    export const all = async () => z.array(ticket).parse(await (await fetch("/api/tickets")).json());""",
}


def _told(place: str, subject: str = "subject", channel: str = "phone", head: str = HEAD) -> set[str]:
    page = head.replace("SUBJECT", subject).replace("CHANNEL", channel) + place
    snapshot = snapshot_as_written({"c/desk.contract.ts": CONTRACT, "web/desk.ts": page})
    return {
        f"{f.rule}: {page[f.range.start : f.range.end]}"
        for f in check(snapshot)
        if f.severity != "info" and "c/" not in f.path
    }


@pytest.mark.parametrize("place", [*PLACES.values(), *ANSWERS.values()], ids=[*PLACES, *ANSWERS])
def test_what_keeps_its_type_is_not_told(place: str) -> None:
    assert _told(place) == set()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_schema_is_held_to_the_type_that_is_asked_of_its_values(place: str) -> None:
    assert _told(place, "title", "chat") == {"renamed-field: title", 'enum-mismatch: z.enum(["email", "chat"])'}


@pytest.mark.parametrize("place", ANSWERS.values(), ids=ANSWERS)
def test_a_schema_that_an_answer_is_held_to_is_that_of_the_endpoint(place: str) -> None:
    assert "unpromised-requirement: title" in _told(place, "title")


@pytest.mark.parametrize(
    "place",
    [
        "export const read = (form: FormData) => question.parse(Object.fromEntries(form)) as Question;",
        "export const form = () => useForm<Question>({ validate: zodResolver(question) });",
        "export const read = (form: FormData): Question => build(question.parse(Object.fromEntries(form)));",
        "export const read = (form: FormData): Question[] => [];\nexport const shape = () => question.parse({});",
        "export const a = (f: unknown): Question => question.parse(f);\nexport const b = (f: unknown): Other => question.parse(f);",
    ],
)
def test_a_schema_whose_values_go_elsewhere_first_is_not_told(place: str) -> None:
    assert _told(place, "title", "chat") == set()
