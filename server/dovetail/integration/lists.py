"""Three-way merge of lists of items: what either side added, removed or changed, by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dovetail.integration.items import Item, Key, split_items

How = Literal["structured", "union"]


@dataclass(frozen=True, slots=True)
class MergedList:
    """The lines that two lists give together. A union holds items without a name, so only tests can tell if it is right."""

    lines: tuple[str, ...]
    how: How


def merge_lists(path: str, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> MergedList | str:
    """The merged lines, ours before theirs where both insert at one spot, or the reason why there are none."""
    sides = [split_items(lines, path) if lines else () for lines in (base, ours, theirs)]
    if any(side is None for side in sides):
        if not _code(base) and ours and theirs:
            return MergedList((*ours, *theirs), "union")
        return "the lines are not whole items of a list"
    old, mine, other = (side or () for side in sides)
    merged = _merge_items(path, old, mine, other)
    if isinstance(merged, str):
        return merged
    inserted = {item.key for item in merged} - {item.key for item in old}
    how: How = "structured" if all(item.is_named for item in merged if item.key in inserted) else "union"
    return MergedList(_joined(path, merged, mine, other), how)


def _merge_items(
    path: str, base: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item]
) -> tuple[Item, ...] | str:
    old, mine, other = ({item.key: item for item in side} for side in (base, ours, theirs))
    if any(len(keys) != len(side) for keys, side in ((old, base), (mine, ours), (other, theirs))):
        return "a name stands twice"
    gone = old.keys() - (mine.keys() & other.keys())
    if any(not old[key].is_named for key in gone):
        return "both sides changed the same lines"
    added_by_both = mine.keys() - old.keys() and other.keys() - old.keys()
    if added_by_both and any(key not in mine and key not in other for key in gone):
        # Both renamed it, each in its own way, or one renamed what the other replaced.
        return "both sides replaced the same item"
    if [key for key in mine if key in other] != [key for key in other if key in mine]:
        return "the sides have the items in different orders"
    kept: dict[Key, Item] = {}
    for key in {**mine, **other}:
        chosen = _choose(path, old.get(key), mine.get(key), other.get(key))
        if isinstance(chosen, str):
            return chosen
        if chosen is not None:
            kept[key] = chosen
    return tuple(kept[key] for key in _order(list(mine), list(other)) if key in kept)


def _choose(path: str, base: Item | None, ours: Item | None, theirs: Item | None) -> Item | str | None:
    """The item to keep, None for none, or why that cannot be said."""
    was, mine, other = (item.value if item else None for item in (base, ours, theirs))
    if mine == other or other == was:
        return ours
    if mine == was:
        return theirs
    if ours is None or theirs is None:
        return f"one side removed `{_title(base)}` and the other changed it"
    merged = merge_names(base, ours, theirs)
    if merged is not None:
        return merged
    return f"both sides {'changed' if base else 'added'} `{_title(ours)}`, each in its own way"


def _order(ours: list[Key], theirs: list[Key]) -> list[Key]:
    """Both sides' keys, each side in its own order; between two shared keys ours come first."""
    shared, merged = set(ours) & set(theirs), list[Key]()
    at = 0
    for key in ours:
        if key in shared:
            while theirs[at] != key:
                merged.append(theirs[at])
                at += 1
            at += 1
        merged.append(key)
    return merged + theirs[at:]


def _joined(path: str, merged: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item]) -> tuple[str, ...]:
    """The items' lines, with a comma behind each but the last where that is how the sides write the list."""
    sides = [[item for item in side if _split_tail(item.lines)[0]] for side in (ours, theirs)]
    inner = [item for side in sides for item in side[:-1]]
    ends = [_has_comma(side[-1]) for side in sides if side]
    has_commas = all(map(_has_comma, inner)) and (inner or any(ends))
    if not has_commas and not path.endswith((".json", ".jsonc", ".json5")):
        return tuple(line for item in merged for line in item.lines)
    last = max((n for n, item in enumerate(merged) if _split_tail(item.lines)[0]), default=-1)
    lines: list[str] = []
    for n, item in enumerate(merged):
        wants_comma = n < last or (n == last and any(ends))
        lines += _with_comma(item.lines) if wants_comma and not _has_comma(item) else item.lines
    return tuple(lines)


_TAIL = re.compile(r"(?P<code>.*?)(?P<comma>,?)(?P<tail>\s*(?://[^\"'`]*|#[^\"'`]*)?\s*)\Z", re.DOTALL)


def _has_comma(item: Item) -> bool:
    return bool(_split_tail(item.lines)[1])


def _with_comma(lines: tuple[str, ...]) -> tuple[str, ...]:
    n = _last_code(lines)
    code, _, tail = _split_tail(lines)
    if not code:
        return lines  # nothing but a comment
    return (*lines[:n], f"{code},{tail}", *lines[n + 1 :])


def _split_tail(lines: tuple[str, ...]) -> tuple[str, str, str]:
    found = _TAIL.match(lines[_last_code(lines)])
    assert found is not None, "the pattern matches every line"
    return found["code"], found["comma"], found["tail"]


def _last_code(lines: tuple[str, ...]) -> int:
    return next((n for n in range(len(lines) - 1, -1, -1) if lines[n].strip()), len(lines) - 1)


_NAMED_LIST = re.compile(r"(?P<head>[^{}()]*?[{(])(?P<names>[^{}()]*)(?P<tail>[)}][^{}()]*)\Z", re.DOTALL)
_PYTHON_LIST = re.compile(r"(?P<head>\s*from\s+[\w.]+\s+import\s+)(?P<names>[^()#]+?)(?P<tail>\s*)\Z")


def merge_names(base: Item | None, ours: Item, theirs: Item) -> Item | None:
    """An import or export whose list of names both sides changed. None where it is more than the names."""
    if ours.key[0] not in ("import", "export"):
        return None
    parts = [_names(item) for item in (base, ours, theirs) if item is not None]
    if any(part is None for part in parts):
        return None
    (head, mine, tail), (head2, other, tail2) = (part for part in parts[-2:] if part is not None)
    old = parts[0][1] if base is not None and parts[0] is not None else []
    if (head, tail.strip()) != (head2, tail2.strip()):
        return None
    kept = [name for name in mine if name in other or name not in old]
    kept += [name for name in other if name not in old and name not in mine]
    text = "".join(ours.lines)
    several = next((item for item in (ours, theirs) if "\n" in "".join(item.lines).strip()), None)
    if several is not None:
        indent = next((re.match(r"\s*", line)[0] for line in several.lines[1:] if line.strip()), "  ")  # type: ignore[index]
        outer = re.match(r"\s*", text)[0].strip("\n")  # type: ignore[index]
        lines = [f"{head.rstrip()}\n", *(f"{indent}{name},\n" for name in kept), f"{outer}{tail}"]
        return Item(ours.key, tuple(lines))
    space = " " if head.rstrip().endswith("{") and kept else ""
    return Item(ours.key, (f"{head.rstrip(' ') if space else head}{space}{', '.join(kept)}{space}{tail}",))


def _names(item: Item) -> tuple[str, list[str], str] | None:
    text = "".join(item.lines)
    found = _NAMED_LIST.match(text) or _PYTHON_LIST.match(text)
    if found is None or "//" in text.replace("://", "") or "#" in text or "/*" in text:
        return None
    names = [" ".join(name.split()) for name in found["names"].split(",") if name.strip()]
    return re.sub(r"[ \t]+", " ", found["head"]), names, found["tail"].lstrip(" ")


def _code(lines: Sequence[str]) -> bool:
    return any(line.strip() for line in lines)


def _title(item: Item | None) -> str:
    return item.key[-1] if item is not None else ""
