"""Forms of React without types that are sent as they are have the names of what they are sent as."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Create.
 * @api POST /orders */
export interface CreateOrder { request: { note: string; dueOn?: string }; response: { id: string }; errors: never }
"""
API = 'import axios from "axios";\nexport const save = (order) => axios.post("/orders", order);\nexport const keep = (form) => form;\n'
START = 'import axios from "axios";\nimport { save, keep } from "./api";\n'
FORMS = [
    '<Formik initialValues={{ @note~memo@: "" }} onSubmit={(values) => save(values)}><Field name="@note~memo@" /></Formik>',
    '<Formik initialValues={{ @dueOn~due@: "" }} onSubmit={async (v) => { await axios.post("/orders", v); done(); }}><b /></Formik>',
]
HOOKS = [
    'const f = useFormik({ initialValues: { note: "", @dueOn~due@: "" }, onSubmit: (values) => save(values) }); return <b />;',
    'const { register, handleSubmit } = useForm({ defaultValues: { @note~memo@: "" } });\n'
    '  const send = async (form) => { await save(form); };\n'
    '  return <form onSubmit={handleSubmit(send)}><input {...register("@dueOn~due@")} /></form>;',
    'const { register, handleSubmit } = useForm();\n'
    '  return <form onSubmit={handleSubmit((form) => axios.post("/orders", form))}><input {...register("@note~memo@")} /></form>;',
]  # fmt: skip
HANDLERS = [
    "({ memo, ...rest }) => save(rest)",
    "(form) => save({ note: form.memo })",
    "(form) => keep(form)",
    "onSend",
    "save",
]
OTHER = [
    *(
        f"const {{ register, handleSubmit }} = useForm(); return <form onSubmit={{handleSubmit({h})}} {{...register('memo')}} />;"
        for h in HANDLERS
    ),
    "const f = useFormik({ initialValues: { memo: '' }, onSubmit: (values) => save({ note: values.memo }) }); return <b />;",
]


def _found(body: str) -> list[str]:
    page = f"{START}export function Page() {{\n  {body}\n}}\n"
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "web/api.js": API, "web/Page.jsx": page})
    found = [f for f in check(snapshot) if f.path == "web/Page.jsx" and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("body", [*(f"return {form};" for form in FORMS), *HOOKS])
def test_a_field_that_nobody_asks_for_is_shown(body: str) -> None:
    pieces = body.split("@")
    right, wrong = ("".join(p if i % 2 == 0 else p.split("~")[n] for i, p in enumerate(pieces)) for n in (0, 1))
    assert _found(right) == []
    assert _found(wrong) == [p.split("~")[1] for p in pieces[1::2]]


@pytest.mark.parametrize("body", OTHER)
def test_of_what_is_not_sent_as_it_is_nothing_is_said(body: str) -> None:
    assert _found(body) == []
