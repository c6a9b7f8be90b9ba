"""Emitters whose events have types, as mitt makes them."""

_MITT = """\
export interface Emitter<E> {
  on<K extends keyof E>(name: K, handler: (event: E[K]) => void): void;
  off<K extends keyof E>(name: K, handler?: (event: E[K]) => void): void;
  emit<K extends keyof E>(name: K, event?: E[K]): void;
}
export default function mitt<E>(all?: unknown): Emitter<E>;
"""

MODULES = {"mitt": _MITT}
