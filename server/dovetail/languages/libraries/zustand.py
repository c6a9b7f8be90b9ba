"""Zustand: what makes a slice of a store."""

_CORE = """\
export type StateCreator<T, Before = unknown, After = unknown, U = T> =
  (set: (some: Partial<T> & ((state: T) => Partial<T>)) => void, get: () => T) => U;
"""

MODULES = {"zustand": _CORE, "zustand/vanilla": _CORE}
