"""Models of dbt: SQL with expressions of Jinja, as the query that they stand for, with each name in its place."""

import re

from .._blank import blank

# What stands for a table, and what says nothing of the query; a file with anything else is left as it is.
_TABLE = re.compile(r"""\{\{-?\s*(?:ref|source)\(\s*(?:["'][\w.-]+["']\s*,\s*)?["'](\w+)["']\s*\)\s*-?\}\}""")
_SILENT = re.compile(r"\{\{-?\s*config\((?:[^{}]|\{[^{}]*\})*\)\s*-?\}\}|\{#.*?#\}", re.DOTALL)


def without_templates(source: str) -> str:
    """The text of a model with the tables that it refers to, as long as it was."""
    if "{{" not in source and "{#" not in source:
        return source
    plain = _TABLE.sub(_name_alone, _SILENT.sub(lambda m: blank(m[0]), source))
    return plain if "{{" not in plain and "{%" not in plain else source


def _name_alone(expression: re.Match[str]) -> str:
    start, end = (expression.start(1) - expression.start(), expression.end(1) - expression.start())
    return blank(expression[0][:start]) + expression[1] + blank(expression[0][end:])
