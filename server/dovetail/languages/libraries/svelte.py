"""Svelte: its stores."""

_STORES = """\
export interface Readable<T> { "(item)": T; subscribe(run: (value: T) => void): () => void }
export interface Writable<T> {
  "(item)": T;
  subscribe(run: (value: T) => void): () => void;
  set(value: T): void;
  update(next: (value: T) => T): void;
}
export interface Store<T> { subscribe(run: (value: T) => void): unknown }
export function writable<T>(value: T): Writable<T>;
export function readable<T>(value: T): Readable<T>;
export function derived<S, T>(store: Store<S>, derive: (value: S) => T): Readable<T>;
export function get<T>(store: Store<T>): T;
"""

MODULES = {"svelte/store": _STORES}
