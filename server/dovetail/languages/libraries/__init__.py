"""What well-known libraries of TypeScript declare, as far as values of a contract's types go through them.

Each module of this package holds texts in the form of a `.d.ts` file, by the module's name as it is imported. They are read as any
other file is, so that a hook of a library is followed as a hook of the project's own is. A declaration says no more than what
leads from one typed value to another, and is left out where it would say too much: what is not declared is not known.
"""

import re
from collections.abc import Mapping
from functools import cache

from . import (
    angular,
    apollo,
    axios,
    drizzle,
    events,
    grids,
    lit,
    mongodb,
    mongoose,
    native,
    ngrx,
    queues,
    redux,
    rxjs,
    sequelize,
    solid,
    svelte,
    swr,
    tanstack_form,
    tanstack_table,
    testing,
    tokens,
    trpc,
    typeorm,
    urql,
    vue,
    vue_apollo,
    vueuse,
    vuex,
    zustand,
)

TEXTS: Mapping[str, str] = {
    **angular.MODULES,
    **apollo.MODULES,
    **axios.MODULES,
    **drizzle.MODULES,
    **events.MODULES,
    **grids.MODULES,
    **lit.MODULES,
    **mongodb.MODULES,
    **mongoose.MODULES,
    **native.MODULES,
    **ngrx.MODULES,
    **queues.MODULES,
    **redux.MODULES,
    **rxjs.MODULES,
    **sequelize.MODULES,
    **solid.MODULES,
    **svelte.MODULES,
    **swr.MODULES,
    **tanstack_form.MODULES,
    **tanstack_table.MODULES,
    **testing.MODULES,
    **tokens.MODULES,
    **trpc.MODULES,
    **typeorm.MODULES,
    **urql.MODULES,
    **vue.MODULES,
    **vue_apollo.MODULES,
    **vueuse.MODULES,
    **vuex.MODULES,
    **zustand.MODULES,
}
_EXPORTED = re.compile(r"^export (?:(?:function|const|class) (\w+)|(default) )", re.MULTILINE)


_NOTHING = frozenset[str]()


def library_values(module: str) -> frozenset[str]:
    """The values that a library exports, as far as it is declared here; none of one that is not."""
    return _values(module) if module in TEXTS else _NOTHING  # kept of these alone: what somebody types may be anything


@cache
def _values(module: str) -> frozenset[str]:
    return frozenset(m[1] or m[2] for m in _EXPORTED.finditer(TEXTS[module]))
