"""The tools that an agent is offered, as the Messages API wants them defined."""

from typing import Any

BASH = "bash"
EDITOR = "str_replace_based_edit_tool"
CHECK = "check_contract"
PROPOSE = "propose_contract_change"


def definitions() -> list[dict[str, Any]]:
    """Bash and the text editor as the models know them, and two of our own."""
    return [
        {"type": "bash_20250124", "name": BASH},
        {"type": "text_editor_20250728", "name": EDITOR},
        {
            "name": CHECK,
            "description": (
                "Check your branch against the sprint's contracts as they stand now. Every write is already answered with the "
                "findings it caused; call this to see all that are open, or, with `contract`, to read a contract's current text."
            ),
            "input_schema": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": "Only the findings of this file."},
                    "contract": {"type": "string", "description": "The name of a contract whose text you want."},
                },
                "additionalProperties": False,
            },
        },
        {
            "name": PROPOSE,
            "description": (
                "Propose a change to a contract when it lacks something that you need. A person accepts or declines it and you "
                "are told; until then build against the contract as it is. Never work around a contract in your own code."
            ),
            "input_schema": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": "The contract file, such as contracts/user.contract.ts."},
                    "old_str": {
                        "type": "string",
                        "description": "Text that occurs once in the contract and is to be replaced.",
                    },
                    "new_str": {"type": "string", "description": "What it is replaced with."},
                    "reason": {"type": "string", "description": "The decision that is missing, and who needs it."},
                },
                "required": ["path", "old_str", "new_str", "reason"],
                "additionalProperties": False,
            },
        },
    ]
