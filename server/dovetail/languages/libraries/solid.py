"""Solid: signals, what is computed of them, and resources."""

_CORE = """\
export interface Accessor<T> { (): T }
export interface Resource<T> { (): T; latest: T }
export function createSignal<T>(value: T): [Accessor<T>, (next: T) => T];
export function createMemo<T>(compute: () => T): Accessor<T>;
export function createResource<S, T>(source: () => S, load: (from: S) => T): [Resource<T>, { mutate: (value: T) => T }];
export function untrack<T>(read: () => T): T;
"""

_STORE = """\
export function createStore<T>(value: T): [T, unknown];
"""

MODULES = {"solid-js": _CORE, "solid-js/store": _STORE}
