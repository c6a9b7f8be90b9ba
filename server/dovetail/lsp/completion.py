"""`textDocument/completion`."""

from lsprotocol import types

from dovetail.features.completion import completion as completion_of
from dovetail.features.completions import ItemKind

from .asking import asked
from .host import Host

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


def completion(host: Host, params: types.CompletionParams) -> list[types.CompletionItem]:
    here = asked(host, params.text_document.uri)
    if here is None:
        return []
    return [
        types.CompletionItem(
            label=item.label,
            kind=KINDS[item.kind],
            detail=item.detail or None,
            sort_text=f"{n:04}",  # our order is the likeliest first; a client's own is the alphabet
            text_edit=types.TextEdit(here.outside(item.replaces), item.text or item.label),
        )
        for n, item in enumerate(completion_of(here.snapshot, here.path, here.offset(params.position)))
    ]
