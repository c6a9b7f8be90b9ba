"""Other names for a field: one letter off, in another casing, with another word, or wholly different."""

from random import Random

from dovetail.core.words import CASINGS, Casing, has_casing, in_casing, words

_SYNONYMS = {
    "name": "title", "title": "name", "at": "on", "on": "date", "id": "key", "email": "mail", "url": "link", "count": "total",
    "total": "sum", "is": "has", "code": "kind", "message": "text", "display": "full", "full": "display", "created": "made",
    "price": "cost", "status": "state", "state": "status", "number": "no", "body": "content", "position": "place", "label": "tag",
    "labels": "tags", "tags": "labels", "reason": "cause", "user": "account", "cents": "amount", "minutes": "time",
}  # fmt: skip
_KEYWORDS = frozenset(
    {"as", "is", "in", "on", "from", "for", "with", "class", "default", "new", "delete", "return", "import", "type"}
)
_STRANGERS = ("zebra", "quartzTint", "harborLight", "wombatWeight", "velvetOrder")


def casing_of(name: str) -> Casing:
    """The casing of a name; of one word, that of most code."""
    found: list[Casing] = [c for c in CASINGS if has_casing(name, c)]
    return found[0] if found else "camelCase"


def misspelled(name: str, random: Random) -> str:
    """One letter dropped, doubled or exchanged with the next."""
    at = random.randrange(1, len(name)) if len(name) > 1 else 0
    if not name[at].isalpha():
        at = next((i for i in range(len(name) - 1, -1, -1) if name[i].isalpha()), 0)
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at > 0 else name
    choices = [name[:at] + name[at] + name[at:], name[:at] + name[at + 1 :], swapped]
    found = [c for c in choices if c != name and c and c[0].isalpha() and len(c) > 1]
    return random.choice(found) if found else name + "x"


def respelled(name: str, random: Random) -> str | None:
    """The same words in another casing; None where a name of one word has no other that is in use."""
    own = casing_of(name)
    if len(words(name)) < 2:
        return None
    return in_casing(name, random.choice([c for c in ("camelCase", "snake_case", "PascalCase") if c != own]))


def reworded(name: str, random: Random) -> str:
    """One word exchanged, added or dropped, as two people name the same thing."""
    own, casing = list(words(name)), casing_of(name)
    choices: list[list[str]] = []
    for i, word in enumerate(own):
        if word in _SYNONYMS:
            choices.append([*own[:i], _SYNONYMS[word], *own[i + 1 :]])
    if len(own) > 1:
        choices += [own[1:], own[:-1]]
    choices += [[*own, "value"], ["the", *own]]
    choices = [c for c in choices if "_".join(c) not in _KEYWORDS]
    return in_casing("_".join(random.choice(choices)), casing)


def unrelated(name: str, random: Random) -> str:
    """A name that has nothing to do with it."""
    return in_casing(random.choice(_STRANGERS), casing_of(name))
