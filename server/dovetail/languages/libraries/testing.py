"""Hooks that a test runs with Testing Library, and what stands in for functions with Vitest and Jest."""

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

MODULES = {
    "vitest": _VITEST,
    "@jest/globals": _JEST,
    "@testing-library/react": _REACT,
    "@testing-library/react-native": _REACT,
}
