"""Lit: the directives of its templates that are given a list and what shows each of it."""

_REPEAT = """\
export function repeat<T>(items: T[], key: (item: T, index: number) => unknown, show: (item: T, index: number) => unknown): unknown;
"""
_MAP = """\
export function map<T>(items: T[], show: (item: T, index: number) => unknown): unknown;
"""

MODULES = {
    "lit/directives/repeat.js": _REPEAT,
    "lit/directives/repeat": _REPEAT,
    "lit-html/directives/repeat.js": _REPEAT,
    "lit/directives/map.js": _MAP,
    "lit/directives/map": _MAP,
}
