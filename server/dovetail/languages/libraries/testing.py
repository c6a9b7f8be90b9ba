"""Hooks that a test runs with Testing Library, what stands in for functions with Vitest and Jest, and factories of fishery."""

_REACT = """\
export function renderHook<R, P>(run: (props: P) => R, options?: { initialProps: P }): { result: { current: R }; rerender(props: P): void };
"""

_VITEST = """\
export interface Mock<T> {
  mockResolvedValue(value: ReturnType<T>): Mock<T> & T;
  mockResolvedValueOnce(value: ReturnType<T>): Mock<T> & T;
  mockReturnValue(value: ReturnType<T>): Mock<T> & T;
  mockReturnValueOnce(value: ReturnType<T>): Mock<T> & T;
  mockImplementation(run: T): Mock<T> & T;
  mockImplementationOnce(run: T): Mock<T> & T;
}
export interface Mocker {
  spyOn<O, K extends keyof O>(of: O, name: K): Mock<O[K]> & O[K];
  mocked<T>(of: T): Mock<T> & T;
  fn<T>(run?: T): Mock<T> & T;
}
export const vi: Mocker;
"""
_JEST = _VITEST.replace("const vi:", "const jest:")

# Its functions are given overrides, from which none of what they must make may be missing.
_FISHERY = """\
export interface Made<T> {
  build(given?: DeepPartial<T>, options?: object): T;
  buildList(count: number, given?: DeepPartial<T>, options?: object): T[];
  create(given?: DeepPartial<T>, options?: object): Promise<T>;
  createList(count: number, given?: DeepPartial<T>, options?: object): Promise<T[]>;
  params(given: DeepPartial<T>): Made<T>;
  afterBuild(run: (made: T) => unknown): Made<T>;
  onCreate(run: (made: T) => unknown): Made<T>;
}
export interface Generated<T> { sequence: number; params: Partial<T>; afterBuild(run: (made: T) => unknown): unknown }
export interface Maker {
  define<T>(run: (generated: Generated<T>) => T): Made<T>;
}
export const Factory: Maker;
"""

_VUE = """\
export interface VueWrapper<P> {
  props<K extends keyof P>(name: K): P[K];
  setProps(given: Partial<P>): Promise<void>;
  findComponent<Q>(component: (props: Q) => unknown): VueWrapper<Q>;
  getComponent<Q>(component: (props: Q) => unknown): VueWrapper<Q>;
  findAllComponents<Q>(component: (props: Q) => unknown): VueWrapper<Q>[];
}
export function mount<P>(component: (props: P) => unknown, options?: { props: Partial<P> }): VueWrapper<P>;
export function shallowMount<P>(component: (props: P) => unknown, options?: { props: Partial<P> }): VueWrapper<P>;
"""

_SVELTE = """\
export interface Rendered<P> { rerender(given: Partial<P>): Promise<void> }
export function render<P>(component: (props: P) => unknown, options?: object): Rendered<P>;
"""

MODULES = {
    "@testing-library/svelte": _SVELTE,
    "@vue/test-utils": _VUE,
    "fishery": _FISHERY,
    "vitest": _VITEST,
    "@jest/globals": _JEST,
    "@testing-library/react": _REACT,
    "@testing-library/react-native": _REACT,
}
