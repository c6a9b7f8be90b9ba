"""The abstract models of Django and of its best known libraries, with the fields and the other names that they give to a project's."""

from collections.abc import Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Kind, KindName, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range


@dataclass(frozen=True, slots=True)
class _Base:
    """What a class of a library gives. `modules` are those it may come from; none where its name says enough."""

    fields: Mapping[str, KindName]
    names: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


_USER_NAMES = tuple(
    "groups user_permissions is_authenticated is_anonymous is_active set_password check_password set_unusable_password "
    "has_usable_password get_username natural_key get_full_name get_short_name email_user has_perm has_perms has_module_perms "
    "get_all_permissions get_group_permissions get_user_permissions get_session_auth_hash normalize_username clean logentry_set "
    "auth_token USERNAME_FIELD EMAIL_FIELD REQUIRED_FIELDS username_validator acheck_password get_email_field_name".split()
)
_TREE_NAMES = tuple(
    "children get_ancestors get_children get_descendants get_descendant_count get_family get_leafnodes get_level get_next_sibling "
    "get_previous_sibling get_root get_siblings insert_at is_ancestor_of is_child_node is_descendant_of is_leaf_node is_root_node "
    "move_to tree objects _tree_manager _mptt_meta".split()
)
_LOGIN: dict[str, KindName] = {"password": "string", "last_login": "instant"}
_RIGHTS: dict[str, KindName] = {"is_superuser": "boolean"}
_STAMPS: dict[str, KindName] = {"created": "instant", "modified": "instant"}
_STAMPED = ("update_modified", "created", "modified")
_EXTENSIONS, _UTILS = ("django_extensions",), ("model_utils",)
_BASES: Mapping[str, _Base] = {
    "AbstractBaseUser": _Base(_LOGIN, _USER_NAMES),
    "PermissionsMixin": _Base(_RIGHTS, _USER_NAMES),
    "AbstractUser": _Base(
        {
            **_LOGIN, **_RIGHTS, "username": "string", "first_name": "string", "last_name": "string", "email": "string",
            "is_staff": "boolean", "is_active": "boolean", "date_joined": "instant",
        },
        _USER_NAMES,
    ),
    "MPTTModel": _Base({"lft": "int", "rght": "int", "tree_id": "int", "level": "int"}, _TREE_NAMES, ("mptt",)),
    "TimeStampedModel": _Base(_STAMPS, _STAMPED, (*_UTILS, *_EXTENSIONS)),
    "StatusModel": _Base({"status": "string", "status_changed": "instant"}, ("STATUS",), _UTILS),
    "SoftDeletableModel": _Base({"is_removed": "boolean"}, ("available_objects", "all_objects"), _UTILS),
    "UUIDModel": _Base({"id": "uuid"}, (), _UTILS),
    "TitleDescriptionModel": _Base({"title": "string", "description": "string"}, (), _EXTENSIONS),
    "TitleSlugDescriptionModel": _Base({"title": "string", "slug": "string", "description": "string"}, (), _EXTENSIONS),
}  # fmt: skip


def library_model(name: str, source: Source) -> Record | None:
    """What a base that is in no file of the tree gives to the models of a file; None for one that is not known."""
    base = _BASES.get(name)
    if base is None:
        return None
    modules = {i.module.partition(".")[0] for i in source.shapes.imports if i.name == name}
    if base.modules and modules.isdisjoint(base.modules):
        return None
    at = Range(0, 0)
    fields = (
        Field(own, at, Kind(kind), "defaulted", "yes" if own == "last_login" else "no", at)
        for own, kind in base.fields.items()
    )
    return Record(name, at, at, tuple(fields), "db", "django model", members=base.names)
