"""What a form of Django is for those who have one: the object that it is for, and what its fields hold once they are checked."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Signature

from ... import _treesitter as ts
from .bases import base_names
from .members import assignments
from .names import Names

_MODEL_FORM = "ModelForm"
_FORM = "Form"
_KEYS = "!{}"  # behind a class: a dictionary with its names
# What a form or a serializer gives itself: a field, or a value beside those of its fields.
ADDED = re.compile(r"""\b(?:fields|cleaned\w*|data)\[["'](\w+)["']\]\s*=(?!=)""")


def form_signatures(names: Names, node: Node, own: str) -> Iterator[Signature]:
    """What `form.instance`, `form.save()` and `form.cleaned_data` are of a class; that is not known of a form that extends another.

    What the form has besides the fields of its model is told as what `cleaned_data` takes.
    """
    syntax, body = names.types.syntax, ts.field(node, "body")
    bases = [name.rpartition(".")[2] for name, _ in base_names(syntax, node)]
    if body is None or not any(base.endswith(_FORM) for base in bases):
        return
    declared = {
        syntax.str(left) for left, right in assignments(body) if right is not None and left.type == "identifier"
    }
    added = {*declared, *ADDED.findall(syntax.str(body))}
    model = _model(names, body) if bases == [_MODEL_FORM] else ""
    if not model:
        if added:
            yield Signature(f"{own}.cleaned_data", "value", own + _KEYS)
        return
    yield Signature(f"{own}.cleaned_data", "value", model + _KEYS, tuple((name, "") for name in sorted(added)))
    yield Signature(f"{own}.instance", "value", model)
    methods = (ts.field(ts.field(m, "definition") or m, "name") for m in body.children)
    if all(name is None or syntax.str(name) != "save" for name in methods):
        yield Signature(f"{own}.save", "call", model)


def _model(names: Names, body: Node) -> str:
    """The model that the `Meta` of a form names."""
    for meta in (m for m in body.children if m.type == "class_definition"):
        name, inside = ts.field(meta, "name"), ts.field(meta, "body")
        if name is None or inside is None or names.types.syntax.str(name) != "Meta":
            continue
        for left, right in assignments(inside):
            if right is not None and names.types.syntax.str(left) == "model":
                return names.typed(right)
    return ""
