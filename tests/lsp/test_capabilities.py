"""The table of what the server can do, which imports nothing, is in step with what does it."""

from importlib import import_module
from typing import get_args

from dovetail.features.commands import Verb
from dovetail.features.semantic_tokens import KINDS
from dovetail.lsp.capabilities import COMMANDS, FEATURES, TOKEN_KINDS


def test_every_feature_and_command_has_a_handler() -> None:
    for name in (*(name for _, name, _ in FEATURES), *COMMANDS.values()):
        module, _, function = name.partition(".")
        assert callable(getattr(import_module(f"dovetail.lsp.{module}"), function)), name


def test_every_verb_of_a_lens_or_an_action_is_a_command() -> None:
    assert {f"dovetail.{verb}" for verb in get_args(Verb)} <= set(COMMANDS)


def test_the_legend_of_the_tokens_has_every_kind() -> None:
    assert TOKEN_KINDS == KINDS
