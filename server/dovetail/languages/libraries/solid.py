"""Solid: signals, what is computed of them, resources, stores, and what its router loads."""

_CORE = """\
export interface Accessor<T> { (): T }
export interface Resource<T> { (): T; latest: T }
export function createSignal<T>(value: T): [Accessor<T>, (next: T) => T];
export function createMemo<T>(compute: () => T): Accessor<T>;
export function createResource<S, T>(source: () => S, load: (from: S) => T): [Resource<T>, { mutate: (value: T) => T }];
export function untrack<T>(read: () => T): T;
export function For<T>(props: { each: T[]; children: (item: T, index: () => number) => unknown }): unknown;
export function Index<T>(props: { each: T[]; children: (item: Accessor<T>, index: number) => unknown }): unknown;
export function Match<T>(props: { when: T; children: (value: Accessor<T>) => unknown }): unknown;
export function splitProps<T>(props: T, ...keys: (keyof T)[][]): [T, T, T];
export function mergeProps<D, T>(defaults: D, props: T): D & T;
export function Show<T>(props: { when: T; children: (value: Accessor<T>) => unknown }): unknown;
"""

_STORE = """\
export interface SetStoreFunction<T> { (first: keyof T & ((old: T) => unknown), value: unknown): void; "(stored)": T }
export function createStore<T>(value: T): [T, SetStoreFunction<T>];
export function createMutable<T>(value: T): T;
export function unwrap<T>(store: T): T;
"""

_ROUTER = """\
export interface Accessor<T> { (): T; latest: T }
export function createAsync<T>(load: () => T, options?: unknown): Accessor<T>;
export function createAsyncStore<T>(load: () => T, options?: unknown): Accessor<T>;
export function query<F>(load: F, name: string): F;
export function cache<F>(load: F, name: string): F;
export function action<F>(run: F, name?: string): F;
"""

MODULES = {"solid-js": _CORE, "solid-js/store": _STORE, "@solidjs/router": _ROUTER}
