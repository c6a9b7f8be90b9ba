"""Types that the client of Prisma makes of a model: rows, and what its calls take."""

import re

from dovetail.core.shapes import Kind

CLIENT = "prisma."  # before the name of a model, as the client has it
MODEL = "model of prisma"  # the type of a use that names one
_MODEL = re.compile(
    r"Prisma\.(?P<model>[A-Z]\w*?)"
    r"(?P<of>GetPayload|(?:ScalarWhere(?:WithAggregates)?|Where(?:Unique)?|(?:Unchecked)?(?:Create|Update)(?:Many\w*)?)Input"
    r"|(?:Create|Update)ManyArgs|Select|Include|OrderBy\w*Input)"
)
_READ_AS = {"Where": "where", "Scal": "where", "Sele": "select", "Incl": "select", "Orde": "orderBy"}


def model_type(name: str) -> Kind | None:
    """What `Prisma.OrderGetPayload`, or `Prisma.OrderWhereInput`, is: the model, and as a text which part of a call it is."""
    found = _MODEL.fullmatch(name)
    if found is None:
        return None
    model, of = found["model"], found["of"]
    part = "" if of == "GetPayload" else "where" if of.startswith("Where") else _READ_AS.get(of[:4], "data")
    return Kind("ref", target=f"{CLIENT}{model[:1].lower()}{model[1:]}", text=part)
