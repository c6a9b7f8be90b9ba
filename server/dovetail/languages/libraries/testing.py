"""Testing Library: hooks that a test runs."""

_REACT = """\
export function renderHook<R, P>(run: (props: P) => R, options?: { initialProps: P }): { result: { current: R }; rerender(props: P): void };
"""

MODULES = {"@testing-library/react": _REACT, "@testing-library/react-native": _REACT}
