"""Components and what stands around them, on the way from TypeScript code to a contract: props made of others, members, hooks, forms."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How bad it is. */
export type Severity = "minor" | "major";
/** A person. */
export interface Person { id: string; fullName: string; photo: string | null }
/** Somebody wrote. */
export interface Note { type: "note"; author: Person; body: string }
/** Somebody was called. */
export interface Call { type: "call"; callee: Person }
/** What happened. */
export type Happening = Note | Call;
/** Something that is wrong. */
export interface Incident {
  id: string; headline: string; severity: Severity; owner: Person | null; happenings: Happening[]; runbook?: string; stage: "open" | "done";
}
"""
PARTS = """
import { memo, type ComponentProps, type HTMLAttributes, type ReactNode } from "react";
import type { Happening, Incident, Person } from "./incident.contract";
export type CardProps = Incident & { onOpen(id: Incident["id"]): void; compact?: boolean };
export const Card = memo(function Card({ id, headline, ...rest }: CardProps) { return <p title={rest.severity}>{headline}</p>; });
export type LineProps = Pick<CardProps, "headline" | "severity" | "onOpen"> & HTMLAttributes<HTMLLIElement>;
export const Line = ({ headline, severity, onOpen, ...rest }: LineProps) => <li {...rest}>{headline}</li>;
export function Badge({ severity, children, ...rest }: Pick<Incident, "severity"> & { children?: ReactNode } & ComponentProps<"span">) {
  return <span {...rest}>{severity}</span>;
}
export function Big(props: ComponentProps<typeof Badge>) { return <Badge {...props} className={`big ${props.severity}`} />; }
function Panel<T>({ of, render }: { of: readonly T[]; render(item: T): ReactNode }) { return <ol>{of.map(render)}</ol>; }
function List({ items, onPick }: { items: Happening[]; onPick?: (item: Happening) => void }) { return <ol>{items.length}</ol>; }
export function Tabs({ children }: { children: ReactNode }) { return <div>{children}</div>; }
Tabs.Panel = Panel;
Tabs.List = List;
const Name = ({ person }: { person: Person }) => <b>{person.fullName}</b>;
export const Box = Object.assign(({ children }: { children: ReactNode }) => <p>{children}</p>, { Name });
export const Group = { Name, Panel };
type Column<T> = { [K in keyof T]-?: { key: K; cell?: (value: T[K], row: T) => string } }[keyof T];
export function Details<T extends object>(props: { of: T; shown: { [K in keyof T]?: string | ((value: T[K]) => ReactNode) } }) {
  return <p>{Object.keys(props.shown).join()}</p>;
}
export const usePersonForm = () => useForm<Incident & Person>();
export function Grid<T>(props: { rows: T[]; columns: Column<T>[]; by?: keyof T & string }) { return <p>{props.rows.length}</p>; }
"""
ATOMS = """
import { atom } from "jotai";
import { atomWithStorage } from "jotai/utils";
import type { Person } from "./incident.contract";
export const personAtom = atomWithStorage<Person>("person", { id: "", fullName: "", photo: null });
export const firstAtom = atom((get) => get(personAtom));
export const nameAtom = atom((get) => get(personAtom).fullName);
export const draftAtom = atom<Omit<Person, "id">>({ fullName: "", photo: null });
export const renameAtom = atom(null, (get, set, fullName: string) => {
  const draft = get(draftAtom);
  set(draftAtom, { ...draft, fullName });
});
"""
HEAD = """
import { useReactTable } from "@tanstack/react-table";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { atom, useAtom, useAtomValue, useSetAtom } from "jotai";
import * as parts from "./parts";
import { firstAtom, nameAtom, personAtom } from "./atoms";
import { Badge, Big, Box, Card, Details, Grid, Group, usePersonForm, Line, Tabs, type CardProps } from "./parts";
import type { ComponentProps } from "react";
import type { Happening, Incident, Note, Person, Severity } from "./incident.contract";
"""


def found(body: str) -> list[str]:
    files = {
        "src/incident.contract.ts": CONTRACT,
        "src/parts.tsx": PARTS,
        "src/atoms.ts": ATOMS,
        "src/use.tsx": f"{HEAD}\nasync function use(incident: Incident, happening: Happening, people: Person[]) {{\n{body}\n}}\n",
    }
    rules = ("unknown-property", "unknown-prop", "unknown-value", "missing-property")
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in rules]
    assert {f.path for f in findings} <= {"src/use.tsx"}
    return sorted(f.message.split("`")[1] for f in findings)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        # props that hold a contract's fields among others
        ("<Card {...incident} haedline='' onOpen={() => 1} compact />;", ["haedline"]),
        ("<Line oops='' severity='minor' onOpen={() => 1} className='x' />;", ["oops"]),
        ("<Line headline='' severity='mnior' onOpen={(id) => id} />;", ["mnior"]),
        ("<Badge oops='minor' title='x' onMouseEnter={() => 1} data-x='' aria-label='y' />;", ["oops"]),
        ("<Big oops='minor' severity='maior' />;", ["maior", "oops"]),
        ("function Own({ oops, title, ...rest }: Pick<Incident, 'severity'> & ComponentProps<'p'>) { return <p {...rest} />; }", ["oops"]),
        ("function Own(props: CardProps) { props.oops; props.onOpen(props.id); props.compact; props.owner?.wrong; }", ["oops", "wrong"]),
        # components that are members of others
        ("<Tabs.Panel of={people} render={(one) => one.oops} />;", ["oops"]),
        ("<Tabs.List items={[]} onPick={(one) => one.oops} />;", ["oops"]),
        ("<Box.Name person={{ ...people[0], oops: 1 }} />;", ["oops"]),
        ("<Group.Name person={{ ...people[0], oops: 1 }} />; <Group.Panel of={people} render={(one) => one.wrong} />;", ["oops", "wrong"]),
        ("<parts.Line oops='' severity='minor' onOpen={() => 1} />;", ["oops"]),
        ("const Local = { Card }; <Local.Card {...incident} oops='' />;", ["oops"]),
        # what is only said to be of a type
        ("const some = { haedline: '' } as Incident;", ["haedline"]),
        ("const list = [{ owner: { fulName: '' } }] as Incident[];", ["fulName"]),
        # one of several
        ("const list: Happening[] = [{ type: 'call', oops: people[0] }, { type: 'note', author: people[0], body: '' }];",
            ["callee", "oops"]),
        ("const one: Happening = { type: 'call', callee: people[0], wrong: 1 };", ["wrong"]),
        ("const icons: { readonly [S in `${Severity}`]: string } = { minor: '', maior: '' };", ["maior"]),
        ("<Details of={people[0]} shown={{ oops: '', photo: (one) => one }} />;", ["oops"]),
        ("if ('callee' in happening) happening.callee.oops; else happening.wrong;", ["oops", "wrong"]),
        ("if ('callee' in happening) { const { callee, oops } = happening; callee.wrong; }", ["oops", "wrong"]),
        ("const make = (over?: Partial<Person>): Person => people[0]; [make(), make({ id: '' })].map((one) => one.oops);", ["oops"]),
        ("const load = () => { if (!incident) return Promise.reject(''); return incident; }; (await load()).oops;", ["oops"]),
        ("const late = ({ stage = 'opne' }: Incident) => stage === 'doen';", ["doen", "opne"]),
        ("Object.assign({}, incident, { more: 1 }).oops;", ["oops"]),
        # forms
        ("const { watch } = useForm<Incident>(); watch('owner')?.oops; watch('severity') === 'b'; watch('bad');", ["b", "bad", "oops"]),
        ("const form = useForm<Incident>(); form.getValues('owner')?.oops; form.getValues().wrong;", ["oops", "wrong"]),
        ("const { control } = useForm<Incident>(); <Controller control={control} name='oops' render={() => 1} />;", ["oops"]),
        (
            "const form = useForm<Incident>(); <Controller control={form.control} name='owner' "
            "render={({ field }) => <p onClick={() => field.onChange({ ...people[0], oops: 1 })}>{field.value.wrong}</p>} />;",
            ["oops", "wrong"],
        ),
        ("const form = useForm({ defaultValues: people[0] }); form.watch('oops'); form.register('fullName');", ["oops"]),
        ("const { errors } = useForm<Incident>().formState; errors.owner?.oops; errors.owner?.message; errors.wrong;", ["oops", "wrong"]),
        (
            "<Formik<Person> initialValues={{ ...people[0], bad: 1 }} onSubmit={(values) => values.oops}>"
            "{({ values, errors, setFieldValue }) => <p onClick={() => setFieldValue('wrong', '')}>{errors.worse}</p>}</Formik>;",
            ["bad", "oops", "worse", "wrong"],
        ),
        ("const form = useFormik({ initialValues: people[0] }); form.values.oops; form.getFieldProps('wrong');", ["oops", "wrong"]),
        ("function check(values: Person): FormikErrors<Person> { const e: FormikErrors<Person> = {}; e.oops = 'x'; return e; }", ["oops"]),
        ("const f = (): DefaultValues<Incident> => ({ bad: '' }); const paths: FieldPath<Incident>[] = ['owner.oops'];", ["bad", "oops"]),
        ("const form = usePersonForm(); form.register('oops'); form.setError('fulName', {});", ["fulName", "oops"]),
        # atoms
        ("const [one, set] = useAtom(personAtom); one.oops; set((old) => ({ ...old, wrong: 1 }));", ["oops", "wrong"]),
        ("useAtomValue(nameAtom); useAtomValue(firstAtom).oops; useSetAtom(personAtom)({ ...people[0], wrong: 1 });", ["oops", "wrong"]),
        ("atom((get) => get(personAtom).oops, (get, set) => set(personAtom, { ...people[0], wrong: 1 }));", ["oops", "wrong"]),
        # tables
        (
            "const column = createColumnHelper<Person>(); column.accessor('oops', {}); column.accessor((row) => row.wrong, {}); "
            "column.display({ cell: ({ row }) => row.original.bad });",
            ["bad", "oops", "wrong"],
        ),
        ("const c: ColumnDef<Person>[] = [{ accessorKey: 'fulName', cell: (info) => info.row.original.bad }];", ["bad", "fulName"]),
        ("const columns: ColumnDef<Person>[] = [{ accessorKey: 'oops', header: '' }];", ["oops"]),
        ("const c: ColumnDef<Person>[] = [{ id: 'a', sortingFn: (a, b) => order(a.original.fullName, b.original.oops) }];", ["oops"]),
        ("useReactTable({ data: people, columns }).getRowModel().rows.map((row) => row.original.oops);", ["oops"]),
        ("const [list, add] = useOptimistic(people, (old, one: Person) => old); list[0].oops; add({ ...people[0], z: 1 });", ["oops", "z"]),
        # queries, stores and tests
        (
            "client.setQueriesData<InfiniteData<Incident>>({}, (data) => data && { ...data, pages: data.pages.map((page) => page.oops) });",
            ["oops"],
        ),
        ("create<{ last: Incident }>()(persist(() => ({ last: incident }), { partialize: (state) => state.last.oops }));", ["oops"]),
        ("expect(x).toMatchObject<Partial<Incident>>({ haedline: '', severity: 'mnior' });", ["haedline", "mnior"]),
        ("test.each(people)('name', (one) => one.oops);", ["oops"]),
        ("it.each<[Severity, Person]>([['mnior', people[0]]])('name', (severity, one) => one.oops);", ["mnior", "oops"]),
        (
            "http.patch<Params, Person, Incident>('/x', async ({ request }) => { const one = await request.json(); one.oops; "
            "return HttpResponse.json({ ...incident, severity: 'mnior' }); });",
            ["mnior", "oops"],
        ),
        # texts beside those of a contract, and names of fields
        ("const s: Severity | 'all' = 'al'; const [x, set] = useState<Severity | 'all'>('all'); x === 'c'; set('b');", ["al", "b", "c"]),
        ("for (const [key] of Object.entries(incident) as [keyof Incident, unknown][]) key === 'oops';", ["oops"]),
        ("<Grid rows={people} by='oops' columns={[{ key: 'poto', cell: (value, row) => row.wrong }]} />;", ["oops", "poto", "wrong"]),
    ],
)  # fmt: skip
def test_what_is_not_there(body: str, names: list[str]) -> None:
    assert found(body) == names


@pytest.mark.parametrize(
    "body",
    [
        "<Card {...incident} onOpen={(id) => id} compact key='x'>text</Card>;",
        "<Line headline='' severity='minor' onOpen={() => 1} role='x' style={{}} onClick={() => 1} data-id='1' />;",
        "<Badge severity='minor' id='x' css='y'>text</Badge>; <Big severity='major' hidden />;",
        "function Own({ severity, css, 'aria-label': label }: Pick<Incident, 'severity'> & ComponentProps<'p'>) { return <p />; }",
        "function Own(props: Incident & ThirdPartyProps) { props.oops; props.headline; }",
        "<Tabs.Other oops='' />; <Tabs><p /></Tabs>; <Box.Name person={people[0]} />; <parts.Missing oops='' />;",
        "const some = { id: '', extra: 1, note: '' } as Incident; const any = { haedline: '' } as unknown as Incident;",
        "if ('retired' in incident) { incident.retired; const { retired } = incident; incident.retired.since; }",
        "if ('retired' in people[0]) people[0].retired; const key = 'x'; if (key in incident) incident[key];",
        "const make = <T,>(over: T): T => over; [make(incident), make({ oops: 1 })].map((one) => one.oops);",
        "const [name] = useAtom(nameAtom); name.oops; useSetAtom(firstAtom)({ oops: 1 }); const x = atom(0); useAtomValue(x).oops;",
        "const column = createColumnHelper<Person>(); column.accessor('photo', { cell: (info) => info.getValue()?.oops, header: 'oops' });",
        "const c: ColumnDef<Person>[] = [{ accessorKey: 'actions', cell: () => 1 }, { ...more, accessorKey: 'b' }];",
        "const form = useFormik({ initialValues: { oops: 1 } }); form.values.oops; form.setFieldValue('oops', 1);",
        "<Formik initialValues={{ ...people[0], password: '' }}>{({ values }) => <p>{values.password}{values.id}</p>}</Formik>;",
        "const form = useForm({ defaultValues: { ...people[0], again: '' } }); form.register('again'); form.watch('again');",
        "const form = usePersonForm(); form.register('owner.fullName'); form.setError('root.server', {}); form.setError('root', {});",
        "<Details of={people[0]} shown={{ photo: (one) => one }} />; const one: Happening = { type: 'call', callee: people[0] };",
        "useForm<Incident>({ defaultValues: { owner: { fullName: '' } } })",
        "const begin: DefaultValues<Incident> = { owner: { fullName: '' } }; const text: `${string}-x` = 'a-x';",
        "const form = useForm<Incident>(); form.watch(['id', 'stage']); form.getValues('headline').length; form.watch('owner.id');",
        "const state: Severity | 'all' = 'all'; const [x, set] = useState<Severity | string>('other'); set('oops'); x === 'a';",
        "test.each([1, 2])('x', (n) => n.oops); it.each(people)('oops', (one) => one.id);",
        "create<{ last: Incident }>()(persist(() => ({ last: incident }), { name: 'x', partialize: (state) => state.last.id }));",
        "<Grid rows={people} by='id' columns={[{ key: 'photo', cell: (value, row) => value.oops + row.id }]} />;",
        "http.get('/x', () => HttpResponse.json({ oops: 1 })); expect(incident).toEqual({ oops: 1 });",
        "const { stage = 'open' } = incident; Object.assign(incident, { oops: 1 }).oops; Object.assign({}, incident, other).oops;",
    ],
)
def test_what_is_there_or_not_known(body: str) -> None:
    assert found(body) == []
