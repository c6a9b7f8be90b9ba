"""A number measures something, and nothing says in which unit."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Constant, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .faults import Fault
from .promises import own_fields

TIME = frozenset("duration timeout ttl interval delay elapsed latency lifetime uptime cooldown debounce".split())
MONEY = frozenset("price amount cost fee salary balance revenue subtotal discount deposit payout".split())
SPACE = frozenset(
    "weight mass distance radius altitude elevation speed velocity temperature pressure width height".split()
)
STORAGE = frozenset("size bandwidth".split())
PAIRS = frozenset({("expires", "in"), ("retry", "after"), ("max", "age"), ("time", "limit"), ("grace", "period")})
UNITS = frozenset(
    "ns nanos nanoseconds us micros microseconds ms msec millis millisecond milliseconds s sec secs second seconds min mins minute "
    "minutes h hr hrs hour hours day days week weeks month months year years cent cents pence minor micro dollar dollars euro euros "
    "usd eur gbp chf jpy credits points percent pct permille ratio fraction bps byte bytes kb mb gb tb kib mib gib bit bits kbps mbps "
    "g gram grams kg kilogram kilograms mg lb lbs pound pounds oz ounce ounces ton tons tonnes mm cm m km meter meters metre metres "
    "kilometer kilometers kilometre kilometres mile miles inch inches ft foot feet yards px pixel pixels em rem degree degrees deg "
    "rad radians celsius fahrenheit kelvin kmh kph mph knots rpm hz khz mhz ghz pascal hpa bar psi volt volts watt watts liter "
    "liters litre litres ml rows columns items characters chars lines tokens pages steps".split()
)
# A name that ends so counts, names or scales something, and needs no unit; nor does the size of a number of things.
COUNTS = frozenset(
    "count id index rank level version number code factor ratio rate percent tier class type status key".split()
)
OF_THINGS = frozenset(
    "page batch pool sample group team party chunk queue window step fleet family class list font shoe grid".split()
)
OF_PICTURES = frozenset("image photo picture thumbnail icon video screen viewport canvas avatar frame logo".split())
_SYMBOL = re.compile(
    r"[%°€$£¥]|\bISO 4217\b|\b(smallest|minor) units?\b|\b0 to 1\b|\bbetween 0 and 1\b|\brelative\b", re.IGNORECASE
)
_NUMBER = re.compile(r"-?\d[\d_.]*(e[+-]?\d+)?\Z", re.IGNORECASE)


@rule("clarity", "warning")
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if isinstance(declaration, Constant):
        for entry in declaration.entries:
            name = entry.name or declaration.name
            if _NUMBER.match(entry.value) and measures(name, ()) and not states_unit(f"{entry.doc} {declaration.doc}"):
                yield Fault(contract.path, entry.name_range, _message(name))
        return
    around = words(contract.name)
    siblings = {w for f in declaration.fields for w in words(f.name)} if isinstance(declaration, Record) else set[str]()
    for name, field in own_fields(contract):
        if field.kind.name not in ("number", "int", "float", "decimal", "bigint") or field.tag("unit") is not None:
            continue
        measured = measures(field.name, around)
        if not measured or states_unit(field.doc) or (measured == "money" and "currency" in siblings):
            continue
        yield Fault(contract.path, field.name_range, _message(name))


def measures(name: str, around: tuple[str, ...]) -> str:
    """What a name measures, where it needs a unit that it does not give; `around` are the words of the type that holds it."""
    own = words(name.rpartition(".")[2])
    if UNITS.intersection(words(name)) or own[-1] in COUNTS:
        return ""
    for pair in pairwise(own):
        if pair in PAIRS:
            return "time"
    for word in own[-2:]:
        if word in TIME:
            return "time"
        if word in MONEY:
            return "money"
        if word in SPACE:
            return "" if word in ("width", "height") and OF_PICTURES.intersection((*own, *around)) else "space"
        if word in STORAGE:
            counted = OF_THINGS.intersection((*own, *around)) or {"query", "pagination", "paging"}.intersection(around)
            return "" if counted else "storage"
    return ""


def states_unit(doc: str) -> bool:
    """True where a comment's words name a unit."""
    return _SYMBOL.search(doc) is not None or bool(
        UNITS.intersection(re.findall(r"[a-z]+", doc.lower())) - {"s", "m", "h", "g", "bar"}
    )


def _message(name: str) -> str:
    return f"`{name}` does not say in which unit it counts; put the unit into the name, or say `@unit`."
