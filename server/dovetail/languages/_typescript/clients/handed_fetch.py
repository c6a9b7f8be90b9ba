"""Functions that are given the `fetch` by which they ask: `ask(fetch, path)` of SvelteKit, `load(path, fetcher = fetch)`."""

import re
from collections.abc import Iterable, Iterator

from ..._treesitter import Syntax
from ..syntax.nodes import ParameterNode

_CALLED = re.compile(r"_?(?:\w+F|f)etch(?:er|Fn|Impl)?")
_SAID = re.compile(r":\s*(?:typeof\s+(?:(?:globalThis|window)\.)?fetch|\w*Fetch(?:er|Fn|Like|Function|Impl)?)")


def fetches_given(syntax: Syntax, given: Iterable[ParameterNode]) -> Iterator[str]:
    """The names of parameters that are `fetch`: by their type, by what they are where nothing is given, or by their own name."""
    for parameter in given:
        name = syntax.str(parameter.pattern) if parameter.pattern is not None else ""
        said = syntax.str(parameter.annotation) if parameter.annotation is not None else ""
        usual = syntax.str(parameter.default) if parameter.default is not None else ""
        if _CALLED.fullmatch(name) and (_SAID.fullmatch(said) or (not said and (usual == "fetch" or name == "fetch"))):
            yield name
