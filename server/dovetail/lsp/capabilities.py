"""The table of what the server can do: methods, the handlers that pygls calls for them, and what `initialize` says.

`initialize` is answered from here before anything else is imported, so this module imports nothing that takes time. A
handler is named by its module in this package and its function, which takes the `Host` and the protocol's typed parameters.
"""

from collections.abc import Mapping
from typing import Any

from .params import inner

QUICK_FIX = "quickfix"
REFACTOR = "refactor"
# What is done to a sprint is no refactoring. A client shows disabled actions where it was asked for one kind, so they have their own.
SPRINT = "dovetail"
FIX_ALL = "source.fixAll.dovetail"  # what `editor.codeActionsOnSave` asks for, as `source.fixAll` too

TOKEN_KINDS = ("decorator", "interface", "class", "namespace", "enumMember", "property", "method", "string", "keyword")
TOKENS: dict[str, Any] = {
    "legend": {"tokenTypes": list(TOKEN_KINDS), "tokenModifiers": []},
    "full": {"delta": True},
    "range": True,
}

# Method, handler, and the capabilities that announce it.
FEATURES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("textDocument/hover", "hover.hover", {"hoverProvider": True}),
    (
        "textDocument/completion",
        "completion.completion",
        {
            "completionProvider": {
                "triggerCharacters": ["@", "[", "-", " ", "/", '"', "'"],
                "resolveProvider": True,
            }
        },
    ),
    ("completionItem/resolve", "completion.resolve", {}),
    ("textDocument/definition", "definition.definition", {"definitionProvider": True}),
    ("textDocument/declaration", "definition.declaration", {"declarationProvider": True}),
    ("textDocument/implementation", "definition.implementation", {"implementationProvider": True}),
    ("textDocument/references", "references.references", {"referencesProvider": True}),
    ("textDocument/documentHighlight", "highlight.highlight", {"documentHighlightProvider": True}),
    ("textDocument/prepareRename", "rename.prepare_rename", {}),
    ("textDocument/rename", "rename.rename", {"renameProvider": {"prepareProvider": True}}),
    ("textDocument/documentSymbol", "symbols.symbols", {"documentSymbolProvider": True}),
    ("workspace/symbol", "workspace_symbols.workspace_symbols", {"workspaceSymbolProvider": True}),
    ("textDocument/foldingRange", "folding.folding", {"foldingRangeProvider": True}),
    ("textDocument/selectionRange", "selection.selection", {"selectionRangeProvider": True}),
    ("textDocument/semanticTokens/full", "semantic_tokens.full", {"semanticTokensProvider": TOKENS}),
    ("textDocument/semanticTokens/full/delta", "semantic_tokens.delta", {}),
    ("textDocument/semanticTokens/range", "semantic_tokens.within", {}),
    ("textDocument/documentLink", "links.links", {"documentLinkProvider": {}}),
    ("textDocument/formatting", "formatting.formatting", {"documentFormattingProvider": True}),
    ("textDocument/rangeFormatting", "formatting.range_formatting", {"documentRangeFormattingProvider": True}),
    ("textDocument/prepareCallHierarchy", "hierarchy.prepare", {"callHierarchyProvider": True}),
    ("callHierarchy/outgoingCalls", "hierarchy.outgoing", {}),
    ("callHierarchy/incomingCalls", "hierarchy.incoming", {}),
    (
        "textDocument/codeAction",
        "actions.actions",
        {"codeActionProvider": {"codeActionKinds": [QUICK_FIX, REFACTOR, SPRINT, FIX_ALL]}},
    ),
    ("textDocument/codeLens", "lenses.lenses", {"codeLensProvider": {}}),
    ("textDocument/inlayHint", "inlay.inlay", {"inlayHintProvider": True}),
    ("workspace/didChangeWatchedFiles", "watching.did_change_watched_files", {}),
    (
        "workspace/willRenameFiles",
        "file_renames.will_rename",
        {"workspace": {"fileOperations": {"willRename": {"filters": [{"scheme": "file", "pattern": {"glob": "**"}}]}}}},
    ),
    (
        "workspace/didChangeWorkspaceFolders",
        "watching.did_change_workspace_folders",
        {"workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}}},
    ),
)

# Commands, and the functions that carry them out.
COMMANDS: dict[str, str] = {
    "dovetail.launchPackage": "commands.launch_package",
    "dovetail.launchReady": "commands.launch_ready",
    "dovetail.stop": "commands.stop",
    "dovetail.resume": "commands.resume",
    "dovetail.integrate": "commands.integrate",
    "dovetail.land": "commands.land",
    "dovetail.forecast": "commands.forecast",
    "dovetail.acceptProposal": "commands.accept_proposal",
    "dovetail.declineProposal": "commands.decline_proposal",
    "dovetail.diff": "commands.diff",
    "dovetail.log": "commands.log",
    "dovetail.fixAll": "commands.fix_all",
    "dovetail.apply": "commands.apply",
    "dovetail.open": "showing.open_place",
    "dovetail.status": "commands.status",
}


# Plans alone are laid out. An editor that believed it of all files would ask, for a TypeScript file, which of two formatters it is to
# use; so a client that can be told later for which files (`registrations`) is not told here.
PLANS_ONLY = ("textDocument/formatting", "textDocument/rangeFormatting")

PULL: dict[str, Any] = {"identifier": "dovetail", "interFileDependencies": True, "workspaceDiagnostics": True}


def asks_for_diagnostics(handshake: Mapping[str, Any]) -> bool:
    """True where the client would rather ask than be told."""
    if inner(handshake, "initializationOptions", "diagnostics") == "pull":
        return True
    document = inner(handshake, "capabilities", "textDocument")
    return bool(inner(document, "diagnostic")) and inner(document, "publishDiagnostics") is None


def registered_later(handshake: Mapping[str, Any], method: str) -> bool:
    """True where a feature is for plans only, and the client can be told so."""
    feature = method.partition("/")[2]
    return method in PLANS_ONLY and bool(
        inner(handshake, "capabilities", "textDocument", feature, "dynamicRegistration")
    )


# What a client must have said before it is told more of a feature than that there is one.
DETAILS: dict[str, tuple[str, ...]] = {
    "renameProvider": ("rename", "prepareSupport"),
    "codeActionProvider": ("codeAction", "codeActionLiteralSupport"),
}


def capabilities(encoding: str, handshake: Mapping[str, Any]) -> dict[str, Any]:
    """What `initialize` answers; positions are in an encoding."""
    said: dict[str, Any] = {
        "positionEncoding": encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": True},
        "executeCommandProvider": {"commands": list(COMMANDS)},
        **({"diagnosticProvider": PULL} if asks_for_diagnostics(handshake) else {}),
    }
    for method, _, announced in FEATURES:
        for name, value in announced.items() if not registered_later(handshake, method) else ():
            said[name] = {**said[name], **value} if isinstance(said.get(name), dict) else value
    for name, needed in DETAILS.items():
        if not inner(handshake, "capabilities", "textDocument", *needed):
            said[name] = True
    return said
