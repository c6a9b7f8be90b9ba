"""The file that declares a name which the build of Nuxt or Nitro takes in by itself, from folders that have this purpose."""

from collections.abc import Mapping

from dovetail.core.snapshot import Snapshot, Source

_CONFIGS = tuple(f"{name}.config.{ending}" for name in ("nuxt", "nitro") for ending in ("ts", "js", "mjs"))
_ROOTS = ("app/", "src/", "")  # where an app's own code may stand
_OF_SERVER = ("server/utils/", "shared/utils/", "shared/types/")
_OF_CLIENT = ("composables/", "utils/", "stores/", "store/", "shared/utils/", "shared/types/")


def taken_in(name: str, path: str, snapshot: Snapshot) -> str | None:
    """The file whose name a file may use without an import; None where no build takes it in, or two files declare it."""
    folders = path.split("/")[:-1]
    for count in range(len(folders), -1, -1):
        app = "".join(f"{folder}/" for folder in folders[:count])
        if any(f"{app}{config}" in snapshot.sources for config in _CONFIGS):
            rest = path.removeprefix(app)
            of_server = any(rest.startswith(f"{root}server/") for root in _ROOTS)
            places = _OF_SERVER if of_server else _OF_CLIENT
            ends = tuple(f"{app}{root}{place}" for root in _ROOTS for place in places)
            found = [p for p, _ in snapshot.sources_with(_exported, name) if p.startswith(ends) and p != path]
            return found[0] if len(found) == 1 else None
    return None


def _exported(source: Source) -> Mapping[str, bool]:
    """What a file of such a folder exports under names of its own."""
    if source.shapes.language != "typescript" or not any(
        f"/{p}" in f"/{source.path}" for p in (*_OF_SERVER, *_OF_CLIENT)
    ):
        return {}
    return {d.name: True for d in source.shapes.definitions if d.exported}
