"""What numbers measure, by their names, and in which units."""

import re
from functools import lru_cache
from itertools import pairwise

from dovetail.core.words import words

TIME = frozenset(
    "duration timeout ttl interval delay elapsed took latency lifetime uptime cooldown debounce heartbeat reminder within "
    "timezone wait ping rtt backoff retention playtime runtime downtime keepalive freshness staleness lag layover break pause grace "
    "drift refresh probation eta lockout turnaround sla skew overtime trial pace p50 p90 p95 p99".split()
)
MONEY = frozenset(
    "price amount cost fee salary balance revenue subtotal discount deposit payout refund tax wage "
    "rent spend spent income budget bid fare bonus commission earnings proceeds debt premium deductible deduction prize surcharge "
    "allowance overdraft copay copayment".split()
)
SPACE = frozenset(
    "weight mass distance radius altitude elevation depth speed velocity gust temperature temp pressure width height thickness "
    "angle rotation dose power energy voltage frequency rainfall precipitation snowfall illuminance co2 hysteresis "
    "heading bearing azimuth ascension declination volume cpu fuel mileage odometer dosage consumption area acreage".split()
)
STORAGE = frozenset("size storage bandwidth bitrate throughput payload upload memory".split())
# From 0 to 1, or to 100.
SHARES = frozenset(
    "progress rollout fte humidity moisture battery completion confidence occupancy utilization utilisation sampling coverage "
    "equity markup conversion probability abv growth".split()
)
SCALES = frozenset("rating intensity satisfaction quality durability difficulty spiciness bitterness sweetness".split())
# Of two, nobody knows which comes first.
RANKS = frozenset("priority severity urgency".split())
RATES = frozenset(
    "tax vat interest discount commission conversion bounce churn fee growth success failure acceptance rejection retention "
    "completion hit click open cancellation win loss attendance approval vacancy reply error pass".split()
)
# Whose score may go from 0 to 1, or to 100; that of a game is points.
SCORED = frozenset("risk trust fraud spam health credit relevance similarity sentiment confidence match".split())
# Whose score is a judgement on a scale; that of a game or a post is points that are counted.
_JUDGED = frozenset(
    "candidate applicant application review feedback assessment evaluation survey inspection audit supplier vendor lead subscriber "
    "customer film movie book product restaurant recipe hotel grade exam essay "
    "interview".split()
)
# What stands around the visibility that is a distance; else it says who may see something.
WEATHER = frozenset(
    "weather forecast wind temperature temp humidity clouds precipitation rain dew gust metar station fog".split()
)
_BEATS = frozenset("heart pulse respiratory breathing".split())
_LENT = frozenset("mortgage loan credit saving savings tax vat interest".split())  # of which a rate is a share
_WORTH = frozenset("parcel shipment asset deal property policy claim".split())
# Before "window", what may be done within it.
_WITHIN = frozenset(
    "snipe attribution lookback edit cancel cancellation return refund booking grace maintenance".split()
)
MOMENTS = frozenset("timestamp epoch expires sunrise sunset dt ts since until".split())
PAIRS = frozenset(
    {
        ("expires", "in"),
        ("retry", "in"),
        ("retry", "after"),
        ("time", "zone"),
        ("max", "age"),
        ("time", "limit"),
        ("grace", "period"),
        ("notice", "period"),
        ("slow", "mode"),
        ("working", "time"),
        ("time", "to"),
        ("avg", "session"),
        ("average", "session"),
    }
    | {
        (what, "time")
        for what in (
            "transit response reading travel processing waiting lead cook prep estimated total play build boot idle active watch screen "
            "extra hold fetch load run wait hold flight delivery setup turn round average avg median mean"
        ).split()
    }
    | {(what, "for") for what in ("hold", "wait", "valid", "keep", "retain")}
)
# Whose level is that of something that runs out, and no number of a floor, a game or an access.
_FILLED = frozenset("fuel battery water oil tank ink toner".split())
# What of its capacity is no number of people.
_HOLDING = frozenset("vehicle truck van trailer tank battery container warehouse silo reservoir".split())
_WEEKDAYS = frozenset(
    {
        ("busiest", "day"),
        ("quietest", "day"),
        ("closing", "day"),
        ("weekday",),
        ("day", "of", "week"),
        ("dow",),
        ("week", "day"),
        ("first", "day", "of", "week"),
    }
)
_ELECTRIC = frozenset("voltage power watts".split())
_WORKED = frozenset((w,) for w in "working open opening business school week off delivery collection repeat".split())
# Where something stands in a row, of which the first is 0 to some and 1 to others.
_PLACES = frozenset({("index",), ("position",), ("ordinal",), ("row",), ("column",)})
_MONTHS = frozenset({("month",), ("start", "month"), ("end", "month")})
# What comes at a rate.
SAMPLED = frozenset("sample sampling refresh tick poll polling clock".split())
# Behind "last": `lastLogin`.
LAST = frozenset(
    "seen login used active accessed modified updated synced run service serviced inspection inspected calibration "
    "calibrated maintained maintenance check sync repair backup visited contacted charged checked cleaned viewed opened "
    "donation payment".split()
)
_NOT_DONE = frozenset("breed speed indeed hundred embed newsfeed".split())
# By a word of the name, or by what it measures.
OFFERED: dict[str, tuple[str, ...]] = {
    "time": ("seconds", "milliseconds", "minutes"), "moment": ("milliseconds", "seconds"), "share": ("ratio", "percent"),
    "money": ("cents", "euros", "dollars"), "storage": ("bytes", "megabytes"),
    "bitrate": ("kbps", "mbps"), "throughput": ("kbps", "mbps"), "period": ("days", "weeks", "months"),
    "weight": ("grams", "kilograms"), "mass": ("grams", "kilograms"), "dose": ("milligrams", "millilitres"),
    "distance": ("metres", "kilometres", "miles"), "radius": ("metres", "kilometres"), "altitude": ("metres", "feet"),
    "elevation": ("metres", "feet"), "speed": ("m/s", "km/h", "knots"), "velocity": ("m/s", "km/h"), "pressure": ("hPa", "bar"),
    "temperature": ("celsius", "fahrenheit"), "width": ("millimetres", "centimetres"), "height": ("millimetres", "centimetres"),
    "gust": ("m/s", "km/h", "knots"), "temp": ("celsius", "fahrenheit"), "visibility": ("metres", "kilometres"),
    "depth": ("metres", "centimetres"), "voltage": ("volts", "millivolts"), "frequency": ("hertz", "kilohertz"),
    "like": ("celsius", "fahrenheit"), "co2": ("ppm",), "rainfall": ("millimetres",), "precipitation": ("millimetres",),
    "illuminance": ("lux",), "angle": ("degrees", "radians"), "rotation": ("degrees", "radians"), "power": ("watts", "kilowatts"),
    "energy": ("kilowatt-hours", "joules"), "length": ("millimetres", "centimetres"), "sampling": ("hertz",),
    "heading": ("degrees", "radians"), "area": ("square metres", "hectares"), "acreage": ("acres", "hectares"),
    "ascension": ("hours", "degrees"), "declination": ("degrees", "radians"),
    "bearing": ("degrees", "radians"), "azimuth": ("degrees", "radians"), "volume": ("litres", "cubic metres"),
    "cpu": ("cores", "millicores"), "fuel": ("litres", "percent"), "mileage": ("kilometres", "miles"),
    "odometer": ("kilometres", "miles"), "dosage": ("milligrams", "millilitres"), "level": ("percent", "litres"),
    "pulse": ("beats per minute",), "consumption": ("kilowatt-hours", "litres"), "current": ("amperes", "milliamperes"),
}  # fmt: skip
# Of what each of these is counted in; of the rest any other unit may be.
UNITS_OF = {
    "time": frozenset(
        "nanoseconds microseconds ms milliseconds s seconds minutes hours days weeks months years".split()
    ),
    "money": frozenset("cents pence minor micro dollars euros usd eur gbp chf jpy".split()),
    "storage": frozenset("bytes kb mb gb tb kib mib gib bits kbps mbps".split()),
    "share": frozenset("percent permille ratio fraction".split()),
}
UNITS = frozenset(
    "ns nanos nanoseconds us micros microseconds ms msec millis millisecond milliseconds s sec secs second seconds min mins minute "
    "minutes h hr hrs hour hours day days week weeks month months year years cent cents pence minor micro dollar dollars euro euros "
    "usd eur gbp chf jpy credits points percent pct permille ratio fraction bps byte bytes kb mb gb tb kib mib gib bit bits kbps "
    "mbps g gram grams kg kilogram kilograms mg lb lbs pound pounds oz ounce ounces ton tons tonnes mm cm m km meter meters metre "
    "metres kilometer kilometers kilometre kilometres mile miles inch inches ft foot feet yard yards micrometers micrometres "
    "millimeter millimeters millimetre millimetres centimeter centimeters centimetre centimetres milliliters millilitres ml px "
    "pixel pixels hertz kilohertz em rem degree degrees deg rad radians celsius fahrenheit kelvin kmh kph mph knots rpm hz khz "
    "mhz ghz pascal "
    "pascals hpa hectopascal hectopascals kilopascal kilopascals kpa millibar millibars mbar bar psi volt volts millivolt "
    "millivolts mv ampere amperes amps milliampere milliamperes ma ohm ohms watt watts kilowatt kilowatts kw kwh wh joule joules "
    "lumen lumens lux decibel decibels db ppm micrograms milligrams newton newtons liter liters litre litres rows columns items "
    "characters chars lines tokens pages steps bpm ibu ebc fps kcal calories dpi m2 m3 km2 cm2 cm3 sqm sqft l".split()
)
# What a total is to be paid of, by what stands beside it; that of a page counts.
_BILLS = frozenset("invoice bill order cart basket receipt checkout".split())
_BILLED = frozenset("lines paid due pdf vat tax taxes payment".split())
_PAGES = frozenset("page list search result results response orders invoices".split())
_RATED = frozenset("rate rating review vote feedback".split())  # what gives stars; others are given so many of them
_GRADED = frozenset("rating ratings grade grades stars review reviews".split())
_TIMES_OF_DAY = ({"from", "to"}, {"start", "end"}, {"opens", "closes"}, {"starts", "ends"}, {"from", "until"})
# A name that ends so counts, names or scales something, and needs no unit; nor does the size of a number of things.
COUNTS = frozenset(
    "count id index rank level version number code factor ratio rate percent tier class type status key".split()
)
OF_THINGS = frozenset(
    "page batch pool sample group team party chunk queue window step fleet family household crew squad herd flock litter cohort "
    "workforce audience guild class list font shoe grid".split()
)
OF_PICTURES = frozenset("image photo picture thumbnail icon video screen viewport canvas avatar frame logo".split())
PLAYED = frozenset("video audio track song film movie episode recording".split())
_MEASURED = frozenset("reading readings measurement measurements sample sensor telemetry observation".split())
_HELD = frozenset(
    "course lecture webinar workshop interview meeting call session lesson appointment shift season turn round visit viewing tour "
    "exam".split()
)  # which last a while
SIZED = frozenset("width height weight".split())
# What stands before or behind the thing that is measured: `minPrice`, `tempMax`.
BOUNDS = frozenset("min max".split())
PICTURED = frozenset("url src href mime".split())
_SYMBOL = re.compile(
    r"[%°€$£¥]|\bISO 4217\b|\b(smallest|minor) units?\b|\b0 to 1\b|\bbetween 0 and 1\b|\brelative\b"
    r"|\bin (the|its|their|that|\w+'s)\b[\w' ]{0,30}\bunits?\b",  # which another field tells
    re.IGNORECASE,
)


def is_last_time(own: tuple[str, ...]) -> bool:
    """True for the words of a name that says when something was last done: `lastLogin`, `lastWatered`."""
    done = own[-1] in LAST or (own[-1].endswith("ed") and len(own[-1]) > 5 and own[-1] not in _NOT_DONE)
    return own[-2:-1] == ("last",) and done


@lru_cache(maxsize=4096)
def measures(name: str, around: tuple[str, ...]) -> str:
    """What a name measures, where it needs a unit that it does not give; `around` are the words of the type that holds it."""
    whole = words(name.rpartition(".")[2])
    own = _thing_measured(whole)
    last = own[-1]
    if own == ("time",) and whole in (("max", "time"), ("min", "time")):
        return "time"
    if own in _WEEKDAYS or own in _MONTHS:
        return "weekday" if own in _WEEKDAYS else "month"
    if whole in _PLACES:
        return "place"
    if UNITS.intersection((*own, *words(name.rpartition(".")[0]))):
        return ""
    if (
        last in SHARES
        or own == ("vat",)
        or (last == "share" and len(own) > 1)
        or own[-2:] == ("cloud", "cover")
        or (own == ("charge",) and "battery" in around)
        or (last == "rate" and RATES.intersection(own[-2:]))
    ):
        return "share"
    if last in SCALES or last in RANKS:
        return "scale" if last in SCALES else "rank"
    if last == "score" and SCORED.intersection(own[-2:]):
        return "share"
    if own == ("score",) and not _JUDGED.isdisjoint(around):
        return "scale"
    if last == "rate" and SAMPLED.intersection(own[-2:]):
        return "sampling"
    if last == "rate" and _BEATS.intersection(own[-2:-1]):
        return "pulse"
    if own == ("rate",) and not _LENT.isdisjoint(around):
        return "share"
    if own == ("value",) and not _WORTH.isdisjoint(around):
        return "money"
    if last == "level" and _FILLED.intersection(own[-2:-1]):
        return "share"
    if last == "capacity" and _HOLDING.intersection((*own, *around)):
        return "space"
    if last in COUNTS:
        return ""
    if last in MOMENTS or (last == "at" and len(own) > 1) or is_last_time(own):
        return "moment"
    if (last == "after" and len(own) > 1) or any(pair in PAIRS for pair in pairwise(own)):
        return "time"
    if last == "length" and _HELD.intersection(own[-2:-1]):
        return "time"
    if own == ("value",) and not _MEASURED.isdisjoint(around):
        return "space"
    if own == ("experience",):
        return "time"
    if own == ("feels", "like") or (last == "visibility" and not WEATHER.isdisjoint((*own, *around))):
        return "space"
    if own in (("gross",), ("net",), ("insured",), ("declared", "value"), ("insured", "value"), ("standing", "charge")):
        return "money"
    if own in (("for",), ("rest",)) or (last == "window" and _WITHIN.intersection(own[-2:])):
        return "time"
    for word in reversed(own[-2:]):
        if word in TIME:
            return "time"
        if word in MONEY:
            return "money"
        if word in SPACE:
            return (
                ""
                if word in ("width", "height") and (OF_PICTURES | PICTURED).intersection((*own, *around))
                else "space"
            )
        if word in STORAGE:
            counted = OF_THINGS.intersection((*own, *around)) or {"query", "pagination", "paging"}.intersection(around)
            return "" if counted else "storage"
    return ""


def _thing_measured(own: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without its bounds, and without what it is counted by: of `minPrice` and `pricePerMonth` it is the price.

    Behind a time `min` is a unit: `durationMin`.
    """
    end = own.index("per", 1) if "per" in own[1:] else len(own)
    is_time = TIME.union({"time", "period"}).intersection(own)
    start = 1 if own[0] in BOUNDS and end > 1 else 0
    if own[end - 1] in BOUNDS and end - start > 1 and not is_time:
        end -= 1
    return own[start:end]


def measured_beside(name: str, around: tuple[str, ...], siblings: set[str]) -> str:
    """What a name measures among others, or in a type whose words are `around` it.

    A total among amounts of money is one, a length stands beside a width or is that of a film, and a thing with an id was made once.
    """
    own = words(name)
    if own[-1] == "total" and (MONEY | {"currency"}) & siblings:
        return "money"
    if own == ("available",) and "balance" in siblings:
        return "money"
    if own == ("total",) and "quantity" in siblings:
        return "money"
    if own == ("total",) and _BILLS.intersection(around) and _BILLED & siblings and not _PAGES.intersection(around):
        return "money"
    if own == ("stars",) and _RATED.intersection(around):
        return "scale"
    if own in (("average",), ("avg",)) and _GRADED.intersection((*around, *siblings)):
        return "scale"
    if own == ("day",) and any(siblings >= ends for ends in _TIMES_OF_DAY):  # in a timetable
        return "weekday"
    if own == ("length",):
        return (
            "time"
            if (PLAYED | _HELD).intersection((*around, *siblings & PLAYED))
            else "space"
            if SIZED & siblings
            else ""
        )
    if (own == ("current",) and _ELECTRIC & siblings) or (own == ("visibility",) and WEATHER & siblings):
        return "space"
    dated = own in (("created",), ("updated",), ("modified",)) and "id" in siblings
    return "moment" if dated or own in (("time",), ("at",)) else ""


def is_of_weekdays(name: str) -> bool:
    """True for a list of days as `workingDays` or `days`, where a single number would count them."""
    own = words(name)
    return own in (("days",), ("weekdays",), ("days", "of", "week")) or (own[-1] == "days" and own[-2:-1] in _WORKED)


def offered(name: str, measured: str) -> tuple[str, ...]:
    """The units to choose from, the usual one first."""
    return next((OFFERED[w] for w in reversed(words(name)) if w in OFFERED), OFFERED.get(measured, ()))


def states_unit(doc: str) -> bool:
    """True where a comment's words name a unit."""
    return _SYMBOL.search(doc) is not None or bool(
        UNITS.intersection(re.findall(r"[a-z]+", doc.lower())) - {"s", "m", "h", "g", "l", "bar"}
    )
