"""The enums of a schema of Prisma, as its client exports them: `import { OrderStatus } from "@prisma/client"`."""

from dovetail.core.shapes import Import

_CLIENT = "@prisma/client"
ALL_ENUMS = "$Enums"
_OTHERS = frozenset({"Prisma", "PrismaClient"})


def is_client_enum(imported: Import) -> bool:
    """True for what may be an enum of a schema, or all of them."""
    name = imported.original
    return imported.module.startswith(_CLIENT) and (name == ALL_ENUMS or (name[:1].isupper() and name not in _OTHERS))
