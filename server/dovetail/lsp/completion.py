"""`textDocument/completion` and `completionItem/resolve`."""

from lsprotocol import types

from dovetail.features.completion import completion as completion_of
from dovetail.features.completion import documentation
from dovetail.features.completions import Item, ItemKind

from .asking import Asked, asked
from .host import Host
from .markup import markup
from .params import inner

KINDS: dict[ItemKind, types.CompletionItemKind] = {
    "tag": types.CompletionItemKind.Keyword,
    "value": types.CompletionItemKind.Value,
    "contract": types.CompletionItemKind.Interface,
    "package": types.CompletionItemKind.Module,
    "key": types.CompletionItemKind.Property,
    "field": types.CompletionItemKind.Field,
    "table": types.CompletionItemKind.Struct,
    "component": types.CompletionItemKind.Class,
    "file": types.CompletionItemKind.File,
    "folder": types.CompletionItemKind.Folder,
    "keyword": types.CompletionItemKind.Keyword,
}


DOCUMENTED: tuple[ItemKind, ...] = ("contract", "package")


def completion(host: Host, params: types.CompletionParams) -> list[types.CompletionItem]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    both = host.said("textDocument", "completion", "completionItem", "insertReplaceSupport") is True
    return [
        types.CompletionItem(
            label=item.label,
            kind=KINDS[item.kind],
            detail=item.detail or None,
            sort_text=f"{n:04}",  # our order is the likeliest first; a client's own is the alphabet
            text_edit=_edit(here, item, both),
            data={"uri": params.text_document.uri, "kind": item.kind} if item.kind in DOCUMENTED else None,
        )
        for n, item in enumerate(completion_of(here.snapshot, here.path, here.offset(params.position)))
    ]


def _edit(here: Asked, item: Item, both: bool) -> types.TextEdit | types.InsertReplaceEdit:
    """How an item is written: over what was typed, or over the whole word, as `both` lets the client choose."""
    typed, new = here.outside(item.replaces), item.text or item.label
    whole = item.whole(here.text) if both else item.replaces
    if whole == item.replaces:
        return types.TextEdit(typed, new)
    return types.InsertReplaceEdit(new, insert=typed, replace=here.outside(whole))


def resolve(host: Host, params: types.CompletionItem) -> types.CompletionItem:
    """The item with its documentation, for the one that a person looks at."""
    uri, kind = inner(params.data, "uri"), inner(params.data, "kind")
    here = asked(host, uri) if isinstance(uri, str) else None
    if here is None or kind not in DOCUMENTED:
        return params
    said = documentation(here.snapshot, here.path, params.label, kind, here.folder.findings, here.folder.live)
    if said is not None:
        formats = host.said("textDocument", "completion", "completionItem", "documentationFormat")
        params.documentation = markup(said, formats)
    return params
