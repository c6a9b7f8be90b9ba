"""Which version of pydantic a file is written for. In the first, a field that may be None and has no default need not be given.

A file says so by what pydantic 2 has renamed; one that says both is of pydantic 2, which still takes much of what is old.
"""

import re

from dovetail.core.shapes import PYDANTIC_1, PYDANTIC_2

_FIRST = re.compile(
    r"\bpydantic\.v1\b|@(?:pydantic\.)?(?:root_)?validator\(|\broot_validator\b|\bfrom pydantic import [^\n]*\bvalidator\b"
    r"|\bclass Config(?:\(\w+\))?:|\bGenericModel\b|\bBaseSettings\b"
    r"|\b(?:parse_obj(?:_as)?|parse_raw|from_orm|update_forward_refs)\(|\b(?:orm_mode|allow_population_by_field_name)\b"
)
_SECOND = re.compile(
    r"\bmodel_config\b|\bConfigDict\b|\b(?:field|model)_(?:validator|serializer)\b|\bcomputed_field\b|\bTypeAdapter\b|\bRootModel\b"
    r"|\bmodel_(?:dump|validate|copy|rebuild|fields|post_init|construct)|\b(?:from_attributes|populate_by_name|json_schema_extra)\b"
    r"|\bpydantic_settings\b|\bserialization_alias\b|\bAliasChoices\b|\b(?:Before|After|Wrap|Plain)Validator\b"
)
_IMPORTS = re.compile(r"^\s*(?:from|import)\s+pydantic", re.MULTILINE)


def is_of_first(source: str) -> bool:
    """True where the text of a file shows pydantic 1 and nothing of pydantic 2."""
    return _FIRST.search(source) is not None and _SECOND.search(source) is None


def version_of(source: str) -> str:
    """The version of pydantic that a file which imports it shows; empty where it shows none."""
    if _IMPORTS.search(source) is None:
        return ""
    if _SECOND.search(source) is not None:
        return PYDANTIC_2
    return PYDANTIC_1 if _FIRST.search(source) is not None else ""
