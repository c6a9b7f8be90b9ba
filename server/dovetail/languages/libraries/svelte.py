"""Svelte: its stores."""

_STORES = """\
export interface Readable<T> { "(item)": T }
export interface Writable<T> { "(item)": T; set(value: T): void; update(next: (value: T) => T): void }
export function writable<T>(value: T): Writable<T>;
export function readable<T>(value: T): Readable<T>;
export function derived<S, T>(store: { "(item)": S }, derive: (value: S) => T): Readable<T>;
export function get<T>(store: { "(item)": T }): T;
"""

MODULES = {"svelte/store": _STORES}
