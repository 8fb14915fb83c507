"""What a page answers as JSON, packed value by value before Dash sees it.

Dash tries the whole answer at once, and where one component is in it, as there always is, it copies every value of it
in Python first: a third of what an answer cost. What is packed stays as it is.
"""

from typing import Any, Final

import orjson
from dash import NoUpdate, Patch
from dash.development.base_component import Component

_OPTIONS: Final = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY
_WILD: Final = ("aria-", "data-")
_names: dict[type[Component], frozenset[str]] = {}


def packed(found: dict[str, Any]) -> dict[str, Any]:
    """The values of ``found`` as finished JSON; those that say that nothing changes are left for Dash to read.

    Raises TypeError for what JSON cannot hold.
    """
    return {name: value if isinstance(value, NoUpdate) else _packed(value) for name, value in found.items()}


def _packed(value: Any) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(value, default=_plain, option=_OPTIONS))


def _plain(value: Any) -> Any:
    """As ``to_plotly_json`` of a component has it: that looks for every attribute there could be, not those set."""
    if isinstance(value, Component):
        kind = type(value)
        if kind not in _names:
            _names[kind] = frozenset(value._prop_names)
        named = _names[kind]
        props = {name: each for name, each in vars(value).items() if name in named or name.startswith(_WILD)}
        return {"props": props, "type": value._type, "namespace": value._namespace}
    if isinstance(value, Patch):
        return value.to_plotly_json()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
