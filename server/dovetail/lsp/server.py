"""The language server: the table of what it can do, and its start."""

import gc
import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types

from . import commands, configuration, hierarchy, semantic_tokens, sync, watching
from .actions import QUICK_FIX, REFACTOR, SPRINT, actions
from .completion import completion
from .definition import declaration, definition, implementation
from .folding import folding
from .formatting import formatting, range_formatting
from .highlight import highlight
from .host import Host
from .hover import hover
from .inlay import inlay
from .lenses import lenses
from .links import links
from .references import references
from .rename import prepare_rename, rename
from .selection import selection
from .symbols import symbols
from .workspace_symbols import workspace_symbols

FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZE, configuration.initialize, None),
    (types.INITIALIZED, configuration.initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, sync.did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, sync.did_change, None),
    (types.TEXT_DOCUMENT_DID_SAVE, sync.did_save, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, sync.did_close, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watching.did_change_watched_files, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, watching.did_change_workspace_folders, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change_configuration, None),
    (types.TEXT_DOCUMENT_HOVER, hover, None),
    (types.TEXT_DOCUMENT_COMPLETION, completion, types.CompletionOptions(trigger_characters=["@", "[", "-", " "])),
    (types.TEXT_DOCUMENT_DEFINITION, definition, None),
    (types.TEXT_DOCUMENT_DECLARATION, declaration, None),
    (types.TEXT_DOCUMENT_IMPLEMENTATION, implementation, None),
    (types.TEXT_DOCUMENT_REFERENCES, references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, highlight, None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, prepare_rename, None),
    (types.TEXT_DOCUMENT_RENAME, rename, types.RenameOptions(prepare_provider=True)),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, symbols, None),
    (types.WORKSPACE_SYMBOL, workspace_symbols, None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, folding, None),
    (types.TEXT_DOCUMENT_SELECTION_RANGE, selection, None),
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, semantic_tokens.full, semantic_tokens.LEGEND),
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, semantic_tokens.within, semantic_tokens.LEGEND),
    (types.TEXT_DOCUMENT_DOCUMENT_LINK, links, None),
    (types.TEXT_DOCUMENT_FORMATTING, formatting, None),
    (types.TEXT_DOCUMENT_RANGE_FORMATTING, range_formatting, None),
    (types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, hierarchy.prepare, None),
    (types.CALL_HIERARCHY_OUTGOING_CALLS, hierarchy.outgoing, None),
    (types.CALL_HIERARCHY_INCOMING_CALLS, hierarchy.incoming, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        actions,
        types.CodeActionOptions(code_action_kinds=[QUICK_FIX, REFACTOR, SPRINT]),
    ),
    (types.TEXT_DOCUMENT_CODE_LENS, lenses, None),
    (types.TEXT_DOCUMENT_INLAY_HINT, inlay, None),
)

COMMANDS: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("dovetail.launchPackage", commands.launch_package),
    ("dovetail.launchReady", commands.launch_ready),
    ("dovetail.stop", commands.stop),
    ("dovetail.integrate", commands.integrate),
    ("dovetail.land", commands.land),
    ("dovetail.forecast", commands.forecast),
    ("dovetail.acceptProposal", commands.accept_proposal),
    ("dovetail.declineProposal", commands.decline_proposal),
    ("dovetail.status", commands.status),
)


def make_server() -> Host:
    """A server with everything in it, not yet started."""
    host = Host()
    for method, handle, options in FEATURES:
        host.feature(method, options)(partial(handle, host))
    for name, verb in COMMANDS:
        host.command(name)(commands.handler(verb))
    return host


def run() -> None:
    """Serve one client on stdin and stdout until it goes."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # it logs what `Host.report_server_error` logs once more
    host = make_server()
    gc.collect()
    gc.freeze()  # what was imported stays; a collection that walks it takes 20 ms, in the middle of a keystroke
    host.start_io()
