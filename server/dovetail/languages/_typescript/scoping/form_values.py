"""Forms of React and Vue: what `useForm<User>()` and Formik give, and what stands under a path of names in a form."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.composition import KEY_OF
from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.made import function, inside
from ..syntax.nodes import given, parts
from ..syntax.types import Types, unquoted_range
from .scopes import Value
from .taken import some
from .values import KEYS, Uses

_HOOK_FORM = re.compile(r"(?:^|\.)useForm(?:Context)?$")
_FORMIK = re.compile(r"(?:^|\.)useFormik(?:Context)?$")
_RESOLVES = re.compile(r"^(?:(?:zod|yup|valibot|typebox|joi|standardSchema)Resolver|toTypedSchema)$")
_SAID_BY = ("resolver", "validationSchema")  # the options of a form that hold its schema
_PATHS = frozenset({"FieldPath", "Path", "FieldName", "FieldPathByValue"})
_TYPES = _PATHS | {"UseFormReturn", "FieldErrors", "Control", "DefaultValues"}
_CONTROLLED = "(controlled)"
_READS = "reads"  # the text of a function of a form that gives what is under a name
_WRITES = "writes"  # of one that is given what is to be under a name, behind that
_NAMES = "names"  # of one whose element has what is under a name
_ASKS = "asks"  # of one that is given one name or a list of them
_NOTHING = Typed(Kind("unknown"), "unknown")


def form_of(hook: str, values: Typed) -> Typed | None:
    """The form that a hook gives, by the type of its values; None for a hook of another sort."""
    return _hook_form(values) if _HOOK_FORM.search(hook) else formik(values) if _FORMIK.search(hook) else None


def form_type(base: str, given: Sequence[Typed]) -> Typed | None:
    """What a generic type of such a library holds; None for any other."""
    if not given or not (base.startswith("Formik") or base in _TYPES):
        return None
    values = given[0]
    if base in _PATHS:
        return Typed(Kind("unknown", options=(values.kind,), steps=(KEY_OF,)))
    if base == "DefaultValues":
        return some(values)
    if base in ("FormikErrors", "FormikTouched", "FieldErrors"):
        return Typed(Kind("unknown", options=(values.kind,), steps=(KEYS,)))
    if base == "Control":
        return inside(**{_CONTROLLED: values})
    return _hook_form(values) if base == "UseFormReturn" else formik(values)


def inferred_form(hook: str, options: Value | None, uses: Uses, at: Range) -> Value | None:
    """The form whose options say what it begins with: `useForm({ defaultValues: user })`."""
    begins = "defaultValues" if _HOOK_FORM.search(hook) else "initialValues" if _FORMIK.search(hook) else ""
    values = uses.property(options, begins, at, hook) if begins else None
    form = form_of(hook, values.typed) if values is not None else None
    return uses.value(form, hook) if form is not None else None


def resolved_form(hook: str, call: Node, syntax: Syntax, uses: Uses) -> Value | None:
    """The form that a schema checks, where no type says what it holds: `useForm({ resolver: zodResolver(bookingSchema) })`.

    Of vee-validate it is `validationSchema: toTypedSchema(bookingSchema)`.
    """
    if not _HOOK_FORM.search(hook):
        return None
    options = next((c for c in given(call) if c.type == "object"), None)
    resolver = next((ts.field(p, "value") for p in parts(options) if _key_of(p, syntax) in _SAID_BY), None)
    function = ts.field(resolver, "function") if resolver is not None else None
    schema = next(iter(given(resolver)), None) if resolver is not None and function is not None else None
    if function is None or schema is None or schema.type != "identifier" or not _RESOLVES.search(syntax.str(function)):
        return None
    form = form_of(hook, Typed(Kind("unknown", target=syntax.str(schema))))
    return uses.value(form, hook) if form is not None else None


def formik_props(values: Typed) -> Typed:
    """What the component `Formik` takes."""
    shown = formik(values)
    checked = function(Typed(Kind("unknown", options=(values.kind,), steps=(KEYS,))), values)
    return inside(
        initialValues=values, onSubmit=function(None, values, shown), validate=checked, onReset=function(None, values, shown),
        children=function(None, shown), render=function(None, shown),
    )  # fmt: skip


def formik(values: Typed) -> Typed:
    """What Formik gives to what stands in it, and to what it calls."""
    under = Typed(Kind("unknown", options=(values.kind,), steps=(KEYS,)))
    by_key = function(None, Typed(Kind("unknown", options=(values.kind,), steps=(KEY_OF,))))
    written = Typed(replace(by_key.kind, options=(values.kind,), text=_WRITES))
    return inside(
        values=values, initialValues=values, errors=under, touched=under, setFieldValue=written, setFieldTouched=by_key,
        setFieldError=by_key, getFieldProps=by_key, getFieldMeta=by_key, getFieldHelpers=by_key, validateField=by_key,
        setValues=function(None, values), setErrors=function(None, under), setTouched=function(None, under),
    )  # fmt: skip


def _hook_form(values: Typed) -> Typed:
    """What `useForm<User>()` gives: functions that take the names of fields, and the errors under them.

    Of vee-validate, too, whose errors are in a ref.
    """
    key = Typed(Kind("unknown", options=(values.kind,), steps=(KEY_OF,)))
    keys = Typed(Kind("unknown", options=(values.kind,), steps=(KEYS,)))
    by_key = function(None, key)
    read, written, named, asked = (
        Typed(replace(by_key.kind, options=(values.kind,), text=text)) for text in (_READS, _WRITES, _NAMES, _ASKS)
    )
    submit = function(None, function(None, values))
    of_vue = {
        "errors": inside(value=keys),
        "values": values,
        "setValues": function(None, some(values)),
        "setErrors": function(None, keys),
    }
    of_vue |= dict.fromkeys(("defineField", "setFieldError", "setFieldTouched", "isFieldDirty", "isFieldValid"), by_key)
    return inside(
        **of_vue, setFieldValue=written,
        register=named, watch=read, setValue=written, trigger=asked, clearErrors=asked, setError=by_key, resetField=by_key,
        setFocus=by_key, getFieldState=by_key, getValues=read, reset=function(None, some(values)), handleSubmit=submit,
        formState=inside(errors=keys, dirtyFields=keys, touchedFields=keys), control=inside(**{_CONTROLLED: values}),
    )  # fmt: skip


def of_form(name: str, call: Node, options: Value, types: Types, uses: Uses) -> Value | None:
    """What `useFieldArray({ control, name: "guests" })` gives: the values of that name, and functions that take more of them."""
    at = types.syntax.range(call)
    written = next((c for c in parts(ts.field(call, "arguments")) if c.type == "object"), None)
    named = [ts.field(p, "value") for p in parts(written) if _key_of(p, types.syntax) == "name"]
    values = (
        at_path(controlled(uses.property(options, "control", at, name), uses, at), named[0], uses, types)
        if named
        else None
    )
    if values is None or name != "useFieldArray":
        return values if name == "useWatch" else None
    element = uses.element(values, at)
    if element is None:
        return None
    added, moved = function(None, element.typed), function(None, _NOTHING, element.typed)
    fields = Typed(element.typed.kind, list_depth=element.typed.list_depth + 1)
    replaced = function(None, fields)
    held = Typed(Kind("unknown", options=(inside(id=_NOTHING).kind, element.typed.kind), steps=("&",)), list_depth=1)
    return uses.value(
        inside(fields=held, append=added, prepend=added, insert=moved, update=moved, replace=replaced), name
    )


def controlled(control: Value | None, uses: Uses, at: Range) -> Value | None:
    """The values of the form that `control` is of."""
    return uses.property(control, _CONTROLLED, at, "control")


def at_path(values: Value | None, path: Node | None, uses: Uses, types: Types) -> Value | None:
    """What a form has under a path of names in a string: `address.city`, `guests.0.name`."""
    if values is None or path is None or path.type != "string":
        return None
    whole = unquoted_range(types.syntax, path)
    start = whole.start
    for step in types.syntax.text[whole].split("."):
        place = Range(start, start + len(step))
        values = uses.element(values, place) if step.isdecimal() else uses.property(values, step, place, "form")
        uses.emit(values)
        start += len(step) + 1
    return values


def read_of_form(called: Value | None, given: Sequence[Node], uses: Uses, types: Types) -> Value | None:
    """What `watch("name")`, `getValues("name")` and `watch(["name", "email"])` give; without a name all values.

    `trigger(["name"])` gives nothing of them, and its names are read as well.
    """
    if called is None or called.kind.text not in (_READS, _ASKS) or called.chain:
        return None
    values = uses.value(Typed(called.kind.options[0]), "form")
    if called.kind.text == _ASKS:
        for path in parts(given[0]) if given and given[0].type == "array" else ():
            at_path(values, path, uses, types)
        return None
    if given and given[0].type == "array":
        found = [at_path(values, path, uses, types) for path in parts(given[0])]
        known = {str(i): value.typed for i, value in enumerate(found) if value is not None}
        return Value(inside(**known).kind, 0, "form") if known else None
    return at_path(values, given[0], uses, types) if given else values


def asked_by_form(called: Value | None, given: Sequence[Node], uses: Uses, types: Types) -> Value | None:
    """What the second value must be in `setValue("name", …)`."""
    return _under_name(called, given, _WRITES, uses, types) if len(given) > 1 else None


def shown_by_form(registered: Value | None, given: Sequence[Node], uses: Uses, types: Types) -> Value | None:
    """What an element has that is given `{...register("name")}`."""
    return _under_name(registered, given, _NAMES, uses, types)


def _under_name(called: Value | None, given: Sequence[Node], text: str, uses: Uses, types: Types) -> Value | None:
    if called is None or called.kind.text != text or called.chain or not given:
        return None
    return at_path(uses.value(Typed(called.kind.options[0]), "form"), given[0], uses, types)


def _key_of(pair: Node, syntax: Syntax) -> str:
    key = ts.field(pair, "key")
    return syntax.str(key) if key is not None else ""
