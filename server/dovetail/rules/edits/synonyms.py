"""Words that people use for one thing, so that each side of an interface may have picked another: `state` and `status`."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from dovetail.core.words import key, singular, words

# Of each line any word may stand for any other. A word may stand in several lines.
_WORDS = """
status state stage phase condition
kind type category
name title label caption heading
note remark comment memo
price cost fee charge amount
amount total sum value
amount quantity qty count
message msg detail description text
body content text
reason cause
start begin from open
end finish until to close
started begun
finished ended completed
leave depart
departs departure
arrives arrival
created inserted added
updated modified changed edited
deleted removed
replied answered
refused rejected declined
photo image picture avatar img pic
phone telephone tel mobile
place site location loc venue
item result entry record row data
url link href uri
min minimum
max maximum
mins minutes min
secs seconds sec
hrs hours
duration length
date day
active enabled
mean average avg
lat latitude
lng lon longitude
num no number nr
id uuid guid
ref reference
desc description
addr address
cat category
lang language locale
temp temperature
amt amount
seat place
username login
""".strip().split("\n")
# The same of whole names, however many words they have.
_NAMES = """
q query search term keyword
limit pagesize perpage take
offset skip
sort order sortby orderby ordering
firstname givenname forename
lastname surname familyname
zip zipcode postcode postalcode
""".strip().split("\n")


def _lines_of(lines: Iterable[str]) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(lines):
        for word in line.split():
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_OF_WORD, _OF_NAME = _lines_of(_WORDS), _lines_of(_NAMES)
_NONE = frozenset[int]()


def synonym(name: str, known: Iterable[str]) -> str | None:
    """The only known name that says the same in other words."""
    found = [k for k in known if k != name and says_the_same(name, k)]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=16384)
def says_the_same(one: str, other: str) -> bool:
    """True for `state` and `status`, `startedAt` and `begunAt`, `players` and `playerCount`."""
    if not _OF_NAME.get(key(one), _NONE).isdisjoint(_OF_NAME.get(key(other), _NONE)):
        return True
    first, second = words(one), words(other)
    if len(first) == len(second):
        return all(map(_is_same, first, second))
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    counted = longer[-1] == "count" and shorter[-1] != singular(shorter[-1])
    return counted and longer[:-1] == (*shorter[:-1], singular(shorter[-1]))


def _is_same(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = singular(one), singular(other)
    lines = _OF_WORD.get(one, _NONE) | _OF_WORD.get(first, _NONE)
    return first == second or not lines.isdisjoint(_OF_WORD.get(other, _NONE) | _OF_WORD.get(second, _NONE))
