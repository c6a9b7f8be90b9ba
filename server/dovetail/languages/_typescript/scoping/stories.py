"""Stories of Storybook, by the types that say of which component they are."""

from collections.abc import Sequence

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ..syntax.made import TYPE_OF, function, inside
from .taken import some

_STORIES = frozenset({"Meta", "StoryObj", "ComponentMeta", "ComponentStoryObj"})


def story_type(base: str, given: Sequence[Typed]) -> Typed | None:
    """What `Meta<typeof Card>` and `StoryObj<typeof meta>` hold; None for any other type."""
    if base not in _STORIES or not given:
        return None
    props = _props(given[0].kind)
    shown = function(None, props)
    return inside(args=some(props), render=shown, play=function(None, inside(args=props)))


def _props(kind: Kind) -> Typed:
    """What a component takes, which is named itself or by the story's `meta`; a type says it alone."""
    if not kind.target.startswith(TYPE_OF):
        return Typed(kind)
    named = kind.target.removeprefix(TYPE_OF)[:1].isupper() or bool(kind.steps)
    return Typed(replace(kind, steps=(*kind.steps, *(() if named else ("component",)), "(0)")))
