"""Whether a file is written for pydantic 1, in which a field that may be None and has no default is None where nothing is given.

A file says so by what pydantic 2 has renamed; one that says both is of pydantic 2, which still takes much of what is old.
"""

import re

_FIRST = re.compile(
    r"\bpydantic\.v1\b|@(?:pydantic\.)?(?:root_)?validator\(|@root_validator\b|\bclass Config(?:\(\w+\))?:|\bGenericModel\b"
    r"|\b(?:parse_obj|parse_raw|from_orm|update_forward_refs)\(|\b(?:orm_mode|allow_population_by_field_name)\b"
)
_SECOND = re.compile(
    r"\bmodel_config\b|\bConfigDict\b|\b(?:field|model)_(?:validator|serializer)\b|\bcomputed_field\b|\bTypeAdapter\b|\bRootModel\b"
    r"|\bmodel_(?:dump|validate|copy|rebuild|fields|post_init|construct)|\b(?:from_attributes|populate_by_name|json_schema_extra)\b"
    r"|\bpydantic_settings\b|\bserialization_alias\b|\bAliasChoices\b"
)


def is_of_first(source: str) -> bool:
    """True where the text of a file shows pydantic 1 and nothing of pydantic 2."""
    return _FIRST.search(source) is not None and _SECOND.search(source) is None
