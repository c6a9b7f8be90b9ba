"""Which version of pydantic a program is written for, by the names that its files import of it."""

from dovetail.core.snapshot import Snapshot, Source

_FIRST = frozenset({"validator", "root_validator", "BaseSettings", "parse_obj_as"})
_SECOND = frozenset(
    "field_validator model_validator field_serializer model_serializer computed_field ConfigDict TypeAdapter RootModel "
    "AliasChoices BeforeValidator AfterValidator".split()
)


def is_of_first(snapshot: Snapshot) -> bool:
    """True where some file imports what pydantic 1 has, and none what came with pydantic 2."""
    said = set(snapshot.of_sources(_version).values())
    return "first" in said and "second" not in said


def _version(source: Source) -> str:
    if source.shapes.language != "python":
        return ""
    names = {i.original for i in source.shapes.imports if i.module == "pydantic" or i.module.startswith("pydantic.")}
    if names & _SECOND or any(i.module == "pydantic_settings" for i in source.shapes.imports):
        return "second"
    first = names & _FIRST or any(i.module.startswith("pydantic.v1") for i in source.shapes.imports)
    return "first" if first else ""
