"""Vue: refs and what is computed of them."""

_CORE = """\
export interface Ref<T> { value: T }
export interface ShallowRef<T> { value: T }
export interface ComputedRef<T> { value: T }
export interface WritableComputedRef<T> { value: T }
export interface InjectionKey<T> { "(injected)": T }

export function ref<T>(value: T): Ref<T>;
export function shallowRef<T>(value: T): Ref<T>;
export function customRef<T>(make: unknown): Ref<T>;
export function computed<T>(compute: (() => T) & { get: () => T; set: (value: T) => void }): ComputedRef<T>;
export function unref<T>(of: Ref<T> | T): T;
export function toValue<T>(of: Ref<T> | (() => T) | T): T;
export function toRef<T>(of: () => T): Ref<T>;
export function readonly<T>(of: T): T;
export function reactive<T>(of: T): T;
export function shallowReactive<T>(of: T): T;
export function toRaw<T>(of: T): T;
export function markRaw<T>(of: T): T;
export function provide<T>(key: InjectionKey<T>, value: T): void;
export function inject<T>(key: InjectionKey<T>): T;
export function watch<T>(source: Ref<T> & (() => T), run: (value: T, old: T) => void, options?: object): void;
"""

MODULES = {"vue": _CORE}
