"""How a model of Django holds the key of another one: `customer = models.ForeignKey("Customer", …)` for `customerId`."""

from collections.abc import Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import in_casing, key, words

from ..records.comparison import column_name

_MODEL = "django model"


def foreign_key(field: Field, record: Record, pairing: Pairing, snapshot: Snapshot) -> str | None:
    """The line for a contract's field that is named like the id of a model, where there is one of that name; None for any other."""
    own = words(field.name)
    if record.construct != _MODEL or len(own) < 2 or own[-1] != "id" or field.list_depth:
        return None
    found = snapshot.sources_with(_models, key(" ".join(own[:-1])))
    if len(found) != 1:
        return None
    path, name = found[0]
    name_here = in_casing("_".join(own[:-1]), "snake_case")
    if any(f.name == name_here for f in record.fields):
        return None
    target = name if path == pairing.path else f"{_app(path)}.{name}"
    empty = field.nullable == "yes" or field.presence == "optional"
    said = ["on_delete=models.SET_NULL", "null=True", "blank=True"] if empty else ["on_delete=models.CASCADE"]
    column = column_name(field, record, pairing.path, snapshot)
    if column != f"{name_here}_id":
        said.append(f'db_column="{column}"')
    return f'{name_here} = models.ForeignKey("{target}", {", ".join(said)})'


def _app(path: str) -> str:
    """The label of the app whose models a file has: the folder of `models.py`, or of the package `models`."""
    folders = path.split("/")[:-1]
    return next((f for f in reversed(folders) if f != "models"), "")


def _models(source: Source) -> Mapping[str, str]:
    """The models of a file by the words of their names."""
    if source.shapes.language != "python":
        return {}
    return {key(r.name): r.name for r in source.shapes.records if r.construct == _MODEL}
