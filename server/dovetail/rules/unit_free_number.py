"""A number measures something, and nothing says in which unit."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Constant, Entry, Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.core.words import words

from . import rule
from .faults import Fault
from .promises import own_fields
from .tag_edits import added_tag

TIME = frozenset("duration timeout ttl interval delay elapsed latency lifetime uptime cooldown debounce".split())
MONEY = frozenset("price amount cost fee salary balance revenue subtotal discount deposit payout tax".split())
SPACE = frozenset(
    "weight mass distance radius altitude elevation speed velocity temperature pressure width height angle rotation dose "
    "power energy".split()
)
STORAGE = frozenset("size bandwidth bitrate throughput".split())
# From 0 to 1, or to 100.
SHARES = frozenset("progress humidity completion confidence utilization utilisation".split())
RATES = frozenset("tax vat interest discount commission conversion bounce churn".split())
MOMENTS = frozenset("timestamp epoch".split())
PAIRS = frozenset(
    {
        ("expires", "in"),
        ("retry", "after"),
        ("max", "age"),
        ("time", "limit"),
        ("grace", "period"),
        ("notice", "period"),
    }
    | {
        (what, "time")
        for what in ("transit", "response", "reading", "travel", "processing", "waiting", "lead", "cook", "prep")
    }
)
# By a word of the name, or by what it measures.
OFFERED: dict[str, tuple[str, ...]] = {
    "time": ("seconds", "milliseconds", "minutes"), "moment": ("milliseconds", "seconds"), "share": ("ratio", "percent"),
    "money": ("cents", "euros", "dollars"), "storage": ("bytes", "megabytes"),
    "bitrate": ("kbps", "mbps"), "throughput": ("kbps", "mbps"), "period": ("days", "weeks", "months"),
    "weight": ("grams", "kilograms"), "mass": ("grams", "kilograms"), "dose": ("milligrams", "millilitres"),
    "distance": ("metres", "kilometres", "miles"), "radius": ("metres", "kilometres"), "altitude": ("metres", "feet"),
    "elevation": ("metres", "feet"), "speed": ("m/s", "km/h", "knots"), "velocity": ("m/s", "km/h"), "pressure": ("hPa", "bar"),
    "temperature": ("celsius", "fahrenheit"), "width": ("millimetres", "centimetres"), "height": ("millimetres", "centimetres"),
    "angle": ("degrees", "radians"), "rotation": ("degrees", "radians"), "power": ("watts", "kilowatts"),
    "energy": ("kilowatt-hours", "joules"),
}  # fmt: skip
UNITS = frozenset(
    "ns nanos nanoseconds us micros microseconds ms msec millis millisecond milliseconds s sec secs second seconds min mins minute "
    "minutes h hr hrs hour hours day days week weeks month months year years cent cents pence minor micro dollar dollars euro euros "
    "usd eur gbp chf jpy credits points percent pct permille ratio fraction bps byte bytes kb mb gb tb kib mib gib bit bits kbps "
    "mbps g gram grams kg kilogram kilograms mg lb lbs pound pounds oz ounce ounces ton tons tonnes mm cm m km meter meters metre "
    "metres kilometer kilometers kilometre kilometres mile miles inch inches ft foot feet yard yards micrometers micrometres "
    "millimeter millimeters millimetre millimetres centimeter centimeters centimetre centimetres milliliters millilitres ml px "
    "pixel pixels em rem degree degrees deg rad radians celsius fahrenheit kelvin kmh kph mph knots rpm hz khz mhz ghz pascal "
    "pascals hpa hectopascal hectopascals kilopascal kilopascals kpa millibar millibars mbar bar psi volt volts millivolt "
    "millivolts mv ampere amperes amps milliampere milliamperes ma ohm ohms watt watts kilowatt kilowatts kw kwh wh joule joules "
    "lumen lumens lux decibel decibels db ppm micrograms milligrams newton newtons liter liters litre litres rows columns items "
    "characters chars lines tokens pages steps".split()
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
_MONEY = re.compile(r"\b(minor|major|smallest|whole|decimal|cents?|pence)\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d[\d_.]*(e[+-]?\d+)?\Z", re.IGNORECASE)


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    text = snapshot.text_of(contract)
    if isinstance(declaration, Constant):
        for entry in declaration.entries:
            name = entry.name or declaration.name
            if not _NUMBER.match(entry.value) or entry.tag("unit") is not None or declaration.tag("unit") is not None:
                continue
            measured = measures(name, ())
            if measured and not states_unit(f"{entry.doc} {declaration.doc}"):
                tags = tuple(f"@unit {u}" for u in offered(name, measured)) if entry.name else ()
                yield Fault(
                    contract.path, entry.name_range, _message(name), fixes=_fixes(contract.path, text, entry, tags)
                )
        return
    around = words(contract.name)
    siblings = {w for f in declaration.fields for w in words(f.name)} if isinstance(declaration, Record) else set[str]()
    for name, field in own_fields(contract):
        if field.kind.name not in ("number", "int", "float", "decimal", "bigint") or field.tag("unit") is not None:
            continue
        measured = measures(field.name, around)
        if not measured or states_unit(field.doc):
            continue
        if measured == "moment" and field.tag("format") is not None:
            continue  # no number's format: that is `misfit-format`'s
        if measured == "money" and "currency" in siblings:
            # The currency is said; whether 1999 is that many cents is not, but for a decimal.
            if field.kind.name == "number" and not _MONEY.search(f"{declaration.doc} {field.doc}"):
                fixes = _fixes(contract.path, text, field, ("@unit minor", "@format decimal"))
                yield Fault(contract.path, field.name_range, _of_money(name), fixes=fixes)
            continue
        message = _of_moment(name) if measured == "moment" else _message(name)
        tags = tuple(f"@unit {u}" for u in offered(field.name, measured))
        yield Fault(contract.path, field.name_range, message, fixes=_fixes(contract.path, text, field, tags))


def measures(name: str, around: tuple[str, ...]) -> str:
    """What a name measures, where it needs a unit that it does not give; `around` are the words of the type that holds it."""
    own = words(name.rpartition(".")[2])
    last = own[-1]
    if UNITS.intersection(words(name)):
        return ""
    if last in SHARES or (last == "rate" and RATES.intersection(own[-2:])):
        return "share"
    if last in COUNTS:
        return ""
    if last in MOMENTS or (last == "at" and len(own) > 1):
        return "moment"
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


def offered(name: str, measured: str) -> tuple[str, ...]:
    """The units to choose from, the usual one first."""
    return next((OFFERED[w] for w in reversed(words(name)) if w in OFFERED), OFFERED.get(measured, ()))


def _fixes(path: str, text: Text, field: Field | Entry, tags: tuple[str, ...]) -> tuple[Fix, ...]:
    edits = (added_tag(path, text, field.range, field.name_range, tag) for tag in tags)
    return tuple(Fix(f"Add `{tag}`", (edit,)) for tag, edit in zip(tags, edits, strict=True))


def states_unit(doc: str) -> bool:
    """True where a comment's words name a unit."""
    return _SYMBOL.search(doc) is not None or bool(
        UNITS.intersection(re.findall(r"[a-z]+", doc.lower())) - {"s", "m", "h", "g", "bar"}
    )


def _of_money(name: str) -> str:
    return (
        f"`{name}` does not say whether it counts whole ones of the currency or its cents; say `@unit minor`, or make it a "
        "`@format decimal`."
    )


def _of_moment(name: str) -> str:
    return (
        f"`{name}` does not say whether it counts seconds or milliseconds; say `@unit milliseconds`, or make it a string of "
        "`@format date-time`."
    )


def _message(name: str) -> str:
    return f"`{name}` does not say in which unit it counts; put the unit into the name, or say `@unit`."
