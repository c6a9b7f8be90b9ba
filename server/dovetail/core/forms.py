"""How the formats look that have one form: whether a text can be a date, an address of mail, a currency …"""

import re
from collections.abc import Mapping

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?"
_ZONE = r"(?:[Zz]|[+-]\d\d:?\d\d)"
# Each takes whatever some reader of the format takes, so that only what nobody does is refused.
_FORMS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(form)
    for name, form in {
        "uuid": r"\{?[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\}?",
        "date-time": rf"{_DAY}[Tt ]{_CLOCK} ?{_ZONE}?",
        "date": _DAY,
        "time": rf"{_CLOCK} ?{_ZONE}?",
        "email": r"[^@\s]+@[^@\s]+",
        "currency": r"[A-Z]{3}",
        "country": r"[A-Z]{2,3}",
        "ulid": r"[0-9A-Za-z]{26}",
        "objectid": r"[0-9a-fA-F]{24}",
        "uri": r"[A-Za-z][A-Za-z0-9+.-]*:\S+",
        "ipv4": r"\d{1,3}(?:\.\d{1,3}){3}",
        "decimal": r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?",
        "bigint": r"[+-]?\d+",
    }.items()
}
SHOWN: Mapping[str, str] = {
    "date-time": "2026-04-01T09:30:00Z", "date": "2026-04-01", "time": "09:30:00", "currency": "EUR", "country": "NL",
    "email": "kim@example.com", "uri": "https://example.com/a", "ipv4": "192.0.2.1", "decimal": "12.50", "bigint": "42",
    "uuid": "5b0f3f0e-9a5e-4d0f-8b59-8a2d4b5d1e10", "ulid": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "objectid": "64f1a0c2e4b0a1b2c3d4e5f6",
}  # fmt: skip
_BY_KIND: Mapping[str, str] = {"instant": "date-time", "date": "date", "time": "time", "uuid": "uuid"}


def form_of(kind: str, format: str = "") -> str:
    """The format with one form that a field has, by its kind or by its tag; empty where it has none."""
    return format if format in _FORMS else _BY_KIND.get(kind, "")


def has_form(text: str, format: str) -> bool:
    """True for a text that can be of a format, and for every text where the format has no form of its own."""
    form = _FORMS.get(format)
    return form is None or form.fullmatch(text) is not None
