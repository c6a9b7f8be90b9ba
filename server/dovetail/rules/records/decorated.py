"""Where decorators stand that say what a property is stored as: `@Column({ name: "starts_at" })`, on a line of its own above it."""

import re

from dovetail.core.shapes import Field
from dovetail.core.text import Range, Text


def decorated_at(field: Field, text: Text, said: str) -> Range:
    """The place of a text that a decorator of a property says; that of its name where no decorator says it, or several do."""
    return _found(field, text, rf"""(?<=["'`]){re.escape(said)}(?=["'`])""") if said else field.name_range


def column_at(field: Field, text: Text) -> Range:
    """The place of the decorator that makes a column of a property; that of its name where there is none."""
    return _found(field, text, r"@(?:\w+\.)?(?:\w*Column|Property|Field)\b")


def _found(field: Field, text: Text, pattern: str) -> Range:
    above = text.source[field.range.start : field.name_range.start]
    found = [*re.finditer(pattern, above)] if "@" in above else []
    if len(found) != 1:
        return field.name_range
    return Range(field.range.start + found[0].start(), field.range.start + found[0].end())
