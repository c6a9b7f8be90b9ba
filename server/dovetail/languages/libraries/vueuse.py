"""VueUse: what it keeps in refs."""

_CORE = """\
import { Ref } from "vue";
export function useLocalStorage<T>(key: string, value: T, options: object): Ref<T>;
export function useSessionStorage<T>(key: string, value: T, options: object): Ref<T>;
export function useStorage<T>(key: string, value: T, storage: unknown, options: object): Ref<T>;
export function refDebounced<T>(value: Ref<T>, delay: number): Ref<T>;
export function refDefault<T>(value: Ref<T>, other: T): Ref<T>;
export function useCloned<T>(value: Ref<T>): { cloned: Ref<T> };
export function createGlobalState<F>(make: F): F;
export function createSharedComposable<F>(make: F): F;
"""

MODULES = {"@vueuse/core": _CORE}
